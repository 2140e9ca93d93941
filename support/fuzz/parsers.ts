// What `npm run fuzz` damages for the sake of one parser each: containers, protocols, compressions, printed
// records, expectations, filters and key logs.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packetsCommand } from '../../src/cli/commands/packets.ts';
import { parseExpectation } from '../../src/cli/expectation.ts';
import { ExpectationError, excessOf } from '../../src/cli/expectation-text.ts';
import { compileDisplayFilter, DisplayFilterError } from '../../src/filter/display-filter.ts';
import { isKeyLog, KeyLog } from '../../src/protocols/tls/key-log.ts';
import { writePcap } from '../capture-writer.ts';
import { LIST_RECORDS, LOG_RECORDS } from '../hostile/log-lines.ts';
import { EVERY_PROTOCOL } from '../protocol-packets/every-protocol.ts';
import { installed, run } from '../tools.ts';
import { damageShortText, damageTextLightly } from './damage.ts';
import type { FuzzKind, Original } from './originals.ts';
import { packetAlone, readAlone, unpackAlone } from './parsers-alone.ts';
import {
  type Check,
  FUZZ_FILTERS,
  forbiddenCharacter,
  mutate,
  openInput,
  runPipeline,
  watched,
} from './pipeline.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const text = (name: string, content: string): Original => ({
  name,
  bytes: encoder.encode(content),
});

const SMALL = new Uint8Array(readFileSync('captures/trap-dns-in-icmp-quotes.pcapng'));
/** Containers that Wireshark writes and that are read here. */
const CONTAINERS =
  '5views commview-ncf commview-ncfx erf lanalyzer modpcap netmon1 netmon2 nettl ngsniffer ngwsniffer_1_1 ngwsniffer_2_0 nokiapcap nsecpcap nstrace10 nstrace20 nstrace30 nstrace35 observer snoop visual';

/** The small capture in every container; none where editcap is not installed. */
function containers(): Original[] {
  if (!installed('editcap')) return [];
  return CONTAINERS.split(' ').flatMap((format) => {
    const path = join(tmpdir(), `fuzz-${process.pid}.${format}`);
    try {
      run('editcap', ['-F', format, 'captures/trap-dns-in-icmp-quotes.pcapng', path]);
      return [{ name: format, bytes: new Uint8Array(readFileSync(path)) }];
    } catch {
      // Some take other link types only.
      return [];
    } finally {
      rmSync(path, { force: true });
    }
  });
}

/** Packets of every protocol that has a decoder, the link type before each (low byte first). */
function protocols(): Original[] {
  return EVERY_PROTOCOL.map(({ linkType, bytes }, index) => ({
    name: `packet ${index + 1}`,
    bytes: Uint8Array.from([linkType & 0xff, linkType >> 8, ...bytes]),
  }));
}

/** Such a packet as a capture, through the whole tool. */
const packetInCapture: Check = (bytes, turn) =>
  runPipeline(
    writePcap([{ bytes: bytes.subarray(2), seconds: 1_724_727_995, nanoseconds: 0 }], {
      linkType: bytes.length > 1 ? bytes[0] | (bytes[1] << 8) : 1,
    }),
    turn,
  );

const FILTERS: readonly string[] = [
  ...FUZZ_FILTERS,
  'any tcp.port in {80, 443..445} && !(udp) || not ip.src == 192.0.2.0/24',
  'frame[2:4] == 00:01:02:03 and len(dns.qry.name) > 5 and upper(http.host) == "A"',
  '@ip.src == c0:00:02:01 or ip.ttl & 0x0f == 2 or ip.src == ip.dst',
  'tcp.flags.syn == 1 xor tcp.flags.ack == true and frame.time >= "2024-08-27 03:07:43"',
  'all ip.addr != 192.0.2.1 and max(tcp.srcport, tcp.dstport) > {tcp.len + 1} * 2',
  "ip.proto == 'a' or ip.proto == '\\x11' or eth.addr[0] == 02 or ip.src#1 == 192.0.2.1",
];

