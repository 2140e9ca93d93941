import { expect, it } from 'vitest';
import { detectContext } from '../../src/diagnosis/context.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import { observe } from '../../src/evidence/table.ts';
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import { say } from '../../src/words/say.ts';
import { SYN, segmentBytes, Tracked } from '../../support/tracked.ts';

const CLIENT = { address: '192.0.2.20', port: 50_000 };
const PEER = { address: '203.0.113.9', port: 179 };
const IPV4_HEADER = 20;
const TCP_HEADER = 20;

/** Four SYNs into silence, with these options (a multiple of four bytes). */
function silent(options: readonly number[], captured?: number) {
  const tracked = new Tracked();
  for (const at of [0, 1, 3, 7]) {
    const data = Uint8Array.from(options);
    const bytes = segmentBytes(CLIENT, PEER, { flags: SYN, sequence: 100, data });
    bytes[IPV4_HEADER + 12] = ((TCP_HEADER + options.length) >> 2) << 4;
    tracked.packet(at, bytes, captured);
  }
  const [endpoint] = tracked.finish(60);
  const context = detectContext(tracked.tracker, new ProfileMatcher(GENERIC_PROFILE), 0);
  const seen = observe(endpoint, context);
  return { seen, ...judge(seen) };
}

const mss = [2, 4, 5, 180];
const md5 = [1, 1, 19, 18, ...new Array(16).fill(7)];
const authentication = [29, 16, 1, 1, ...new Array(12).fill(7)];
const usual = [...mss, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7];

it.each([
  ['TCP MD5 (RFC 2385)', [...mss, ...md5]],
  ['TCP AO (RFC 5925)', [...usual, ...authentication]],
])('silence after SYNs signed by %s may be the peer', (_, options) => {
  const { seen, verdict, reason } = silent(options);
  expect(verdict).toBe('inconclusive');
  expect(reason).toEqual({ code: 'signed' });
  const [own] = seen.filter(({ code }) => code === 'syns-signed');
  expect(say({ code: 'evidence', seen: own })).toContain('1 SYN is signed');
});

it('the options that systems send are no signature', () => {
  const { seen } = silent([...usual, 1, 1, 34, 2]);
  expect(seen.map(({ code }) => code)).not.toContain('syns-signed');
});

it.each([
  ['the kind of a signature', 64, true],
  ['no option of a signature', 56, false],
])('the snap length leaves %s', (_, captured, isSigned) => {
  const { seen } = silent([...md5, ...mss, 1, 1, 4, 2, 1, 1, 1, 1], captured);
  expect(seen.map(({ code }) => code).includes('syns-signed')).toBe(isSigned);
});

it('a signature is not forgotten where one attempt ends before another', () => {
  const tracked = new Tracked();
  for (const [at, port] of [...[0, 1, 3, 7].map((time) => [time, 50_000]), [10, 50_001]]) {
    const data = Uint8Array.from([...mss, ...md5]);
    const client = { ...CLIENT, port };
    const bytes = segmentBytes(client, PEER, { flags: SYN, sequence: port, data });
    bytes[IPV4_HEADER + 12] = ((TCP_HEADER + data.length) >> 2) << 4;
    tracked.packet(at, bytes);
  }
  expect(tracked.finish(10.2)[0].handshake.signed.total).toBe(2);
});
