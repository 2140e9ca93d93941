import type { Difference } from '../../evidence/differences.ts';
import type { Confidence } from '../../evidence/verdict.ts';
import { familyOf, formatAddress } from '../../protocols/address-text.ts';
import type { UsedAddress } from '../en/findings.ts';
import type { Service } from '../en/services.ts';
import type { Words } from '../words.ts';
import { differenceText, failingText } from './differences.ts';
import { before, behind, duration, grouped, list, listSome, packets, times } from './phrases.ts';
import { products } from './products.ts';
import { scanImpactText, scanRemedyText, scanScopeText, scanText } from './scans.ts';
import { lookupText, portText, servicesText } from './services.ts';

const NAMES_NAMED = 4;
const FEW_NAMED = 3;
const ADDRESSES_NAMED = 4;
const PARTS_NAMED = 2;

function partText(differences: readonly Difference[]): string {
  return listSome([...new Set(differences.map(failingText))], PARTS_NAMED);
}

function namesText(names: readonly string[], services: readonly Service[]): string {
  return names.length === 0 ? servicesText(services) : listSome(names, NAMES_NAMED);
}

/**
 * What a verdict says, by its confidence: 「…しています」「おそらく…しています」「…している可能性があります」.
 * @param stem without its る: 「ドロップしてい」
 */
export function claim(confidence: Confidence, stem: string): string {
  return {
    certain: `${stem}ます`,
    high: `${stem}ます`,
    medium: `おそらく${stem}ます`,
    low: `${stem}る可能性があります`,
  }[confidence];
}

/** As `claim`, of what there is not. @param what 「経路が」 */
function claimNone(confidence: Confidence, what: string): string {
  return {
    certain: `${what}ありません`,
    high: `${what}ありません`,
    medium: `おそらく${what}ありません`,
    low: `${what}ない可能性があります`,
  }[confidence];
}

/** As `claim`, of what cannot be done. @param what 「到達」 */
function claimCannot(confidence: Confidence, what: string): string {
  return {
    certain: `${what}できません`,
    high: `${what}できません`,
    medium: `おそらく${what}できません`,
    low: `${what}できない可能性があります`,
  }[confidence];
}

/** As `claim`, of what something is. @param what 「原因」 */
export function claimIs(confidence: Confidence, what: string): string {
  return {
    certain: `${what}です`,
    high: `${what}です`,
    medium: `おそらく${what}です`,
    low: `${what}である可能性があります`,
  }[confidence];
}

const otherVersion = (version: 'IPv4' | 'IPv6') => (version === 'IPv6' ? 'IPv4' : 'IPv6');

const POLICY_OWNERS = {
  'block-page-answers': 'WHO',
  'proxy-refuses-targets': 'プロキシ WHO',
  'dns-keeps-names': 'DNS サーバー WHO',
  'tls-refused-in-place': 'このネットワークまたはそのプロバイダーの Web フィルター',
  'page-in-place': 'このネットワークまたはそのプロバイダーの Web フィルター',
};

