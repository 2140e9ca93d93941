import { formatAddress } from '../../protocols/address-text.ts';
import { escapeText } from '../../protocols/escape.ts';
import type { AbsentTarget, Undecoded } from '../en/quality.ts';
import type { Words } from '../words.ts';
import { captureLossText } from './evidence.ts';
import {
  attempts as attemptsText,
  before,
  connections,
  count,
  countOf,
  duration,
  grouped,
  listSome,
  packets as packetsText,
  services,
  times,
} from './phrases.ts';

const ADDRESSES_NAMED = 4;

/** Link types of what is no network of IP, by what people call them. */
const CARRIERS: ReadonlyMap<number, string> = new Map<number, string>([
  ...[186, 189, 220, 249, 266, 278, 288].map((type) => [type, 'USB'] as const),
  ...[187, 201, 251, 254, 255, 256, 272].map((type) => [type, 'Bluetooth'] as const),
  ...[195, 215, 230, 283].map((type) => [type, 'IEEE 802.15.4'] as const),
  ...[139, 140, 141, 142].map((type) => [type, 'SS7'] as const),
  ...[227].map((type) => [type, 'CAN bus'] as const),
  ...[165].map((type) => [type, 'BACnet MS/TP'] as const),
  ...[177, 203].map((type) => [type, 'ISDN'] as const),
  ...[231].map((type) => [type, 'D-Bus'] as const),
  ...[243].map((type) => [type, 'MPEG-2'] as const),
  ...[245, 264].map((type) => [type, 'NFC'] as const),
  ...[253].map((type) => [type, 'Netlink'] as const),
  ...[261, 262, 287].map((type) => [type, 'Z-Wave'] as const),
  ...[271].map((type) => [type, 'vsock'] as const),
]);

/** 「USB のパケット 3,412 個（IP を運びません）」. */
export function undecodedText(undecoded: Undecoded): string {
  const byName = new Map<string, [before: string, after: string, packets: number]>();
  for (const { linkType, name, packets, isNotShown } of undecoded.linkTypes) {
    const carrier = CARRIERS.get(linkType);
    const [before, after] = isNotShown
      ? ['', '（テキストにアドレスが表示されていません）']
      : carrier === undefined
        ? [`リンクタイプ ${name} の`, '（デコードの対象外です）']
        : [`${carrier} の`, '（IP を運びません）'];
    const known = byName.get(before + after);
    if (known === undefined) byName.set(before + after, [before, after, packets]);
    else known[2] += packets;
  }
  const { greTypes, others, encrypted, withoutData } = undecoded;
  return [
    ...[...byName.values()].map(
      ([before, after, number]) => `${before}${packetsText(number)}${after}`,
    ),
    ...greTypes.map(
      ({ type, packets }) =>
        `GRE トンネル内の、プロトコルタイプ 0x${type.toString(16).padStart(4, '0')} の${packetsText(packets)}（デコードの対象外です）`,
    ),
    ...(others > 0 ? [`その他の種類の${packetsText(others)}`] : []),
    ...(encrypted > 0 ? [`暗号化された Wi-Fi の${count(encrypted, 'データフレーム', '個')}`] : []),
    ...(withoutData > 0 ? [`データのない Wi-Fi の${count(withoutData, 'フレーム', '個')}`] : []),
  ].join('、');
}

