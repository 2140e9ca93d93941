import { expect, it } from 'vitest';
import { detectContext } from '../../src/diagnosis/context.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import { observe } from '../../src/evidence/table.ts';
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import { parseAddress } from '../../src/protocols/address-text.ts';
import { mediaPlaces } from '../../src/protocols/sdp/codec.ts';
import { say } from '../../src/words/say.ts';
import { sip } from '../../support/datagram-messages.ts';
import { concat, filler, text, uint16, uint32 } from '../../support/packet-builder.ts';
import { Tracked } from '../../support/tracked.ts';

const PHONE = '198.51.100.20';
const PROVIDER = '203.0.113.9';

const sdp = (address: string, port: number, more = '') =>
  [
    ...['v=0', `o=- 1 1 IN IP4 ${address}`, 's=-', `c=IN IP4 ${address}`, 't=0 0'],
    ...[`m=audio ${port} RTP/AVP 0 8`, 'a=rtpmap:0 PCMU/8000', more, ''],
  ].join('\r\n');

const rtp = (ssrc: number, sequence: number) =>
  concat(0x80, 0, uint16(sequence), uint32(160 * sequence), uint32(ssrc), filler(160));

interface Call {
  readonly isSignalled?: boolean;
  /** Where the phone says that it wants media. */
  readonly phone?: string;
  readonly more?: string;
  /** Packets from the provider, and from which port. */
  readonly back?: number;
  readonly backFrom?: number;
}

function call({ isSignalled = true, phone = PHONE, more = '', back = 0, backFrom = 20_000 }: Call) {
  const tracked = new Tracked();
  const signalling = [
    { address: PHONE, port: 5060 },
    { address: PROVIDER, port: 5060 },
  ] as const;
  if (isSignalled) {
    const invite = sip('INVITE sip:b@example.com SIP/2.0', 'z9hG4bK1', 'INVITE', sdp(phone, 4000));
    tracked.datagram(0, signalling[0], signalling[1], invite);
    const ok = sip('SIP/2.0 200 OK', 'z9hG4bK1', 'INVITE', sdp(PROVIDER, 20_000, more));
    tracked.datagram(1, signalling[1], signalling[0], ok);
  }
  const [near, far] = [
    { address: PHONE, port: 4000 },
    { address: PROVIDER, port: 20_000 },
  ];
  for (let i = 0; i < 176; i++) {
    tracked.datagram(2 + i / 50, near, far, rtp(7, i));
    if (i < back) tracked.datagram(2.01 + i / 50, { ...far, port: backFrom }, near, rtp(9, i));
  }
  const endpoint = tracked.finish(20).find(({ port }) => port === 20_000)!;
  const context = detectContext(tracked.tracker, new ProfileMatcher(GENERIC_PROFILE), 0);
  const seen = observe(endpoint, context);
  const own = seen.find(({ code }) => code === 'media-one-way');
  return { endpoint, own, seen, ...judge(seen) };
}

it('one direction only: dropped on the way', () => {
  const { own, verdict, endpoint } = call({});
  expect(verdict).toBe('drop');
  expect(say({ code: 'evidence', seen: own! })).toContain(
    '176 RTP packets in 18.0 s one way, none the other way: nothing comes to 198.51.100.20 port 4000',
  );
  expect(endpoint).toMatchObject({ attempts: 1, retransmissions: 0 });
});

it.each([
  ['both directions', { back: 176 }],
  ['the other direction from another port', { back: 176, backFrom: 20_002 }],
  ['the other side is on hold', { more: 'a=recvonly' }],
  ['nobody said where media goes', { isSignalled: false }],
])('%s: nothing of the kind', (_, scene) => {
  const { own, verdict, endpoint } = call(scene);
  expect(own).toBeUndefined();
  expect(verdict).not.toBe('drop');
  // A stream is not one packet that is sent again and again.
  expect(endpoint.retransmissions).toBe(0);
});

it('an address that the other side cannot reach is no firewall', () => {
  const { own, verdict } = call({ phone: '10.0.0.7' });
  expect(own?.values).toMatchObject({ isOutOfReach: true });
  expect(verdict).toBe('inconclusive');
});

it('reads where media goes', () => {
  const places = (description: string) => mediaPlaces(text(description), 0, description.length);
  const address = parseAddress(PHONE);
  expect(places(sdp(PHONE, 4000))).toEqual([
    {
      address,
      port: 4000,
      controlPort: 4001,
      isSecure: false,
      encodings: new Map([[0, 'PCMU']]),
      isBothWays: true,
    },
  ]);
  expect(places(sdp(PHONE, 4000, 'a=rtcp:4007'))[0].controlPort).toBe(4007);
  expect(places(sdp(PHONE, 4000, 'a=inactive'))[0].isBothWays).toBe(false);
  expect(places(sdp('0.0.0.0', 4000))).toEqual([]);
  expect(places(sdp(PHONE, 0))).toEqual([]);
  expect(places('v=0\r\nm=audio 99999 RTP/AVP 0\r\nc=IN IP4 nowhere\r\n')).toEqual([]);
  expect(places('GET / HTTP/1.1')).toEqual([]);
});
