import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hexDigits } from '../../src/protocols/bytes.ts';
import * as tls from '../../src/protocols/tls/codec.ts';
import { keyBlock } from '../../src/protocols/tls/key-block.ts';
import { KeyLog } from '../../src/protocols/tls/key-log.ts';
import { writePcap } from '../../support/capture-writer.ts';
import { opensslExchange } from '../../support/openssl-exchange.ts';
import { ethernet, etherType } from '../../support/packet-builder.ts';
import type { RecordedHandshake } from '../../support/tls-handshake.ts';
import { installed, run } from '../../support/tools.ts';
import { ACK, PSH, type SegmentFields, SYN, segmentBytes, Tracked } from '../../support/tracked.ts';
import { tsharkFields } from '../../support/tshark.ts';

const CLIENT = { address: '192.0.2.20', port: 50_000 };
const SERVER = { address: '203.0.113.9', port: 443 };
const MACS = { source: '00:00:5e:00:53:01', destination: '00:00:5e:00:53:02' };

const folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-tls12-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The exchange in segments, from the handshake of TCP on. */
function* segments({ sent }: RecordedHandshake): Generator<[isClient: boolean, SegmentFields]> {
  const next = { client: 1_000, server: 5_000 };
  const segment = (isClient: boolean, flags: number, data: Uint8Array = new Uint8Array(0)) => {
    const sequence = isClient ? next.client : next.server;
    const acknowledgment = isClient ? next.server : next.client;
    next[isClient ? 'client' : 'server'] += data.length + ((flags & SYN) === 0 ? 0 : 1);
    return [isClient, { flags, sequence, acknowledgment, data }] as [boolean, SegmentFields];
  };
  yield segment(true, SYN);
  yield segment(false, SYN | ACK);
  yield segment(true, ACK);
  for (const { isClient, bytes } of sent) {
    for (let at = 0; at < bytes.length; at += 1_000) {
      yield segment(isClient, PSH | ACK, bytes.subarray(at, at + 1_000));
    }
  }
}

function tlsOf(recorded: RecordedHandshake, keyLog = recorded.keyLog) {
  const tracked = new Tracked({ keys: new KeyLog([keyLog]) });
  let at = 0;
  for (const [isClient, fields] of segments(recorded)) {
    at += 0.01;
    tracked.segment(at, isClient ? CLIENT : SERVER, isClient ? SERVER : CLIENT, fields);
  }
  return tracked.finish(60)[0];
}

/** What tshark decrypts with the same key log: alerts, that there is a Finished, and content. */
function tsharkReads(recorded: RecordedHandshake) {
  const [capture, log] = [join(folder, 'capture.pcap'), join(folder, 'keys.log')];
  const packets = [...segments(recorded)].map(([isClient, fields], index) => ({
    bytes: ethernet(
      { ...MACS, etherType: etherType.ipv4 },
      segmentBytes(isClient ? CLIENT : SERVER, isClient ? SERVER : CLIENT, fields),
    ),
    ...{ seconds: 1_700_000_000 + index, nanoseconds: 0 },
  }));
  writeFileSync(capture, writePcap(packets));
  writeFileSync(log, recorded.keyLog);
  const fields = ['tcp.srcport', 'tls.alert_message.desc', 'data.data'];
  const verified = ['tls.handshake.verify_data'];
  const options = ['-o', `tls.keylog_file:${log}`, '-d', 'tls.port==443,data', '-Y', 'tls'];
  return tsharkFields(capture, [...fields, ...verified], options).flatMap(
    ([port, alert, data, finished]) =>
      [alert && `alert ${alert}`, data && `data ${data}`, finished && 'finished']
        .filter((one) => one !== '')
        .map((one) => `${port === '443' ? 'server' : 'client'} ${one}`),
  );
}

function takesEncryptThenMac({ sent }: RecordedHandshake): boolean {
  const answer = sent.find(({ isClient }) => !isClient)?.bytes ?? new Uint8Array(0);
  const at = tls.findHandshake(answer, 0, answer.length, tls.SERVER_HELLO);
  return tls.findExtension(answer, at, answer.length, tls.EXTENSION_ENCRYPT_THEN_MAC) >= 0;
}

