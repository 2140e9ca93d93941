// What `npm run fuzz` damages beside captures: lists of packets in every format, logs, look-ups,
// profiles and archives. All hold words that tell whose they are.
import { readFileSync } from 'node:fs';
import { packetsCommand } from '../../src/cli/commands/packets.ts';
import type { RowFormatName } from '../../src/documents/row-formats.ts';
import { ciscoSecureAccess } from '../../src/profiles/cisco-secure-access.ts';
import { EXAMPLE_PROFILE } from '../../src/profiles/example.ts';
import { writePcapng } from '../capture-writer.ts';
import { EVENT_LOG, NSLOOKUP, PLUGIN_LOG } from '../case-folder.ts';
import { identifyingPackets } from '../identifying-packets.ts';
import { installed, run } from '../tools.ts';
import { zipOf } from '../zip-writer.ts';
import { caseCheck, compareCheck, logCheck, profileCheck } from './case.ts';
import { damageArchive, damageShortText, damageText, damageTextLightly } from './damage.ts';
import { archiveAlone, logAlone, lookupAlone, profileAlone } from './parsers-alone.ts';
import { type Check, mutate, openInput, runPipeline } from './pipeline.ts';

export interface Original {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A kind of input: what is damaged, how, and what must hold for it. */
export interface FuzzKind {
  readonly originals: readonly Original[];
  readonly damage: (original: Uint8Array, other: Uint8Array, seed: number) => Uint8Array;
  readonly check: Check;
  /** The whole tool, where `check` is a parser alone, which is a hundred times as fast. */
  readonly whole?: Check;
}

const LISTED = [
  'trap-dns-in-icmp-quotes.pcapng',
  'icmpv6-port-unreachable-firewall.pcapng',
  'captive-portal.pcapng',
  'dns-intercepted.pcapng',
  'secure-access-web-drop.pcapng',
] as const;
const MOST_ROWS = 120;

const encoder = new TextEncoder();

function original(name: string, content: string | Uint8Array): Original {
  return { name, bytes: typeof content === 'string' ? encoder.encode(content) : content };
}

function capture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(`captures/${name}`));
}

/** A capture that is full of what tells whose it is. */
const IDENTIFYING = writePcapng(identifyingPackets());

async function list(bytes: Uint8Array, format: RowFormatName): Promise<string> {
  const pieces: string[] = [];
  await packetsCommand({
    reader: await openInput(bytes),
    format,
    count: MOST_ROWS,
    timeFormat: 'utc',
    write: (piece) => void pieces.push(piece),
  });
  return pieces.join('');
}

type Row = Readonly<Record<string, string | number | null>>;

