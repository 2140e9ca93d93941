import { count, grouped } from './phrases.ts';

/** What Wireshark calls a way to export packets. */
const LISTS = {
  csv: 'CSV',
  elasticsearch: 'JSON for Elasticsearch',
  fields: 'fields',
  'hex-dump': 'hex dump',
  json: 'JSON',
  k12: 'K12 text',
  pdml: 'PDML',
  'plain-text': 'plain text',
  psml: 'PSML',
  tabs: 'tab-separated text',
  yaml: 'YAML',
};

/** Who else prints packets. */
const MAKERS = {
  fortigate: "a FortiGate's sniffer",
  'fw-monitor': 'fw monitor',
  pktmon: 'pktmon',
  routeros: "RouterOS's sniffer",
  tcpdump: 'tcpdump',
};

/** Logs of what devices did with packets. */
export const logKinds = {
  'azure-flow-log': "Azure's flow logs",
  'calico-flow-log': "Calico's flow logs",
  'check-point-drops': "Check Point's fw ctl zdebug drop",
  'cilium-monitor': 'what cilium monitor prints',
  'cisco-access-list-log': "the log of an IOS router's access lists",
  'cisco-firewall-log': "the syslog of Cisco's firewalls",
  'cisco-packet-tracer': "what packet-tracer of Cisco's firewalls prints",
  conntrack: "the Linux kernel's table of connections",
  'fortigate-debug-flow': "FortiGate's diagnose debug flow",
  'fortigate-traffic-log': "FortiGate's traffic log",
  'google-firewall-log': "Google Cloud's log of firewall rules",
  'hubble-compact': 'what hubble observe prints',
  'hubble-json': "Cilium's flows as Hubble prints them in JSON",
  'juniper-flow-log': "Junos' log of sessions (RT_FLOW)",
  'juniper-structured-log': "Junos' structured log of sessions (RT_FLOW)",
  'mikrotik-log': "RouterOS' firewall log",
  'netfilter-log': "netfilter's lines in a kernel log",
  'nft-trace': 'what nft monitor trace prints',
  'palo-alto-traffic-log': "Palo Alto's traffic log",
  'pf-filterlog': "pf's filterlog",
  'pf-text-log': "pf's log as tcpdump prints it",
  'vpc-flow-log': 'flow logs of AWS VPC',
  'windows-filtering-events': 'audit events of the Windows Filtering Platform',
  'windows-firewall-log': "Windows Firewall's pfirewall.log",
};

export type LogKind = keyof typeof logKinds;

/** A list, and how much of its capture it has. */
export interface ListExtent {
  /** Null where somebody else prints it. */
  title: keyof typeof LISTS | null;
  /** Null where it is Wireshark. */
  maker: keyof typeof MAKERS | null;
  packets: number;
  isSelection: boolean;
}

/** Rows, or packets of a list that has no rows: those are not told by lines. */
export interface NotedRows {
  number: number;
  line: number | null;
}

/** `exported from Wireshark (CSV)`, `printed by tcpdump`. */
function originText({ title, maker }: ListExtent): string {
  if (maker !== null) return `printed by ${MAKERS[maker]}`;
  return `exported from Wireshark${title === null ? '' : ` (${LISTS[title]})`}`;
}

function extentText({ maker, packets, isSelection }: ListExtent): string {
  if (isSelection) {
    return 'Packets between its rows are missing, as with a display filter: answers may be among them, so silence weighs less.';
  }
  return maker === null
    ? `It has every packet from 1 to ${packets}.`
    : `It has ${grouped(packets)} packets.`;
}

/** `13 rows (the first in line 3) are`, `2 packets of TCP`: what stands before, by who printed them. */
function rowsText({ number, line }: NotedRows, row: string, packet: string): string {
  if (line === null) return `${count(number, 'packet')} ${packet}`;
  const where = number === 1 ? `line ${line}` : `the first in line ${line}`;
  return `${count(number, 'row')} (${where}) ${row}`;
}

/** How a report speaks of the key that it is redacted under: never what helps to guess it. */
export type RedactionKeyName =
  | { readonly kind: 'random' | 'given' | 'word-and-file' }
  | { readonly kind: 'file'; readonly name: string };