/** The same, record by record, with our keys. */
function weRead(recorded: RecordedHandshake): string[] {
  const { sent, keyLog } = recorded;
  const hello = sent[0].bytes;
  const secrets = new KeyLog([keyLog]).find(
    hello,
    tls.RECORD_HEADER_LENGTH + tls.HELLO_RANDOM,
    hello.length,
  );
  const answer = sent.find(({ isClient }) => !isClient)?.bytes ?? hello;
  const at = tls.findHandshake(answer, 0, answer.length, tls.SERVER_HELLO);
  const suite = tls.serverCipherSuite(answer, at, answer.length);
  const random = answer.slice(at + tls.HELLO_RANDOM, at + tls.HELLO_SESSION_ID);
  const isEncryptThenMac = takesEncryptThenMac(recorded);
  const keys = secrets === null ? null : keyBlock({ suite, isEncryptThenMac }, secrets, random);
  if (keys === null) throw new Error('no keys');
  const changed = { client: false, server: false };
  const read: string[] = [];
  for (const { isClient, bytes } of sent) {
    const side = isClient ? 'client' : 'server';
    for (let record = 0; record < bytes.length; ) {
      const end = record + tls.recordSpan(bytes, record, bytes.length);
      if (changed[side]) {
        const { [side]: opened } = keys;
        if (opened.open(bytes, record, end)) {
          const { content, length, type } = opened;
          if (type === tls.ALERT) read.push(`${side} alert ${content[1]}`);
          else if (type === tls.HANDSHAKE)
            read.push(`${side} ${content[0] === tls.FINISHED ? 'finished' : 'other handshake'}`);
          else read.push(`${side} data ${hexDigits(content, 0, length)}`);
        }
      } else changed[side] = tls.recordType(bytes, record) === tls.CHANGE_CIPHER_SPEC;
      record = end;
    }
  }
  return read;
}

const SUITES = [
  ['ECDHE-RSA-AES128-GCM-SHA256', true],
  ['ECDHE-RSA-AES256-GCM-SHA384', true],
  ['ECDHE-RSA-CHACHA20-POLY1305', true],
  ['ECDHE-ECDSA-AES128-GCM-SHA256', false],
  ['DHE-RSA-AES256-GCM-SHA384', true],
  ['AES128-GCM-SHA256', true],
] as const;

/** Each with MACs of the content, and of what is encrypted. */
const CBC_SUITES = (
  [
    ['AES128-SHA', true],
    ['AES256-SHA', true],
    ['AES128-SHA256', true],
    ['AES256-SHA256', true],
    ['DHE-RSA-AES256-SHA256', true],
    ['ECDHE-RSA-AES128-SHA', true],
    ['ECDHE-RSA-AES256-SHA', true],
    ['ECDHE-RSA-AES128-SHA256', true],
    ['ECDHE-RSA-AES256-SHA384', true],
    ['ECDHE-ECDSA-AES128-SHA', false],
    ['ECDHE-ECDSA-AES256-SHA', false],
    ['ECDHE-ECDSA-AES128-SHA256', false],
    ['ECDHE-ECDSA-AES256-SHA384', false],
  ] as const
).flatMap(([cipher, isRsa]) =>
  [true, false].map((isMacThenEncrypt) => ({ cipher, isRsa, isMacThenEncrypt })),
);

/** Damages the first encrypted record of the server's: its Finished. */
function damaged(bytes: Uint8Array): Uint8Array {
  for (let at = 0; at < bytes.length; ) {
    const span = tls.recordSpan(bytes, at, bytes.length);
    if (span <= 0) break;
    if (tls.recordType(bytes, at) === tls.CHANGE_CIPHER_SPEC) bytes[bytes.length - 1] ^= 0xff;
    at += span;
  }
  return bytes;
}

