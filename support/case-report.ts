import type { CaseFile, CaseReport } from '../src/diagnosis/report/case-report.ts';
import { framedReport } from './shipped-captures.ts';

/** The user's PC writes local time, two hours ahead of UTC. */
const AHEAD = 120;
const DNS = 'secure-access-dns-unprotected.pcapng';
const WEB = 'secure-access-web-reject.pcapng';
const PLUGIN_LOG = 'DART.zip/Cisco Secure Client/Umbrella/cscumbrellaplugin.txt';
const EVENT_LOG = 'DART.zip/Cisco Secure Client/Umbrella/Umbrella.txt';

function file(
  path: string,
  bytes: number | null,
  kind: CaseFile['kind'],
  text: string,
  index: { readonly report?: number; readonly log?: number } = {},
): CaseFile {
  return { path, bytes, kind, text, report: index.report ?? null, log: index.log ?? null };
}

type Entry = CaseReport['timeline'][number];

function packets(
  time: string,
  of: number,
  fn: string,
  text: string,
  frames: number[],
  mood: Entry['mood'],
): Entry {
  const about = { logTime: null, file: of, function: fn, message: null, lines: [] };
  return { ...about, time, kind: 'packets', text, frames, mood };
}

/** @param time as the log has it, local */
function line(
  time: string,
  of: number,
  fn: string | null,
  text: string,
  message: string,
  lines: number[],
  mood: Entry['mood'],
): Entry {
  const utc = new Date(Date.parse(`${time.replace(' ', 'T')}Z`) - AHEAD * 60_000);
  return {
    time: utc.toISOString().replace('.000Z', 'Z'),
    logTime: time,
    kind: 'log',
    file: of,
    function: fn,
    text,
    message,
    frames: [],
    lines,
    mood,
  };
}

const RESOLVERS = 'the OpenDNS resolvers 208.67.222.222 and 208.67.220.220';
const IPV4 = 'Dns Protection IPv4 State Machine';
const REJECTED = 'the client rejected all candidate resolvers';
const PROBED = 'the client probed its resolvers, 2 times until 2024-08-27 05:07:43';

/**
 * The case that started it all, as a user sends it: reports of the two captures with their frames, the
 * two logs and the look-up written by hand, with what holds them together.
 */
