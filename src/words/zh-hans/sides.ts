import type { Verdict } from '../../evidence/verdict.ts';
import { formatAddress, hostAndPort } from '../../protocols/address-text.ts';
import type { BetweenPlaces, Host, Numbers, PacketsOf, SidedService } from '../en/sides.ts';
import type { Words } from '../words.ts';
import { hedge } from './findings.ts';
import {
  count,
  duration,
  framesText,
  grouped,
  joined,
  list,
  listSome,
  percent,
} from './phrases.ts';

type Direction = Numbers['way'];
type PacketKind = PacketsOf['kind'];

/** Packets of a kind with their measure word. */
const KINDS: Readonly<Record<PacketKind, string>> = {
  syn: '个 SYN',
  'syn-ack': '个 SYN/ACK',
  ack: '个确认',
  data: '个携带数据的报文段',
  fin: '个 FIN',
  rst: '个 RST',
  'icmp-error': '个 ICMP 错误',
  datagram: '个数据报',
};

/** One packet of a kind, in a word. */
function kindText(kind: PacketKind): string {
  if (kind === 'data') return '数据';
  return kind === 'ack' ? 'ACK' : KINDS[kind].replace(/^个 ?/, '');
}

const SERVICES_NAMED = 3;

/** "客户端侧", "服务器侧"; of more than two "位置 2". */
function placeName(place: number, places: number): string {
  if (place === 0) return '客户端侧';
  return place === places - 1 ? '服务器侧' : `位置 ${place + 1}`;
}

/** "两个捕获文件之间", "位置 2 与位置 3 之间". */
function betweenText({ from, to, places }: BetweenPlaces): string {
  return places === 2
    ? '两个捕获文件之间'
    : joined(placeName(from, places), '与', placeName(to, places), '之间');
}

/** "返回路径", seen from the client. */
function wayText(way: Direction | 'both'): string {
  if (way === 'both') return '双向路径';
  return way === 'to-server' ? '去往服务器的路径' : '返回路径';
}

/** What packets of one kind are called, and how many there are. */
function packetsText(packets: readonly PacketsOf[]): string {
  return list(packets.map(({ kind, number }) => count(number, KINDS[kind])));
}

/** Where a failure is, for a cell. */
function segmentText(
  segment: { readonly code: string; readonly from: number; readonly to: number },
  places: number,
): string {
  if (segment.code === 'between') return betweenText({ ...segment, places });
  return segment.code === 'before-client-side'
    ? joined(placeName(segment.from, places), '之前')
    : joined(placeName(segment.to, places), '之后');
}

/** The same with the way on which it is. */
function segmentAndWay(
  segment: Parameters<typeof segmentText>[0],
  places: number,
  way: Direction | 'both' | null,
): string {
  const where = segmentText(segment, places);
  return way === null ? where : `${where}，${wayText(way)}`;
}

export const sideParts: Words['sideParts'] = {
  placeName,
  betweenText,
  kindText,
  segmentText,
  segmentAndWay,
};

function serviceText({ server, port, protocol, name }: SidedService): string {
  const called = name === null ? '' : `（${name}）`;
  return `${hostAndPort(formatAddress(...server), port)} ${protocol}${called}`;
}

function servicesText(services: readonly SidedService[]): string {
  return listSome(services.map(serviceText), SERVICES_NAMED, '个服务');
}

/** What something in between does with a service's packets; before and behind its name. */
const DOES: Readonly<Record<Verdict, readonly [string, string]>> = {
  answered: ['放行', '的数据包'],
  drop: ['丢弃', '的数据包'],
  reject: ['拒绝', '的数据包'],
  closed: ['拒绝', '的数据包'],
  intercepted: ['代替', '应答'],
  unreachable: ['没有通往', '的路径'],
  inconclusive: ['可能阻止', '的数据包'],
};

function doesText(verdict: Verdict, services: readonly SidedService[], before = ''): string {
  const [does, what] = DOES[verdict];
  return joined(`${before}${does}`, servicesText(services), what);
}

/** "在返回路径上", before what is done; '' for both ways. */
const onWay = (way: Direction | 'both') => (way === 'both' ? '' : `在${wayText(way)}上`);