describe.skipIf(!installed('openssl'))('TLS 1.2 of openssl, with its key log', () => {
  it.skipIf(!installed('tshark')).each(SUITES)(
    '%s is read as tshark reads it',
    async (...suite) => {
      const [cipher, isRsa] = suite;
      const recorded = await opensslExchange({ cipher, isRsa });
      const read = weRead(recorded);
      // Finished, a question, its answer, and both say goodbye.
      expect(read.filter((one) => one.includes('finished'))).toHaveLength(2);
      expect(read.filter((one) => one.includes('data'))).toHaveLength(2);
      expect(read).toContain('client alert 0');
      expect(read).toEqual(tsharkReads(recorded));
    },
  );

  it.skipIf(!installed('tshark')).each(CBC_SUITES)(
    '$cipher is read as tshark reads it, MAC-then-encrypt: $isMacThenEncrypt',
    async (choices) => {
      const recorded = await opensslExchange(choices);
      expect(takesEncryptThenMac(recorded)).toBe(!choices.isMacThenEncrypt);
      const read = weRead(recorded);
      expect(read.filter((one) => one.includes('finished'))).toHaveLength(2);
      expect(read.filter((one) => one.includes('data'))).toHaveLength(2);
      expect(read).toContain('client alert 0');
      expect(read).toEqual(tsharkReads(recorded));
    },
  );

  it('of other suites nothing is read', async () => {
    const recorded = await opensslExchange({ cipher: 'ECDHE-RSA-CAMELLIA128-SHA256', isRsa: true });
    expect(() => weRead(recorded)).toThrow('no keys');
    expect(tlsOf(recorded)).toMatchObject({ exchanges: 1 });
  });

  it.each([
    { cipher: 'ECDHE-RSA-AES128-GCM-SHA256' },
    { cipher: 'ECDHE-RSA-AES128-SHA256' },
    { cipher: 'ECDHE-RSA-AES256-SHA384', isMacThenEncrypt: true },
  ])(
    "the client's alert behind its Finished ends the handshake, where it can be read: $cipher",
    async (choices) => {
      const recorded = await opensslExchange({ ...choices, isRsa: true, tamper: damaged });
      // bad_record_mac
      expect(weRead(recorded)).toContain('client alert 20');
      expect(tlsOf(recorded).exchanges).toBe(0);
      expect(tlsOf(recorded, new Uint8Array(0)).exchanges).toBe(1);
      const well = await opensslExchange({ ...choices, isRsa: true });
      expect(tlsOf(well).exchanges).toBe(1);
    },
  );
});

it('a master secret of another length is none', () => {
  const clientRandom = new Uint8Array(32);
  const random = new Uint8Array(32);
  for (const suite of [0xc02f, 0xc027]) {
    const choices = { suite, isEncryptThenMac: false };
    for (const length of [0, 32, 47, 49, 64]) {
      const master = new Uint8Array(length);
      expect(keyBlock(choices, { clientRandom, master }, random)).toBeNull();
    }
    const master = new Uint8Array(48);
    expect(keyBlock(choices, { clientRandom, master }, random)).not.toBeNull();
    expect(keyBlock(choices, { clientRandom, master }, random.subarray(1))).toBeNull();
  }
});

it.skipIf(!installed('tshark'))('by their names in tshark, those suites are known', () => {
  const secrets = { clientRandom: new Uint8Array(32), master: new Uint8Array(48) };
  const names = run('tshark', ['-G', 'values'])
    .toString()
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([kind, field]) => kind === 'V' && field === 'tls.handshake.ciphersuite');
  const isOurs =
    /_WITH_(AES_(128|256)_(CBC_SHA(256|384)?|GCM_SHA(256|384))|CHACHA20_POLY1305_SHA256)$/;
  // Drafts of ChaCha20-Poly1305 had other nonces; of RFC 8492 there is no program to compare with.
  const leftOut = [0xcc13, 0xcc14, 0xcc15, 0xc0b0, 0xc0b1];
  const known: string[] = [];
  for (const [, , value, name] of names) {
    const choices = { suite: Number(value), isEncryptThenMac: false };
    const keys = keyBlock(choices, secrets, new Uint8Array(32));
    if (keys !== null) known.push(name);
  }
  const expected = names.filter(
    ([, , value, name]) => isOurs.test(name) && !leftOut.includes(Number(value)),
  );
  expect(known).toEqual(expected.map(([, , , name]) => name));
  expect(known.length).toBeGreaterThan(80);
});
