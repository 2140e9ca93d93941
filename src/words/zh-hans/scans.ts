import type { PortState, Scan, ScannedPort } from '../../evidence/scans.ts';
import { formatAddress, hostAndPort } from '../../protocols/address-text.ts';
import { count, duration, grouped, joined, list, listSome } from './phrases.ts';

const PORTS_NAMED = 12;
const HOSTS_NAMED = 6;
const DECOYS_NAMED = 3;

const STATES: readonly PortState[] = ['open', 'closed', 'filtered'];
const STATE_NAMES = { open: '开放', closed: '关闭', filtered: '被过滤' };
/** Without a SYN, or over UDP, silence is as much an open port's as a filter's. */
const STATES_UNCLEAR = { open: '开放', closed: '关闭', filtered: '没有应答' };

const label = ({ kind }: Scan) => (kind === 'udp' ? 'UDP' : 'TCP');

/** "3 个开放，990 个关闭，7 个被过滤". */
function statesText(scan: Scan): string {
  return STATES.filter((state) => scan[state] > 0)
    .map((state) => `${count(scan[state], '个')}${stateText(scan, state)}`)
    .join('，');
}

function stateText({ kind }: Scan, state: PortState): string {
  if (kind === 'bare' && state === 'closed') return '被重置';
  return kind === 'tcp' ? STATE_NAMES[state] : STATES_UNCLEAR[state];
}

/** "203.0.113.10 的 1,000 个 TCP 端口", "128 台主机的 TCP 445". */
function askedText(scan: Scan): string {
  const { servers, server, ports, port } = scan;
  const whom = server === null ? count(servers, '台主机') : formatAddress(...server);
  const what =
    port === null ? count(total(scan, ports), `个 ${label(scan)} 端口`) : `${label(scan)} ${port}`;
  return joined(whom, '的', what);
}

/** Ports that were asked: of those that are not followed one by one, only the number is known. */
function total({ server, open, closed, filtered }: Scan, ports: number): number {
  return server === null ? ports : Math.max(ports, open + closed + filtered);
}

export function scanText(scan: Scan): string {
  const { client, decoys, isClientSure } = scan;
  const who = isClientSure
    ? formatAddress(...client)
    : joined(listSome([client, ...decoys].map(textOf), DECOYS_NAMED), '其中之一');
  return `${joined(who, '扫描', askedText(scan))}：${statesText(scan)}`;
}

export function scanImpactText(scan: Scan): string {
  const { tool, lasted, frames, kind, decoys, isClientSure } = scan;
  const asked = count(scan.open + scan.closed + scan.filtered, '个端口');
  const sentences = [
    `${lasted === null ? '' : `在 ${duration(lasted)}内`}询问了 ${asked}，${PROBES[kind]}${tool === null ? '' : `，${TOOLS[tool.by](tool.value)}`}（帧 ${frames.join('、')}……）。`,
    '扫描是为了寻找会应答的端口；没有人为其他目的需要这些端口，因此不对其逐一判定。',
  ];
  if (decoys.length > 0) {
    const others = listSome(decoys.map(textOf), DECOYS_NAMED);
    sentences.push(
      isClientSure
        ? `${joined('同样的数据包还以', others, '的名义发送')}：这些是诱饵。`
        : '同样的数据包以其中每一个的名义发送：除一个之外都是诱饵。',
    );
  }
  return sentences.join('');
}

const PROBES = {
  tcp: '没有向任何端口发送数据',
  bare: '使用没有 SYN 且不属于任何连接的数据包',
  udp: '对每个端口只发送了几个数据报',
};

const TOOLS = {
  'source-port': (port: number) => `来自源端口 ${port} 及其后的端口，只有工具才会这样`,
  window: (window: number) => `每个 SYN 的窗口均为 ${window}，只有工具才会这样`,
  identification: (id: number) => `每个 SYN 的 IP 标识均为 ${id}，只有工具才会这样`,
};

export function scanScopeText(scan: Scan): string {
  const parts = [
    namedText(scan, 'open', scan.openPorts),
    // Where nearly all are filtered, the list says nothing.
    scan.filtered <= PORTS_NAMED ? namedText(scan, 'filtered', scan.filteredPorts) : '',
  ];
  return parts.join('');
}

/** "开放：TCP 22、80 和 443。" */
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
  const text = more > 0 ? joined(named.join('、'), `以及另外 ${grouped(more)} 个`) : list(named);
  return `${stateText(scan, state)}：${server === null ? '' : `${label(scan)} `}${text}。`;
}

export function scanRemedyText({ openPorts, filteredPorts, server, port, client }: Scan): string {
  const [one] = [...filteredPorts, ...openPorts];
  const example = one ?? { server: server ?? client, port: port ?? 443 };
  return `如果是自己人在扫描，则无需处理。如果其中某个端口很重要，可对其进行判定：--target ${hostAndPort(formatAddress(...example.server), example.port)}`;
}

function textOf(address: Scan['client']): string {
  return formatAddress(...address);
}