/** Ends of a way: from where packets go, and to where. */
function ends(way: Direction, { from, to, places }: BetweenPlaces): [string, string] {
  const [client, server] = [placeName(from, places), placeName(to, places)];
  return way === 'to-server' ? [client, server] : [server, client];
}

const milliseconds = (nanoseconds: number) => `${Number((nanoseconds / 1e6).toPrecision(3))} 毫秒`;

/** A clock that is ahead or behind by so many nanoseconds. */
function difference(nanoseconds: number): string {
  const size = Math.abs(nanoseconds);
  const text = size < 1e9 ? milliseconds(size) : duration(size / 1e3);
  if (size === 0) return '一致';
  return nanoseconds > 0 ? `快 ${text}` : `慢 ${text}`;
}

/** TCP options by name, as far as they are common. */
const OPTIONS: Readonly<Record<number, string>> = {
  2: 'MSS',
  3: '窗口缩放',
  4: 'SACK permitted',
  8: '时间戳',
  19: 'MD5',
  28: 'user timeout',
  29: 'TCP-AO',
  30: 'MPTCP',
  34: 'fast open',
};

const optionNames = (kinds: readonly number[]) =>
  kinds.length === 0 ? '无' : list(kinds.map((kind) => OPTIONS[kind] ?? `kind ${kind}`));

const hostText = ({ address, port }: Host) =>
  port === null ? formatAddress(...address) : hostAndPort(formatAddress(...address), port);

/** "在返回路径上，MSS 从 1,460 变为 1,300。" */
const becomes = (what: string, way: Direction, from: string, to: string) =>
  `${joined(`在${wayText(way)}上，`, what, `从 ${from} 变为 ${to}`)}。`;

