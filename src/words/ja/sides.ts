import type { Confidence, Verdict } from '../../evidence/verdict.ts';
import { formatAddress, hostAndPort } from '../../protocols/address-text.ts';
import type { BetweenPlaces, Host, PacketsOf, SidedService } from '../en/sides.ts';
import type { Words } from '../words.ts';
import { claim } from './findings.ts';
import {
  before,
  behind,
  count,
  countOf,
  duration,
  framesText,
  grouped,
  hops as hopsText,
  list,
  listSome,
  packets as packetsOf,
  percent,
  routers,
  services as servicesOf,
  times,
} from './phrases.ts';

type PacketKind = PacketsOf['kind'];
type Direction = 'to-server' | 'to-client';

/** Kinds of packets. */
const KINDS: Readonly<Record<PacketKind, string>> = {
  syn: 'SYN',
  'syn-ack': 'SYN/ACK',
  ack: '確認応答',
  data: 'データセグメント',
  fin: 'FIN',
  rst: 'RST',
  'icmp-error': 'ICMP エラー',
  datagram: 'データグラム',
};

/** One packet of a kind, in a word. */
function kindText(kind: PacketKind): string {
  return kind === 'data' ? 'データ' : kind === 'ack' ? 'ACK' : KINDS[kind];
}

const SERVICES_NAMED = 3;

/** 「クライアント側」「サーバー側」; of more than two 「地点 2」. */
function placeName(place: number, places: number): string {
  if (place === 0) return 'クライアント側';
  return place === places - 1 ? 'サーバー側' : `地点 ${place + 1} `;
}

/** 「二つのキャプチャ地点の間」「地点 2 とサーバー側の間」. */
function betweenText({ from, to, places }: BetweenPlaces): string {
  return places === 2
    ? '二つのキャプチャ地点の間'
    : `${placeName(from, places)}と${placeName(to, places)}の間`;
}

/** 「戻りの経路」, seen from the client. */
function wayText(way: Direction | 'both'): string {
  if (way === 'both') return '両方向';
  return way === 'to-server' ? 'サーバーへの経路' : '戻りの経路';
}

/** What packets of one kind are called, and how many there are. */
function packetsText(packets: readonly PacketsOf[]): string {
  return list(packets.map(({ kind, number }) => count(number, KINDS[kind], '個')));
}

/** Where a failure is, for a cell. */
function segmentText(
  segment: { readonly code: string; readonly from: number; readonly to: number },
  places: number,
): string {
  if (segment.code === 'between') return betweenText({ ...segment, places });
  return segment.code === 'before-client-side'
    ? `${placeName(segment.from, places)}より手前`
    : `${placeName(segment.to, places)}より先`;
}

/** What is put together beside whole sentences. */
export const sideParts: Words['sideParts'] = {
  placeName: (place, places) => placeName(place, places).trim(),
  betweenText,
  kindText,
  segmentText,
  segmentAndWay: (segment, places, way) => {
    const where = segmentText(segment, places);
    return way === null ? where : `${where}、${wayText(way)}`;
  },
};

function serviceText({ server, port, protocol, name }: SidedService): string {
  const called = name === null ? '' : `（${name}）`;
  return `${hostAndPort(formatAddress(...server), port)} ${protocol}${called}`;
}

function servicesText(services: readonly SidedService[]): string {
  return listSome(services.map(serviceText), SERVICES_NAMED);
}

/** What something does with packets of services: the verb without its る, as `claim` takes it. */
const DOES: Readonly<Record<Verdict, readonly [object: string, verb: string]>> = {
  answered: [' のパケットを', '通過させてい'],
  drop: [' のパケットを', 'ドロップしてい'],
  reject: [' を', '拒否してい'],
  closed: [' を', '拒否してい'],
  intercepted: [' に代わって', '応答してい'],
  unreachable: [' に', '到達できなくなってい'],
  inconclusive: [' を', '止めてい'],
};

function doesText(
  verdict: Verdict,
  confidence: Confidence,
  services: readonly SidedService[],
): string {
  const [object, verb] = DOES[verdict];
  // "May stop" is as much as such a verdict says.
  const sure = verdict === 'inconclusive' ? 'low' : confidence;
  return `${servicesText(services)}${object}${claim(sure, verb)}`;
}

/** Ends of a way: from where packets go, and to where. */
function ends(way: Direction, { from, to, places }: BetweenPlaces): [string, string] {
  const [client, server] = [placeName(from, places), placeName(to, places)];
  return way === 'to-server' ? [client, server] : [server, client];
}