export async function seedCase(): Promise<CaseReport> {
  const reports = [await framedReport(DNS), await framedReport(WEB)];
  const [dns, web] = reports.map(({ findings }) => findings[0]);
  return {
    schemaVersion: 2,
    kind: 'case',
    tool: { name: 'pcap-verdict', version: 'test' },
    name: 'ticket-4711',
    summary: {
      verdict: 'drop',
      confidence: 'high',
      text: `A firewall drops UDP 53 and 443 to ${RESOLVERS}: DNS protection fails. It also rejects TCP 443 to the Secure Web Gateway 18.135.112.200: Web protection fails. The client’s logs say the same.`,
    },
    findings: [
      {
        id: dns.id,
        title: dns.title,
        verdict: dns.verdict,
        confidence: dns.confidence,
        source: { report: 0, finding: 0 },
        together: [
          'At 03:07:53 the client rejected all candidate resolvers (IPv4); the 8 queries of the 10 seconds before it, in frames 6797, 6798, 6825, 6826, 6915, 6916, 6918 and 6919, have no answer.',
          'Whenever the log says that the client probes its resolvers, the capture has the probes: 3 of 3 times, within 0.6 s.',
        ],
        cited: [
          { file: 3, line: 1 },
          { file: 3, line: 2 },
          { file: 3, line: 6 },
        ],
        impact: dns.impact,
        remedy: dns.remedy,
      },
      {
        id: web.id,
        title: web.title,
        verdict: web.verdict,
        confidence: web.confidence,
        source: { report: 1, finding: 0 },
        together: [
          'At 06:41:22 the client says that the TCP handshake with its proxy failed; 0.9 s before it, the SYN in frame 7434 was answered by a RST.',
          'The look-up in nslookup.txt gives 18.135.112.200 for the Secure Web Gateway: the address that the client asks in this capture.',
        ],
        cited: [{ file: 4, line: 1 }],
        impact: web.impact,
        remedy: web.remedy,
      },
      {
        id: 'inconclusive/dns-protection-ipv6',
        title: 'The client finds no resolver over IPv6',
        verdict: 'inconclusive',
        confidence: 'low',
        source: null,
        together: [
          'At 03:07:43 the client rejected all candidate resolvers (IPv6); no capture of the case has a packet to them over IPv6.',
        ],
        cited: [{ file: 3, line: 3 }],
        impact: '',
        remedy: ['Where the site has IPv6, capture on the interface that carries it.'],
      },
    ],
    sides: [],
    timeline: [
      packets(
        '2024-08-27T03:06:36.491Z',
        0,
        'DNS protection',
        '1 query (TXT debug.opendns.com) to the OpenDNS resolvers 208.67.222.222, UDP 53: no answer',
        [57],
        'bad',
      ),
      packets(
        '2024-08-27T03:07:16.585Z',
        0,
        'DNS protection',
        '1 query (TXT debug.opendns.com) to the OpenDNS resolvers 208.67.222.222, UDP 53: no answer',
        [3327],
        'bad',
      ),
      line(
        '2024-08-27 05:07:43',
        3,
        'DNS protection, IPv4',
        PROBED,
        `${IPV4}: checking reachability of pr`,
        [1, 2],
        'neutral',
      ),
      line(
        '2024-08-27 05:07:43',
        3,
        'DNS protection, IPv6',
        REJECTED,
        'Dns Protection IPv6 State Machine: rejected all candidate reso',
        [3],
        'bad',
      ),
      packets(
        '2024-08-27T03:07:43.572Z',
        0,
        'DNS protection',
        `4 queries (TXT debug.opendns.com) to ${RESOLVERS}, UDP 443: no answer`,
        [6797, 6798, 6825, 6826],
        'bad',
      ),
      line(
        '2024-08-27 05:07:48',
        3,
        'DNS protection, IPv4',
        'the client probed its resolvers, 2 times until 2024-08-27 05:07:48',
        `${IPV4}: checking reachability of pr`,
        [4, 5],
        'neutral',
      ),
      packets(
        '2024-08-27T03:07:48.569Z',
        0,
        'DNS protection',
        `4 queries (TXT debug.opendns.com) to ${RESOLVERS}, UDP 53: no answer`,
        [6915, 6916, 6918, 6919],
        'bad',
      ),
      line(
        '2024-08-27 05:07:53',
        3,
        'DNS protection, IPv4',
        REJECTED,
        `${IPV4}: rejected all candidate reso`,
        [6],
        'bad',
      ),
      packets(
        '2024-08-27T03:07:54.070Z',
        0,
        'DNS protection',
        '1 query (TXT 2.dnscrypt-cert.opendns.com) to the OpenDNS resolvers 208.67.222.222, UDP 443: no answer',
        [7610],
        'bad',
      ),
      packets(
        '2024-08-27T06:40:50.127Z',
        1,
        'DNS protection',
        '2 answers from the OpenDNS resolvers 208.67.222.222, UDP 443',
        [661, 690],
        'good',
      ),
      packets(
        '2024-08-27T06:41:19.310Z',
        1,
        'Web protection',
        '9 SYNs to the Secure Web Gateway 18.135.112.200, TCP 443: 9 RSTs back',
        [6955, 6958, 7071, 7072, 7128, 7129, 7130, 7131, 7205, 7206, 7289, 7290, 7291, 7292],
        'bad',
      ),
      line(
        '2024-08-27 08:41:22',
        4,
        'Web protection',
        'the client could not connect to its proxy',
        'WARN | Thread 27cc | TCP handshake to SWG Proxy URL was not successful. Since fail open p',
        [1],
        'bad',
      ),
    ],
    timelineLeftOut: 0,
    logs: [
      {
        file: 3,
        title: 'Umbrella plugin’s log',
        encoding: 'utf-8',
        records: 1_482,
        known: 6,
        unknown: 1_476,
        firstTime: '2024-08-27 05:01:10',
        lastTime: '2024-08-27 05:08:14',
        clock: {
          offset: AHEAD,
          aheadOf: 'utc',
          certainty: 'certain',
          text: 'All 3 times that the log says the client probes, the capture has the probes within a second; by no other whole quarter of an hour any.',
        },
        status: [
          'DNS protection, IPv4: rejected all candidate resolvers at 2024-08-27 05:07:53',
          'DNS protection, IPv6: rejected all candidate resolvers at 2024-08-27 05:07:43',
        ],
        problems: [],
      },
      {
        file: 4,
        title: 'Umbrella’s event log',
        encoding: 'utf-16le',
        records: 12,
        known: 1,
        unknown: 11,
        firstTime: '2024-08-27 08:02:31',
        lastTime: '2024-08-27 08:41:22',
        clock: {
          offset: AHEAD,
          aheadOf: 'utc',
          certainty: 'probable',
          text: 'It is of the same PC as cscumbrellaplugin.txt, whose clock is known.',
        },
        status: ['Web protection: could not connect to its proxy at 2024-08-27 08:41:22'],
        problems: [{ line: 88, text: 'The record has no end: the log is cut off there.' }],
      },
    ],
    files: [
      file(DNS, 1_963_098, 'capture', 'pcapng capture, 8,400 packets', { report: 0 }),
      file(WEB, 1_718_804, 'capture', 'pcapng capture, 7,459 packets', { report: 1 }),
      file('DART.zip', 20_804, 'archive', 'ZIP archive, 4 files'),
      file(PLUGIN_LOG, 141_302, 'log', 'Umbrella plugin’s log, 1,482 records', { log: 0 }),
      file(EVENT_LOG, 4_118, 'log', 'Umbrella’s event log, 12 records', { log: 1 }),
      file(
        'DART.zip/Cisco Secure Client/dump.pcapng',
        16,
        'unreadable',
        'begins like pcapng and ends after 16 bytes',
      ),
      file('DART.zip/summary.pdf', 61_233, 'other', 'not known here'),
      file('nslookup.txt', 412, 'look-up', 'nslookup of 1 name: 1 address'),
    ],
    filesLeftOut: 0,
    reports,
  };
}

