import {
  extension,
  reportBlock,
  rtcp,
  rtp,
  session,
  sipWithSession,
} from '../../support/media-packets.ts';
import { concat, filler, text, uint16, uint32 } from '../../support/packet-builder.ts';
import { datagramBytes } from '../../support/tracked.ts';

/** Calls with their media, and what comes near it. */
const CALLER = '192.0.2.20';
const CALLEE = '203.0.113.7';
const datagrams: Uint8Array[] = [];
const from = (port: number, to: number, data: Uint8Array) =>
  datagrams.push(datagramBytes({ address: CALLER, port }, { address: CALLEE, port: to }, data));
const back = (port: number, to: number, data: Uint8Array) =>
  datagrams.push(datagramBytes({ address: CALLEE, port }, { address: CALLER, port: to }, data));
const invite = (call: string, body: string) =>
  from(5060, 5060, sipWithSession('INVITE sip:b@example.com SIP/2.0', 'INVITE', call, body));
const answer = (line: string, call: string, body: string) =>
  back(5060, 5060, sipWithSession(line, 'INVITE', call, body));
const ssrc = 0x01020304;

// Before any call: nobody knows that this is RTP; RTCP is known by its looks, to an odd port.
from(42000, 30000, rtp(filler(160)));
from(42001, 30001, rtcp(201, 0, uint32(ssrc)));
from(42001, 30002, rtcp(201, 0, uint32(ssrc)));
from(42003, 30003, concat(rtcp(201, 0, uint32(ssrc)), 0));
from(42003, 30003, rtcp(202, 0, uint32(ssrc)));