function keyText(key: RedactionKeyName): string {
  if (key.kind === 'file') return `the key file ${key.name}`;
  return {
    random: 'a random key that is not kept',
    given: 'a given key',
    'word-and-file': 'a word and a key file',
  }[key.kind];
}

/** What readers of captures, lists and logs say of them. */
export const readerNotes = {
  'texts-left-out': ({ number, maximum }: { number: number; maximum: number }) =>
    `${count(number, 'text')} of the file (names, comments, key logs) ${number === 1 ? 'is' : 'are'} left out: it has more than ${grouped(maximum)} bytes of them.`,
  /** @param early seconds */
  'files-overlap': ({ name, before, early }: { name: string; before: string; early: number }) =>
    `${name} begins ${early} s before ${before} ends: these may be captures of two places, not files of one. Give them without --sequence then.`,
  'local-times': ({ title }: { title: string }) =>
    `${title} has times of the clock on the wall and does not say in which time zone: they are taken as UTC.`,
  'list-without-bytes': ({
    lacksTimeToLive,
    lacksPayload,
    ...list
  }: ListExtent & { lacksTimeToLive: boolean; lacksPayload: boolean }) => {
    const unknown = [
      ...(lacksTimeToLive ? ['time to live', 'MAC addresses'] : []),
      ...(lacksPayload ? ['payload'] : []),
    ];
    const lacks =
      unknown.length === 0
        ? 'what it does not show is'
        : `${unknown.join(', ')} and what else it does not show are`;
    return `This is a packet list ${originText(list)}: ${lacks} unknown. ${extentText(list)} Send the capture itself for surer verdicts.`;
  },
  'list-with-bytes': (list: ListExtent) =>
    `This is a packet list ${originText(list)}, with the packets' bytes. ${extentText(list)}`,
  'rows-not-understood': ({ input, number }: { input: 'list' | 'log'; number: number }) =>
    `${number} ${input === 'list' ? 'row' : 'line'}${number === 1 ? ' was' : 's were'} not understood and left out.`,
  'rows-not-in-order': () =>
    'The rows are not in the order of their numbers, and too many to be put into it: answers may stand before their questions. Sort by the column No., and export again.',
  'rows-put-in-order': () =>
    'The rows were not in the order of their numbers; they were put into it.',
  'ports-assumed': () =>
    'The list does not show the port of DNS servers: it is taken to be 53 (mDNS 5353, LLMNR 5355). A column with the destination port would tell.',
  'rows-cut': ({
    maximumBytes,
    maximumColumns,
    ...rows
  }: NotedRows & { maximumBytes: number; maximumColumns: number | null }) => {
    const bound = `more than ${grouped(maximumBytes)} bytes in a line${maximumColumns === null ? '' : ` or ${maximumColumns} columns`}`;
    return `${rowsText(rows, 'have', 'with')} ${bound}: what is behind was left out.`;
  },
  'rows-unordered': (rows: NotedRows) =>
    `${rowsText(rows, 'are', '')} earlier than the row before, so what came first is not certain: export sorted by number.`,
  'rows-with-names': (rows: NotedRows) => {
    const again =
      rows.line === null
        ? 'print them again with tcpdump -nn'
        : 'export again without name resolution (View, Name Resolution)';
    return `${rowsText(rows, 'have', 'with')} names for addresses, so that it is not known who sent them to whom: ${again}.`;
  },
  'rows-without-ports': (rows: NotedRows) =>
    `${rowsText(rows, 'do', '')} not show which connection they belong to: export with the columns Source Port and Destination Port.`,
  'rows-without-flags': ({ number }: NotedRows) =>
    `${count(number, 'packet')} of TCP without flags, as tcpdump -q prints them: nothing can be told of them. Print them again without -q.`,
  'rows-without-quotation': (rows: NotedRows) =>
    `${rowsText(rows, 'are', 'of')} ICMP errors that do not show which packet they are about, so they count for no connection${rows.line === null ? ': tcpdump -v prints it' : ''}.`,
  'read-log': ({ kind }: { kind: LogKind }) =>
    `This is a log (${logKinds[kind]}), not a capture: it says what that device did with packets, and shows none of them. What it does not log is not seen.`,
  'times-without-year': () =>
    'The times of the log have no year and no time zone: they are shown as of 1972, and as UTC.',
  'times-without-date': ({
    input,
    lacksHour,
    isDelta,
  }: {
    input: 'list' | 'tcpdump' | 'k12' | 'log';
    lacksHour: boolean;
    /** They are the times since the row before. */
    isDelta: boolean;
  }) => {
    if (input === 'k12')
      return 'The text has times of day without a date, of an unknown time zone.';
    const sum = isDelta ? '; they are the times since the row before, and were added up' : '';
    const said = `The times of the ${input === 'log' ? 'log' : 'list'} have no date${lacksHour ? ' and no hour' : ''}: they are shown as of 1970-01-01${sum}.`;
    return input === 'tcpdump' ? `${said} (tcpdump -tttt prints it.)` : said;
  },
  'times-without-zone': ({ input }: { input: 'list' | 'log' }) =>
    `The times of the ${input} do not say of which time zone they are: they are shown as UTC.`,
  'times-with-doubtful-date': () =>
    'The dates of the list may have the day or the month first: they were read as month, day, year.',
  'no-times': ({ input }: { input: 'list' | 'fields' | 'hex-dump' | 'log' }) =>
    ({
      list: 'The list has packets without a time: what depends on time cannot be told.',
      fields:
        'The rows have no time: how long nobody answered is not known. Add -e frame.time_epoch.',
      'hex-dump':
        'The hex dump has no times: how long nobody answered is not known. Export with times: tshark -r FILE -T json -x.',
      log: 'The log has lines without a time.',
    })[input],
  /** @param isOwnProfile the profile is the user's, and left out */
  redacted: ({ key, isOwnProfile }: { key: RedactionKeyName; isOwnProfile: boolean }) =>
    `Redacted under ${keyText(key)}: private addresses, public ones that are not the product's, and MAC addresses are replaced (common prefixes stay common, private stays private), names label by label; payloads, identities and TLS session data are gone. Kept: the product's servers and names, well-known resolvers, ports, times, lengths and hop counts.${
      isOwnProfile
        ? " The profile is the user's own: its servers are replaced as all others, its words are left out; function 1 is the first in it."
        : ''
    }`,
  'redaction-differs': ({ number }: { number: number }) =>
    `Without redaction ${number} of these endpoints are judged otherwise: something that decides was redacted. Judge by the report without --redact.`,
};