const milliseconds = (nanoseconds: number) =>
  `${Number((nanoseconds / 1e6).toPrecision(3))} ミリ秒`;

/** 「…の時計より 3 ミリ秒進んでいます」: a clock that is ahead or behind by so many nanoseconds. */
function difference(nanoseconds: number): string {
  const size = Math.abs(nanoseconds);
  const text = size < 1e9 ? milliseconds(size) : duration(size / 1e3);
  if (size === 0) return 'と一致しています';
  return nanoseconds > 0 ? `より ${text}進んでいます` : `より ${text}遅れています`;
}

/** TCP options by name, as far as they are common. */
const OPTIONS: Readonly<Record<number, string>> = {
  2: 'MSS',
  3: 'ウィンドウスケール',
  4: 'SACK Permitted',
  8: 'タイムスタンプ',
  19: 'MD5',
  28: 'ユーザータイムアウト',
  29: 'TCP-AO',
  30: 'MPTCP',
  34: 'Fast Open',
};

const optionNames = (kinds: readonly number[]) =>
  list(kinds.map((kind) => OPTIONS[kind] ?? `種別 ${kind}`));

const hostText = ({ address, port }: Host) =>
  port === null ? formatAddress(...address) : hostAndPort(formatAddress(...address), port);

/** Captures of several places of one network, held against each other packet by packet. */
export const sides: Words['sides'] = {
  'between-sides': ({ verdict, way, services, ...segment }) =>
    `${betweenText(segment)}にある何かが、${way === 'both' ? '' : `${wayText(way)}で `}${doesText(verdict, 'certain', services)}：両側のキャプチャがそれを示しています。`,
  'beyond-server-side': ({ services, place, places }) =>
    `${before(servicesText(services))}を止めているものは、${placeName(place, places)}のキャプチャ地点より先にあります：キャプチャ地点の間では、すべて通過しています。`,
  'before-client-side': ({ services, place, places }) =>
    `${before(servicesText(services))}を止めているものは、${placeName(place, places)}のキャプチャ地点より手前、戻りの経路上にあります：応答は${placeName(place, places)}まで届いていますが、クライアントは要求を繰り返しています。`,
  'stopped-between-captures': ({ names, verdict, confidence, way, segment, stopped }) => {
    const [near, far] = [names[0], names[names.length - 1]];
    const where = {
      between: `${near} と ${far} の間`,
      'beyond-server-side': `${far} より先`,
      'before-client-side': `${near} より手前`,
    };
    const onWay = way === 'both' ? '' : `${wayText(way)}で `;
    return `${where[segment]}にある何かが、${onWay}${doesText(verdict, confidence, stopped)}`;
  },
  'captures-of-one-way': ({ names, matched }) =>
    `キャプチャ ${list(names.map((one, place) => `${one}（${placeName(place, names.length).trim()}）`))} には、共通の${packetsOf(matched)}があります：同じ経路上で同時に取得されたものです。`,
  'frames-of-capture': ({ capture, frames }) => `${capture}：${framesText(frames)}。`,
  'others-stop-elsewhere': ({ number }) =>
    `ほかの${servicesOf(number)}は、別の場所で止められています。`,
  'nothing-stops-between': ({ number }) =>
    `キャプチャ地点の間で止められているものはありません：両方に示されている${servicesOf(number)}は機能しています。`,
  'no-packet-in-both': () =>
    'キャプチャを突き合わせることができません：両方に含まれるパケットがありません。',
  'captures-apart': () =>
    'キャプチャを突き合わせることができません：同時に取得されたものではありません。',
  'one-place': () =>
    '両方のキャプチャは同じ場所で取得されています：どちら向きのパケットも、両方で同じ時刻になっています。',
  'sides-cannot-tell': ({ number }) =>
    `${servicesOf(number)}がどこで止められているかは、これらのキャプチャからは分かりません。`,

  'packets-vanish': ({ packets, way, ...segment }) => {
    const [here, there] = ends(way, segment);
    return `${packetsText(packets)}が${here}から出ていますが、${there}には届いていません：${wayText(way)}です。`;
  },
  'packets-arrive': ({ packets, way, ...segment }) => {
    const [here, there] = ends(way, segment);
    return `${here}から出たもののうち、${packetsText(packets)}が${there}に届いています。`;
  },
  'packets-made-between': ({ packets, way, ...segment }) => {
    const [here, there] = ends(way, segment);
    return `${here}には存在しなかった${behind(packetsText(packets))}が、${there}に届いています：途中の何かが作ったものです。`;
  },
  'both-sides-reset': () =>
    'クライアントとサーバーのそれぞれが、相手の名前の RST を受け取っています：どちらも送っていません。',
  'only-client-reset': () =>
    'これを受け取っているのはクライアントだけです。サーバーには何も届いていません。',
  'nothing-comes-back': ({ place, places }) =>
    `${placeName(place, places)}には何も返ってきていません。`,
  'refusal-comes-by': ({ packets, place, places }) =>
    `${packetsText(packets)}が${placeName(place, places)}を通過しています：拒否は、それより先で作られています。`,
  'client-goes-on-asking': ({ answers, place, places }) =>
    `${packetsText(answers)}が${placeName(place, places)}まで届いていますが、クライアントは再び要求しています：クライアントには届いていません。`,
  'large-ones-vanish': ({ largest, smallest, way }) =>
    `${wayText(way)}で消えるものは大きいものです：失われた最小のもののペイロードは ${times(smallest, 'バイト')}、届いた最大のものは ${grouped(largest)} バイトです。MTU がより小さい経路の動作です。`,
  'passes-between': ({ number }) =>
    `${count(number, '通信', '件')}で、送られたものはすべて通過しています。`,

  'place-lost-packets': ({ place, places, share, dropped }) =>
    `${placeName(place, places)}のキャプチャ自体がパケットを失っています（${dropped > 0 ? `自身の記録で${packetsOf(dropped)}` : `その先からの確認応答から見て ${percent(share)}`}）：そこにないものも、通過した可能性があります。`,
  'line-loses': ({ share }) =>
    `この経路では、全パケットの ${percent(share)} が失われています：これほど少数であれば、偶然の可能性があります。`,
  'server-not-shown': ({ place, places }) =>
    `${placeName(place, places)}のキャプチャには、このサーバーのパケットがまったくありません：パケットがそこを通過しないのか、キャプチャフィルターで除外されたのかは分かりません。`,
  'perhaps-filtered': ({ place, places }) =>
    `${placeName(place, places)}のキャプチャには、一つか二つのポートのパケットしかありません：キャプチャフィルターで除外された可能性があります。`,
  'place-not-running': ({ place, places }) =>
    `そのとき、${placeName(place, places)}のキャプチャは実行されていませんでした。`,
  'one-way-capture': ({ place, places, way }) =>
    `${placeName(place, places)}のキャプチャには、${way === 'to-server' ? 'サーバー' : 'クライアント'}へ向かうものがまったくありません：片方向だけのキャプチャである可能性があります。`,
  'too-few-lost': ({ number }) =>
    `欠けているのは${packetsOf(number)}だけで、偶然の可能性があります。`,
  'own-connection': ({ place, places }) =>
    `${placeName(place, places)}には、同じポートへの別の接続があります：途中の何かが独自の接続を張っている可能性があります。`,
  'proxied-between': () =>
    '途中の何か（プロキシ）が独自の接続を張っています：比較できるのは、運ばれる内容とその時刻だけです。',
  'clocks-unknown': () =>
    '両方のキャプチャに含まれるパケットがないため、時計を比較できません：同時に実行されていたという前提は、二つのホストの時計に基づいています。',
  'clocks-unsteady': () =>
    '二つのキャプチャの時計が揃って進んでいません：一方が実行中に変更されています。',
  'shows-both-fates': ({ number, of }) =>
    `${countOf(number, of, '接続', '件')}がこのように終わっています。ほかのものは機能しているか、判断できません。`,
  'too-long-to-keep': ({ number, place, places }) =>
    `${placeName(place, places)}の${packetsOf(number)}は、保持する場所がなく、比較していません。`,
  'places-turned': () =>
    'キャプチャが逆の順序で指定されています：TTL から見て、クライアントは最後のキャプチャの側にあります。',

  'matched-packets': ({ matched, conversations, ...segment }) =>
    `${count(conversations, '通信', '件')}の${packetsOf(matched)}が、${placeName(segment.from, segment.places)}と${placeName(segment.to, segment.places)}の両方のキャプチャにあります。`,
  'clock-difference': ({ offset, error, drift, ...segment }) => {
    const by = error === null ? '（片方向のパケットのみによる）' : `（± ${milliseconds(error)}）`;
    const drifting =
      drift === 0
        ? ''
        : `。さらに ${Number((drift * 1e6).toPrecision(2))} ppm の割合で進んでいきます`;
    return `${placeName(segment.to, segment.places)}の時計は、${placeName(segment.from, segment.places)}の時計${difference(offset)}${by}${drifting}。`;
  },
  'hops-between': ({ hops, ...segment }) =>
    hops === 0
      ? `${betweenText(segment)}で、TTL を減らしているルーターはありません。`
      : `${betweenText(segment)}で、${routers(hops)}が TTL を減らしています。`,

  'look-between': ({ way, ...segment }) =>
    `${betweenText(segment)}にあるファイアウォール、ルーター、NAT を調べてください${way === 'both' ? '' : `（${wayText(way)}での動作）`}。`,
  'look-at-state': () =>
    '応答のパケットには、ステート、または専用のルールが必要です：往路と異なる復路（非対称ルーティング）、欠けているステート、応答に対するルールを調べてください。',
  'look-for-resets': () =>
    'そこで、ほかのものの名前でリセットを送るものを調べてください：侵入防御システム（IPS）、TCP リセットで拒否するファイアウォール、アプリケーションフィルター。',
  'look-beyond': ({ place, places }) =>
    `サーバーと、サーバーから${placeName(place, places)}のキャプチャ地点までの間にあるものを調べてください。または、そこでもキャプチャしてください。`,
  'look-before': ({ place, places }) =>
    `クライアントと、クライアントから${placeName(place, places)}のキャプチャ地点までの間にあるものを調べてください：クライアント自身のファイアウォール、セキュリティソフトウェア、近くのルーター。`,
  'look-at-mtu': () =>
    '両端と途中のトンネルの MTU を比較し、ICMP「fragmentation needed」を通過させるか、MSS をクランプしてください。',
  'capture-both-again': () =>
    'クライアントが要求する前から、あきらめた後まで、キャプチャフィルターなしで、すべてのパケットが収まる容量を確保して、両方の場所で同時にキャプチャしてください。',
  'capture-between': () =>
    '二つの場所の間のもう一か所でもキャプチャし、三つすべてを指定してください：対象の区間が半分になります。',

  'client-translated': ({ from, to }) =>
    from.address.join() === to.address.join()
      ? `クライアントのポートが変換されています（NAT）。アドレスは ${hostText(from)} のままです。`
      : `クライアントのアドレスが変換されています（NAT）：${hostText(from)} が ${hostText(to)} になっています。`,
  'server-translated': ({ from, to }) =>
    `サーバーのアドレスが変換されています（NAT）：${hostText(from)} が ${hostText(to)} になっています。`,
  hops: ({ way, from, to }) =>
    `${wayText(way)}で TTL が ${from} から ${to} になっています：${hopsText(Math.abs(from - to))}。`,
  'segment-size': ({ way, from, to }) =>
    `${wayText(way)}でセグメントサイズ（MSS）が ${grouped(from)} から ${grouped(to)} になっています。`,
  'window-scale': ({ way, from, to }) =>
    `${wayText(way)}でウィンドウスケールが ${from} から ${to} になっています。`,
  dscp: ({ way, from, to }) => `${wayText(way)}で DSCP が ${from} から ${to} になっています。`,
  options: ({ way, from, to }) => {
    const gone = from.filter((kind) => !to.includes(kind));
    const added = to.filter((kind) => !from.includes(kind));
    const what = [
      ...(gone.length > 0 ? [`${before(optionNames(gone))}が削除されています`] : []),
      ...(added.length > 0 ? [`${before(optionNames(added))}が追加されています`] : []),
    ];
    return `${wayText(way)}での TCP オプション：${what.length > 0 ? list(what) : '順序が変わっています'}。`;
  },
  'sequence-numbers': ({ way }) => `${wayText(way)}でシーケンス番号が書き換えられています。`,
  'timestamps-removed': ({ way }) => `${wayText(way)}で TCP タイムスタンプが削除されています。`,
  'payload-changed': ({ way }) => `${wayText(way)}でペイロードが変更されています。`,
  proxied: () => '途中の何か（プロキシ）が独自の接続を張っています。',
  'handshake-by-proxy': () =>
    '途中の何か（SYN プロキシ）が、先にサーバーに代わってハンドシェイクを行っています。',
};