export const sides: Words['sides'] = {
  'between-sides': ({ verdict, way, services, ...segment }) =>
    `${joined(betweenText(segment), '的某个设备', `${onWay(way)}${doesText(verdict, services)}`)}：两侧都表明了这一点。`,
  'beyond-server-side': ({ services, place, places }) =>
    `${joined('阻止', servicesText(services), '之处位于', placeName(place, places), '之后')}：两个捕获文件之间一切都能通过。`,
  'before-client-side': ({ services, place, places }) =>
    `${joined('阻止', servicesText(services), '之处在返回路径上、', placeName(place, places), '之前')}：${joined('应答到达了', placeName(place, places))}，而客户端仍继续请求。`,
  'stopped-between-captures': ({ names, verdict, confidence, way, segment, stopped }) => {
    const [near, far] = [names[0], names[names.length - 1]];
    const where = {
      between: `${near} 与 ${far} 之间`,
      'beyond-server-side': `${far} 之后`,
      'before-client-side': `${near} 之前`,
    };
    return `${where[segment]}的某个设备${hedge(confidence)}${onWay(way)}${doesText(verdict, stopped)}`;
  },
  'captures-of-one-way': ({ names, matched }) =>
    `${joined('捕获文件', list(names.map((one, place) => `${one}（${placeName(place, names.length)}）`)))}有 ${count(matched, '个共同的数据包')}：它们是同时在同一条路径上捕获的。`,
  'frames-of-capture': ({ capture, frames }) => `在 ${capture} 中：${framesText(frames)}。`,
  'others-stop-elsewhere': ({ number }) => `另有 ${count(number, '个服务')}在别处被阻止。`,
  'nothing-stops-between': ({ number }) =>
    `两个捕获文件之间没有阻止任何内容：两者都显示的 ${count(number, '个服务')}正常。`,
  'no-packet-in-both': () => '无法将捕获文件相互对照：没有数据包同时在两者之中。',
  'captures-apart': () => '无法将捕获文件相互对照：它们不是同时捕获的。',
  'one-place': () =>
    '两个捕获文件是在同一位置捕获的：无论方向如何，每个数据包在两者中的时间都相同。',
  'sides-cannot-tell': ({ number }) => `捕获文件没有说明 ${count(number, '个服务')}在何处被阻止。`,

  'packets-vanish': ({ packets, way, ...segment }) => {
    const [here, there] = ends(way, segment);
    return `${joined(packetsText(packets), '离开', here)}，${joined('却从未到达', there)}：${wayText(way)}。`;
  },
  'packets-arrive': ({ packets, way, ...segment }) => {
    const [here, there] = ends(way, segment);
    return `${joined('离开', here, '的数据包中，有', packetsText(packets), '到达', there)}。`;
  },
  'packets-made-between': ({ packets, way, ...segment }) => {
    const [here, there] = ends(way, segment);
    return `${joined(packetsText(packets), '到达', there)}，${joined('却从未出现在', here)}：由中间的某个设备产生。`;
  },
  'both-sides-reset': () => '客户端和服务器各收到一个以对方名义发送的 RST：两者都没有发送它。',
  'only-client-reset': () => '只有客户端收到它；服务器什么也没有收到。',
  'nothing-comes-back': ({ place, places }) =>
    `${joined('在', placeName(place, places))}没有任何回应返回。`,
  'refusal-comes-by': ({ packets, place, places }) =>
    `${joined(packetsText(packets), '经过', placeName(place, places))}：拒绝产生于更远处。`,
  'client-goes-on-asking': ({ answers, place, places }) =>
    `${joined(packetsText(answers), '到达', placeName(place, places))}，而客户端再次请求：它们没有到达客户端。`,
  'large-ones-vanish': ({ largest, smallest, way }) =>
    `在${wayText(way)}上消失的是大数据包：丢失的最小载荷为 ${grouped(smallest)} 字节，到达的最大载荷为 ${grouped(largest)} 字节。MTU 较小的路径就会这样。`,
  'passes-between': ({ number }) => `在 ${count(number, '个对话')}中，所发送的全部内容都已通过。`,

  'place-lost-packets': ({ place, places, share, dropped }) =>
    `${joined(placeName(place, places), '的捕获本身丢失了数据包')}（${dropped > 0 ? `其自身统计为 ${count(dropped, '个数据包')}` : `从其后方的确认推算为 ${percent(share)}`}）：其中没有的数据包可能曾经经过。`,
  'line-loses': ({ share }) =>
    `在这条路径上，全部数据包中有 ${percent(share)} 丢失：数量这么少，可能是偶然。`,
  'server-not-shown': ({ place, places }) =>
    `${joined(placeName(place, places), '的捕获文件中没有此服务器的任何内容')}：其数据包是否经过那里，或是被捕获过滤器略去，无法判断。`,
  'perhaps-filtered': ({ place, places }) =>
    `${joined(placeName(place, places), '的捕获文件只显示一两个端口的数据包')}：捕获过滤器可能将这些数据包略去。`,
  'place-not-running': ({ place, places }) =>
    `${joined(placeName(place, places), '的捕获当时没有运行')}。`,
  'one-way-capture': ({ place, places, way }) =>
    `${joined(placeName(place, places), '的捕获文件完全没有显示发往', way === 'to-server' ? '服务器' : '客户端')}的内容：它可能只有一个方向。`,
  'too-few-lost': ({ number }) => `只缺少 ${count(number, '个数据包')}，可能是偶然。`,
  'own-connection': ({ place, places }) =>
    `${joined('在', placeName(place, places))}有到同一端口的其他连接：中间的某个设备可能有自己的连接。`,
  'proxied-between': () => '中间的某个设备有自己的连接（代理）：只能比较传输了什么以及何时传输。',
  'clocks-unknown': () =>
    '没有数据包同时在两个捕获文件中，因此无法比较其时钟：它们同时运行这一点，依据的是两台主机的时钟。',
  'clocks-unsteady': () => '两个捕获文件的时钟不同步：其中一个在捕获期间被调整过。',
  'shows-both-fates': ({ number, of }) =>
    `${count(of, '个连接')}中有 ${number} 个以此结束；其他的正常或无法判断。`,
  'too-long-to-keep': ({ number, place, places }) =>
    `${joined(placeName(place, places), '的', count(number, '个数据包'))}没有空间存放，未作比较。`,
  'places-turned': () => '捕获文件的先后顺序给反了：从 TTL 看，客户端在最后一个捕获文件那一侧。',

  'matched-packets': ({ matched, conversations, ...segment }) =>
    `${count(conversations, '个对话')}的 ${count(matched, '个数据包')}同时在两个捕获文件中，即${joined(placeName(segment.from, segment.places), '和', placeName(segment.to, segment.places))}的捕获文件。`,
  'clock-difference': ({ offset, error, drift, ...segment }) => {
    const by = error === null ? '，依据仅一个方向的数据包' : ` ± ${milliseconds(error)}`;
    const drifting = drift === 0 ? '' : `，并且偏快 ${Number((drift * 1e6).toPrecision(2))} ppm`;
    return `${joined(placeName(segment.to, segment.places), offset === 0 ? '的时钟与' : '的时钟比', placeName(segment.from, segment.places), `的时钟${difference(offset)}`)}${by}${drifting}。`;
  },
  'hops-between': ({ hops, ...segment }) =>
    `${joined(betweenText(segment), hops === 0 ? '没有路由器' : `有 ${count(hops, '台路由器')}`)}递减 TTL。`,

  'look-between': ({ way, ...segment }) =>
    `${joined('检查', betweenText(segment), '的防火墙、路由器和 NAT')}${way === 'both' ? '' : `，看它们在${wayText(way)}上做了什么`}。`,
  'look-at-state': () =>
    '应答的数据包需要状态或自己的规则：查找出入路径不同（非对称路由）、缺失的状态，以及针对应答的规则。',
  'look-for-resets': () =>
    '在那里查找以他人名义发送重置的设备：入侵防御系统、以 TCP 重置拒绝的防火墙、应用过滤。',
  'look-beyond': ({ place, places }) =>
    `${joined('检查服务器，以及它与', placeName(place, places), '之间的设备')}；或在那里也进行捕获。`,
  'look-before': ({ place, places }) =>
    `${joined('检查客户端，以及它与', placeName(place, places), '之间的设备')}：其自身的防火墙、安全软件、附近的路由器。`,
  'look-at-mtu': () => '比较两端以及中间隧道的 MTU；放行 ICMP“需要分片”，或钳制 MSS。',
  'capture-both-again': () =>
    '同时在两个位置捕获，从客户端请求之前开始，到它放弃之后为止，不使用捕获过滤器，并为全部数据包留出空间。',
  'capture-between': () =>
    '在两者之间的另一个位置捕获，并给出全部三个捕获文件：这一段就会缩小一半。',

  'client-translated': ({ from, to }) =>
    from.address.join() === to.address.join()
      ? `客户端的端口被转换（NAT）；其地址仍为 ${hostText(from)}。`
      : `客户端的地址被转换（NAT）：${hostText(from)} 变为 ${hostText(to)}。`,
  'server-translated': ({ from, to }) =>
    `服务器的地址被转换（NAT）：${hostText(from)} 变为 ${hostText(to)}。`,
  hops: ({ way, from, to }) =>
    `在${wayText(way)}上，TTL 从 ${from} 变为 ${to}：${count(Math.abs(from - to), '跳')}。`,
  'segment-size': ({ way, from, to }) =>
    becomes('报文段大小（MSS）', way, grouped(from), grouped(to)),
  'window-scale': ({ way, from, to }) => becomes('窗口缩放', way, `${from}`, `${to}`),
  dscp: ({ way, from, to }) => becomes('DSCP', way, `${from}`, `${to}`),
  options: ({ way, from, to }) => {
    const gone = from.filter((kind) => !to.includes(kind));
    const added = to.filter((kind) => !from.includes(kind));
    const what = [
      ...(gone.length > 0 ? [joined('移除了', optionNames(gone))] : []),
      ...(added.length > 0 ? [joined('添加了', optionNames(added))] : []),
    ];
    return `${wayText(way)}上的 TCP 选项：${what.length > 0 ? what.join('，') : '改变了顺序'}。`;
  },
  'sequence-numbers': ({ way }) => `序列号在${wayText(way)}上被改写。`,
  'timestamps-removed': ({ way }) => `TCP 时间戳在${wayText(way)}上被移除。`,
  'payload-changed': ({ way }) => `载荷在${wayText(way)}上被更改。`,
  proxied: () => '中间的某个设备有自己的连接（代理）。',
  'handshake-by-proxy': () => '中间的某个设备先代替服务器完成握手（SYN 代理）。',
};
