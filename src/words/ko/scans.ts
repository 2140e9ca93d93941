import type { PortState, Scan, ScannedPort } from '../../evidence/scans.ts';
import { formatAddress, hostAndPort } from '../../protocols/address-text.ts';
import { count, duration, grouped, list, listSome, withParticle } from './phrases.ts';

const PORTS_NAMED = 12;
const HOSTS_NAMED = 6;
const DECOYS_NAMED = 3;

const STATES: readonly PortState[] = ['open', 'closed', 'filtered'];
const STATE_TEXTS = { open: '열림', closed: '닫힘', filtered: '필터링됨' };
/** Without a SYN, or over UDP, silence is as much an open port's as a filter's. */
const STATES_UNCLEAR = { open: '열림', closed: '닫힘', filtered: '응답 없음' };

const label = ({ kind }: Scan) => (kind === 'udp' ? 'UDP' : 'TCP');

/** "열림 3, 닫힘 990, 필터링됨 7". */
function statesText(scan: Scan): string {
  return STATES.filter((state) => scan[state] > 0)
    .map((state) => `${stateText(scan, state)} ${grouped(scan[state])}`)
    .join(', ');
}

function stateText({ kind }: Scan, state: PortState): string {
  if (kind === 'bare' && state === 'closed') return '리셋됨';
  return kind === 'tcp' ? STATE_TEXTS[state] : STATES_UNCLEAR[state];
}

/** "203.0.113.10의 TCP 포트 1,000개", "호스트 128개의 TCP 445". */
function askedText(scan: Scan): string {
  const { servers, server, ports, port } = scan;
  const whom = server === null ? count(servers, '호스트') : formatAddress(...server);
  const what =
    port === null ? count(total(scan, ports), `${label(scan)} 포트`) : `${label(scan)} ${port}`;
  return `${whom}의 ${what}`;
}

/** Ports that were asked: of those that are not followed one by one, only the number is known. */
function total({ server, open, closed, filtered }: Scan, ports: number): number {
  return server === null ? ports : Math.max(ports, open + closed + filtered);
}

export function scanText(scan: Scan): string {
  const { client, decoys, isClientSure } = scan;
  const who = isClientSure
    ? formatAddress(...client)
    : `${listSome([client, ...decoys].map(textOf), DECOYS_NAMED)} 중 하나`;
  return `${withParticle(who, 'subject')} ${withParticle(askedText(scan), 'object')} 스캔합니다: ${statesText(scan)}`;
}

export function scanImpactText(scan: Scan): string {
  const { tool, lasted, frames, kind, decoys, isClientSure } = scan;
  const sentences = [
    `${lasted === null ? '' : `${duration(lasted)} 이내에 `}${count(scan.open + scan.closed + scan.filtered, '포트')}에 요청, ${PROBES[kind]}${tool === null ? '' : `, ${TOOLS[tool.by](tool.value)}`}(프레임 ${frames.join(', ')}, …).`,
    '스캔은 응답하는 것을 찾습니다. 그 밖의 용도로 이 포트들을 필요로 하는 사람은 없으므로, 하나씩 판정하지 않습니다.',
  ];
  if (decoys.length > 0) {
    const others = listSome(decoys.map(textOf), DECOYS_NAMED);
    sentences.push(
      isClientSure
        ? `같은 패킷이 ${others}의 이름으로도 전송되었습니다. 이것은 미끼(decoy)입니다.`
        : '같은 패킷이 각각의 이름으로 전송되었습니다. 하나를 제외하고 모두 미끼(decoy)입니다.',
    );
  }
  return sentences.join(' ');
}

const PROBES = {
  tcp: '어느 포트에도 데이터를 보내지 않음',
  bare: 'SYN이 없고 어떤 연결에도 속하지 않는 패킷 사용',
  udp: '각각 데이터그램 몇 개만 보냄',
};

const TOOLS = {
  'source-port': (port: number) =>
    `출발지 포트 ${port} 및 그다음 포트들에서 보냄(도구만 이렇게 함)`,
  window: (window: number) => `모든 SYN의 윈도우가 ${window}(도구만 이렇게 함)`,
  identification: (id: number) => `모든 SYN의 IP 식별자가 ${id}(도구만 이렇게 함)`,
};

export function scanScopeText(scan: Scan): string {
  const parts = [
    namedText(scan, 'open', scan.openPorts),
    // Where nearly all are filtered, the list says nothing.
    scan.filtered <= PORTS_NAMED ? namedText(scan, 'filtered', scan.filteredPorts) : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** "열림: TCP 22, 80 및 443." */
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
  const text = more > 0 ? `${named.join(', ')} 외 ${grouped(more)}개` : list(named);
  return `${stateText(scan, state)}: ${server === null ? '' : `${label(scan)} `}${text}.`;
}

export function scanRemedyText({ openPorts, filteredPorts, server, port, client }: Scan): string {
  const [one] = [...filteredPorts, ...openPorts];
  const example = one ?? { server: server ?? client, port: port ?? 443 };
  return `내부에서 의도한 스캔이면 조치할 것이 없습니다. 이 포트 중 중요한 것이 있으면 판정하도록 하십시오: --target ${hostAndPort(formatAddress(...example.server), example.port)}`;
}

function textOf(address: Scan['client']): string {
  return formatAddress(...address);
}
