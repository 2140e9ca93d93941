import type { PortState, Scan, ScannedPort } from '../../evidence/scans.ts';
import { formatAddress, hostAndPort } from '../../protocols/address-text.ts';
import { before, behind, count, duration, grouped, list, listSome, times } from './phrases.ts';

const PORTS_NAMED = 12;
const HOSTS_NAMED = 6;
const DECOYS_NAMED = 3;

const STATES: readonly PortState[] = ['open', 'closed', 'filtered'];
const TCP_STATES = { open: 'オープン', closed: 'クローズ', filtered: 'フィルターあり' };
/** Without a SYN, or over UDP, silence is as much an open port's as a filter's. */
const STATES_UNCLEAR = { open: 'オープン', closed: 'クローズ', filtered: '応答なし' };

const label = ({ kind }: Scan) => (kind === 'udp' ? 'UDP' : 'TCP');

/** 「オープン 3、クローズ 990、フィルターあり 7」. */
function statesText(scan: Scan): string {
  return STATES.filter((state) => scan[state] > 0)
    .map((state) => `${stateText(scan, state)} ${grouped(scan[state])}`)
    .join('、');
}

function stateText({ kind }: Scan, state: PortState): string {
  if (kind === 'bare' && state === 'closed') return 'リセット';
  return kind === 'tcp' ? TCP_STATES[state] : STATES_UNCLEAR[state];
}

/** 「203.0.113.10 の TCP ポート 1,000 個」「ホスト 128 台の TCP 445」. */
function askedText(scan: Scan): string {
  const { servers, server, ports, port } = scan;
  const whom = server === null ? count(servers, 'ホスト', '台') : `${formatAddress(...server)} `;
  const what =
    port === null
      ? count(total(scan, ports), `${label(scan)} ポート`, '個')
      : `${label(scan)} ${port} `;
  return `${whom}の ${what}`;
}

/** Ports that were asked: of those that are not followed one by one, only the number is known. */
function total({ server, open, closed, filtered }: Scan, ports: number): number {
  return server === null ? ports : Math.max(ports, open + closed + filtered);
}

export function scanText(scan: Scan): string {
  const { client, decoys, isClientSure } = scan;
  const who = isClientSure
    ? formatAddress(...client)
    : `${before(listSome([client, ...decoys].map(textOf), DECOYS_NAMED))}のいずれか`;
  return `${before(who)}が${behind(askedText(scan))}をスキャンしています：${statesText(scan)}`;
}

export function scanImpactText(scan: Scan): string {
  const { tool, lasted, frames, kind, decoys, isClientSure } = scan;
  const sentences = [
    `${lasted === null ? '' : `${duration(lasted)}の間に`}${behind(times(scan.open + scan.closed + scan.filtered, 'ポート'))}を調べており、${PROBES[kind]}${tool === null ? '' : `。${TOOLS[tool.by](tool.value)}`}（フレーム ${frames.join('、')}、…）。`,
    'スキャンは応答するものを探しています。これらのポートをほかの目的で必要とする者はいないため、個別には判定しません。',
  ];
  if (decoys.length > 0) {
    const others = listSome(decoys.map(textOf), DECOYS_NAMED);
    sentences.push(
      isClientSure
        ? `同じパケットが ${others} の名前でも送られています：これらはおとり（デコイ）です。`
        : '同じパケットがそれぞれの名前で送られています：一つを除いてすべておとり（デコイ）です。',
    );
  }
  return sentences.join('');
}

const PROBES = {
  tcp: 'どのポートにもデータを送っていません',
  bare: 'SYN がなく、どの接続にも属さないパケットを使っています',
  udp: '各ポートに送ったデータグラムは数個以下です',
};

const TOOLS = {
  'source-port': (port: number) =>
    `送信元ポートは ${port} とそれに続くもので、これはツールだけが行う使い方です`,
  window: (window: number) => `どの SYN もウィンドウが ${window} で、これはツールだけに見られます`,
  identification: (id: number) =>
    `どの SYN も IP の Identification が ${id} で、これはツールだけに見られます`,
};

export function scanScopeText(scan: Scan): string {
  const parts = [
    namedText(scan, 'open', scan.openPorts),
    // Where nearly all are filtered, the list says nothing.
    scan.filtered <= PORTS_NAMED ? namedText(scan, 'filtered', scan.filteredPorts) : '',
  ];
  return parts.filter((part) => part !== '').join('');
}

/** 「オープン：TCP 22、80、443。」. */
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
  const text = list(more > 0 ? [...named, `ほか ${grouped(more)} 件`] : named);
  return `${stateText(scan, state)}：${server === null ? '' : `${label(scan)} `}${text}。`;
}

export function scanRemedyText({ openPorts, filteredPorts, server, port, client }: Scan): string {
  const [one] = [...filteredPorts, ...openPorts];
  const example = one ?? { server: server ?? client, port: port ?? 443 };
  return `関係者によるスキャンであれば、対処は不要です。これらのポートのどれかが重要であれば、次のように指定して判定させてください：--target ${hostAndPort(formatAddress(...example.server), example.port)}`;
}

function textOf(address: Scan['client']): string {
  return formatAddress(...address);
}
