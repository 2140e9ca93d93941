import { describe, expect, it } from 'vitest';
import { characters } from '../../src/protocols/bytes.ts';
import { KeyLog } from '../../src/protocols/tls/key-log.ts';
import { text } from '../../support/packet-builder.ts';
import {
  CERTIFICATE_NAME,
  type RecordedHandshake,
  recordHandshake,
} from '../../support/tls-handshake.ts';
import { ACK, PSH, SYN, Tracked } from '../../support/tracked.ts';

const CLIENT = { address: '192.0.2.20', port: 50_000 };
const SERVER = { address: '203.0.113.9', port: 443 };

interface Changes {
  /** Bytes of a segment. */
  readonly size?: number;
  /** Segments of the server's that the capture lacks, counted from 0. */
  readonly lost?: number;
  /** The key log that is known, in place of the client's. */
  readonly keyLog?: Uint8Array;
}

/** The endpoint's TLS facts when that exchange was captured. */
function tlsOf({ sent, keyLog }: RecordedHandshake, changes: Changes = {}) {
  const { size = 500, lost = -1 } = changes;
  const tracked = new Tracked({ keys: new KeyLog([changes.keyLog ?? keyLog]) });
  let at = 1;
  const next = { client: 1_000, server: 5_000 };
  const say = (isClient: boolean, flags: number, data?: Uint8Array, isLost = false) => {
    const sequence = isClient ? next.client : next.server;
    const acknowledgment = isClient ? next.server : next.client;
    const [from, to] = isClient ? [CLIENT, SERVER] : [SERVER, CLIENT];
    if (!isLost) {
      const fields = { flags, sequence, acknowledgment, ...(data && { data }) };
      tracked.segment(at, from, to, fields);
    }
    at += 0.01;
    next[isClient ? 'client' : 'server'] += (data?.length ?? 0) + ((flags & SYN) === 0 ? 0 : 1);
  };
  say(true, SYN);
  say(false, SYN | ACK);
  say(true, ACK);
  let ofServer = 0;
  for (const { isClient, bytes } of sent) {
    for (let start = 0; start < bytes.length; start += size) {
      const isLost = !isClient && ofServer++ === lost;
      say(isClient, ACK | PSH, bytes.subarray(start, start + size), isLost);
    }
  }
  const [endpoint] = tracked.finish(at + 60);
  return endpoint.tls;
}

const names = { issuer: CERTIFICATE_NAME, subject: CERTIFICATE_NAME, isSelfIssued: true };

describe('certificates of TLS 1.3', () => {
  it.each(['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'])(
    'are read with the secrets of %s',
    async (cipher) => {
      const recorded = await recordHandshake({ cipher });
      for (const size of [50, 500, 5_000]) {
        expect(tlsOf(recorded, { size }).certificates, `${size} bytes a segment`).toMatchObject([
          names,
        ]);
      }
    },
  );

  it('are read after a HelloRetryRequest', async () => {
    const recorded = await recordHandshake({ clientCurves: 'X25519:P-384', serverCurves: 'P-384' });
    const hellos = recorded.sent.filter(({ isClient }) => isClient);
    expect(hellos.length).toBeGreaterThan(2);
    expect(tlsOf(recorded).certificates).toMatchObject([names]);
  });

  it('stay hidden without their secrets, or with wrong ones', async () => {
    const recorded = await recordHandshake();
    const log = characters(recorded.keyLog, 0, recorded.keyLog.length);
    expect(tlsOf(recorded, { keyLog: new Uint8Array(0) }).certificates).toEqual([]);
    const wrong = log.replaceAll(/[0-9a-f]+$/gm, (digits) => '0'.repeat(digits.length));
    expect(tlsOf(recorded, { keyLog: text(wrong) }).certificates).toEqual([]);
    const short = log.replaceAll(/[0-9a-f]{32}$/gm, '');
    expect(tlsOf(recorded, { keyLog: text(short) }).certificates).toEqual([]);
    const upper = log.replaceAll(/ [0-9a-f]+/g, (digits) => digits.toUpperCase());
    const crlf = `# a comment\r\n${upper.replaceAll('\n', '\r\n')}`;
    expect(tlsOf(recorded, { keyLog: text(crlf) }).certificates).toMatchObject([names]);
  });

  it('are let go where the capture lacks some of them', async () => {
    const recorded = await recordHandshake();
    expect(tlsOf(recorded, { size: 200, lost: 2 }).certificates).toEqual([]);
  });

  it('are those of TLS 1.2 where that is spoken', async () => {
    const recorded = await recordHandshake({ version: 'TLSv1.2' });
    expect(tlsOf(recorded).certificates).toMatchObject([names]);
  });
});
