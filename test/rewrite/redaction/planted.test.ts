import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FORMAT_NAMES } from '../../../src/documents/formats.ts';
import { formatAddress } from '../../../src/protocols/address-text.ts';
import { DATAGRAM_PROTOCOLS } from '../../../src/protocols/datagram-protocols.ts';
import { PROTOCOL_NAMES } from '../../../src/protocols/dispatch.ts';
import { Protocol } from '../../../src/protocols/protocol.ts';
import { writePcapng } from '../../../support/capture-writer.ts';
import { pcapVerdict } from '../../../support/cli.ts';
import { EVERY_PROTOCOL, MESSAGES } from '../../../support/protocol-packets/every-protocol.ts';
import { underKey } from '../../../support/redaction-key.ts';
import { shapeOf } from './copied-bytes.ts';
import { planted, Search } from './planted-secrets.ts';

/*
 * Secrets in every byte of packets of every protocol, but in those that say how the packet is built, and
 * in all that a capture and a log have beside packets; then every report and the evidence, searched for
 * them in whatever form they may have.
 */

const packets = EVERY_PROTOCOL.filter(
  (packet, index) =>
    index < 330 ||
    index % 19 === 0 ||
    index >= EVERY_PROTOCOL.length - 4 ||
    MESSAGES.includes(packet),
).map(planted);
/** Words that stand where files, devices, rules and users are named. */
const WORDS = ['ZqFileName', 'ZqOfNoFormat', 'ZqComment', 'ZqInterface', 'ZqFilter', 'ZqResolved'];
const LOG_WORDS = ['ZqDevice', 'ZqRule', 'zqif7', 'ZqUser', '10.201.77.31', '198.18.77.201'];

const flow = 'SRC=10.201.77.31 DST=198.18.77.201';
const LOGS: Readonly<Record<string, string>> = {
  'netfilter-log': [39, 40, 42]
    .map(
      (second, index) =>
        `Jul  1 12:00:${second} ZqDevice kernel: ZqRule-DROP IN=zqif7 OUT= MAC=02:42:0b:2a:71:17:02:42:ac:27:10:02:08:00 ${flow} LEN=60 TOS=0x00 PREC=0x00 TTL=63 ID=4867${index} DF PROTO=TCP SPT=33762 DPT=7638 WINDOW=64240 RES=0x00 SYN URGP=0\n`,
    )
    .join(''),
  'pf-filterlog': [39, 40, 42]
    .map(
      (second) =>
        `Jul  1 12:00:${second} ZqDevice filterlog[41234]: 6,,,02f4,zqif7,match,block,in,4,0xa0,,63,33476,0,DF,6,tcp,60,10.201.77.31,198.18.77.201,50087,5060,0,S,1,,64240,,mss\n`,
    )
    .join(''),
  conntrack:
    '[1656676839.123456]\t    [NEW] tcp      6 120 SYN_SENT src=10.201.77.31 dst=198.18.77.201 sport=50123 dport=443 [UNREPLIED] src=198.18.77.201 dst=203.0.113.5 sport=443 dport=1025\n' +
    '[1656676969.123456]\t[DESTROY] tcp      6 src=10.201.77.31 dst=198.18.77.201 sport=50123 dport=443 packets=6 bytes=360 [UNREPLIED] src=198.18.77.201 dst=203.0.113.5 sport=443 dport=1025 packets=0 bytes=0\n',
  broken: `Jul  1 12:00:39 ZqDevice kernel: ZqRule-DROP IN=zqif7 OUT= ${flow} LEN=60 TTL=63 ID=1 PROTO=TCP SPT=1 DPT=2 SYN\nJul  1 12:00:40 ZqDevice kernel: DROP IN=zqif7 OUT= SRC=ZqUser DST=ZqUser LEN=60 PROTO=TCP\n`,
};

let folder = '';
let capture = '';
let unreadable = '';
let KEY: string[] = [];
const search = new Search(packets);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-'));
  KEY = underKey(folder);
  capture = join(folder, 'ZqFileName.pcapng');
  unreadable = join(folder, 'ZqOfNoFormat.pcap');
  writeFileSync(unreadable, 'ZqOfNoFormat is none');
  const linkTypes = [...new Set(packets.map(({ packet }) => packet.linkType))];
  writeFileSync(
    capture,
    writePcapng(
      packets.map(({ packet: { bytes, linkType } }, index) => ({
        bytes,
        seconds: 1_724_727_995 + index,
        nanoseconds: 0,
        interfaceIndex: linkTypes.indexOf(linkType),
        comment: 'ZqComment',
      })),
      {
        comment: 'ZqComment',
        interfaces: linkTypes.map((linkType) => ({ linkType, name: 'ZqInterface' })),
        names: [{ address: [10, 201, 77, 31], name: 'ZqResolved' }],
      },
    ),
  );
  for (const [name, text] of Object.entries(LOGS)) writeFileSync(join(folder, `${name}.log`), text);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const words = (text: string, list: readonly string[]) =>
  list.filter((word) => text.toLowerCase().includes(word.toLowerCase()));

test('every protocol that has a decoder is among the packets', () => {
  const seen = new Set(packets.flatMap(({ packet }) => shapeOf(packet).protocols));
  // These have no decoder: conversations name them. Broken headers are no packets.
  const others = [
    ...[Protocol.QUIC, Protocol.SIP, Protocol.RTP, Protocol.RTCP],
    ...[Protocol.BROKEN_IPV4, Protocol.BROKEN_IPV6],
  ];
  const missing = PROTOCOL_NAMES.map((_, protocol) => protocol).filter(
    (protocol) => protocol !== Protocol.NONE && !others.includes(protocol) && !seen.has(protocol),
  );
  expect(missing.map((protocol) => Protocol[protocol])).toEqual([]);
  expect(search.size).toBeGreaterThan(20_000);
});