/** What a file of a case was taken for. */
export const caseFiles = {
  'capture-file': ({
    format,
    packets,
    isDamaged,
  }: {
    format: string;
    packets: number;
    isDamaged: boolean;
  }) =>
    `${CAPTURES.get(format) ?? format}, ${count(packets, 'packet')}${isDamaged ? ', damaged: what it shows may be wrong' : ''}`,
  /** @param title as its profile has it; @param records null where it was not read */
  'log-file': ({ title, records }: { title: string; records: number | null }) =>
    records === null ? title : `${title}, ${count(records, 'record')}`,
  'device-log-file': ({ kind }: { kind: LogKind }) => logKinds[kind],
  'look-up-file': ({ number }: { number: number }) => count(number, 'look-up'),
  'archive-file': ({ problem }: { problem: string }) =>
    problem === '' ? 'ZIP archive' : `ZIP archive: ${problem}`,
  'empty-file': () => 'empty',
  'unknown-file': () => 'of no kind that is known here',
  'unreadable-file': () => 'it cannot be read',
  'same-file': ({ kind, path }: { kind: 'capture' | 'log'; path: string }) =>
    `the same ${kind} as ${path}`,
  'log-too-many': ({ maximum }: { maximum: number }) => `a log beyond the ${maximum} that are read`,
  'endpoints-too-many': ({ maximum }: { maximum: number }) =>
    `captures before it have ${grouped(maximum)} endpoints, as many as one case keeps: make it a case of its own`,
};

/** What captures and lists are called; others by their format's name. */
const CAPTURES: ReadonlyMap<string, string> = new Map([
  ['pcap', 'pcap capture'],
  ['pcapng', 'pcapng capture'],
  ['text', 'packet list as text'],
  ['csv', 'packet list as CSV'],
  ['psml', 'packet list as PSML'],
  ['json', 'packets as JSON'],
  ['ek', 'packets as JSON for Elasticsearch'],
]);