/** Notes on a capture's quality: what weakens verdicts, or should be known beside them. */
export const quality: Words['quality'] = {
  'lost-packets': ({ loss }) =>
    `${captureLossText(loss)}応答がないように見えても、キャプチャ自体の欠落による可能性があります。`,
  'packet-loss': ({ share }) =>
    `回線でパケットが失われています：サービスは応答していますが、約 ${Math.round(share * 100)} % が再送されています。`,
  'too-short': ({ number }) =>
    `${services(number)}について、キャプチャの終了が早すぎます：終了後に応答が届いた可能性があります。`,
  'one-way': ({ number, of }) =>
    `${countOf(number, of, 'TCP 接続', '件')}は、片側のパケットしかありません。`,
  'late-start': ({ number, of }) =>
    `${countOf(number, of, 'TCP 接続', '件')}は、キャプチャの開始前に始まっています。`,
  duplicates: ({ number }) =>
    `少なくとも${packetsText(number)}が重複してキャプチャされています（ミラーポートまたは「any」インターフェース）。それぞれ一つとして数えています。`,
  'cut-short': ({ number }) =>
    `${packetsText(number)}が、スナップ長により、トランスポートヘッダーが揃う前に切り詰められています。`,
  'cut-questions': ({ number }) =>
    `${count(number, 'DNS クエリ', '件')}がスナップ長により切り詰められています：異なる名前が同じものとして数えられる可能性があります。`,
  undecoded: ({ undecoded }) =>
    `${undecodedText({ ...undecoded, encrypted: 0, withoutData: 0 })}。`,
  'encrypted-frames': ({ number }) =>
    `Wi-Fi の${count(number, 'データフレーム', '個')}が暗号化されています：何を運んでいるかは分かりません。`,
  malformed: ({ number }) => `ヘッダーの形式が不正な${packetsText(number)}があります。`,
  'clock-jumps': ({ number }) =>
    `キャプチャ中に時計が ${times(number)}戻りました。これをまたぐ時間は計算に入れていません。`,
  pauses: ({ number, longest }) =>
    `通信の途中に、最長 ${duration(longest)}にわたって何もキャプチャされていない部分があります（${times(number)}）：ホストがスリープしていたか、時計が変更されたか、二つのキャプチャが一つのファイルに入っています。この時間は無応答とは見なしません。`,
  'flow-limit': ({ number }) =>
    `同時接続数が追跡できる数を超えています：通信のない${connections(number)}の追跡を早く終了しました。その無応答は、無応答とは見なしません。`,
  'endpoint-limit': ({ number }) =>
    `エンドポイント数が追跡できる数を超えています（スキャンまたはフラッド）：${connections(number)}は判定していません。`,
  'endpoints-left-out': ({ number }) =>
    `エンドポイント数が追跡できる数を超えています：場所を空けるため、応答のあったエンドポイントを ${times(number)}除外しました。`,
  'endpoints-not-listed': ({ answered, others }) =>
    `エンドポイント数がレポートに載せられる数を超えています：${[
      ...(others > 0 ? [`応答のなかった ${grouped(others)} 件（深刻度の最も低いもの）`] : []),
      ...(answered > 0 ? [`応答のあった ${grouped(answered)} 件`] : []),
    ].join('と、')}は省かれています。`,
  'syn-flood': ({ attempts, server, port }) =>
    `${formatAddress(...server)} の TCP ${port} に対して、非常に多くのクライアントから${attemptsText(attempts)}があり、どれも先に進んでいません：SYN フラッドまたはスキャンであり、判定していません。`,
  'address-conflict': ({ address, macs, frames }) =>
    `二つのホストが、アドレス ${formatAddress(...address)} を交互に主張しています：${macs.join(' と ')}（フレーム ${frames.join('、')}）。それぞれがパケットの一部を受け取ります。`,
  'statements-without-ports': ({ number, refused }) =>
    `ログの ${times(number, '行')}は、ポートのないパケット（ICMP、ESP、GRE、フラグメント）に関するものです。そのうち ${grouped(refused)} 行が遮断されたパケットです。`,
  'log-joined': ({ file, lines, joined, clock, offset }) =>
    `${escapeText(file)}：${grouped(lines)} 行中 ${times(joined, '行')}が、このキャプチャの接続に関するものです。${
      {
        'own-zone': '時刻のタイムゾーンは分かっています。',
        'given-zone': '時刻のタイムゾーンは指定されたものです。',
        connections: `両方に含まれる接続から見て、ログの時計は${offset === 0 ? 'キャプチャの時計と一致しています' : `キャプチャの時計より ${offsetText(Math.abs(offset))}${offset > 0 ? '進んでいます' : '遅れています'}`}。`,
        none: '時刻をキャプチャの時刻と比較できませんでした：別の時間帯のログである可能性があります。',
      }[clock]
    }`,
  'log-unreadable': ({ file, why }) =>
    `${escapeText(file)} を読み取れませんでした：${escapeText(why)}。`,
  'statements-left-out': ({ number }) =>
    `ログの ${times(number, '行')}は、保持できる数を超えるサービスに関するものです。`,
  'target-absent': ({ target }) =>
    `このキャプチャでは、${absentText(target)} を要求しているクライアントがありません。`,
  'target-not-tried': ({ name, addresses, port, frame }) =>
    `名前 ${name} は名前解決され、${before(listSome(addresses, ADDRESSES_NAMED))}になりましたが（フレーム ${frame}）、そこ${port === null ? '' : `のポート ${port} `}に送られたパケットはありません。クライアントが実際に接続を試みたのであれば、その PC 自身のファイアウォールまたはセキュリティプログラムが、パケットの送出を止めている可能性があります。そうでなければ、プロキシまたは別のアドレスに要求しているか、まだ必要がなかったか、キャプチャフィルターで除外されています。`,
};

function absentText(target: AbsentTarget): string {
  if ('given' in target) return `このケースの対象である ${target.given}`;
  const { question, addresses, tool } = target;
  return `${tool} で名前解決された ${question}（${listSome(addresses, ADDRESSES_NAMED)}）`;
}

/** Seconds to the second, as clocks differ: 「2 時間 40 秒」. */
function offsetText(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3_600), '時間'],
    [Math.floor(seconds / 60) % 60, '分'],
    [Math.floor(seconds) % 60, '秒'],
  ] as const;
  return parts
    .filter(([number]) => number > 0)
    .map(([number, unit]) => `${number} ${unit}`)
    .join(' ');
}