test('every protocol over UDP that is known by its messages is among them', () => {
  const seen = new Set(packets.map(({ packet }) => shapeOf(packet).message));
  const missing = DATAGRAM_PROTOCOLS.map(({ name }) => name).filter((name) => !seen.has(name));
  expect(missing).toEqual([]);
});

test('without redaction they are found', () => {
  const proof = join(folder, 'open.pcapng');
  expect(pcapVerdict(['evidence', capture, '-o', proof, '--context', '1000', '-q']).status).toBe(0);
  expect(search.in(readFileSync(proof)).length).toBeGreaterThan(10_000);
  const { out } = pcapVerdict([capture, '-f', 'json', '-q']);
  expect(search.in(Buffer.from(out)).length).toBeGreaterThan(100);
  expect(words(out, ['ZqFileName'])).toEqual(['ZqFileName']);
  for (const name of Object.keys(LOGS)) {
    expect(
      words(pcapVerdict([join(folder, `${name}.log`), '-f', 'json', '-q']).out, LOG_WORDS),
    ).not.toEqual([]);
  }
});

describe('redacted', () => {
  test.each(FORMAT_NAMES)(
    '-f %s',
    (format) => {
      // What could not be read is named in every format; the rest in those that say most.
      const runs = [[capture, unreadable]];
      if (format === 'json' || format === 'html') {
        runs.push(['case', capture, unreadable, join(folder, 'netfilter-log.log')]);
        // A capture beside itself is no comparison; beside a copy it is.
        copyFileSync(capture, `${capture}-copy.pcapng`);
        runs.push(['compare', capture, `${capture}-copy.pcapng`]);
      }
      for (const args of runs) {
        const { out } = pcapVerdict([...args, '-f', format, '-q', ...KEY]);
        expect(out).not.toBe('');
        expect([args[0], search.in(Buffer.from(out))]).toEqual([args[0], []]);
        expect([args[0], words(out, [...WORDS, ...LOG_WORDS])]).toEqual([args[0], []]);
      }
    },
    60_000,
  );

  test.each(FORMAT_NAMES)(
    'logs as %s, alone and beside a capture',
    (format) => {
      for (const name of Object.keys(LOGS)) {
        const log = join(folder, `${name}.log`);
        const runs = [[log]];
        if (format === 'json') runs.push(['captures/syn-drop.pcapng', log], ['case', log]);
        for (const args of runs) {
          const { out } = pcapVerdict([...args, '-f', format, '-q', ...KEY]);
          expect(out).not.toBe('');
          expect([name, words(out, LOG_WORDS)]).toEqual([name, []]);
        }
      }
    },
    60_000,
  );

  test('a report for each capture is a file without its name', () => {
    const reports = join(folder, 'reports');
    mkdirSync(reports);
    const { errors } = pcapVerdict([
      capture,
      capture,
      '-f',
      'html',
      '-o',
      `${reports}/`,
      '-q',
      ...KEY,
    ]);
    expect(errors).toEqual([]);
    const names = readdirSync(reports);
    expect(names).toHaveLength(2);
    for (const name of names) expect(name).toMatch(/^capture-[0-9a-f]{8}\.pcapng(?:-2)?\.html$/);
  });

  test('evidence', () => {
    const proof = join(folder, 'proof.pcapng');
    const args = ['evidence', capture, '-o', proof, '--context', '1000', '-q', ...KEY];
    expect(pcapVerdict(args).status).toBe(0);
    const bytes = readFileSync(proof);
    expect(search.in(bytes)).toEqual([]);
    expect(words(bytes.toString('latin1'), WORDS)).toEqual([]);
  });
});

test('the search finds a secret in every form', () => {
  const secret = packets.find(({ places }) => places.length > 40);
  if (secret === undefined) throw new Error('there is none');
  const first = secret.places.find((place, index) => secret.places[index + 9] === place + 9) ?? 0;
  const bytes = Buffer.from(secret.packet.bytes.subarray(first, first + 10));
  const hex = bytes.toString('hex');
  const utf16 = Buffer.from(bytes.toString('latin1'), 'utf16le');
  for (const form of [
    bytes,
    Buffer.from(bytes).reverse(),
    hex,
    hex.toUpperCase(),
    (hex.match(/../g) ?? []).join(':'),
    (hex.match(/../g) ?? []).join('-'),
    bytes.toString('base64'),
    Buffer.concat([Buffer.from('a'), bytes]).toString('base64'),
    Buffer.concat([Buffer.from('ab'), bytes]).toString('base64url'),
    utf16,
    Buffer.from(utf16).swap16(),
    (hex.match(/../g) ?? []).map((byte) => `%${byte}`).join(''),
    (hex.match(/../g) ?? []).map((byte) => `\\x${byte}`).join(''),
    (hex.match(/../g) ?? []).map((byte) => `\\u00${byte}`).join(''),
  ]) {
    expect([form, search.in(Buffer.from(form)).length > 0]).toEqual([form, true]);
  }
  const [{ words: address }] = packets.flatMap(({ packet }) => shapeOf(packet).addresses);
  expect(search.in(Buffer.from(`to ${formatAddress(...address)}:53`))).toHaveLength(1);
});
