import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writePcap } from '../../support/capture-writer.ts';
import { pcapVerdict } from '../../support/cli.ts';
import { sip } from '../../support/datagram-messages.ts';
import { concat, ethernet, etherType, text } from '../../support/packet-builder.ts';
import { installed } from '../../support/tools.ts';
import { ACK, PSH, type Side, SYN, segmentBytes, Tracked } from '../../support/tracked.ts';
import { tsharkFields } from '../../support/tshark.ts';

const CLIENT = { address: '192.168.1.20', port: 50_000 };
const SERVER = { address: '198.51.100.7', port: 5060 };
const session = (address: string, port: number) =>
  `v=0\r\nc=IN IP4 ${address}\r\nt=0 0\r\nm=audio ${port} RTP/AVP 0\r\n`;
/** A description of media says so. */
const withType = (message: Uint8Array) =>
  text(
    new TextDecoder()
      .decode(message)
      .replace('Content-Length', 'Content-Type: application/sdp\r\nContent-Length'),
  );
const invite = withType(
  sip('INVITE sip:b@example.com SIP/2.0', 'z9hG4bK1', 'INVITE', session(CLIENT.address, 42_000)),
);
const accepted = withType(
  sip('SIP/2.0 200 OK', 'z9hG4bK1', 'INVITE', session(SERVER.address, 30_000)),
);
const asks = (method: string) =>
  sip(`${method} sip:b@example.com SIP/2.0`, `z9hG4bK${method}`, method);
const answers = (status: string, method: string) =>
  sip(`SIP/2.0 ${status}`, `z9hG4bK${method}`, method);

/** What each side says, segment by segment: true is the client. */
const TALK: readonly (readonly [isClient: boolean, data: Uint8Array])[] = [
  // A message over segments, in the middle of a header and of the body.
  [true, invite.slice(0, 150)],
  [true, invite.slice(150, 300)],
  [true, invite.slice(300)],
  // Several messages in a segment; one that begins where another ends.
  [false, concat(answers('100 Trying', 'INVITE'), answers('180 Ringing', 'INVITE'))],
  [false, accepted.slice(0, -20)],
  [false, concat(accepted.slice(-20), asks('INFO').slice(0, 90))],
  [false, asks('INFO').slice(90)],
  [true, asks('ACK')],
  [true, text('\r\n\r\n')],
  [true, concat(asks('OPTIONS'), asks('REGISTER'), asks('BYE'))],
  [false, answers('200 OK', 'OPTIONS')],
  [false, concat(answers('200 OK', 'REGISTER'), answers('404 Not Found', 'BYE'))],
  [true, text('no SIP at all\r\n')],
];

function segments(server: Side): Uint8Array[] {
  const next = { client: 1, server: 1 };
  const made = [
    segmentBytes(CLIENT, server, { flags: SYN, sequence: 0 }),
    segmentBytes(server, CLIENT, { flags: SYN | ACK, sequence: 0, acknowledgment: 1 }),
    segmentBytes(CLIENT, server, { flags: ACK, sequence: 1, acknowledgment: 1 }),
  ];
  for (const [isClient, data] of TALK) {
    const [from, to] = isClient ? [CLIENT, server] : [server, CLIENT];
    const [own, other] = isClient
      ? (['client', 'server'] as const)
      : (['server', 'client'] as const);
    const fields = { flags: ACK | PSH, sequence: next[own], acknowledgment: next[other], data };
    made.push(segmentBytes(from, to, fields));
    next[own] += data.length;
  }
  return made;
}

it('learns from a call over TCP where its media goes', () => {
  const tracked = new Tracked();
  for (const [index, packet] of segments(SERVER).entries()) tracked.packet(index / 100, packet);
  const { media } = tracked.tracker.capture;
  const end = media.at([0, 0, 0xffff, 0xc0a80114 | 0], 42_000);
  expect(end).toMatchObject({ port: 42_000, isBothWays: true });
  expect(media.others(end!)).toMatchObject([{ port: 30_000 }]);
});

const MACS = { source: '00:00:5e:00:53:01', destination: '00:00:5e:00:53:02' };
const folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-sip-'));
const path = join(folder, 'sip.pcap');
writeFileSync(
  path,
  writePcap(
    [...segments(SERVER), ...segments({ ...SERVER, port: 15_060 })].map((bytes, index) => ({
      bytes: ethernet({ ...MACS, etherType: etherType.ipv4 }, bytes),
      seconds: 1_700_000_000 + index,
      nanoseconds: 0,
    })),
  ),
);
afterAll(() => rmSync(folder, { recursive: true }));

function ours(fields: readonly string[], filter: string): string[][] {
  const { out } = pcapVerdict([
    ...['packets', path, '-T', 'fields', '-Y', filter],
    ...fields.flatMap((field) => ['-e', field]),
  ]);
  const lines = out.split('\n').filter((line) => line !== '');
  return lines.map((line) => line.split('\t'));
}

describe.skipIf(!installed('tshark'))('SIP over TCP, as tshark shows it', () => {
  it('has its protocol and line', () => {
    const columns = ['frame.number', '_ws.col.Protocol', '_ws.col.Info'];
    const filter = 'tcp.port == 5060';
    expect(ours(columns, filter)).toEqual(tsharkFields(path, columns, ['-Y', filter]));
  });

  it('has the values of its fields', () => {
    const fields = [
      ...['frame.number', 'sip.Method', 'sip.r-uri', 'sip.Request-Line', 'sip.Status-Line'],
      ...['sip.Status-Code', 'sip.Call-ID', 'sip.CSeq', 'sip.CSeq.method', 'sip.CSeq.seq'],
      ...['sip.Via', 'sip.Via.branch', 'sip.From', 'sip.from.tag', 'sip.To', 'sip.Content-Length'],
    ];
    expect(ours(fields, 'sip')).toEqual(tsharkFields(path, fields, ['-Y', 'sip']));
  });
});