function psml(rows: readonly Row[]): string {
  const sections = (cells: readonly (string | number | null)[]) =>
    cells
      .map((cell) => String(cell ?? '').replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`))
      .map((cell) => `<section>${cell}</section>\n`)
      .join('');
  const packets = rows.map((row) => `<packet>\n${sections(Object.values(row))}</packet>\n`);
  const structure = `<structure>\n${sections(Object.keys(rows[0]))}</structure>\n`;
  return `<?xml version="1.0" encoding="utf-8"?>\n<psml version="0" creator="wireshark/4.0.17">\n${structure}\n${packets.join('\n')}\n</psml>\n`;
}

/** Layers as tshark has them; of a packet list's row only some are known. */
function layersOf(row: Row, index: number) {
  const text = Object.values(row).join(' ');
  const [source, destination] = Object.values(row).filter((cell) =>
    /^(?:\d+\.){3}\d+$|^[\da-f]*:[\da-f:]+$/.test(String(cell)),
  );
  const ports = /(\d+) → (\d+)/.exec(text);
  const name = /query (?:response )?(0x[\da-f]{4}) (\w+) (\S+)/.exec(text);
  const isIpv6 = String(source).includes(':');
  const ip = isIpv6 ? 'ipv6' : 'ip';
  return {
    frame: {
      'frame.number': `${index + 1}`,
      'frame.time_epoch': `${1_724_740_000 + index / 8}`,
      'frame.len': '80',
    },
    [ip]: { [`${ip}.src`]: source, [`${ip}.dst`]: destination },
    ...(ports === null
      ? {}
      : {
          tcp: {
            'tcp.srcport': ports[1],
            'tcp.dstport': ports[2],
            'tcp.flags': text.includes('[SYN]') ? '0x0002' : '0x0010',
            'tcp.seq_raw': '2772894213',
            'tcp.len': '0',
          },
        }),
    ...(name === null
      ? {}
      : {
          udp: { 'udp.srcport': '50000', 'udp.dstport': '53' },
          dns: {
            'dns.id': name[1],
            'dns.flags': '0x0100',
            Queries: {
              [`${name[3]}: type ${name[2]}, class IN`]: {
                'dns.qry.name': name[3],
                'dns.qry.type': '16',
              },
            },
          },
        }),
  };
}

function jsonList(rows: readonly Row[]): string {
  const packets = rows.map((row, index) => ({ _source: { layers: layersOf(row, index) } }));
  return JSON.stringify(packets, null, 2);
}

function elasticList(rows: readonly Row[]): string {
  const lines = rows.map((row, index) => {
    const flat = Object.entries(layersOf(row, index)).map(([layer, fields]) => [
      layer,
      Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [
          `${layer}_${name.replaceAll('.', '_')}`,
          value,
        ]),
      ),
    ]);
    return `{"index":{"_index":"packets-2024-08-27"}}\n${JSON.stringify({
      timestamp: `${1_724_740_000_000 + index * 125}`,
      layers: Object.fromEntries(flat),
    })}\n`;
  });
  return lines.join('');
}

/** Lists of packets in every format that is read. */
async function lists(): Promise<Original[]> {
  const found: Original[] = [];
  const captures = LISTED.map((name) => [name, capture(name)] as const);
  for (const [name, bytes] of [...captures, ['identifying', IDENTIFYING] as const]) {
    for (const format of ['table', 'tsv', 'csv'] as const) {
      found.push(original(`${name} as ${format}`, await list(bytes, format)));
    }
    const rows = JSON.parse(await list(bytes, 'json')) as Row[];
    found.push(
      original(`${name} as PSML`, psml(rows)),
      original(`${name} as JSON`, jsonList(rows)),
      original(`${name} as EK`, elasticList(rows)),
    );
  }
  return found;
}

/** As tshark writes them. */
const TSHARK_FORMS: readonly (readonly string[])[] = [
  ...[[], ['-t', 'ad'], ['-P', '-V'], ['-P', '-x'], ['-T', 'tabs'], ['-T', 'psml']],
  ...[
    ['-T', 'json'],
    ['-T', 'json', '-x'],
    ['-T', 'ek'],
  ],
];
const MOST_FRAMES = '60';

/** The same lists from tshark; none where it is not installed. */
function tsharkLists(): Original[] {
  if (!installed('tshark')) return [];
  return LISTED.flatMap((name) =>
    TSHARK_FORMS.map((form) => {
      const options = ['-n', '-r', `captures/${name}`, '-c', MOST_FRAMES, ...form];
      return original(`${name} by tshark ${form.join(' ')}`, run('tshark', options));
    }),
  );
}

const OWNED = 'JaneSecret.contoso-hr.example';
const UNKNOWN_LINE = `2024-08-27 03:07:44 [8880] [INFO] < 12> user UserJaneDoe on jdoe-laptop (10.77.88.99) asks ${OWNED}\n`;

const LOGS = [
  original('plugin log', PLUGIN_LOG + UNKNOWN_LINE),
  original(
    'plugin log, long',
    PLUGIN_LOG.replaceAll(/(?<=< \d+> .*)$/gm, ` UserJaneDoe at ${OWNED}`).repeat(20),
  ),
  original('event log', EVENT_LOG.replace('SWG Proxy URL', `SWG Proxy URL at ${OWNED}`)),
  original('event log, many', `${EVENT_LOG}\n`.repeat(30).replaceAll('\n', '\r\n')),
];

const LOOKUPS = [
  original('nslookup on Windows', NSLOOKUP + NSLOOKUP.replaceAll(/swg-url\S+/g, OWNED)),
  ...['dig.txt', 'nslookup-bind.txt', 'nslookup-interactive.txt'].map((name) =>
    original(
      name,
      readFileSync(`test/inputs/lookups/recorded/${name}`, 'utf8')
        .replaceAll('www.example.com', OWNED)
        .replaceAll('192.0.2.10', '10.77.88.99'),
    ),
  ),
];

const ARCHIVES = ['DART', 'all', 'nested'].map((name) => {
  const files = [
    { name: 'Umbrella/cscumbrellaplugin.txt', content: LOGS[0].bytes },
    { name: 'Umbrella\\Umbrella.txt', content: LOGS[2].bytes, method: 0 },
    { name: `UserJaneDoe/${OWNED}.txt`, content: LOOKUPS[0].bytes },
    { name: 'jdoe-laptop.pcapng', content: IDENTIFYING, method: 0 },
  ];
  if (name === 'DART') return original(name, zipOf(files.slice(0, 3)));
  if (name === 'all') return original(name, zipOf(files));
  const inner = zipOf(files);
  return original(name, zipOf([{ name: 'JaneSecret.zip', content: inner, method: 0 }, files[0]]));
});

/** Every second damaged list is read as it is, the others as a file of a case. */
const listInCase = caseCheck('UserJaneDoe.txt', true);
const listCheck: Check = (bytes, turn) => (turn % 2 === 0 ? runPipeline : listInCase)(bytes, turn);

/** All kinds beside captures. @param withTshark lists that it writes, too, which takes its time */
export async function furtherKinds(
  captures: readonly Original[],
  withTshark = false,
): Promise<Readonly<Record<string, FuzzKind>>> {
  const packetLists = [...(await lists()), ...(withTshark ? tsharkLists() : [])];
  // One of some: only there can a redacted comparison tell too much.
  const owned = captures.slice(0, 20).map(() => original('identifying', IDENTIFYING));
  return {
    lists: { originals: packetLists, damage: damageText, check: listCheck },
    logs: { originals: LOGS, damage: damageShortText, check: logAlone, whole: logCheck },

    'look-ups': {
      originals: LOOKUPS,
      damage: damageShortText,
      check: lookupAlone,
      whole: caseCheck('nslookup.txt'),
    },
    profiles: {
      originals: [
        original('example', EXAMPLE_PROFILE),
        original('shipped', JSON.stringify(ciscoSecureAccess, null, 1)),
        original('example, secret', EXAMPLE_PROFILE.replaceAll(/Example VPN|VPN/g, 'JaneSecret')),
      ],
      damage: damageTextLightly,
      check: profileAlone,
      whole: profileCheck,
    },
    archives: {
      originals: ARCHIVES,
      damage: damageArchive,
      check: archiveAlone,
      whole: caseCheck('JaneSecret.zip', true),
    },
    comparisons: { originals: [...captures, ...owned], damage: mutate, check: compareCheck },
  };
}