/** A frame of zstd with its content as it is (RFC 8878, 3.1.1). */
function storedZstd(content: Uint8Array): Uint8Array {
  const head = new DataView(new ArrayBuffer(10));
  head.setUint32(0, 0xfd2f_b528, true);
  head.setUint8(4, 0x60);
  head.setUint16(5, content.length - 256, true);
  const block = 1 | (content.length << 3);
  for (let at = 0; at < 3; at++) head.setUint8(7 + at, (block >> (8 * at)) & 0xff);
  return Buffer.concat([new Uint8Array(head.buffer), content]);
}

const records = Object.entries({ ...LOG_RECORDS, ...LIST_RECORDS }).map(([name, row]) =>
  text(name, typeof row === 'string' ? row.repeat(4) : row[0] + row[1].repeat(4)),
);

/** A message that a user would see of a refusal: nothing of how the program was written. */
function badMessage(message: string): string | null {
  if (message.trim() === '') return 'a refusal without a word';
  // Who shows it escapes it, line ends too: what it quotes is the file's.
  return /call stack|undefined|\[object/.test(message) ? message : null;
}

const expectationCheck: Check = (bytes) =>
  watched(async (at) => {
    at.stage = 'expectation';
    const content = decoder.decode(bytes);
    try {
      parseExpectation(content);
      at.isReadable = true;
      return excessOf(content) === null ? null : 'read in spite of its excess';
    } catch (error) {
      if (!(error instanceof ExpectationError)) throw error;
      return badMessage(error.message);
    }
  });

const filterCheck: Check = (bytes, turn) =>
  watched(async (at) => {
    at.stage = 'filter';
    const content = decoder.decode(bytes);
    try {
      const filter = compileDisplayFilter(content);
      at.isReadable = true;
      at.stage = 'filtered packets';
      const pieces: string[] = [];
      await packetsCommand({
        reader: await openInput(SMALL),
        filter,
        format: turn % 2 === 0 ? 'json' : 'table',
        timeFormat: 'utc',
        write: (piece) => void pieces.push(piece),
      });
      return forbiddenCharacter(pieces.join(''), '\n');
    } catch (error) {
      if (at.stage !== 'filter' || !(error instanceof DisplayFilterError)) throw error;
      return badMessage(error.message);
    }
  });

const keyLogCheck: Check = (bytes) =>
  watched(async (at) => {
    at.stage = 'key log';
    at.isReadable = isKeyLog(bytes);
    new KeyLog([bytes, bytes.subarray(bytes.length >> 1)]);
    return null;
  });

/** Kinds of one parser each. */
export function parserKinds(): Readonly<Record<string, FuzzKind>> {
  const expectations = readdirSync('captures')
    .filter((name) => name.endsWith('.expect.yaml'))
    .map((name) => text(name, readFileSync(join('captures', name), 'utf8')));
  const secret = 'ab'.repeat(32);
  const keyLog = `# made by a browser\nCLIENT_RANDOM ${secret} ${'cd'.repeat(48)}\nSERVER_HANDSHAKE_TRAFFIC_SECRET ${secret} ${'ef'.repeat(32)}\nCLIENT_HANDSHAKE_TRAFFIC_SECRET ${secret} ${'ef'.repeat(48)}\nEXPORTER_SECRET ${secret} ${'01'.repeat(32)}\n`;
  return {
    containers: { originals: containers(), damage: mutate, check: readAlone, whole: runPipeline },
    protocols: {
      originals: protocols(),
      damage: mutate,
      check: packetAlone,
      whole: packetInCapture,
    },
    compressions: {
      originals: [
        { name: 'gzip', bytes: gzipSync(SMALL) },
        {
          name: 'gzip, twice',
          bytes: Buffer.concat([
            gzipSync(SMALL.subarray(0, 400)),
            gzipSync(SMALL.subarray(400), { level: 1 }),
          ]),
        },
        { name: 'zstd', bytes: storedZstd(SMALL) },
      ],
      damage: mutate,
      check: unpackAlone,
      whole: runPipeline,
    },
    records: { originals: records, damage: damageShortText, check: readAlone, whole: runPipeline },
    expectations: { originals: expectations, damage: damageTextLightly, check: expectationCheck },
    filters: {
      originals: FILTERS.map((filter) => text(filter, filter)),
      damage: damageShortText,
      check: filterCheck,
    },
    'key-logs': {
      originals: [text('key log', keyLog)],
      damage: damageShortText,
      check: keyLogCheck,
    },
  };
}