/** Every text that somebody outside can have a hand in, and every one made of such, with `text` behind. */
export function poisoned(report: CaseReport, text: string): CaseReport {
  const FIXED = new Set([
    ...['verdict', 'confidence', 'kind', 'certainty', 'mood', 'encoding'],
    ...['protocol', 'stage', 'code', 'profile', 'version', 'application', 'function', 'format'],
  ]);
  const poison = (value: unknown, key: string, parent: string): unknown => {
    if (typeof value === 'string') {
      const isFixed = FIXED.has(key) && parent !== 'timeline';
      const isOwn = parent === 'timeline' && (key === 'kind' || key === 'mood');
      const isTime = /^\d{4}-\d\d-\d\d[T ][\d:.]+Z?$/.test(value);
      return isFixed || isOwn || isTime || parent === 'tool' ? value : `${value}${text}`;
    }
    if (Array.isArray(value)) return value.map((item) => poison(item, key, key));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([own, item]) => [own, poison(item, own, key)]),
    );
  };
  return poison(report, '', '') as CaseReport;
}

/** The seed case without its captures: what the logs can tell by themselves. */
export async function logsOnly(): Promise<CaseReport> {
  const report = await seedCase();
  return {
    ...report,
    summary: { verdict: 'inconclusive', confidence: 'low', text: 'There is no capture.' },
    findings: report.findings.filter(({ source }) => source === null),
    timeline: report.timeline.filter(({ kind }) => kind === 'log'),
    files: report.files.map((one) => (one.kind === 'capture' ? { ...one, report: null } : one)),
    reports: [],
  };
}

/** As much of everything as a case can have, and more. */
export async function largeCase(): Promise<CaseReport> {
  const report = await seedCase();
  const repeat = <Item>(number: number, items: readonly Item[]): Item[] =>
    Array.from({ length: number }, (_, index) => items[index % items.length]);
  const [capture, log] = [report.files[0], report.files[3]];
  const other = report.files[6];
  return {
    ...report,
    findings: repeat(100, report.findings),
    timeline: repeat(200, report.timeline),
    timelineLeftOut: 1_700,
    logs: repeat(100, report.logs),
    files: [
      ...repeat(8, report.files),
      ...Array.from({ length: 1_012 }, (_, index) => ({
        ...(index % 2 === 0 ? capture : log),
        path: `folder ${index}/${'long name '.repeat(8)}.bin`,
      })),
      ...repeat(979, [other]),
    ],
    filesLeftOut: 300,
    reports: repeat(40, report.reports),
  };
}
