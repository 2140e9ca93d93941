import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { characters } from '../../src/protocols/bytes.ts';
import { hkdfExpandLabel } from '../../src/protocols/crypto/hkdf.ts';
import { SHA_256 } from '../../src/protocols/crypto/sha256.ts';
import { KeyLog } from '../../src/protocols/tls/key-log.ts';
import { SeededRandom, text } from '../../support/packet-builder.ts';
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

/** An alert as the first record under a secret (RFC 8446 §5.2). */
function encryptedAlert(secret: Uint8Array, description: number): Uint8Array {
  const content = Uint8Array.of(2, description, 21, 0, 0);
  const header = Uint8Array.of(23, 3, 3, 0, content.length + 16);
  const key = hkdfExpandLabel(SHA_256, secret, 'key', 16);
  const cipher = createCipheriv('aes-128-gcm', key, hkdfExpandLabel(SHA_256, secret, 'iv', 12));
  cipher.setAAD(header);
  const parts = [header, cipher.update(content), cipher.final(), cipher.getAuthTag()];
  return new Uint8Array(Buffer.concat(parts));
}

describe("the client's alert in TLS 1.3", () => {
  const suite = { cipher: 'TLS_AES_128_GCM_SHA256' };
  /** Bytes of what the client says second: a change of cipher, and its Finished. */
  const FINISHED = 6 + 58;
  /** The exchange up to so many bytes of that, and an alert in place of the rest. */
  async function ending(kept: number, label: string, description: number) {
    const { sent, keyLog } = await recordHandshake(suite);
    const log = characters(keyLog, 0, keyLog.length);
    const digits = new RegExp(`^${label} [0-9a-f]+ ([0-9a-f]+)$`, 'm').exec(log)?.[1] ?? '';
    const alert = encryptedAlert(new Uint8Array(Buffer.from(digits, 'hex')), description);
    const [, second] = sent.filter(({ isClient }) => isClient);
    const before = sent.slice(0, sent.indexOf(second));
    const bytes = new Uint8Array([...second.bytes.subarray(0, kept), ...alert]);
    return tlsOf({ sent: [...before, { isClient: true, bytes }], keyLog });
  }

  it.each([
    ['in place of its Finished', 0, 'CLIENT_HANDSHAKE_TRAFFIC_SECRET'],
    ['behind its Finished', FINISHED, 'CLIENT_TRAFFIC_SECRET_0'],
  ])('is read %s', async (_, kept, label) => {
    const { distrusts, certificates } = await ending(kept, label, 48);
    expect([...distrusts].map(([description, { total }]) => [description, total])).toEqual([
      [48, 1],
    ]);
    expect(certificates).toMatchObject([names]);
  });

  it('is none about the certificate where it says something else', async () => {
    for (const description of [0, 40, 90]) {
      const { distrusts } = await ending(0, 'CLIENT_HANDSHAKE_TRAFFIC_SECRET', description);
      expect(distrusts.size).toBe(0);
    }
  });
});

it('damaged handshakes and key logs harm nobody', async () => {
  const { sent, keyLog } = await recordHandshake();
  const random = new SeededRandom(20);
  for (let round = 0; round < 25; round++) {
    const damaged = sent.map(({ isClient, bytes }) => {
      const copy = bytes.slice(0, bytes.length - (random.between(0, 3) === 0 ? 3 : 0));
      if (random.between(0, 1) === 0)
        copy[random.between(0, copy.length - 1)] = random.between(0, 255);
      return { isClient, bytes: copy };
    });
    const log = keyLog.slice();
    if (round % 3 === 0) log[random.between(0, log.length - 1)] = random.between(0, 255);
    const { certificates } = tlsOf({ sent: damaged, keyLog: log });
    for (const one of certificates) expect(one).toMatchObject(names);
  }
});