/** Findings: their titles, what they mean, how far they reach, what to do. */
export const findings: Words['findings'] = {
  'says-it-drops': ({ confidence, services }) =>
    `ファイアウォールが ${before(servicesText(services))}を${claim(confidence, 'ドロップしてい')}：ファイアウォール自身がそう記録しています`,
  'says-it-rejects': ({ confidence, services }) =>
    `ファイアウォールが ${before(servicesText(services))}を${claim(confidence, '拒否してい')}：ファイアウォール自身がそう記録しています`,
  'says-it-refuses': ({ confidence, services }) =>
    `ファイアウォールが ${before(servicesText(services))}を${claim(confidence, '遮断してい')}：ファイアウォール自身がそう記録しています（ドロップまたは拒否）`,
  'drops-large-packets': ({ confidence, services }) =>
    `大きいパケットが途中で${claim(confidence, 'ドロップされてい')}：${servicesText(services)}`,
  'drops-fragments': ({ confidence, services }) =>
    `IP フラグメントが途中で${claim(confidence, 'ドロップされてい')}：${servicesText(services)}`,
  'drops-later': ({ confidence, services }) =>
    `機能していた接続が、後からファイアウォールに${claim(confidence, 'ドロップされてい')}：${servicesText(services)}`,
  'drops-quic': ({ confidence, services }) =>
    `ファイアウォールが QUIC を${claim(confidence, 'ドロップしてい')}：${servicesText(services)}`,
  'drops-quic-server-name': ({ confidence, services, names }) =>
    `ファイアウォールが ${before(listSome(names, NAMES_NAMED))}の QUIC を${claim(confidence, 'ドロップしてい')}：${servicesText(services, false)}`,
  'drops-server-name': ({ confidence, services, names }) =>
    `ファイアウォールが ${before(listSome(names, NAMES_NAMED))}の TLS を${claim(confidence, 'ドロップしてい')}：${servicesText(services, false)}`,
  'drops-part': ({ confidence, services, differences }) =>
    `ファイアウォールが、${before(partText(differences))}を伴う接続を${claim(confidence, 'ドロップしてい')}：${servicesText(services)}`,
  'resets-part': ({ confidence, services, differences }) =>
    `ファイアウォールが、${before(partText(differences))}を伴う接続を${claim(confidence, 'リセットしてい')}：${servicesText(services)}`,
  'drops-after-handshake': ({ confidence, services }) =>
    `ファイアウォールが TCP ハンドシェイクより後の通信を${claim(confidence, 'ドロップしてい')}：${servicesText(services)}`,
  drops: ({ confidence, services }) =>
    `ファイアウォールが ${before(servicesText(services))}を${claim(confidence, 'ドロップしてい')}`,
  'drops-idle': ({ confidence, services }) =>
    `ファイアウォールがアイドル状態の接続を忘れ、その後に送られるパケットを${claim(confidence, 'ドロップしてい')}：${servicesText(services)}`,
  'resets-idle': ({ confidence, services }) =>
    `ファイアウォールがアイドル状態の接続を忘れ、通信が再開すると${claim(confidence, 'リセットしてい')}：${servicesText(services)}`,
  'resets-later': ({ confidence, services }) =>
    `機能していた接続が、後からファイアウォールに${claim(confidence, 'リセットされてい')}：${servicesText(services)}`,
  'resets-server-name': ({ confidence, services, names }) =>
    `ファイアウォールが ${before(listSome(names, NAMES_NAMED))}の TLS を${claim(confidence, 'リセットしてい')}：${servicesText(services, false)}`,
  'resets-after-handshake': ({ confidence, services }) =>
    `ファイアウォールが TCP ハンドシェイクの後に接続を${claim(confidence, 'リセットしてい')}：${servicesText(services)}`,
  rejects: ({ confidence, services }) =>
    `ファイアウォールが ${before(servicesText(services))}を${claim(confidence, '拒否してい')}`,
  'server-refuses': ({ confidence, services }) =>
    `サーバー自身が ${before(servicesText(services))}を${claim(confidence, '拒否してい')}`,
  'portal-answers': ({ confidence, services }) =>
    `サーバーの代わりにキャプティブポータルが${claim(confidence, '応答してい')}：${servicesText(services)}`,
  'other-answers': ({ confidence, services }) =>
    `サーバーの代わりに別のものが${claim(confidence, '応答してい')}：${servicesText(services)}`,
  'block-page-answers': ({ confidence, who, names, reasons, services }) =>
    `${who} が ${before(namesText(names, services))}をポリシーで${claim(confidence, 'ブロックしてい')}（${before(listSome(reasons.map(products), NAMES_NAMED))}のブロックページ）`,
  'proxy-refuses-targets': ({ confidence, who, names, reasons, services }) =>
    `プロキシ ${who} が ${before(namesText(names, services))}への接続を${claim(confidence, '拒否してい')}：${listSome(reasons, NAMES_NAMED)}`,
  'dns-keeps-names': ({ confidence, who, names, services }) =>
    `DNS サーバー ${who} が名前を${claim(confidence, 'ブロックしてい')}：${namesText(names, services)}`,
  'tls-is-inspected': ({ confidence, who, names, services }) =>
    `${before(products(who) || '近くにある何か')}がサーバーの代わりに TLS を${claim(confidence, '復号してい')}。クライアントはその証明書を受け入れていません：${namesText(names, services)}`,
  'tls-refused-in-place': ({ confidence, names, services }) =>
    `サーバーの代わりに Web フィルターが TLS を${claim(confidence, '拒否してい')}：${namesText(names, services)}`,
  'page-in-place': ({ confidence, reasons, services }) =>
    `サーバーの代わりに Web フィルターが${claim(confidence, '応答してい')}（${listSome(reasons, NAMES_NAMED)}）：${servicesText(services)}`,
  'trust-or-exempt': ({ names }) =>
    `署名している認証局（CA）を、クライアントのプログラムが使用するすべての証明書ストアにインストールしてください。または、${names.length === 0 ? 'その名前' : before(listSome(names, NAMES_NAMED))}を TLS インスペクションの対象から除外してください。`,
  'policy-not-port': () =>
    'これは名前に関するポリシーです。閉じているポートはなく、開けるべきポートもありません。',
  'ask-policy-owner': ({ who, kind, names }) =>
    `${before(POLICY_OWNERS[kind].replace('WHO', () => who))}の管理者に、${names.length === 0 ? 'クライアントが求める名前' : before(listSome(names, NAMES_NAMED))}を許可するよう依頼してください。該当するルールはそのログにあります。`,
  'no-way': ({ confidence, services }) =>
    `サーバーに${claimCannot(confidence, '到達')}：${servicesText(services)}`,
  outage: ({ confidence, services, since, lasted, isOver }) =>
    `最初のパケットの ${duration(since)}後から${isOver ? ` ${duration(lasted)}の間` : ''}、外部全体に${claim(confidence, '到達できなくなってい')}：${servicesText(services)}`,
  'outage-remedy': () =>
    'その時刻のアップリンクを調べてください：ルーターのログ、プロバイダー、その下にある VPN や Wi-Fi です。',
  'cannot-tell': ({ services }) =>
    `${before(servicesText(services))}がどうなったかは、このキャプチャからは判断できません`,
  'no-host': ({ address }) =>
    `クライアント自身のネットワーク上に、アドレス ${address} のホストはおそらく存在しません`,
  'no-hosts': ({ confidence, addresses }) =>
    `クライアント自身のネットワーク上に、アドレス ${before(listSome(addresses, ADDRESSES_NAMED))}の${claimNone(confidence, 'ホストが')}`,
  'nobody-answers': ({ client, address, requests, frames }) =>
    `${formatAddress(...client)} は ${formatAddress(...address)} を${familyOf(address) === 4 ? ' ARP ' : '近隣要請'}で ${times(requests)}問い合わせていますが、どこからも応答がありません（フレーム ${frames.join('、')}）。`,
  'tunnel-one-way': ({ protocol, from, to }) =>
    `${formatAddress(...from)} から ${formatAddress(...to)} への ${protocol}、またはその戻りのパケットが途中でドロップされている可能性があります`,
  'tunnel-impact': ({ protocol, packets: number, lasted, frame, agreedOn }) =>
    `両ホストはトンネルについて合意しています（${portText(agreedOn)} には応答があります）。フレーム ${frame} 以降、${duration(lasted)}の間に ${protocol} の${packets(number)}が片方向に流れ、戻りは一つもありません。トンネルは確立していますが、何も運んでいません。トンネルの向こう側で誰も応答していない場合も、同じように見えます。`,
  'allow-tunnel': ({ protocol }) =>
    protocol === 'ESP'
      ? '両者の間のファイアウォールで IP プロトコル 50（ESP）を双方向に許可するか、両端で NAT トラバーサル（UDP 4500 上の ESP）を使用してください。'
      : '両者の間のファイアウォールで IP プロトコル 47（GRE）を双方向に許可してください。NAT がある場合は、そのためのヘルパーが必要です。',
  'check-host': () => 'ホストの電源が入っていること、アドレスが正しいことを確認してください。',

  scan: ({ scan }) => scanText(scan),
  'scan-impact': ({ scan }) => scanImpactText(scan),
  'scan-scope': ({ scan }) => scanScopeText(scan),
  'scan-remedy': ({ scan }) => scanRemedyText(scan),

  'ip-version-blocked': ({ confidence, services, version }) =>
    `${version} 全体が${claim(confidence, 'ブロックされてい')}。${otherVersion(version)} は機能します：${servicesText(services)}`,
  'ip-version-no-way': ({ confidence, services, version }) =>
    `${version} には外部への${claimNone(confidence, '経路が')}。${otherVersion(version)} は機能します：${servicesText(services)}`,
  'ip-version-note': ({ version }) =>
    `${version} では外部のどのサーバーからも応答がありませんでしたが、${otherVersion(version)} では応答があります。アプリケーションはまず ${version} で時間を失い、${version} しか使えないアプリケーションは失敗します。`,
  'ip-version-hidden': ({ services, version }) =>
    `${otherVersion(version)} ではすぐに応答がありますが、${version} では応答がありません：${servicesText(services)}`,
  'ip-version-hidden-note': ({ names, version }) =>
    `クライアントは ${before(listSome(names, NAMES_NAMED))}について、少し待って ${version} をあきらめ、${otherVersion(version)} で続けています。利用者が気付くのは短い待ち時間だけです。どれも ${version} での試行が少なすぎるため、何が止めているかは言えません。`,
  'ip-version-ask-alone': ({ version }) =>
    `${version} だけで、もっと長く試し（\`curl -${version === 'IPv6' ? 6 : 4}\`）、それをキャプチャしてください。`,
  'ip-version-remedy': ({ version }) =>
    `ファイアウォールで ${otherVersion(version)} と同じように ${version} を許可するか、その経路を修正してください。できない場合は、クライアントのネットワークから ${version} を外し、使われないようにしてください。`,
  'one-device-rejects': ({ device }) => `一台の機器 ${device} がこれらすべてを拒否しています。`,
  'one-place-resets': () =>
    'これらはすべて同じ場所で、同じ TTL で、一台の機器によるかのようにリセットされています。',
  'resets-and-drops': ({ confidence, reset, silent }) =>
    `ファイアウォールが ${before(servicesText(reset))}をリセットし、${before(servicesText(silent))}を${claim(confidence, 'ドロップしてい')}`,
  'one-rule-resets-and-drops': () =>
    'TCP はリセットされ、UDP には応答がありません。Cisco ASA および FTD は、ルールで拒否したものを既定でこのように扱います。一つのルールが両方の原因である可能性があります。',

  'all-clients': ({ clients }) =>
    `要求した ${clients} 台のクライアントすべてが影響を受けています。`,
  'only-clients': ({ clients, others }) =>
    `影響を受けているのは ${before(listSome(clients, FEW_NAMED))}だけです。同じサービスは、ほかのクライアント ${times(others, '台')}には応答しています。`,
  'only-ipv6': ({ name, address }) =>
    `IPv6 でのみ発生しています：${name} は IPv4（${address}）では応答します。`,
  'only-name': ({ failing, works }) =>
    `名前 ${before(listSome(failing, FEW_NAMED))}だけで発生しています：同じサーバーは ${before(listSome(works, FEW_NAMED))}には応答します。`,
  'only-part': ({ difference }) => `一部だけで発生しています：${differenceText(difference)}。`,
  'only-ports': ({ failing, works }) =>
    `${before(list(failing.map(portText)))}だけで発生しています：同じサーバーは ${before(listSome(works.map(portText), FEW_NAMED))}では応答します。`,
  'site-resolvers-answer': ({ resolvers }) =>
    `拠点内のリゾルバー ${before(listSome(resolvers, FEW_NAMED))}は応答しています。`,
  'nothing-outside-answers': () =>
    'このキャプチャでは、拠点の外部でほかに応答しているサービスはありません。',
  'others-outside-answer': ({ services }) =>
    `拠点の外部では、ほかに ${grouped(services)} 件のサービスが応答しています。`,
  'none-on-that-port': ({ services, ports, servers }) => {
    const what = servers === 1 ? 'この宛先' : `これら ${servers} 台の宛先`;
    return `拠点の外部では、ほかに ${grouped(services)} 件のサービスが応答していますが、${before(ports.map(portText).join(' や '))}で応答しているものはありません。ルールが${what}を対象としている可能性も、ポートを対象としている可能性もあります。`;
  },
  'only-destinations': ({ services, servers }) =>
    `影響を受けているのは${servers === 1 ? 'この宛先' : `これら ${servers} 台の宛先`}だけです：拠点の外部では、ほかに ${grouped(services)} 件のサービスが応答しています。`,

  'lookup-differs': ({ question, capture, given, used }) =>
    `${question} の名前解決の結果は ${before(listSome(given, ADDRESSES_NAMED))}ですが、クライアントは${capture === null ? '' : ` ${capture} で`} ${before(
      listSome(
        used.map(({ address }) => address),
        ADDRESSES_NAMED,
      ),
    )}を使用しました`,
  'lookup-differs-scope': ({ source, given, used }) =>
    `${before(lookupText(source))}の結果は ${before(listSome(given, ADDRESSES_NAMED))}ですが、クライアントは ${before(usedText(used))}を使用しました。これだけでは障害とは言えません。ロードバランサーやクラウドサービスのアドレスは、時刻や問い合わせ先の DNS サーバーによって変わります。ただし、ファイアウォールのルールがその一方だけを指定していると、もう一方は対象になりません。`,
  'ask-for-name': ({ question }) =>
    `影響を受けている PC で、キャプチャと同じ時刻に、PC の DNS サーバーに ${question} を問い合わせてください。`,
  'allow-all-addresses': () =>
    'ファイアウォールのルールには、サービスが使用し得るすべてのアドレス、またはその名前を指定してください。',
  'lookup-failed': ({ question, server, status }) =>
    ({
      nxdomain: `DNS サーバーは、${question} は存在しないと回答しています`,
      refused: `DNS サーバーは ${question} の名前解決を拒否しています`,
      servfail: `DNS サーバーは ${question} を名前解決できません（SERVFAIL）`,
      timeout: `${question} の名前解決に対して、DNS サーバー${server === null ? '' : ` ${server} `}が応答しません`,
      'no-data': `DNS サーバーには ${question} のアドレスがありません`,
    })[status],
  'lookup-failed-impact': ({ function: fn }) =>
    `このアドレスがなければ、${before(products(fn.title))}は${behind(before(products(fn.serverTitle)))}に到達できません。`,
  'lookup-says': ({ source }) => `情報源：${lookupText(source)}。`,
  'ask-inside-and-outside': ({ question }) =>
    `${question} を、PC の DNS サーバーと外部の DNS サーバーの両方に問い合わせてください。結果が異なる場合は、前者のフィルターまたはゾーンが原因です。`,
  'client-has-address': ({ capture, used, asked }) =>
    `${capture === null ? 'このキャプチャ' : `${capture} `}では、クライアントはそのアドレスとして ${before(usedText(used))}を得ています：${ASKED[asked]}。`,
  'lookup-sinkhole': ({ question, given, isSure }) =>
    `DNS サーバーが製品の代わりに${claim(isSure ? 'medium' : 'low', '応答してい')}：${question} のアドレスが ${before(listSome(given, ADDRESSES_NAMED))}になっています`,
  'lookup-sinkhole-impact': ({ function: fn }) =>
    `PC も同じ応答を受け取る場合：${products(fn.impact)}`,
  'no-such-server': ({ isSure }) =>
    `製品のサーバーはパブリックアドレスを持ちます。${isSure ? 'このアドレスを持つサーバーは存在しません' : 'このアドレスはプライベートネットワークのものです'}。`,
  'take-out-of-filter': ({ question }) =>
    `${question} を、DNS サーバーのフィルターまたは独自のゾーンから外してください。`,
};

const ASKED = {
  same: '同じサーバーに、別の時刻に問い合わせたものです',
  other: '別のサーバーに問い合わせたものです',
  unknown: '別のサーバー、または別の時刻に問い合わせたものです',
};

function usedText(used: readonly UsedAddress[]): string {
  return listSome(
    used.map(
      ({ address, answer }) =>
        `${address}（${answer === null ? 'TLS サーバー名' : `${answer.resolver} の DNS 応答、フレーム ${answer.frame}`}）`,
    ),
    ADDRESSES_NAMED,
  );
}
