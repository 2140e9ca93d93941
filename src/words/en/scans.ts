import type { PortState, Scan, ScannedPort } from '../../evidence/scans.ts';
import { formatAddress, hostAndPort } from '../../protocols/address-text.ts';
import { count, duration, grouped, list, listSome } from './phrases.ts';

const PORTS_NAMED = 12;
const HOSTS_NAMED = 6;
const DECOYS_NAMED = 3;

const STATES: readonly PortState[] = ['open', 'closed', 'filtered'];
/** Without a SYN, or over UDP, silence is as much an open port's as a filter's. */
const STATES_UNCLEAR = { open: 'open', closed: 'closed', filtered: 'without an answer' };

const label = ({ kind }: Scan) => (kind === 'udp' ? 'UDP' : 'TCP');

/** "3 open, 990 closed, 7 filtered". */
function statesText(scan: Scan): string {
  return STATES.filter((state) => scan[state] > 0)
    .map((state) => `${grouped(scan[state])} ${stateText(scan, state)}`)
    .join(', ');
}

function stateText({ kind }: Scan, state: PortState): string {
  if (kind === 'bare' && state === 'closed') return 'reset';
  return kind === 'tcp' ? state : STATES_UNCLEAR[state];
}

/** "1,000 TCP ports of 203.0.113.10", "TCP 445 of 128 hosts". */
function askedText(scan: Scan): string {
  const { servers, server, ports, port } = scan;
  const whom = server === null ? count(servers, 'host') : formatAddress(...server);
  const what =
    port === null ? count(total(scan, ports), `${label(scan)} port`) : `${label(scan)} ${port}`;
  return `${what} of ${whom}`;
}

/** Ports that were asked: of those that are not followed one by one, only the number is known. */
function total({ server, open, closed, filtered }: Scan, ports: number): number {
  return server === null ? ports : Math.max(ports, open + closed + filtered);
}

export function scanText(scan: Scan): string {
  const { client, decoys, isClientSure } = scan;
  const who = isClientSure
    ? formatAddress(...client)
    : `One of ${listSome([client, ...decoys].map(textOf), DECOYS_NAMED)}`;
  return `${who} scans ${askedText(scan)}: ${statesText(scan)}`;
}

export function scanImpactText(scan: Scan): string {
  const { tool, lasted, frames, kind, decoys, isClientSure } = scan;
  const sentences = [
    `${count(scan.open + scan.closed + scan.filtered, 'port')} asked${lasted === null ? '' : ` within ${duration(lasted)}`}, ${PROBES[kind]}${tool === null ? '' : `, ${TOOLS[tool.by](tool.value)}`} (frames ${frames.join(', ')}, …).`,
    'A scan looks for what answers; nobody needs these ports for anything else, so they are not judged one by one.',
  ];
  if (decoys.length > 0) {
    const others = listSome(decoys.map(textOf), DECOYS_NAMED);
    sentences.push(
      isClientSure
        ? `The same packets were sent in the name of ${others}: decoys.`
        : 'The same packets were sent in the name of each: all but one are decoys.',
    );
  }
  return sentences.join(' ');
}

const PROBES = {
  tcp: 'no data sent to any',
  bare: 'with packets that have no SYN and belong to no connection',
  udp: 'no more than a few datagrams to each',
};

const TOOLS = {
  'source-port': (port: number) =>
    `from source port ${port} and those behind it, as only a tool does`,
  window: (window: number) => `with a window of ${window} in each SYN, as only a tool has it`,
  identification: (id: number) =>
    `with the IP identification ${id} in each SYN, as only a tool has it`,
};

export function scanScopeText(scan: Scan): string {
  const parts = [
    namedText(scan, 'open', scan.openPorts),
    // Where nearly all are filtered, the list says nothing.
    scan.filtered <= PORTS_NAMED ? namedText(scan, 'filtered', scan.filteredPorts) : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** "Open: TCP 22, 80 and 443." */
function namedText(scan: Scan, state: PortState, ports: readonly ScannedPort[]): string {
  if (ports.length === 0) return '';
  const { [state]: number, server, port } = scan;
  const all = ports.map((one) =>
    server !== null
      ? String(one.port)
      : port !== null
        ? formatAddress(...one.server)
        : hostAndPort(formatAddress(...one.server), one.port),
  );
  const named = all.slice(0, server === null ? HOSTS_NAMED : PORTS_NAMED);
  const more = number - named.length;
  const text = list(more > 0 ? [...named, `${grouped(more)} more`] : named);
  const [first, ...rest] = stateText(scan, state);
  return `${first.toUpperCase()}${rest.join('')}: ${server === null ? '' : `${label(scan)} `}${text}.`;
}

export function scanRemedyText({ openPorts, filteredPorts, server, port, client }: Scan): string {
  const [one] = [...filteredPorts, ...openPorts];
  const example = one ?? { server: server ?? client, port: port ?? 443 };
  return `Nothing, where somebody of yours scans. If one of these ports matters, have it judged: --target ${hostAndPort(formatAddress(...example.server), example.port)}`;
}

function textOf(address: Scan['client']): string {
  return formatAddress(...address);
}