invite(
  'one',
  session(CALLER, 42000, ['a=rtpmap:96 opus/48000/2', 'a=rtpmap:101 telephone-event/8000']),
);
from(42000, 30000, rtp(filler(20), { type: 8, sequence: 65535 }));
answer(
  'SIP/2.0 200 OK',
  'one',
  session(CALLEE, 30000, ['a=rtpmap:96 iLBC/8000', 'a=rtpmap:101 telephone-event/8000']),
);
from(42000, 30000, rtp(filler(160), { sequence: 65535, marked: true }));
from(42000, 30000, rtp(filler(160), { sequence: 0 }));
back(30000, 42000, rtp(filler(160), { sequence: 7, ssrc: 9 }));
back(30000, 42000, rtp(filler(30), { sequence: 8, ssrc: 9, type: 96 }));
from(42000, 30000, rtp(filler(30), { sequence: 3, type: 96 }));
from(42000, 30000, rtp(filler(30), { sequence: 65534, type: 97 }));
from(42000, 30000, rtp(filler(30), { type: 72, sequence: 4 }));
from(42000, 30000, rtp(filler(30), { type: 35, sequence: 4 }));
from(42000, 30000, rtp(Uint8Array.of(5, 0x8a, 0, 160), { type: 101, sequence: 5 }));
from(42000, 30000, rtp(Uint8Array.of(11, 0x0a, 0, 160), { type: 101, sequence: 5 }));
// Another port of the same host is none of the call.
from(42010, 30000, rtp(filler(160), { sequence: 10 }));
from(42010, 30010, rtp(filler(160), { sequence: 10 }));
// Sources, extensions, padding.
from(42000, 30000, rtp(filler(40), { sources: [1, 0xffffffff], sequence: 5 }));
from(42000, 30000, rtp(filler(40), { extension: extension(0xabac, filler(8)), sequence: 6 }));
from(
  42000,
  30000,
  rtp(filler(40), {
    extension: extension(0xbede, Uint8Array.of(0x12, 1, 2, 3, 0, 0x20, 9, 0)),
    sequence: 6,
  }),
);
from(
  42000,
  30000,
  rtp(filler(40), {
    extension: extension(0x1005, Uint8Array.of(1, 2, 8, 9, 0, 7, 0)),
    sequence: 6,
  }),
);
from(42000, 30000, rtp(filler(40), { padding: 8, sequence: 7 }));
from(42000, 30000, rtp(filler(0), { padding: 4, sequence: 7 }));
from(42000, 30000, rtp(filler(0), { padding: 1, sequence: 7 }));
from(42000, 30000, rtp(filler(0), { sequence: 7 }));
from(42000, 30000, rtp(filler(20), { version: 0 }));
from(42000, 30000, rtp(filler(20), { version: 1 }));
from(42000, 30000, rtp(filler(20), { version: 3 }));
from(42000, 30000, Uint8Array.of(0x80, 0, 1, 2, 3, 4));
from(42000, 30000, Uint8Array.of(0, 0));
// RTCP beside RTP, and of every kind.
from(42000, 30000, rtcp(201, 0, uint32(ssrc)));
const times = concat(uint32(0xe0000000), uint32(0x80000000), uint32(160), uint32(10), uint32(1600));
from(42001, 30001, rtcp(200, 0, concat(uint32(ssrc), times)));
back(
  30001,
  42001,
  rtcp(201, 1, concat(uint32(9), reportBlock(ssrc, 0xfffffe, 0x00008000, 0x8000))),
);
from(
  42001,
  30001,
  rtcp(200, 2, concat(uint32(ssrc), times, reportBlock(9, 5), reportBlock(10, 6))),
);
from(
  42001,
  30001,
  concat(
    rtcp(201, 0, uint32(ssrc)),
    rtcp(
      202,
      2,
      concat(
        uint32(ssrc),
        1,
        2,
        text('ab'),
        0,
        0,
        0,
        0,
        uint32(10),
        2,
        2,
        text('Me'),
        7,
        4,
        text('note'),
        0,
        0,
      ),
    ),
  ),
);
from(42001, 30001, rtcp(203, 1, uint32(ssrc)));
from(42001, 30001, rtcp(203, 2, concat(uint32(ssrc), uint32(10), 7, text('thanks!'))));
from(42001, 30001, rtcp(204, 3, concat(uint32(ssrc), text('TEST'), filler(8))));
from(42001, 30001, rtcp(205, 1, concat(uint32(ssrc), uint32(9), uint16(77), uint16(5))));
from(42001, 30001, rtcp(206, 1, concat(uint32(ssrc), uint32(9))));
from(
  42001,
  30001,
  rtcp(206, 15, concat(uint32(ssrc), uint32(9), text('REMB'), 1, 2, 3, 4, uint32(9))),
);
from(42001, 30001, rtcp(207, 0, concat(uint32(ssrc), 4, 0, uint16(2), uint32(1), uint32(2))));
from(42001, 30001, rtcp(201, 0, concat(uint32(ssrc)), 4));
from(42001, 30001, rtcp(201, 0, concat(uint32(ssrc), filler(8))));
from(42001, 30001, rtcp(192, 0, concat(uint32(ssrc))));
from(42001, 30001, rtcp(193, 0, concat(uint32(ssrc), uint16(1), uint16(2))));
from(42001, 30001, concat(rtcp(201, 0, uint32(ssrc)), filler(4)));
from(42001, 30001, rtcp(201, 1, uint32(ssrc)));
from(42001, 30001, filler(8));
from(42001, 30001, rtp(filler(20)));
// Another call: its own port for reports, secured media, and a call without an answer.
invite('two', session(CALLER, 42100, ['a=rtcp:42177']));
answer('SIP/2.0 183 Session Progress', 'two', session(CALLEE, 30100));
from(42177, 30101, rtcp(201, 0, uint32(ssrc)));
back(30101, 42177, rtcp(202, 0, uint32(ssrc)));
from(42101, 30155, rtcp(202, 0, uint32(ssrc)));
invite(
  'three',
  session(
    CALLER,
    42200,
    ['a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj'],
    'RTP/SAVP',
  ),
);
from(42200, 30200, rtp(filler(170)));
from(42201, 30201, concat(rtcp(201, 0, uint32(ssrc)), filler(30)));
answer('SIP/2.0 200 OK', 'four', session(CALLEE, 30400));
back(30400, 42400, rtp(filler(160)));
// A port that names another protocol, taken for media.
invite('five', session(CALLER, 5004, [], 'RTP/AVPF'));
from(5004, 30500, rtp(filler(160)));
invite('six', session(CALLER, 1812));
from(1812, 1813, rtp(filler(160)));
// Ports that are even, both.
from(42900, 30900, rtcp(200, 0, concat(uint32(ssrc), times)));

export const MEDIA: readonly Uint8Array[] = datagrams;

/**
 * Frames that tshark shows otherwise: what codecs carry, feedback beyond its header, what follows the blocks of a report,
 * RTP on the port of RTCP, and the name of encrypted reports (docs/filters.md).
 */
export const MEDIA_OTHERWISE: ReadonlySet<number> = new Set([12, 44, 46, 47, 53, 61]);
/** Frames of another version, or cut: data here, data and the protocol's name there; and padding between extensions. */
export const MEDIA_REFUSED: ReadonlySet<number> = new Set([23, 24, 29, 30, 31, 32, 33, 52]);
