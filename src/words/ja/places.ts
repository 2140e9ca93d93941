import type { Spread } from '../../evidence/evidence.ts';
import type { KnownPlace } from '../../evidence/verdict.ts';
import { formatAddress } from '../../protocols/address-text.ts';
import type { PlaceReason } from '../en/places.ts';
import { explained } from '../explanation.ts';
import type { Words } from '../words.ts';
import { duration, hops as hopsText } from './phrases.ts';

/** Places in plain words. */
export const places: Words['places'] = {
  'this-host': explained(
    'クライアント自身',
    '要求しているホスト自身、またはその上のソフトウェアが、拒否またはドロップしています。ネットワークは関係していません。',
    'そのホスト自身のファイアウォールとセキュリティソフトウェアを調べてください。',
  ),
  'local-network': explained(
    'クライアントのローカルネットワーク',
    'クライアントと同じリンク（最初のルーターを含む）から送られています：ルーターを一つも通過していない、すぐに届いた、または MAC アドレスがそこにあるホストのものです。',
    'クライアントが接続しているルーターまたはファイアウォールを調べてください。',
  ),
  near: explained(
    'クライアントの近く、拠点内',
    '数ホップ先から、または外部のどのサーバーが応答できるよりも早く送られています：拠点のファイアウォール、VPN ゲートウェイ、またはプロバイダーのアクセス回線によるものです。',
    '最初のルーターより先にある、拠点のファイアウォールを調べてください。',
  ),
  'on-the-way': explained(
    'サーバーへの経路の途中',
    '拠点とサーバーの間にある何かから送られています。',
    'プロバイダー、または途中のネットワークの運用者に問い合わせてください。',
  ),
  'server-end': explained(
    'サーバー側',
    'サーバーと同じ距離から来ています：サーバー自身、またはその直前のファイアウォールからです。',
    'サーバー、サーバー自身のファイアウォール、その前にあるファイアウォールまたはロードバランサーを調べてください。',
  ),
  unknown: explained(
    '場所はこのキャプチャからは分かりません',
    '拒否がどこから送られたか、またはパケットがどこで消えているかを示すものが、キャプチャにありません。応答がない状態は、どこが原因でも同じように見えます。',
    '同時に別の場所でもキャプチャしてください：ファイアウォールの先、またはサーバーで。',
  ),
};

/** The values of a reason. */
type Values<Code extends PlaceReason['code']> = Extract<PlaceReason, { code: Code }>;

function ttlText({
  timeToLive: { minimum, maximum },
  hops,
}: {
  timeToLive: Spread;
  hops: number | null;
}): string {
  return minimum === maximum
    ? `TTL ${minimum}${hops === null ? '' : `（${hopsText(hops)}）`}`
    : `TTL ${minimum}～${maximum}`;
}

const OWN_MAC = { client: 'クライアント自身', server: 'サーバー自身' };

/** What a place rests on, in a few words. */
const REASONS: { readonly [Code in PlaceReason['code']]: (values: Values<Code>) => string } = {
  'same-host': () => 'クライアントとサーバーは同じホスト',
  ttl: ttlText,
  'ttl-of-server': (sent) => `${ttlText(sent)}、サーバーのほかのパケットと同じ`,
  'ttl-not-of-server': ({ server }) => `サーバー自身のパケットは TTL ${server}`,
  delay: ({ delay, than, other }) => {
    if (other === null) return duration(delay);
    const whose = than === 'server' ? 'サーバーとの往復時間' : '最も速い公開サーバーの応答時間';
    return `${duration(delay)}（${whose}：${duration(other)}）`;
  },
  mac: (mac) => {
    if (!('owner' in mac)) return `${OWN_MAC[mac.of]}の MAC アドレス`;
    const whose = mac.owner === null ? '' : `（${formatAddress(...mac.owner)}）`;
    return mac.of === 'router'
      ? `ルーターの MAC アドレス${whose}`
      : `ほかのサーバーの応答が届くルーターとは別の MAC アドレス${whose}`;
  },
  'one-box': () => '一台の機器が複数のサーバーに代わって応答',
  'server-accepts': () => 'サーバー自身は接続を受け入れている',
  address: (address) =>
    address.of === 'sender'
      ? `送信元のアドレス ${formatAddress(...address.address)}`
      : `${OWN_MAC[address.of]}のアドレス`,
  'behind-hop': ({ timeToLive, address }) =>
    `ホップ ${timeToLive}（${formatAddress(...address)}）またはその先`,
  'syn-acks-arrive': () => 'サーバーの SYN/ACK はキャプチャ地点に届いている',
  'requests-arrive': ({ timeToLive, hops }) =>
    `クライアントのパケットはキャプチャ地点に届いている（TTL ${timeToLive}、${hops} ホップ）`,
};

/** 「…から来ています」「応答が途絶えるのは…」. */
const PHRASES: Readonly<Record<KnownPlace, readonly [string, string]>> = {
  'this-host': ['クライアント自身', 'クライアント自身、またはクライアントとキャプチャ地点の間'],
  'local-network': ['クライアントのローカルネットワーク', 'クライアントのローカルネットワーク'],
  near: ['クライアントの近く（拠点、またはそのプロバイダーのアクセス回線）', 'クライアントの近く'],
  'on-the-way': ['拠点とサーバーの間のどこか', 'サーバーへの経路の途中'],
  'server-end': ['サーバー側', 'サーバー側'],
};

/** Where a failure comes from, and what shows it. */
export const placeSentences: Words['placeSentences'] = {
  place: ({ place, isSilence, reasons }) => {
    const texts = reasons.map((reason) =>
      (REASONS[reason.code] as (values: unknown) => string)(reason),
    );
    const why = texts.length === 0 ? '' : `：${texts.join('、')}`;
    if (place !== 'unknown') {
      const [from, at] = PHRASES[place];
      return `${isSilence ? `パケットが途絶えているのは${at}です` : `${from}から来ています`}${why}。`;
    }
    return isSilence
      ? 'パケットがどこで消えているかは、このキャプチャからは分かりません。'
      : `どこから送られたかは、このキャプチャからは分かりません${why}。`;
  },
};
