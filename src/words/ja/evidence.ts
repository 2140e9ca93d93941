import type { PortalClue } from '../../evidence/captive-portal.ts';
import type { DnsNamesBlocked } from '../../evidence/dns-blocked.ts';
import type { DnsAnswersNear } from '../../evidence/dns-intercepted.ts';
import type { DnsUnanswered } from '../../evidence/dns-unanswered.ts';
import type { Spread } from '../../evidence/evidence.ts';
import type { FirstData, Handshakes } from '../../evidence/first-data.ts';
import type { HttpRefused } from '../../evidence/http-refused.ts';
import type { IcmpError, IcmpReadings, IcmpSource } from '../../evidence/icmp-errors.ts';
import type { CaptureLoss } from '../../evidence/loss.ts';
import type { OfProxy } from '../../evidence/proxy.ts';
import type { ResetTooFast, WayOfReset } from '../../evidence/reset-origin.ts';
import type { EvidenceCode, Observation, ValuesOf } from '../../evidence/table.ts';
import type { TlsRefused } from '../../evidence/tls-refused.ts';
import type { RequestsUnanswered } from '../../evidence/udp-requests.ts';
import type { Way } from '../../evidence/vantage.ts';
import { formatAddress, hostAndPort } from '../../protocols/address-text.ts';
import { RCODE_REFUSED, RCODE_SERVER_FAILURE } from '../../protocols/dns/codec.ts';
import { responseCodeName, typeName } from '../../protocols/dns/types.ts';
import { escapeText } from '../../protocols/escape.ts';
import { errorName } from '../../protocols/quic/errors.ts';
import { alertName } from '../../protocols/tls/alerts.ts';
import type { EvidenceWords } from '../en/evidence.ts';
import type { Words } from '../words.ts';
import { differencesText } from './differences.ts';
import {
  attempts as attemptsText,
  before,
  behind,
  connections as connectionsText,
  count,
  countOf,
  duration,
  hops as hopsOf,
  listSome,
  packets as packetsText,
  percent,
  queries as queriesText,
  requests as requestsText,
  resets as resetsText,
  routers as routersText,
  times,
} from './phrases.ts';
import { products } from './products.ts';
import { allowedBesideText, refusedBesideText, saidText } from './statements.ts';

/** Before 「証明書」: whose it is. */
function subjectText(subject: string): string {
  return subject === '' ? '' : ` ${subject} の`;
}

function refusalText({ requests, status, words }: HttpRefused): string {
  return `${requestsText(requests)}が ${status}${words === '' ? '' : ` ${words}`} で拒否されました`;
}

/** The alert that refuses, and whom. */
function alertText({ connections, alert, names }: TlsRefused): string {
  const named = names.length === 0 ? '' : `${listSome(names, NAMES_NAMED)} への `;
  return `${named}${count(connections, 'TLS ハンドシェイク', '件')}が致命的アラート ${alertName(alert)}（${alert}）で拒否されました`;
}

/** Which of two answers passed fewer routers. */
function hopsText(one: number, other: number): string {
  if (one < 0 || other < 0 || one === other) return '';
  return `（ルーター ${one} 台と ${times(other, '台')}分の距離：${one < other ? '最初のもの' : 'もう一方'}のほうが近い）`;
}

function blockedText({ names, how, address, other }: DnsNamesBlocked): string {
  const listed = listSome(names, NAMES_NAMED);
  const given = address === null ? '' : formatAddress(...address);
  const does = {
    nowhere: `${listed} に対して、どのサーバーのものでもない ${given} を返しています`,
    denied: `${listed} は存在しないと回答しています`,
    refused: `${listed} を拒否しています`,
    'one-address': `${listed} に対して、同じ一つのアドレス ${given} を返しています`,
  }[how];
  const known = {
    nowhere: 'アドレスを返しています',
    denied: 'アドレスを返しています',
    refused: 'アドレスを返しています',
    'one-address': 'それぞれに別のアドレスを返しています',
  }[how];
  return `DNS サーバーは、${does}${other === null ? '' : `。一方、${formatAddress(...other)} は${known}`}。`;
}

function proxyText({ address, port }: OfProxy): string {
  return `プロキシ ${hostAndPort(formatAddress(...address), port)} は`;
}

/** What a proxy answered: its code, with the words that stand beside it. */
function statusText({ status, words }: OfProxy): string {
  return words === '' ? String(status) : `${status} ${words}`;
}

function ofRequests({ requests, of }: OfProxy): string {
  return of === 1
    ? 'これに対する唯一のリクエスト'
    : `これに対する${countOf(requests, of, 'リクエスト', '件')}`;
}

/** Names that a sentence lists. */
const NAMES_NAMED = 4;

function inWords<Values>(
  title: string,
  meaning: string,
  advice: string,
  text: (values: Values) => string,
): EvidenceWords<Values> {
  return { title, meaning, advice, text };
}

/** Evidence, in the order of the detectors. */
export const evidence: Words['evidence'] = {
  'firewall-dropped': inWords(
    'ファイアウォールがドロップしたと記録している',
    'ファイアウォール自身のログに、このサービスのパケットをドロップしたこと、多くの場合はどのルールによるかが記録されています。推測ではなく、それを行った機器自身が述べています。要求した側からは、電源の切れたサーバーと同じように何も返ってこないように見えます。',
    '示された機器で、示されたルールを変更してもらってください。',
    (said) => `${saidText(said, 'ドロップした')}。${refusedBesideText(said)}`,
  ),
  'firewall-rejected': inWords(
    'ファイアウォールが拒否したと記録している',
    'ファイアウォール自身のログに、このサービスのパケットを拒否し、RST または ICMP で送信元に通知したことが記録されています。',
    '示された機器で、示されたルールを変更してもらってください。',
    (said) => `${saidText(said, '拒否した')}。${refusedBesideText(said)}`,
  ),
  'firewall-refused': inWords(
    'ファイアウォールが遮断したと記録している',
    'ファイアウォール自身のログに、このサービスのパケットを通過させなかったことが記録されています。ドロップしたのか、サーバーに代わって応答したのかは記録されていません。多くのルールはドロップします。',
    '示された機器で、示されたルールを変更してもらってください。クライアントでキャプチャすると、何かが返ってくるかどうかが分かります。',
    (said) =>
      `${saidText(said, '遮断した')}。応答を返したかどうかは記録されていません。${refusedBesideText(said)}`,
  ),
  'firewall-refused-aloud': inWords(
    'ファイアウォールが遮断したと記録し、拒否が返ってきている',
    'ファイアウォール自身のログに、このサービスのパケットを通過させなかったことが記録され、キャプチャには、返ってきた RST または ICMP エラーがあります：拒否しています。',
    '示された機器で、示されたルールを変更してもらってください。',
    (said) => `${saidText(said, '遮断した')}。キャプチャでは、拒否が返ってきています。`,
  ),
  'firewall-refused-late': inWords(
    'ファイアウォールが、接続の終わり頃のパケットを遮断した',
    'ファイアウォールが遮断したと記録しているのは、接続を終了するパケット（FIN、RST）、またはファイアウォールがすでに忘れた接続に対してサーバーから返ってきたパケットだけです。これは機能しているサービスでも起こります：双方が接続を閉じ、ファイアウォールがその接続を忘れた後に、もう一つパケットが届きます。',
    'これだけであれば対処は不要です。SYN に関する行を探し、長い接続が切れる場合はアイドルタイムアウトを調べてください。',
    (said) =>
      `${saidText(said, '遮断した')}：ファイアウォールがもう認識していない接続の、遅れて届いたパケットです。機能しているサービスでも起こります。`,
  ),
  'firewall-allowed': inWords(
    'ファイアウォールが通過させたと記録している',
    'ファイアウォール自身のログに、このサービスのパケットが通過したことが記録されています。届いたことや、何かが返ってきたことを示すものではありません：ドロップまたは拒否しているのは、この機器のこのルールではありません。',
    'その先を調べてください：次のファイアウォール、サーバーとそのパケットフィルター、戻りの経路。',
    (said) => `${saidText(said, '通過させた')}。${allowedBesideText(said)}`,
  ),
  'firewall-saw-answers': inWords(
    'ログには応答も数えられている',
    'ログには両方向のデータパケットが数えられているか、接続が確立されたと記録されています：サービスは応答しました。その後もすべて問題がなかったかどうかは分かりません。',
    '対処は不要です。',
    ({ lines, file }) =>
      `${file === '' ? '' : `${escapeText(file)} の `}${times(lines, '行')}に、両方向のデータパケットが数えられています。`,
  ),
  'firewall-matched': inWords(
    'ルールに一致したが、どう処理したかは記録されていない',
    'ファイアウォールのログには、このサービスのパケットがルールに一致したことしか記録されていません：プレフィックスには、パケットがどうなったかを示す語がありません。記録だけを行うルールも同じ行を書きます。',
    'ファイアウォールで、そのプレフィックスを持つルールを確認してください。',
    (said) => `${saidText(said, '記録した')}：パケットがどうなったかは記録されていません。`,
  ),
  'firewall-time-unknown': inWords(
    'ログとキャプチャが同じ時間帯のものか不明',
    'ログの時刻にタイムゾーンまたは日付がなく、キャプチャの接続のうち、ポートまで一致するものがログにありません：別の時間帯のログである可能性があります。',
    'ログのタイムゾーンを指定してください：--log-time-zone。',
    () => 'ログがキャプチャと同じ時間帯のものかどうかは分かりません。',
  ),
  'dns-unanswered-retransmits': inWords(
    'DNS クエリを繰り返しても応答がない',
    'クライアントは DNS サーバーに問い合わせ、応答がないため、多くの場合は新しいトランザクション ID で再び問い合わせています。DNS サーバーは、エラーであっても必ず応答します：応答がないことは、クエリまたは応答が途中でドロップされていることを意味します。',
    'ファイアウォールで、そのサーバーへのクエリを、示されたポートで UDP と TCP の両方について許可してください。ファイアウォールの外側でキャプチャすると、クエリがそこから出ているかどうかが分かります。',
    (values) =>
      `${askedText(values)}。最長 ${duration(values.waited)}待っても応答は一つもありません。`,
  ),
  'dns-unanswered': inWords(
    '一度ずつ送られた DNS クエリに応答がない',
    'キャプチャは十分に長く続いていますが、クエリに応答がなく、クライアントは再び問い合わせていません。パケットが一つ失われただけでも同じように見えるため、一つだけではほとんど証拠になりません。',
    'クライアントが再試行している間、より長くキャプチャし直してください。',
    (values) =>
      `${askedText(values)}、それぞれ一度だけ送信。最長 ${duration(values.waited)}待っても応答がありません。`,
  ),
  'dns-answers-over-tcp': inWords(
    '同じ DNS サーバーが TCP では応答する',
    '同じサーバーのポート 53 への TCP は機能しますが、UDP は機能しません：サーバーは稼働しており、何かが一方だけを通過させています。',
    'そのサーバーへの UDP ポート 53 を許可してください。クライアントが TCP を使うのは、長い応答の場合だけです。',
    ({ port }) => `同じサーバーは、このクライアントに TCP ポート ${port} では応答しています。`,
  ),
  'dns-intercepted': inWords(
    'パブリックリゾルバーの名前で、このネットワークから応答している',
    '応答がインターネット経由ではあり得ないほど早いか、ルーターを一つも通過していません（TTL 64、128、255）：このネットワーク上の機器が、リゾルバーの名前で応答しています。',
    'ルーターまたはファイアウォールで、DNS リダイレクト（ポート 53 の宛先 NAT）を調べてください。',
    (values) =>
      `${nearText(values)}：パブリックリゾルバーではなく、このネットワークからの応答です。`,
  ),
  'dns-answer-near': inWords(
    'パブリックアドレスの DNS サーバーが近くから応答している',
    '応答がインターネット経由ではあり得ないほど早いか、ルーターを一つも通過していません。拠点がパブリックアドレスを持つ独自のリゾルバーを運用している場合と、このネットワーク上の機器がリゾルバーの名前で応答している場合があります。',
    'そのアドレスが誰のものかを確認してください。この拠点のものでなければ、DNS リダイレクトを調べてください。',
    (values) => `${nearText(values)}。`,
  ),
  'dns-answer-ttl-differs': inWords(
    '一つのポートへの応答が、サーバーより近くから来ている',
    '同じアドレスが別のポートから送るパケットは、より多くのルーターを通過しています。一つのアドレスで二つのホストが応答しています：より近くの何かが、このポートへの問い合わせを受け取っています（ポート 53 の宛先 NAT）。',
    'ルーターまたはファイアウォールで DNS リダイレクトを調べてください。',
    ({ timeToLive, other }) =>
      `応答の TTL は ${timeToLive} ですが、同じサーバーが ${other.isTcp ? 'TCP' : 'UDP'} ${other.port} から送るパケットの TTL は ${other.timeToLive} です：これらの応答は、より近くから来ています。`,
  ),
  'dns-public-refused': inWords(
    'パブリックリゾルバーがすべてのクエリを拒否している',
    'パブリックリゾルバーは誰でも使えるものです：すべてに REFUSED で応答するものが、問い合わせ先のリゾルバーそのものであるとは考えにくいです。ファイアウォールの DNS フィルターがこのように応答します。',
    'ルーターまたはファイアウォールで、DNS フィルターまたは DNS リダイレクトを調べてください。',
    ({ answers }) => `このパブリックリゾルバーの応答 ${answers} 件すべてが REFUSED です。`,
  ),
  'dns-probe-denied': inWords(
    'そのリゾルバーだけが知る名前が否定されている',
    '製品のプローブは、製品自身のリゾルバーが必ず応答する名前を問い合わせます。NXDOMAIN または REFUSED は、別のリゾルバーが応答したことを示します。',
    'ネットワーク上の DNS リダイレクトを調べてください。製品のリゾルバーに直接到達できる必要があります。',
    ({ responseCode }) =>
      `製品自身のプローブ名に ${responseCodeName(responseCode)} で応答しています。製品のリゾルバーがこのように応答することはありません。`,
  ),
  'captive-portal': inWords(
    '公開 Web サーバーの代わりにポータルが応答している',
    '公開サーバーへの平文の HTTP に対して、別のホストへのリダイレクトが、そのサーバーのある場所以外から返されています：ルーターまでの距離、ローカルネットワークのアドレス、OS 自身のポータル検出テストへの応答、または無関係な複数のサーバーがすべて一つのホストにリダイレクトすることから分かります。ホテル、列車、ゲスト Wi-Fi のネットワークは、利用者がログインするまでこのように動作し、それまではほかの通信も通常ドロップまたは拒否されます。',
    'ブラウザーでポータルページを開いてログインするか、その機器を通過させてもらってください。',
    ({ requests, location, clues, networks }) => {
      const to = location === '' ? '' : `（${location} へ）`;
      const how = clues.map((clue) => portalClueText(clue, networks));
      return `${requestsText(requests)}にポータル${to}が応答しました：${how.join('、')}。`;
    },
  ),
  'block-page': inWords(
    '製品のブロックページがサーバーの代わりに応答している',
    'DNS が返したのは、製品がポリシーでブロックしたものの代わりに表示するページのアドレスで、ベンダーが公開しているものです。HTTPS の場合、このページは製品独自の証明書を使うため、その認証局を知らないクライアントは拒否します。ファイアウォールのポートが閉じているのではなく、ポリシーが名前をブロックしています。',
    'そのサービスの管理者に依頼してください：名前をポリシーで許可するか、ブロックしているリストまたはカテゴリから外す必要があります。',
    ({ service, reason, names }) =>
      `このアドレスは、${service} の${behind(before(products(reason)))}のブロックページです${names.length === 0 ? '' : `（名前 ${before(listSome(names, NAMES_NAMED))}により到達）`}。`,
  ),
  'certificate-of-proxy': inWords(
    '証明書がプロキシのものである',
    '公開サーバーの証明書が、TLS を復号するプロキシ、ファイアウォール、またはセキュリティプログラムの認証局から発行されており、クライアントはそれを受け入れていません：応答しているのはサーバーではありません。TLS 1.2 までは証明書が見えますが、TLS 1.3 では鍵ログがなければ見えません。',
    'その認証局をクライアントに（独自のストアを持つプログラム、すなわち Java、Python、Firefox にも）インストールするか、その名前をインスペクションの対象から除外してください。',
    ({ product, issuer, subject }) =>
      `${subjectText(subject)}証明書は、サーバーの認証局ではなく、${products(product)}（${issuer}）から発行されています。`.trimStart(),
  ),
  'certificate-from-near': inWords(
    'このネットワーク内からの証明書が拒否されている',
    'クライアントは証明書を理由にハンドシェイクを終了しており、証明書を送ったものはこのネットワーク内にあります：そのパケットはルーターを一つも通過していませんが、ほかの公開サーバーのパケットはいくつか通過しています。何かがサーバーの代わりに TLS を復号しています。',
    'このネットワークのプロキシまたはファイアウォールの TLS インスペクションを調べてください。その認証局をクライアントにインストールするか、その名前をインスペクションの対象から除外してください。',
    ({ timeToLive, subject, issuer }) =>
      `${subjectText(subject)}証明書${issuer === '' ? '' : `（${issuer} が発行）`}は TTL ${timeToLive} で届いています：このネットワーク内から来ており、ほかのサーバーはルーター数台分離れています。`.trimStart(),
  ),
  'tls-inspected': inWords(
    'TLS が検査され、クライアントはそれを受け入れている',
    '公開サーバーの証明書が、プロキシ、ファイアウォール、またはセキュリティプログラムの認証局から発行されており、やり取りは続いています：クライアントはその認証局を知っています。独自のストアを持つプログラムや、サーバー自身の証明書を期待するプログラムは失敗します。',
    '意図したものであれば、対処は不要です。',
    ({ product, issuer, subject }) =>
      `${subjectText(subject)}証明書は${behind(products(product))}（${issuer}）から発行されています：TLS が検査されており、クライアントはそれを受け入れています。`.trimStart(),
  ),
  'certificate-refused': inWords(
    'クライアントが証明書を受け入れない',
    'サーバーは応答し、クライアントは受け取った証明書に関する致命的アラートで TLS ハンドシェイクを終了しています：証明書の期限が切れている、別の名前のものである、クライアントの知る認証局の署名がない、またはサーバー自身のものではありません。ネットワークはパケットを通過させています。',
    '影響を受けている PC で証明書を確認してください（ブラウザー、`openssl s_client`）。発行者が拠点のプロキシまたはファイアウォールであれば、その認証局を PC にインストールするか、その名前をインスペクションの対象から除外してください。そうでなければ、サーバー自身の証明書を更新する必要があります。',
    ({ connections, alert, issuer, subject }) =>
      `${connectionsText(connections)}で、クライアントがサーバーの証明書${subject === '' ? '' : `（${subject}）`}を致命的アラートで拒否しています：${alertName(alert)}（${alert}）${issuer === '' ? '' : `。発行者は ${issuer}`}。`,
  ),
  'tls-refused-from-near': inWords(
    '近くにある何かが TLS ハンドシェイクを拒否している',
    'ClientHello への応答として、サーバーのものではない致命的アラート（RFC 8446 §6.2）が届いています：同じ接続の SYN/ACK より近くから来ているか、ほかのサーバーはルーター数台分先にあるのに、このネットワーク内から来ています。サーバー名を読むフィルターがこのように動作します。',
    'このネットワークのファイアウォールまたは Web フィルターに、そのサーバー名に関するルール（カテゴリー、アプリケーション、リスト）がないか、その時刻のログとあわせて確認してください。',
    (values) =>
      `${alertText(values)}。${values.accepted < 0 ? `アラートの TTL は ${values.timeToLive} です：このネットワーク内から来ています` : `アラートの TTL は ${values.timeToLive}、SYN/ACK の TTL は ${values.accepted} です：サーバーより近くから来ています`}。`,
  ),
  'tls-refused': inWords(
    'TLS ハンドシェイクがアラートで拒否されている',
    'サーバーは ClientHello に対し、ServerHello ではなく致命的アラートで応答しています：その名前がないか、バージョン、暗号、またはアプリケーションプロトコルを受け入れていません。パケットは双方向に通過しています。サーバーの代わりに応答し、同じ距離にあるフィルターも、同じように見えます。',
    'その名前に対するサーバーの設定と、クライアントが提示しているものを確認してください（`openssl s_client -servername NAME`）。別のネットワークからは動作する場合は、途中のフィルターを調べる必要があります。',
    (values) => `${alertText(values)}。`,
  ),
  'page-injected': inWords(
    'サーバーのものではないページ',
    'サーバーの SYN/ACK はルーター数台分先から来ていますが、同じ接続でのリクエストへの応答は、より近くから来ています：途中の何かが、接続は開始させたうえで、サーバーの代わりに応答しました。ブロックページやリダイレクトを表示するフィルターがこのように動作します。',
    '途中の（拠点またはプロバイダーの）Web フィルターを調べてください。多くの場合、ページ自体にその名前が示されています。',
    ({ requests, status, timeToLive, accepted }) =>
      `${count(requests, '応答', '件')}（${status}）が TTL ${timeToLive} で届いていますが、その接続の SYN/ACK の TTL は ${accepted} でした：サーバーより近くから来ています。`,
  ),
  'page-from-near': inWords(
    'このネットワーク内からの拒否',
    '公開サーバーの拒否（403 または 451）が、このネットワーク内から来ています：そのパケットはどれもルーターを通過していませんが、ほかのサーバーのパケットは通過しています。透過プロキシまたは Web フィルターが、サーバーの代わりに応答しています。',
    'このネットワークの Web フィルターまたはプロキシを調べてください。多くの場合、ページ自体にその名前と理由が示されています。',
    (values) => `${refusalText(values)}。このネットワーク内から来ています。`,
  ),
  'http-refused': inWords(
    'サーバー自身がリクエストを拒否している',
    'サーバーが 403（forbidden）または 451（unavailable for legal reasons）で応答しています：ネットワークはリクエストと応答を通過させており、サーバーが求められたものを渡していません。ログインを求めている場合や、このアドレスまたは国には提供していない場合があります。',
    'サーバーの管理者に問い合わせてください。',
    (values) => `${refusalText(values)}：サーバー自身の応答です。`,
  ),
  'mail-refused': inWords(
    'メールサーバーが自らの言葉で拒否している',
    'メールサーバーが 4xx（一時的）または 5xx（恒久的）で応答しています：送信元のアドレスがブロックリストに載っている、要求が多すぎる、またはこのメールを受け付けていません。ネットワークは両方向のパケットを通過させています。',
    '応答に書かれていることを行ってください。多くの場合リンクが示されています。一覧に載っているアドレスは、そのアドレスの運用者が一覧から外してもらう必要があります。',
    ({ replies, words }) =>
      `サーバーの${count(replies, '返答', '件')}が拒否しています：「${words}」。`,
  ),
  'proxy-refuses': inWords(
    'プロキシが接続を拒否している',
    'クライアントがプロキシに、サーバーをその名前で要求し、プロキシは自らの名前で、接続しないと応答しています：プロキシのポリシー（URL カテゴリ、リスト、ユーザーやポートによるルール）が禁止しています。プロキシ自体は機能しており、ファイアウォールのポートが閉じているのではありません。',
    'プロキシの管理者に問い合わせてください。該当するルールはそのログにあります。ここに示す応答の文言から、理由が分かることも多くあります。',
    (values) =>
      `${proxyText(values)}、${ofRequests(values)}を ${statusText(values)} で拒否しています。`,
  ),
  'proxy-wants-login': inWords(
    'プロキシがログインを要求しているが、ログインがない',
    'プロキシが 407 で応答しています（RFC 9110 §15.5.8）：要求する側は、まずログインする必要があります。通常、クライアントはすぐにログイン情報を付けて再び要求するため、これは形式的なものです。しかしここではその後のリクエストがないため、クライアントはログインできないか、しようとしていません。',
    'クライアントとその利用者のプロキシ設定（Kerberos、NTLM、パスワード）を確認するか、プロキシでこの対象を除外してください。',
    (values) =>
      `${proxyText(values)}、${ofRequests(values)}に対してログインを要求しています（407）。ログイン情報を付けたリクエストは続いていません。`,
  ),
  'proxy-cannot-reach': inWords(
    'プロキシがサーバーに到達できない',
    'プロキシが 5xx（多くは 502、503、504）、SOCKS では 3 または 4（ネットワークまたはホストに到達不能）で応答しています：接続しようとして失敗しています。プロキシとサーバーの間に何があるかは、このキャプチャには示されていません：プロキシの先のファイアウォール、名前解決できない名前、または停止しているサーバーが考えられます。',
    'プロキシの外側でキャプチャするか、プロキシのログを確認してください。',
    (values) =>
      `${proxyText(values)}、${ofRequests(values)}に ${statusText(values)} で応答しています：プロキシ自身がサーバーに到達できません。`,
  ),
  'proxy-target-refuses': inWords(
    'プロキシ自身の接続が拒否されている',
    'SOCKS プロキシは、対象への自らの接続が拒否されたと応答しています：RST、またはシステムがそう見なす ICMP エラーによるものです。対象自身が拒否しているのか（何も待ち受けていない）、プロキシとの間のファイアウォールが拒否しているのかは、このキャプチャには示されていません。',
    'プロキシの外側でキャプチャしてください。',
    (values) =>
      `${proxyText(values)}、${ofRequests(values)}に ${statusText(values)} で応答しています：プロキシ自身の接続が拒否されました。`,
  ),
  'proxy-fails': inWords(
    'プロキシが失敗し、理由を示していない',
    'SOCKS プロキシは、あらゆる場合に使う一つの言葉で、失敗したと応答しています：ルール、名前解決できない名前、対象の無応答のいずれもあり得ます。バージョン 4 にはほかの言葉がありません。',
    'プロキシのログを確認するか、その外側でキャプチャしてください。',
    (values) =>
      `${proxyText(values)}、${ofRequests(values)}に ${statusText(values)} で応答しています。理由は分かりません。`,
  ),
  'proxy-closes': inWords(
    'プロキシが応答の代わりに接続を終了している',
    'プロキシはリクエストを受け取り、自らの応答も、接続したと言う場合は対象の応答もないまま、接続を閉じています：対象に到達できないプロキシ（`ssh -D`）、ルールで禁止しているプロキシ、すぐに閉じる対象がこのように動作します。',
    'プロキシのログを確認するか、その外側でキャプチャしてください。',
    (values) => `${proxyText(values)}、${ofRequests(values)}に応答しないまま接続を終了しています。`,
  ),
  'proxy-unanswered': inWords(
    'プロキシがリクエストに応答しない',
    'プロキシは対象へのリクエストを受け取り、何も応答していません：多くの場合、応答しない対象を待っています。プロキシの先でファイアウォールが破棄する場合がそうです。プロキシ自身が停止している可能性もあります。多くの場合、クライアントはプロキシより早くあきらめます。',
    'プロキシの外側でキャプチャするか、そのログを確認してください。確実に動作する対象をプロキシに要求してみてください。',
    (values) =>
      `${proxyText(values)}、${ofRequests(values)}に ${values.seconds} 秒たっても応答していません。`,
  ),
  'socks-login-refused': inWords(
    'SOCKS プロキシがクライアントを拒んでいる',
    'プロキシは SOCKS を話しますが、サービスを提供していません：クライアントのログイン方法（RFC 1928 §3）、SOCKS のバージョン、またはユーザーとパスワード（RFC 1929 §2）を受け入れていません。クライアントは対象を伝えるところまで進めません。',
    'クライアントのプロキシ設定（SOCKS のバージョン、ユーザー、パスワード）を確認してください。理由はプロキシのログにあります。',
    ({ turnedDown, loginsRefused, of }) =>
      `${turnedDown > 0 ? `${countOf(turnedDown, of, '接続', '件')}で、クライアントのログイン方法またはバージョンが受け入れられていません` : ''}${turnedDown > 0 && loginsRefused > 0 ? '。' : ''}${loginsRefused > 0 ? `${countOf(loginsRefused, of, '接続', '件')}で、ユーザーとパスワードが拒否されています` : ''}。`,
  ),
  'dns-names-blocked': inWords(
    'DNS サーバーが名前をブロックしている',
    'DNS サーバーは応答していますが、一部の名前についてはほかの DNS サーバーと異なる応答をしています：どのサーバーのものでもないアドレス（0.0.0.0、::、127.0.0.1）を返す、別のサーバーでは解決できる名前を否定または拒否する、またはそれぞれ別のアドレスを持つ複数の名前に一つのアドレスを返しています。DNS フィルターがこのように動作します。クライアントの本来の目的の要求は行われないため、その SYN はキャプチャにありません。',
    'その DNS サーバーの管理者に、これらの名前をフィルターから外すよう依頼してください。または、別の DNS サーバーに問い合わせて比較してください。',
    blockedText,
  ),
  'dns-answers-contradict': inWords(
    '一つの問い合わせに二つの異なる応答がある',
    '一つの DNS の問い合わせに、互いに矛盾する二つの応答がありました。サーバーは一度しか応答しません：一方は、途中の何かがサーバーの名前で送ったものです。クライアントは先に届いたほうを採用します。',
    'どちらが近いかはホップ数で分かります。TCP または暗号化されたトランスポート（DoT、DoH）で問い合わせてください。途中の誰も代わりに応答できません。',
    ({ questions, first, second, firstHops, secondHops }) =>
      `${count(questions, '問い合わせ', '件')}に、互いに異なる二つの応答がありました${first < 0 || second < 0 ? '' : `：最初の応答は TTL ${first}、もう一方は TTL ${second} で届いています${hopsText(firstHops, secondHops)}`}。`,
  ),
  'tls-answered-near': inWords(
    'TLS サーバーの SYN/ACK が近くから来ている',
    '公開サーバーの SYN/ACK がルーターを一つも通過せず、すぐに届いていますが、ほかの公開サーバーは遠くにあります：透過プロキシがサーバーの代わりに接続を受け入れています。これはよくあることで、それ自体は障害ではありません。このような接続で失敗するものは、プロキシで失敗しています。',
    'このネットワークで TLS を検査しているプロキシまたはファイアウォールの、ログとポリシーを確認してください。',
    ({ slowest, timeToLive, others }) =>
      `SYN/ACK は ${duration(slowest)}以内に TTL ${timeToLive} で届いています。ほかの公開サーバーは最長 ${duration(others)}かかります。`,
  ),
  'syn-only-retransmits': inWords(
    'TCP SYN を繰り返しても応答がない',
    'クライアントは接続を要求し、何も返ってこないため、SYN を再送しています（1、3、7 秒後…）。稼働しているサーバーは SYN/ACK または RST で応答します：応答がないことは、ファイアウォールがパケットをドロップしているか、そのアドレスに何もないことを意味します。',
    'ファイアウォールで宛先アドレスとポートを許可してください。ほかのネットワークからサービスに到達できる場合、ドロップはこのネットワークで起きています。',
    ({ attempts, syns, waited }) =>
      `${attemptsText(attempts)}、SYN は合計 ${times(syns, '個')}。最長 ${duration(waited)}待っても、SYN/ACK、RST、ICMP エラーのいずれもありません。`,
  ),
  'syn-unanswered': inWords(
    'TCP SYN に応答がない',
    '接続が一度要求されましたが、キャプチャは十分に長く続いているのに応答がありませんでした。',
    'クライアントが再試行している間、より長くキャプチャし直してください。',
    ({ waited }) => `SYN 1 個。${duration(waited)}待っても応答がありませんでした。`,
  ),
  'ack-unheard': inWords(
    'クライアントの確認応答がサーバーに届いていない',
    'クライアントが確認応答したのに、サーバーは SYN/ACK を繰り返し、ほかには何も送っていません：確認応答は、サーバーに向かう途中でドロップされているか、SYN を見たファイアウォールを迂回しています。データが届いて初めて接続を受け入れるサーバー（TCP_DEFER_ACCEPT）も SYN/ACK を繰り返しますが、その後にリクエストを処理します。',
    'SYN は通過させ、その後のパケットをドロップするファイアウォールを調べてください：ステートテーブルを迂回する非対称ルーティング、またはデータのないパケットに対するルール。',
    ({ connections }) =>
      `${connectionsText(connections)}：クライアントが確認応答しているのに、サーバーは SYN/ACK を何度も再送しており、ほかには何も届いていません。`,
  ),
  'syn-ack-unacknowledged': inWords(
    'サーバーの SYN/ACK がクライアントに届いていない',
    'サーバーは応答して SYN/ACK を繰り返し、クライアントは SYN を繰り返して一度も確認応答していません：キャプチャ地点とクライアントの間で応答がドロップされています。サーバーへの経路は開いており、ドロップは戻りの経路で起きています。',
    'サーバーからクライアントへの戻りの経路を調べてください：ステートフルファイアウォールを迂回する非対称ルーティング、そのステートテーブル、またはクライアント自身のファイアウォール。',
    ({ attempts }) =>
      `${attemptsText(attempts)}：サーバーは SYN/ACK を何度も再送していますが、クライアントは要求を繰り返し、一度も確認応答していません。サーバーからクライアントへの戻りの経路でドロップされています。`,
  ),
  'syn-ack-misnumbered': inWords(
    'SYN/ACK がクライアントの SYN に対するものではない',
    'どの SYN/ACK も、クライアントが送っていない番号を確認応答しています。そのためクライアントはリセットし、再び試みます（RFC 9293）。サーバーには到達でき、応答もあります。何かが一方向でだけ番号を変えています：シーケンス番号をランダム化するファイアウォール（既定でそうするものがあります）があり、応答が別の経路でそれを迂回しています。フラッド対策の装置は、リセットを確かめるためにこのような SYN/ACK を一度だけ送ります。古い接続を覚えているサーバーも同様です。その場合は次の SYN が通ります。',
    '両方向が同じファイアウォールを通るようにするか、このトラフィックについてシーケンス番号のランダム化を無効にしてください。',
    ({ attempts }) =>
      `${count(attempts, '接続試行', '件')}：SYN/ACK はクライアントが送っていない番号を確認応答しており、クライアントは受け入れません。`,
  ),
  'answered-by-other': inWords(
    '別のアドレスが SYN に応答している',
    'まさにこの SYN への SYN/ACK（そのシーケンス番号を確認応答している）が、クライアントが要求していないアドレスから来ているため、クライアントはそれをリセットしています。SYN は届いています：ドロップしているファイアウォールはありません。同じ拠点のサーバーが外部アドレスで要求されると、隣のクライアントに直接応答します（送信元変換のないヘアピン NAT）。ロードバランサー配下のサーバーが、それを迂回して応答することもあります。',
    'ルーターで送信元も変換するか（ヘアピン NAT）、内部のクライアントが名前を内部アドレスに解決するようにしてください（スプリット DNS）。',
    ({ address, isHairpin }) =>
      `SYN への SYN/ACK が、クライアントが要求していない ${formatAddress(...address)} から来ています：SYN は届いていますが、応答のアドレスが元に変換されていません${isHairpin ? '（ヘアピン NAT：同じ拠点のサーバーが、外部アドレスで要求されています）' : ''}。`,
  ),
  'answers-for-other': inWords(
    '別のアドレスに送られた SYN に応答している',
    'このアドレスには誰も要求していません：その SYN/ACK は別のアドレスに送られた SYN への応答であり、クライアントはそれをリセットしています。ホストは存在し、接続を受け入れていますが、応答のアドレスが元に変換されていません（ヘアピン NAT、またはサーバーがロードバランサーを迂回して応答）。',
    'ルーターで送信元も変換するか（ヘアピン NAT）、内部のクライアントが名前をこのアドレスに解決するようにしてください（スプリット DNS）。',
    ({ asked, isHairpin }) =>
      `その SYN/ACK は ${formatAddress(...asked)} への SYN に対する応答です：SYN はこのアドレスに届いており、このアドレスに要求していないクライアントはリセットしています${isHairpin ? '（ヘアピン NAT）' : ''}。`,
  ),
  'unasked-answers': inWords(
    '誰も要求していない SYN/ACK',
    'このホストが送っていない SYN に対する SYN/ACK が届き、ホストはそれをリセットしています。送信元を偽装した SYN フラッドのように、別の誰かがこのホストの名前で SYN を送っています：返ってくるのはそのバックスキャッターです。このホスト自身の接続については何も示していません。',
    '量が非常に多くなければ、ここでの対処は不要です。プロバイダーは偽装された送信元をフィルターできます（BCP 38）。',
    ({ synAcks }) =>
      `このクライアントが送っていない SYN に、${count(synAcks, 'SYN/ACK', '個')}が応答しており、クライアントはそれをリセットしています：別の誰かの SYN によるバックスキャッターで、クライアント自身の接続ではありません。`,
  ),
  'syns-signed': inWords(
    'SYN に署名が付いている',
    'SYN に、BGP や LDP が使用する署名（TCP MD5、RFC 2385、または TCP AO、RFC 5925）が付いています。その鍵を持たない、または別の鍵を持つ相手は、ファイアウォールと同じように何も返さずにドロップします。このオプションを取り除くファイアウォールもあり、同じ結果になります。',
    '双方の鍵と、双方が署名することになっているかを比較してください。相手のログで、期待した署名がない、または期待していない署名があるという記録を探してください。',
    ({ syns }) =>
      `${count(syns, 'SYN', '個')}に署名が付いています（TCP MD5 または AO）：同じ鍵を持たない相手は、検証できないものをドロップします。`,
  ),
  'next-hop-gone': inWords(
    '経路上の次のホストがなくなっている',
    'サーバーへのパケットが最初に通過するルーター、またはクライアントと同じリンクにあるサーバー自身が、ARP 要求（IPv6：近隣要請）に応答しなくなっています。送られたものは誰にも届きません：電源が切れている、ケーブルが抜けている、または別のネットワークにあります。ドロップしているファイアウォールはありません。ホストは、自身のファイアウォールの設定に関わらず、これらに応答します。',
    'そのホスト、ケーブル、スイッチのポートまたは VLAN、クライアントに設定されているルーターのアドレスを確認してください。',
    ({ address, isServer, requests }) =>
      `${isServer ? 'サーバー' : 'ルーター'} ${formatAddress(...address)} は、このリンク上で応答していません：その MAC アドレスを求める${count(requests, '要求', '件')}に返答がありませんでした。`,
  ),
  'probes-die': inWords(
    'このポートのプローブはあるルーターの先で消え、別のポートのプローブはさらに先へ進む',
    'TCP や UDP による traceroute、または firewalk は、TTL が順にルーターごとに尽きるパケットを送り、各ルーターはそれを通知します。あるルーターの先では、このポートについての通知がなくなりますが、同じサーバーの別のポートへのパケットはさらに先へ進みます：フィルターは、そのルーター、またはそれと次に通知するルーターの間にあります。',
    '示されたルーターと、そのすぐ先にあるものを調べてください：このポートに対するルールはそこにあります。',
    ({ last, probes, further }) => {
      const from =
        last === null
          ? '通知を返す最初のルーターより手前'
          : `ホップ ${last.timeToLive}（${formatAddress(...last.address)}）の先`;
      const other = `${further.isTcp ? 'TCP' : 'UDP'} ${further.port}`;
      const by =
        further.address === null ? 'サーバー自身が' : ` ${formatAddress(...further.address)} が`;
      return `プローブは${from}で消えています：このポートへの TTL ${further.timeToLive} 以上の${count(probes, 'プローブ', '個')}に応答がありませんでした。${other} へのものには、TTL ${further.timeToLive} で${by}応答しています。フィルターは${last === null ? 'そこ' : 'そのホップ、またはそのすぐ先'}にあります。`;
    },
  ),
  'trace-ends': inWords(
    '途中で終わる traceroute',
    'あるルーターまでは、ルーターがプローブについて通知していますが、その先では応答がありません。このポートに対するフィルター、何も通知しないルーター、応答しないサーバーのどれでも、このように見えます：同じサーバーの、機能しているポートへの traceroute があれば見分けられます。',
    '同じキャプチャで、同じサーバーの、機能している別のポートもトレースしてください。',
    ({ last, probes }) =>
      `${last === null ? 'これらのプローブについて通知するルーターはありません' : `これらのプローブについて通知した最後のルーターは、ホップ ${last.timeToLive} の ${formatAddress(...last.address)} です`}。${last === null ? '' : 'その先の'}${count(probes, 'プローブ', '個')}に応答がありませんでした。`,
  ),
  'fragments-never-whole': inWords(
    'リクエストの一部だけが届き、残りの IP フラグメントが届いていない',
    'サーバー、またはその手前でフラグメントを組み立てる装置が、リクエストの一部のフラグメントを受け取ったものの、残りを受け取れなかったと伝えています（ICMP の再構成時間超過、RFC 792）。経路は開いており、その途中でフラグメントが失われています：後続のフラグメントにはポートがなく、ファイアウォール、NAT、ロードバランサーがドロップします。一度だけなら偶然かもしれません。',
    'フラグメントを通過させるか、プロトコル側で避けてください（IKEv2 フラグメンテーション、小さいメッセージ、TCP）。',
    ({ errors }) =>
      `${count(errors, 'ICMP エラー', '件')}：リクエストの一部のフラグメントは届き、残りは届きませんでした。`,
  ),
  'way-traced': inWords(
    '途中で TTL が尽きるプローブ',
    'このサービスへのパケットの TTL がそこで尽きたと、ルーターが通知しています。それが複数のルーターで起きているか、クライアントがそのサーバーへの経路をトレースしています：これらはその通知を得るためのプローブ（traceroute、firewalk）です。サービスについては何も示していません。',
    'さらに先へ進むプローブ、またはサービスそのものへの接続を調べてください。',
    ({ errors, routers }) =>
      `${routersText(routers)}からの${count(errors, 'ICMP エラー', '個')}が、途中で TTL が尽きたことを通知しています。これはプローブの狙いどおりです：サービスについては何も示していません。`,
  ),
  'syn-reset': inWords(
    'TCP SYN に RST が返ってくる',
    '接続の要求がどれもすぐに拒否されています。ファイアウォールがサーバーの名前で拒否しているか、サーバー自身がそのポートでサービスを提供していません。どちらであるかは、RST の TTL、遅延、ウィンドウから分かります。ほかの行を参照してください。',
    'ファイアウォールが送っている場合：宛先アドレスとポートを許可してください。サーバーが送っている場合：サービスを開始するか、ポートを修正してください。',
    ({ syns, delay, timeToLive }) => {
      const [least, most] = [duration(delay.minimum), duration(delay.maximum)];
      const how = [
        ...(delay.count === 0 ? [] : [`${least === most ? least : `${least}～${most}`}後`]),
        ...(timeToLive.count === 0 ? [] : [`TTL ${range(timeToLive)}`]),
      ];
      return `${count(syns, 'SYN', '個')}に RST が返ってきました${how.length === 0 ? '' : `（${how.join('、')}）`}。`;
    },
  ),
  'reset-injected': inWords(
    'RST の後にサーバーの SYN/ACK が届く',
    'クライアントは RST で拒否されましたが、その後にサーバー自身の SYN/ACK が届きました：サーバーは接続を受け入れており、RST は途中の何かが送ったものです。',
    'クライアントとサーバーの間でリセットしている機器を探してください：通信を見ていますが、止めてはいません。',
    ({ resets }) =>
      `${resetsText(resets)}の後に、それでもサーバー自身の SYN/ACK が届きました：RST はサーバーのものではありませんでした。`,
  ),
  'icmp-prohibited': inWords(
    'ICMP：フィルターによる禁止',
    '途中の機器が「administratively prohibited」（またはフィルターだけが使うコード）で応答しています：ルールがそのパケットを禁止していると、機器自身が述べています。その機器のアドレスは、ICMP パケットの送信元です。',
    'そのアドレスの機器で、ルールを変更してください。',
    icmpText,
  ),
  'icmp-port-unreachable-by-other': inWords(
    'サーバー以外からの ICMP port unreachable',
    'ポートにサービスがないことを知り得るのは、サーバー自身だけです。別の送信元がサーバーの代わりにそう通知しています：拒否するファイアウォールです。ブリッジ型のファイアウォールはサーバー自身のアドレスを書き込みますが、TTL から見分けられます。',
    'そのアドレスの機器で、宛先を許可してください。',
    icmpText,
  ),
  'icmp-sender-unknown': inWords(
    'ICMP エラーがどのくらい遠くから来たかが一覧に示されていない',
    'TTL のないパケット一覧です：「port unreachable」を通知する別のアドレスは、ファイアウォールの場合も、サーバー自身の別のアドレスの場合もあります（RFC 1122 §3.2.2）。',
    'TTL の列（`ip.ttl`、`ipv6.hlim`）を含めてエクスポートするか、キャプチャを送ってください。',
    () =>
      '一覧には ICMP エラーの TTL が示されていません：サーバーの別のアドレスから来た可能性があります。',
  ),
  'icmp-port-unreachable': inWords(
    'サーバー自身からの ICMP port unreachable',
    'サーバーのその UDP ポートにはサービスがありません。',
    'サーバーでサービスを開始するか、ポートを修正してください。',
    icmpText,
  ),
  'icmp-port-unreachable-for-tcp': inWords(
    'TCP に対する ICMP port unreachable：サーバー自身のフィルター',
    '閉じた TCP ポートには RST が返るはずですが、サーバーは ICMP で、待ち受けているものがないと通知しています：サーバー自身のパケットフィルターが拒否しているか（iptables と nftables の既定の動作です）、ログイン失敗の後にアドレスを禁止するソフトウェアによるものです。',
    'サーバーのパケットフィルターと、そこでクライアントを禁止するもの（fail2ban、sshguard、CrowdSec）を調べてください。',
    icmpText,
  ),
  'refused-from-then-on': inWords(
    'サービスは初め応答し、ある時点から拒否されている',
    '応答はすべて最初の拒否より前にあり、その後には一つもありません：サービスが停止した、アドレスが禁止された（fail2ban、sshguard、CrowdSec はログイン失敗の後に禁止します）、ルールが変更された、または上限に達したことが考えられます。',
    'その時点で何が変わったかを調べてください：ログインの失敗、新しいルール、接続数の制限、終了したサービス。',
    ({ answers, errors, last }) =>
      `以前は機能していました：${count(answers, '試行', '回')}に応答があり、最後の応答はフレーム ${last} です。それ以降は${count(errors, '拒否', '件')}だけで、応答はありません。`,
  ),
  'icmp-unreachable': inWords(
    'ICMP：サーバーへの経路がない',
    'ルーターにそのアドレスへの経路がないか、そのアドレスを持つホストがありません：ポリシーではなくルーティングの問題です。',
    '経路、VPN、サーバーのアドレスを確認してください。',
    icmpText,
  ),
  'clienthello-dropped': inWords(
    'ハンドシェイクは成功し、TLS ClientHello が消える',
    'TCP は接続されますが、クライアントの最初の TLS メッセージ（サーバー名を含むもの）は、何度再送しても確認応答されません：サーバー名を読むフィルターがドロップしているか、その大きさのパケットが通過できません。',
    'ファイアウォールの URL フィルターまたは TLS フィルターで、サーバー名を許可してください。ほかの接続の大きいパケットも消える場合は、経路の MTU を確認してください。',
    (values) => droppedText(values, clientHello(values)),
  ),
  'clienthello-reset': inWords(
    'ハンドシェイクは成功し、TLS ClientHello に RST が返ってくる',
    'TCP は接続され、クライアントが接続先のサーバー名を示した直後に接続がリセットされています：サーバー名を読むフィルターに典型的な動作です。サーバーが、知らない名前やバージョンをこのように拒否することもあります。',
    'ファイアウォールの URL フィルターまたは TLS フィルターで、サーバー名を許可してください。',
    (values) => resetText(values, clientHello(values)),
  ),
  'first-data-dropped': inWords(
    'ハンドシェイクは成功し、クライアントの最初のデータが消える',
    'TCP は接続されますが、クライアントの最初のデータは、繰り返し送っても確認応答されません。',
    'プロトコルを読むフィルターと、経路の MTU を調べてください。',
    (values) => droppedText(values, '最初のデータ'),
  ),
  'first-data-reset': inWords(
    'ハンドシェイクは成功し、クライアントの最初のデータに RST が返ってくる',
    'TCP は接続され、クライアントの最初のデータに対して、サーバー、またはプロトコルを読むフィルターがリセットで応答しています。',
    'まずサーバー自身のログを確認し、次に途中のフィルターを調べてください。',
    (values) => resetText(values, '最初のデータ'),
  ),
  'large-packets-dropped': inWords(
    'ハンドシェイクは成功し、最大サイズのパケットが消える',
    '接続の短いパケットは届きますが、最大サイズのパケットは何度送っても届きません：途中のリンクがより小さいパケットしか通せず、それを通知する ICMP メッセージがブロックされています（パス MTU ブラックホール、RFC 2923）。',
    'ICMP「fragmentation needed」（3/4）と ICMPv6「packet too big」（2）を通過させるか、途中のトンネルまたは VPN で MTU か MSS を下げて（クランプして）ください。',
    (values) =>
      `${begunText(values)}。クライアントの最初の最大サイズのセグメントは何度も再送されていますが、確認応答されていません。一方、その後のより短いデータは、サーバーが確認応答しています。`,
  ),
  'server-name-filtered': inWords(
    'あるサーバー名は失敗し、同じサーバーの別の名前は機能する',
    '一つのアドレスとポートへの接続が、クライアントが ClientHello で求める名前によって成功または失敗しています：何かが名前を読んでいます。',
    'ファイアウォールの URL フィルターまたは TLS フィルターで、その名前を許可してください。',
    ({ fails, works }) =>
      `このサーバーでは、${fails} は一度も成功していませんが、${works} は成功しています。`,
  ),
  'first-data-reset-ttl-differs': inWords(
    'RST がサーバーの SYN/ACK とは異なる距離から来ている',
    'SYN/ACK と RST が通過したルーターの数が異なります（TTL の上にある最も近い一般的な初期値から数えています）：RST は途中の何かが送ったものです。',
    'クライアントとサーバーの間でリセットしている機器を探してください。',
    otherWayText,
  ),
  'first-data-reset-ttl-matches': inWords(
    'RST がサーバーの SYN/ACK と同じ距離から来ている',
    'RST は SYN/ACK と同じ数のルーターを通過しています：サーバー、またはその直前から来たものです。一つのホストが、両者を異なる TTL の初期値で送ることもあります。',
    'サーバー自身のログを確認してください。',
    sameWayText,
  ),
  'first-data-reset-ttl-unknown': inWords(
    'RST を誰が送ったかが一覧に示されていない',
    'パケット一覧には、ファイアウォールの RST とサーバーの RST を見分けるための TTL がありません。',
    'キャプチャそのもの（pcapng）、または TTL の列を含む一覧を送ってください。',
    () => '一覧には RST の TTL が示されていません：サーバー自身が送った可能性があります。',
  ),
  'request-unanswered': inWords(
    'サーバーはリクエストを受け取るが応答しない',
    'TCP は接続され、サーバーのホストは TLS ClientHello、HTTP、または SIP のリクエストに確認応答しています。その後、クライアントがあきらめるまで何も返ってきません。最初のリクエストの場合も、維持されている接続での後のリクエストの場合もあります。リクエストは届いています。アプリケーションがハングしているか過負荷であるか、応答が戻りの経路には大きすぎて毎回失われています。',
    'サーバーの負荷とログを確認してください。ほかからの大きいパケットも消える場合は、経路の MTU を確認してください。',
    ({ connections, of, later, waited }) => {
      const after =
        later === 0
          ? ''
          : `。${later === connections ? '' : `そのうち ${later} 件では、`}同じ接続でそれ以前のリクエストには応答していましたが、その後は最長 ${duration(waited)}にわたって応答がありません`;
      return `${countOf(connections, of, '接続', '件')}で、サーバーはリクエストに確認応答しますが、応答を送りません${after}。`;
    },
  ),
  'greeting-missing': inWords(
    '先に話すはずのサーバーが何も送らない',
    'サーバーが先にあいさつ（グリーティング）を送るポート（SMTP、SSH、FTP、IMAP、MySQL など）で、ハンドシェイクは完了しますが、グリーティングが届きません。アプリケーションがハングしているか、その前にある何かがサーバーの代わりに接続を受け入れ、何も通過させていません。',
    'サーバーの負荷とログを確認し、次に、サーバーの代わりに接続を受け入れるプロキシまたはファイアウォールを調べてください。',
    ({ connections, of }) =>
      `${countOf(connections, of, '接続', '件')}でハンドシェイクは完了していますが、先に話すはずのサーバーが何も送っていません。`,
  ),
  'answer-lost': inWords(
    'サーバーは応答しているが、何も届いていない',
    'ハンドシェイクは完了しますが、クライアントがあきらめるまで、ほかには何も届きません。しかし、クライアントの FIN に対するサーバーの確認応答の番号は、クライアントが受け取っていないデータより後ろになっています（受け取っていないことは、クライアントの FIN 自体が示しています）：サーバーはグリーティングまたは応答を送り、その間ずっと再送していました。戻りの経路上の何かが、データのないパケットを通過させ、それ以外をドロップしています：データを読むフィルター、またはデータを含むパケットに対するルールです。',
    'サーバーとクライアントの間で、サーバーの送るデータをドロップするファイアウォール、侵入防御（IPS）、プロキシを調べてください。その両側でキャプチャしてください。',
    ({ connections, of }) =>
      `${countOf(connections, of, '接続', '件')}で、サーバーの番号から見てサーバーはデータを送っていますが、クライアントがあきらめるまで何も届いていません。`,
  ),
  'server-data-dropped': inWords(
    'サーバーのデータの一部が届かない',
    'サーバーのデータが途中で欠けています：後の短いセグメントは届きますが、その前のものは、クライアントがいくら待って要求しても（重複 ACK）届きません。サーバーからの最大サイズのパケットが失われています：MTU が小さく、ICMP メッセージがブロックされているリンク（RFC 2923）、またはフィルターによるものです。',
    'ICMP「fragmentation needed」（3/4）と ICMPv6「packet too big」（2）を通過させるか、途中のトンネルまたは VPN で MSS をクランプしてください。',
    ({ connections, of }) =>
      `${countOf(connections, of, '接続', '件')}で、サーバーのデータの一部が届いていませんが、その後のデータは届いています。`,
  ),
  'connection-reset-idle': inWords(
    'アイドル状態の接続が、通信の再開時にリセットされる',
    'パケットのない時間が長く続いた後、最初のパケット（データまたはキープアライブ）に RST が返ってきています：送信元は、その接続をもう認識していません。ファイアウォール、アドレス変換、ロードバランサーは、パケットのない接続をアイドルタイムアウト（一時間、または数分）の後に忘れます。その間に再起動したサーバーも同様です。',
    'アプリケーションまたはオペレーティングシステムが、示された時間より短い間隔でキープアライブを送るようにするか、ファイアウォールのアイドルタイムアウトを延ばしてください。',
    ({ connections, idle }) =>
      `${connectionsText(connections)}：${secondsText(idle)}のアイドル状態の後、最初のパケットに RST が返ってきています。`,
  ),
  'reset-repeats-packet': inWords(
    'RST が、応答対象のパケットのウィンドウまたは IP Identification をそのまま含む',
    '拒否するファイアウォールは、拒否するパケットそのものから RST を作り、そのウィンドウまたは IP Identification を残すことがよくあります。オペレーティングシステムはそうしません。',
    'クライアントとサーバーの間でリセットしている機器を探してください。サーバーによるものではありません。',
    ({ times: number, of }) =>
      `${of === 1 ? 'RST ' : countOf(number, of, 'RST', '個')}が、クライアント自身のパケットのウィンドウまたは IP Identification をそのまま含んでいます。ファイアウォールに見られる動作です。`,
  ),
  'receiver-slow': inWords(
    'サーバーがしばらくデータを受け取らない',
    'サーバーのウィンドウがゼロです：クライアントのデータはホストに届いていますが、アプリケーションが読み取っていません。ウィンドウは再び開き、やり取りは続きました。用紙切れやウォームアップ中のプリンター、過負荷のサーバーがこのように動作します。ネットワークは関係していません。',
    'サーバーを調べてください：何を待っていますか。',
    ({ times: number, longest }) =>
      `受信側が遅くなっています：サーバーのウィンドウが ${times(number)}、最長 ${wholeSeconds(longest)}閉じ、再び開いています。`,
  ),
  'window-never-opens': inWords(
    'サーバーのウィンドウが閉じたままである',
    'サーバーは接続またはそのデータを受け入れますが、その後、最後までウィンドウがゼロです：アプリケーションが読み取っていないか、サーバーの代わりに受け入れたもの（SYN プロキシ。その SYN/ACK のウィンドウはゼロ）が、背後のサーバーに到達できていません。',
    'サーバーを調べてください：ハングしていませんか。次に、その前にあって代わりに接続を受け入れるものを調べてください。',
    ({ times: number, longest }) =>
      `${connectionsText(number)}で、サーバーのウィンドウが最後まで、最長 ${wholeSeconds(longest)}にわたってゼロです：データを受け取っていません。`,
  ),
  'connection-stalled': inWords(
    '接続が機能した後、パケットが消える',
    'データは両方向に流れ、その後、クライアントのデータが何度再送しても確認応答されなくなりました。長い休止の後の場合：ファイアウォールがその接続を忘れ（アイドルタイムアウトがアプリケーションの休止より短い）、認識していないものをドロップしています。休止がない場合：接続の内容を調べるフィルター、切れた経路、または停止したサーバーによるものです。',
    '休止の後の場合：ファイアウォールのアイドルタイムアウトを延ばすか、より頻繁なキープアライブを有効にしてください。それ以外の場合：同じデータが別のネットワークで通過するかどうかを確認してください。',
    ({ connections, of, afterIdle }) =>
      `両方向にデータのある${countOf(connections, of, '接続', '件')}：ある時点から、クライアントのデータは何度再送しても確認応答されていません${idleText(afterIdle)}。`,
  ),
  'connection-not-known': inWords(
    '接続の途中で、サーバーがその接続を認識しなくなった',
    '接続は機能していましたが、その後、サーバーのホストがデータに対し、そのような接続を持たないホストの RST（ACK なし、サーバー自身の距離から）で応答しました：サービスが停止または再起動したか、しばらくして接続を閉じたか、途中の何かがサーバーに対してのみ接続をリセットしたものです。後者は、ファイアウォール、またはウィンドウ外のデータを変換せずに自身のホストへ渡し、そのホストがリセットするアドレス変換装置です（`nf_conntrack`：どのルールもドロップしない invalid パケット）。',
    'サーバーを調べるか、そこでキャプチャしてください：クライアントが送っていない RST がそこに届いている場合は、それを送っている変換装置またはファイアウォールを調べてください（Linux：`ct state invalid` のものを変換の前にドロップします）。',
    ({ connections, of }) =>
      `両方向にデータのある${countOf(connections, of, '接続', '件')}：サーバーのホストは、その後のデータに RST で応答しました。接続をもう認識していないためです。`,
  ),
  'connection-reset-later': inWords(
    '機能していた接続が、サーバーのパケットとは別の経路からリセットされる',
    'データは両方向に流れ、その後、同じ接続の SYN/ACK やデータとは TTL の異なる RST が届きました：途中の何かが送ったものです。長い休止の後であれば、その接続を忘れたファイアウォールまたはロードバランサーです。',
    '休止の後の場合：アイドルタイムアウトを延ばすか、キープアライブを有効にしてください。それ以外の場合：クライアントとサーバーの間の侵入防御（IPS）またはアプリケーションフィルターを調べてください。',
    ({ connections, of, afterIdle, reset, own }) =>
      `両方向にデータのある${countOf(connections, of, '接続', '件')}：TTL ${range(reset)} の RST でリセットされましたが、同じ接続のほかのパケットの TTL は ${range(own)} です${idleText(afterIdle)}。`,
  ),
  'part-fails': inWords(
    '接続は受け入れられ、その後に失敗した',
    'このサービスのほかの接続がどうであれ、これらの接続は受け入れられた後、何の成果もなく終わるか、途中で止まっています。一つだけなら偶然かもしれません。どのように失敗したかは、各パターンが示しています。',
    '失敗したものに、ほかにはない共通点があるかを調べてください：サーバー名、送ったものの大きさ、プログラム、時刻。レポートがそのような違いを示している場合は、両者を比較して試してください。',
    ({ connections, of, differences, isTcp }) => {
      const what = differences?.isAtFirst ? '失敗しました' : '受け入れられ、その後に失敗しました';
      return `${countOf(connections, of, isTcp ? '接続' : 'リクエスト', '件')}が${what}。${differences === null ? '' : differencesText(differences)}`;
    },
  ),
  'attempts-lost': inWords(
    '応答のある試行と、まったくない試行がある',
    'サービスは応答していますが、一部の試行には、何度送っても応答がありませんでした。偶然の損失は個々のパケットを失わせるもので、ほかが通過する中で一つの試行のすべてを失わせることはありません：そのアドレスの背後にある複数のサーバーの一つが停止している、複数の経路の一つが切れている、またはルールが一部だけを通過させている可能性があります。',
    '失敗した試行と成功した試行を比較してください：送信元ポート、時刻、同時に行われた数。',
    ({ attempts, sends, answered, loss }) =>
      `${count(attempts, '試行', '件')}には、それぞれ ${Number(sends.toPrecision(2))} 回送っても応答がありませんでした。${answered} 件には応答がありました。${loss === null ? '' : lossText(loss)}`,
  ),
  'accepted-never-served': inWords(
    '最初は受け入れられたが、何も提供されていない',
    '最初の接続は受け入れられますが 1 バイトも届かず、次の接続の SYN には応答がありません。プログラムが固まっている場合にこのように見えます：ホストは、ポートのキューが一杯になるまで代わりに接続を受け入れ、その後は SYN を破棄します。接続数を制限するファイアウォールであれば、受け入れた接続は動作します。',
    'まずサーバーを確認してください：そのポートのプログラムがサーバー自身の上では応答するか、キューがどれだけ長いか（`ss -lnt`：Recv-Q が Send-Q 以上）。',
    ({ connections }) =>
      `${connectionsText(connections)}が受け入れられましたが、1 バイトも届いていません：プログラムが固まり、ポートのキューが一杯になっている場合も同じように見えます。`,
  ),
  'rate-limited': inWords(
    '短時間に試行が多すぎると失敗する',
    '連続する試行の最初のものには応答があり、残りにはなく、休止の後は再び応答があります：何かが試行を数え、上限を超えたものをドロップしています。',
    'ファイアウォールとサーバーで、レート制限（1 秒あたりの接続数またはクエリ数）を調べるか、同時に行う試行を減らしてください。',
    ({ attempts, most, window, foretold }) =>
      `${count(attempts, '試行', '件')}のうち、失敗しているのは、直前の ${duration(window)}の間にほかの試行が ${most} 件以上あるものです（${Math.round(foretold * 100)} % がこれに当てはまります）。`,
  ),
  'reset-by-timer': inWords(
    'SYN の数秒後に、タイマーによって届く RST',
    '拒否するホストまたはファイアウォールは、すぐに拒否します。これらの RST は、試行の開始から数秒後に、再送された SYN の直後ではないときに届いています：セッションを保持する何か（ファイアウォール、アドレス変換、プロキシ）が待った末にあきらめたものです。それまで SYN には応答がありませんでした：ドロップされていました。ACK のない RST、または SYN のシーケンス番号を持つ RST は、どのホストも SYN に対して送らないものです。',
    'リセットしている機器の先で、SYN をドロップしているものを調べてください。その機器のセッションテーブルでは、これらの接続はハーフオープンと表示されます。',
    ({ resets, of, delay, odd }) => {
      if (delay.count > 0 && odd > 0 && delay.minimum < 1e6) {
        return `${countOf(odd, of, 'RST', '個')}は、どのホストも SYN に対して送らないものです（ACK がないか、SYN のシーケンス番号を持つ）：セッションのタイマーが送っています。`;
      }
      const who = resets === of ? resetsText(of) : countOf(resets, of, 'RST', '個');
      const when =
        delay.count === 0
          ? '長い時間の後'
          : delay.minimum === delay.maximum
            ? `${duration(delay.minimum)}後`
            : `${duration(delay.minimum)}～${duration(delay.maximum)}後`;
      const how = odd === 0 ? '' : '。どのホストも SYN に対してこのような RST は送りません';
      return `${who}が、最初の SYN から${delay.count === 0 ? '' : ' '}${when}に、ほかの SYN の直後ではないときに届いています${how}：応答のなかったものをタイマーが終了させています。`;
    },
  ),
  'reset-ttl-matches': inWords(
    'RST がサーバーの距離から来ている',
    '同じサーバーがキャプチャのほかの部分で SYN/ACK またはデータを送っており、RST はそれらと同じ数のルーターを通過しています：拒否しているのはサーバー自身、またはその直前のファイアウォールです。TTL が異なることもあります：ホストは、リセットをデータとは別の初期値（32、64、128、255）で送ることがあります。比較しているのは、TTL の上にある最も近い初期値から数えたホップ数です。',
    'サーバーを調べてください：サービスは動作していますか。ポートは正しいですか。',
    sameWayText,
  ),
  'reset-ttl-differs': inWords(
    'RST がサーバーとは異なる距離から来ている',
    '同じサーバーのほかのパケットが通過したルーターの数は、これと異なります：RST は途中の何かが送ったものです。ホップ数は、TTL の上にある最も近い一般的な初期値（32、64、128、255）から数えています。サーバーのパケットが少ないか、その経路自体が変動する場合、また RST がそれらより遠くから来ている場合は、証拠としての力が弱くなります。',
    'クライアントとサーバーの間で拒否している機器を探してください。どのくらい離れているかは、ホップ数の差から分かります。',
    otherWayText,
  ),
  'reset-ttl-initial': inWords(
    '送信元は遠いのに、RST がルーターを一つも通過していない',
    'RST の TTL は初期値（64、128、255）ですが、ほかの公開サーバーのパケットはそれより小さい値で届いています：このネットワーク上で、サーバーの名前で送られたものです。',
    'クライアントの近くのファイアウォールまたはセキュリティソフトウェアを調べてください。',
    ({ timeToLive }) =>
      `RST の TTL は初期値の ${timeToLive} です：ルーターを一つも通過していません。ほかの公開サーバーの応答に、この値のものはありません。`,
  ),
  'reset-near-server': inWords(
    'RST は、キャプチャが行われたサーバー側から送られている',
    'クライアントのパケットはキャプチャ地点まで多くのルーターを通過していますが、RST は一つも通過していません：キャプチャはサーバー側で行われているため、RST はサーバー、またはその直前のファイアウォールから来ています。',
    'サーバーを調べてください：サービスは動作していますか。その前のファイアウォールが拒否していませんか。',
    ({ timeToLive, requestHops }) =>
      `クライアントのパケットは ${requestHops} ホップ先から来ていますが、RST はルーターを一つも通過していません（TTL ${timeToLive}）：キャプチャが行われたサーバー側で送られています。`,
  ),
  'reset-too-fast': inWords(
    'RST が、サーバーの応答ではあり得ないほど早く届いている',
    'SYN から RST までの時間が、パケットがそのサーバーまで往復する時間より短くなっています：クライアントの近くの何かが、サーバーの代わりに応答しています。',
    'クライアントと同じネットワークのファイアウォールと、PC のセキュリティソフトウェアを調べてください。',
    tooFastText,
  ),
  'reset-delay-matches': inWords(
    'RST までの時間がサーバー自身の応答と同じである',
    'SYN から RST までの時間が、同じサーバーで測定した往復時間と一致します：RST はそこから来ています。',
    'サーバー、またはその直前のファイアウォールを調べてください。',
    ({ reset, server }) =>
      `RST までの時間は ${duration(reset)}で、このサーバーとの往復時間（${duration(server)}）と同じです。`,
  ),
  'reset-repeats-syn': inWords(
    'RST が SYN のウィンドウまたは IP Identification をそのまま含む',
    '拒否するファイアウォールは、拒否するパケットそのものから RST を作り、そのウィンドウを残すことがよくあります。オペレーティングシステムは 0 にします。一部の特殊なスタックも同じように動作するため、手掛かりにとどまります。',
    'TTL と遅延を合わせて見ると、ファイアウォールを示しています。',
    ({ repeats, times: number, of }) => {
      const what = repeats === 'window' ? 'ウィンドウ' : ' IP Identification ';
      const who = of === 1 ? 'RST ' : countOf(number, of, 'RST', '個');
      return `${who}が SYN 自身の${what}をそのまま含んでいます。ファイアウォールに見られる動作です。`;
    },
  ),
  'reset-one-box': inWords(
    '無関係な複数のサーバーが同じように拒否している',
    '異なるネットワークのサーバー「から」のリセットが、同じ TTL と同じ遅延を持っています：一台の機器がすべてを送っています。',
    'これらの接続がすべて通過する機器を探してください。その機器が拒否しています。',
    ({ networks }) =>
      `互いに無関係な ${networks} 個のネットワークのサーバーが、同じ TTL と同じ遅延で拒否しています：一台の機器がすべてに代わって応答しています。`,
  ),
  'reset-contradicted': inWords(
    '自分の名前でリセットが送られた後も、その側が通信を続けている',
    '一方の側の名前で RST が届き、その後、その側が同じ接続で新しいデータまたは確認応答を送っています。そのようなホストはありません：途中の何かが RST を送り、本物の応答を止めることはできませんでした。',
    '監視だけを行っている接続をリセットする、侵入防御（IPS）、コンテンツフィルター、ファイアウォールを調べてください。',
    ({ connections, side }) => {
      const who = side === 'client' ? 'クライアント' : 'サーバー';
      return `${connectionsText(connections)}で、${who}は、自分の名前で RST が送られた後も、新しいデータまたは確認応答で通信を続けています：RST を送ったのは${who}ではありません。`;
    },
  ),
  'reset-numbers-jump': inWords(
    'サーバーの送信より先の番号を持つ RST',
    '複数の RST が同時に、サーバーが送ったすべてのものより先のシーケンス番号で届いています。ホストは、自分が送ったもの、または受け取ったものに基づいて RST に番号を付けます（RFC 9293 §3.5.2）。横から監視しているものは、ウィンドウがどこにあるかを推測するしかありません。',
    '監視だけを行っている接続をリセットする、侵入防御（IPS）またはコンテンツフィルターを調べてください。',
    ({ resets }) =>
      `別の RST の直後の ${resetsText(resets)}は、サーバーが送ったすべてのものより先の番号を持っています：推測した番号であり、サーバー自身のものではありません。`,
  ),
  'reset-repeats-data': inWords(
    'RST が、拒否したデータの値をそのまま含む',
    'RST が、応答対象のパケットそのものの IP Identification を持っています。ファイアウォールやフィルターは、拒否するパケットから RST を作ります。ホストの RST は独自の番号を持ちます。',
    'サーバーの前にある侵入防御（IPS）またはアプリケーションフィルターを調べてください。',
    ({ resets, of, withWindow }) =>
      `${countOf(resets, of, 'RST', '個')}が、拒否したデータの IP Identification ${withWindow === 0 ? '' : 'とウィンドウ'}を持っています：そのパケットから作られたものです。`,
  ),
  'reset-says': inWords(
    'RST に理由が書かれている',
    'RST にはテキストを含めることができます（RFC 9293 §3.5.3）：ロードバランサーやファイアウォールは、拒否の理由をこのように示します。テキストは送られたとおりに表示しています。誰でも何でも書くことができます。',
    'ロードバランサーまたはファイアウォールのドキュメントで、このテキストを調べてください。',
    ({ texts, resets }) =>
      `${resetsText(resets)}に理由が書かれています：${texts.map((text) => `「${escapeText(text)}」`).join('、')}。`,
  ),
  'same-host': inWords(
    'クライアントとサーバーが同じホストである',
    'ホストが自分自身に送るパケットは、どのネットワークも通過しません：ルーターも、自身のパケットフィルター以外のファイアウォールも、それを見ることはありません。応答がないこと、またはリセットは、プログラムまたはそのフィルターによるものです。127.0.0.1 と ::1 は別々のアドレスであり、プログラムは一方だけで待ち受けることがあります。',
    'プログラムを調べてください：動作しているか、どのアドレスで待ち受けているか（ss -ltnp、netstat -ano）、プロキシ（docker-proxy、kubectl port-forward）の場合は、その背後で待ち受けているものがあるか。',
    ({ isLoopback, worksOnOther, isIpv4 }) => {
      const [own, other] = isIpv4 ? ['127.0.0.1', '::1'] : ['::1', '127.0.0.1'];
      const loopback = worksOnOther
        ? `${other} では同じポートが機能しています：プログラムは ${own} ではなく、そちらで待ち受けています。`
        : `${own} の動作は、${other} については何も示しません。`;
      return `クライアントとサーバーは同じホストです：その間にネットワークはなく、ネットワークのファイアウォールもありません。${isLoopback ? loopback : ''}`;
    },
  ),
  'reset-same-host': inWords(
    'クライアントとサーバーが同じホストである',
    'ホストが自分自身の接続を拒否しています：そのポートで待ち受けているサービスがありません。',
    'サービスを開始するか、ポートを修正してください。ホスト自身のファイアウォールも調べてください。',
    () => 'クライアントとサーバーは同じホストです：その間にネットワークはありません。',
  ),
  'reset-from-server-mac': inWords(
    'RST がサーバー自身のネットワークカードから来ている',
    'クライアントとサーバーは同じサブネットにあり、フレームの送信元は、ARP（IPv6：近隣探索）がサーバーのものとして示す MAC アドレスです：サーバー自身（またはその上のファイアウォール）が拒否しています。',
    'サーバーを調べてください：サービスは動作していますか。サーバー自身のファイアウォールが拒否していませんか。',
    ({ resets, isIpv4 }) =>
      `${resetsText(resets)}が、${isIpv4 ? 'ARP ' : '近隣探索'}の示すサーバー自身の MAC アドレスから来ています。`,
  ),
  'reset-within-host': inWords(
    'RST はクライアント自身のホスト上で作られている',
    'RST のフレームの送信元はクライアント自身の MAC アドレスですが、ほかのサーバーのパケットはルーターから来ています：RST はネットワーク上を流れていません。クライアント上のファイアウォールまたはセキュリティソフトウェアが、サーバーの名前で拒否しています。',
    'クライアント自身のファイアウォールとセキュリティソフトウェアを調べてください。',
    ({ resets }) =>
      `${resetsText(resets)}の送信元と宛先が同じ一つの MAC アドレスで、ほかのサーバーのパケットとは異なります：クライアント自身のホスト上で作られたものです。`,
  ),
  'udp-request-unanswered': inWords(
    'UDP リクエストを繰り返しても応答がない',
    'クライアントは、プロトコル上応答のあるリクエスト（IKE、NTP、SIP、RADIUS、Kerberos など。内容のバイトから識別）を送り、応答がないため再び送っています。DNS の場合と同様に、応答がないことは、リクエストまたは応答が途中でドロップされているか、サーバーが停止していることを意味します：稼働していてそのようなサービスのないホストは、ICMP でそう通知します。',
    'ファイアウォールで、そのサーバーへのこのプロトコルを双方向に許可してください：応答は、要求先のポートから来ます。ファイアウォールの外側でキャプチャすると、リクエストがそこから出ているかどうかが分かります。',
    (values) =>
      `${requestText(values)}。最長 ${duration(values.waited)}待っても応答は一つもありません。`,
  ),
  'udp-request-asked-once': inWords(
    '一度ずつ送られた UDP リクエストに応答がない',
    '応答が必要なリクエストに応答がありませんでしたが、再送されていません。パケットが一つ失われただけでも同じように見えるため、一つだけではほとんど証拠になりません。',
    'クライアントが再試行している間、より長くキャプチャし直してください。',
    (values) => `${requestText(values)}。最長 ${duration(values.waited)}待っても応答がありません。`,
  ),
  'fragments-unanswered': inWords(
    'IP フラグメントのリクエストには応答がなく、小さいリクエストには応答がある',
    'リクエストが一つのパケットには大きすぎるため、IP フラグメントで送られています（証明書を含む IKE_AUTH が代表的です）。何度送っても応答がありませんが、同じプロトコルの、一つのパケットに収まるリクエストには応答があります：途中のファイアウォール、NAT、またはプロバイダーがフラグメントをドロップしています。',
    'フラグメントを通過させるか、プロトコル側でフラグメントを避けてください：IKEv2 フラグメンテーション（RFC 7383）、より短い証明書チェーン、TCP または TLS 上の EAP、トンネルの MTU の縮小。',
    ({ protocol }) =>
      `${protocol} のリクエストのうち、一つのパケットに収まるものには応答があります：フラグメントで送られたものはドロップされています。`,
  ),
  'datagram-tunnel-unanswered': inWords(
    'DTLS トンネルには応答がなく、並行する TLS 接続は機能している',
    'VPN クライアント（AnyConnect、OpenConnect など）は、まず TCP 上の TLS を、次に速度のため同じサーバーへ UDP 上の DTLS を開きます。TLS 接続は機能していますが、DTLS ハンドシェイクは繰り返しても応答がありません：UDP が途中でドロップされています。トンネルは TLS に切り替わり、機能しますが、特に音声と動画では遅くなります。',
    'そのサーバーとポートへの UDP を許可してください。一部のネットワークだけで発生する場合は、そのネットワークのファイアウォールが原因です。',
    (values) =>
      `${requestText(values)}。最長 ${duration(values.waited)}待っても応答は一つもありませんが、同じサーバーの TCP ${values.port} への TLS は機能しています：トンネルは TCP のままです。`,
  ),
  'other-requests-answered': inWords(
    '一種類のリクエストにはまったく応答がなく、同じポートへのほかのリクエストには応答がある',
    '経路は開いており、サーバーも存在しますが、一種類のリクエスト、またはそのうち IP フラグメントになるものには、まったく応答がありませんでした。途中の何かが内容を調べているか（アプリケーションゲートウェイ）、大きさまたはフラグメントであることを理由にドロップしているか、サーバー自身がこの種類を無視しています。いずれの場合もパケットは同じに見えます。',
    '失敗したリクエストと成功したリクエストを比較してください：メソッド、長さ、ペイロード内のアドレス。サーバーでキャプチャしてください：そこに届いていれば、原因はサーバーです。',
    ({ message, isInFragments, answered }) =>
      `${isInFragments ? 'IP フラグメントの ' : ''}${message} には一つも応答がありませんでしたが、同じポートへの${count(answered, 'ほかのリクエスト', '件')}には応答がありました：途中の何かがドロップしているか、サーバーが無視しています。`,
  ),
  'server-may-ignore': inWords(
    'サーバーが要求元を知らない可能性がある',
    '一部のプロトコルでは、サーバーは知らない相手に応答しません：鍵の異なる WireGuard と OpenVPN、シークレット、コミュニティ、またはアドレスの異なる RADIUS と SNMP、未知のピアとの IKE です。これは、ドロップするファイアウォールと同じように見えます。',
    'サーバーのログを確認してください：リクエストが届いていれば、鍵、シークレット、コミュニティ、サーバーが想定するアドレスを比較してください。届いていなければ、ファイアウォールを調べてください。',
    ({ protocol }) =>
      `${protocol} のサーバーは、知らない相手（鍵、シークレット、アドレスが異なる）には応答しません。これも同じように見えます。`,
  ),
  'udp-answered-from-other-port': inWords(
    '要求先ではないポートから応答が来ている',
    'UDP のリクエストに応答がありますが、送り先とは別のサーバーのポートから来ています。ファイアウォールと NAT は、要求先のポートから来たものしか通過させず、ほとんどのクライアントはそれ以外を無視します：サーバーの前の NAT が応答の送信元ポートを書き換えているか、サーバーが別のソケットから応答しています。',
    'サーバーの前の NAT が応答の送信元ポートを維持するようにするか（ポート変換ではなく静的変換）、サーバーの応答を、クライアントが要求するポートから送るようにしてください。',
    ({ protocol, message, port, asked, answers, isIgnored, address }) =>
      `${protocol} ${message} への${count(answers, '応答', '件')}が、要求先ではない${address === null ? '' : ` ${formatAddress(...address)} の`}ポート ${port} から来ています。要求先はポート ${asked} でした。${isIgnored ? 'クライアントはそれでも要求を繰り返しています：この応答を受け入れていません。' : ''}`,
  ),
  'icmp-errors-limited': inWords(
    'サーバーは、ポートが閉じていることを一定の頻度でしか通知しない',
    'ホストが一定時間に送る ICMP エラーの数には限りがあります（Linux は一つのクライアントに対して一度に六個、その後は毎秒一個）。サーバーが一部の UDP ポートについて、閉じていることを毎回ではないが通知している場合、ほかのポートで応答がないのも、制限によりエラーが送られなかった閉じたポートかもしれません。一つのネットワークのアドレスは、一つのホストとして数えています。',
    '一度に一つのポートを、数秒の間隔を空けて試してください：閉じたポートであればそう通知されます。または、サーバーでサービスの有無を確認してください。',
    ({ errors, without }) =>
      `サーバーは、UDP ポートが閉じていることを ICMP で通知しています（${count(errors, 'エラー', '個')}）${without > 0 ? `が、これらのポートへの${count(without, 'データグラム', '個')}には通知していません` : ''}：エラーの数を制限している可能性があり、このポートも閉じている可能性があります。`,
  ),
  'media-one-way': inWords(
    '通話が片方向しか聞こえない',
    '通話の双方がメディアの受信先を示し（SIP の SDP）、一方は RTP を送っていますが、もう一方が送るはずの先には何も届いていません。ファイアウォールが通話を通過させ、そのメディアは通過させていないか（ポートは通話ごとに新しく取り決められます）、間に NAT があり、一方が、相手の到達できないアドレスを示しています。',
    '電話機またはプロバイダーが RTP に使用するポートの範囲を、双方向に許可してください。SDP のアドレスがプライベートで、相手が外部にある場合：STUN、セッションボーダーコントローラー、またはルーターの SIP ヘルパー（無効なら有効に、有効なら無効に）を検討してください。',
    ({ packets, lasted, address, port, isOutOfReach }) =>
      `${duration(lasted)}の間に ${count(packets, 'RTP パケット', '個')}が片方向に流れ、逆方向には一つもありません：通話が受信先とする ${formatAddress(...address)} のポート ${port} には何も届いていません。${isOutOfReach ? 'これはプライベートアドレスであり、相手側は到達できません。' : ''}`,
  ),
  'quic-unanswered-retransmits': inWords(
    'QUIC ハンドシェイクを繰り返しても応答がない',
    'クライアントは QUIC Initial（UDP、1,200 バイト以上）を送りますが、応答がありません。QUIC に対応するサーバーは必ず応答し、クライアントは、対応していると示されたサーバーにしか QUIC を試みません：応答がないことは、UDP が途中でドロップされているか、サーバーが QUIC の提供をやめたことを意味します。ブラウザーは TCP に切り替えるため、遅くはなりますが、ページは表示されます。',
    'サーバーへの UDP 443 を許可するか、そのままにしてください：HTTP/3 は TCP に切り替わります。多くのファイアウォールは QUIC を意図的にブロックしています。',
    ({ initials, attempts, waited, isHttp3, mayLackQuic, names }) => {
      const fallsBack = isHttp3 ? '。HTTP/3：ブラウザーは TCP に切り替えます' : '';
      const server = mayLackQuic
        ? 'サーバーは TCP では機能しています。QUIC に対応しているかどうかは分かりません。'
        : '';
      const asked = names.length > 0 ? `（${names.join('、')}）` : '';
      return `${attemptsText(attempts)}で送られた ${count(initials, 'QUIC Initial', '個')}${asked}に、最長 ${duration(waited)}待っても応答がありません${fallsBack}。${server}`;
    },
  ),
  'quic-server-name-filtered': inWords(
    'QUIC が、あるサーバー名では失敗し、同じサーバーの別の名前では機能する',
    'QUIC Initial に含まれるサーバー名は、途中の誰でも読むことができます（その鍵は公開されています、RFC 9001）。同じアドレスで、一つの名前の Initial にはまったく応答がなく、別の名前のものには応答があります：何かが名前を読んでドロップしています。',
    'ファイアウォールの URL フィルターまたは QUIC フィルターで、その名前を許可するか、そのままにしてください：ブラウザーは TCP に切り替えますが、同じ名前がそこでもブロックされている可能性があります。',
    ({ fails, works, initials }) =>
      `${fails} への ${count(initials, 'Initial', '個')}に応答がありませんでしたが、このサーバーでは ${works} は QUIC で機能しています。`,
  ),
  'quic-refused': inWords(
    'サーバーが QUIC ハンドシェイクを拒否している',
    'まさにこの接続の鍵を使った、Initial 内の CONNECTION_CLOSE が、サーバーが先に進まないことと、その理由（RFC 9000 §20.1。0x100 以降は TLS のアラート）を示しています。何もドロップされていません：応答したものは Initial を読んでいます。',
    'サーバー自身のログを確認してください：その名前を提供していない、プロトコル（ALPN）またはバージョンに対応していない、またはサーバーが混雑している可能性があります。',
    ({ connections, errors, serverName }) => {
      const asked = serverName === null ? '' : `${serverName} への `;
      return `${asked}${count(connections, 'QUIC 接続', '件')}が、サーバーの最初の応答にある CONNECTION_CLOSE で終了しました：${errors.map(errorName).join('、')}。`;
    },
  ),
  'quic-refused-elsewhere': inWords(
    '途中の何かが QUIC ハンドシェイクを拒否している',
    'Initial 内の CONNECTION_CLOSE は、クライアント自身のパケットから作られる鍵で保護されており、そのパケットは途中の誰でも読むことができます（RFC 9001 §5.2）。これらが通過したルーターの数は、サーバーのほかのパケットと異なるか、サーバーは遠いのにゼロです：途中の何かがサーバーの名前で送ったものです。',
    'クライアントとサーバーの間のファイアウォールまたはプロキシを調べてください：このサーバー名と QUIC について、どのように記録しているか。',
    ({ connections, errors, serverName, close, server }) => {
      const asked = serverName === null ? '' : `${serverName} への `;
      return `${asked}${count(connections, 'QUIC 接続', '件')}が、最初の応答にある CONNECTION_CLOSE で終了しました：${errors.map(errorName).join('、')}。これは ${before(wayText(close))}で、${server === null ? 'ほかのサーバーのものはルーターを通過しています' : `サーバーのほかのパケットは ${before(wayText(server))}です`}。`;
    },
  ),
  'quic-part-unanswered': inWords(
    '一部の QUIC ハンドシェイクに応答がなく、同じサーバーのほかのものは機能する',
    'クライアントは、遅くとも 1 秒後に、次にその倍の時間の後に Initial を再送します（RFC 9002 §6.2.2）：偶然が失わせるのは個々のパケットで、ほかが通過する中で一つのハンドシェイクのすべてを失わせることはありません。何かがこれらの Initial を読んでいるか、ロードバランサーの背後のサーバーが停止しているか、経路が切れている可能性がありますが、これほど少数ではどれかは分かりません。クライアントが先に進んだハンドシェイクは数えていません：その応答はキャプチャにないだけで、クライアントは受け取っています。',
    '失敗したハンドシェイクと成功したものを比較してください：サーバー名、Initial の長さ、送信元ポート、時刻。開始時点からパケット全体を含むキャプチャであれば、名前が分かります。',
    ({ silent, tries, handshakes, serverName }) => {
      const asked = serverName === null || silent > 1 ? '' : `（${serverName}）`;
      const each = silent > 1 ? 'それぞれ ' : '';
      return `${countOf(silent, handshakes, 'QUIC ハンドシェイク', '件')}${asked}には、${each}${Number(tries.toPrecision(2))} 回試みても応答がありませんでした。ほかのものは機能しています。`;
    },
  ),
  'quic-version-negotiation': inWords(
    'サーバーの QUIC のバージョンがクライアントと異なる',
    'Version Negotiation パケットは完全な応答です：サーバーは存在し、QUIC に対応していますが、クライアントが求めたバージョンには対応していません（RFC 9000 §6）。',
    'クライアントまたはサーバーを更新してください。HTTP/3 は TCP に切り替わります。',
    ({ connections }) =>
      `${count(connections, 'QUIC 接続', '件')}に対して Version Negotiation だけが返ってきており、ほかには何もありません。`,
  ),
  'udp-unanswered': inWords(
    'UDP パケットに応答がない',
    '何も返ってきていません。UDP 上の多くのプロトコル（ログ、ストリーミング、検出）は応答しないため、これはドロップの証拠にはなりません。',
    'そのプロトコルが応答するものかどうかを確認してください。',
    ({ packets, waited }) =>
      `${packetsText(packets)}に、最長 ${duration(waited)}待っても応答がありません。UDP のプロトコルがすべて応答するわけではありません。`,
  ),
  'service-answered': inWords(
    'サービスが応答している',
    'リクエストに応答があり、やり取りが続きました：ネットワークはこれを通過させています。',
    'それでもアプリケーションが失敗する場合は、ネットワークより上位を調べてください：証明書、ログイン、プロキシ。',
    ({ answered, attempts, isTcp, fastest }) => {
      if (attempts === 0) return 'キャプチャの開始前に開かれた接続で、データが返ってきました。';
      if (answered === 0) {
        return isTcp
          ? '開始時点がキャプチャにない接続で、データが返ってきました。'
          : 'キャプチャにないリクエストに対して、応答が返ってきました。';
      }
      const delay = fastest === null ? '' : `（最短で ${duration(fastest)}後）`;
      return `${countOf(answered, attempts, isTcp ? '接続' : 'リクエスト', '件')}に応答がありました${delay}。`;
    },
  ),
  'port-open': inWords(
    'ポートは開いているが、何も要求されていない',
    'ハンドシェイクは完了し、クライアントは何も送らずに接続を終了しています。ポートのプローブ（`nc -z`、`Test-NetConnection`、ロードバランサー）がこのように動作します。アドレスとポートは開いていますが、背後のサービスが機能しているかどうかは試されていません。',
    'サービスが応答するかどうかを見るには、アプリケーション自身の動作をキャプチャしてください。',
    ({ connections }) =>
      `ハンドシェイクが完了した${connectionsText(connections)}を、クライアントは何も要求せずに終了しました：ポートは開いています。`,
  ),
  'exchange-unfinished': inWords(
    '接続は受け入れられたが、その結果がキャプチャに示されていない',
    'ハンドシェイクまたはやり取りの一部はありますが、クライアントが受け取った応答も、失敗もありません：キャプチャが終わっているか、フィルターが残りを除外しています。',
    'フィルターなしで、最初の試行の前から、その後 30 秒以上経つまでキャプチャし直してください。',
    ({ connections }) =>
      `${connectionsText(connections)}について、キャプチャには、クライアントが受け取った応答も、失敗も示されていません。`,
  ),
  'roles-unclear': inWords(
    'どちら側がサービスかが分からない',
    '接続はキャプチャの前に始まっており、両方のポートが、システムが自動的に選ぶものか、どちらも既知のサービスのものではありません：どちらの側が要求された側であってもおかしくありません。データが通ったこと、または通らなかったことは、どちらであっても事実です。レポートは、小さいほうのポートをサービスのものとし、失敗していること以上は述べません。FTP のデータ接続やコールバック（NFS）がこのように見えます。',
    '接続の開始前から（SYN があれば、どちらが要求しているかが分かります）、または FTP の制御接続を含めてキャプチャしてください。',
    ({ connections }) =>
      `${connectionsText(connections)}は、キャプチャの前に、どちらもサービスのものであり得る二つのポートの間で始まっています：どちら側がサービスかは分かりません。`,
  ),
  'server-half-only': inWords(
    'キャプチャにはサーバーが送ったものしかない',
    'サーバーのパケットだけがあります：クライアントが何を送り、そのうち何が失われたかは、キャプチャに示されていません。',
    'クライアント自身のインターフェースで、フィルターなしでキャプチャし、両方向を確認してください。',
    ({ connections }) =>
      `${count(connections, '接続または応答', '件')}について、キャプチャにはクライアントが送ったものがまったくありません。`,
  ),
  'handshake-completed': inWords(
    'TCP ハンドシェイクは完了している',
    'SYN と SYN/ACK は通過しているため、アドレスとポートは開いていますが、その後のものが通過していません。',
    '接続の内容を読むフィルターを調べてください。',
    ({ connections, handshakes }) =>
      `${HANDSHAKES_OPEN[handshakes]}${connectionsText(connections)}：アドレスとポートは開いています。`,
  ),
  'client-acknowledges': inWords(
    'キャプチャにないものにクライアントが確認応答している',
    '片方向しかキャプチャされていませんが、クライアントは接続を続けています：応答は届いていますが、キャプチャにはありません。拒否があったとしても、同様に含まれません。',
    'クライアント自身のインターフェースでキャプチャし、両方向を確認してください。',
    ({ connections }) =>
      `${connectionsText(connections)}で、キャプチャにはサーバーのパケットがありませんが、クライアントは通信を続けています：応答は届いています。`,
  ),
  'dns-servfail': inWords(
    'DNS サーバーが SERVFAIL で応答している',
    'サーバーには到達できますが、名前を解決できませんでした。',
    'DNS サーバーの運用者に問い合わせてください。クライアントとサーバーの間のファイアウォールの問題ではありません。',
    ({ responses }) =>
      `${responseCodeName(RCODE_SERVER_FAILURE)} の${count(responses, '応答', '件')}。`,
  ),
  'dns-refused': inWords(
    'DNS サーバーが REFUSED で応答している',
    'サーバーには到達できますが、ポリシーにより、このクライアントまたはこの名前への回答を断っています。',
    'サーバーのアクセスルールで、このクライアントのアドレスを確認してください。',
    ({ responses }) => `${responseCodeName(RCODE_REFUSED)} の${count(responses, '応答', '件')}。`,
  ),
  'works-again': inWords(
    'しばらく機能せず、その後は機能している',
    '拒否された、または応答のなかった試行はすべてまとまっており、その後はサービスが応答しています：サービスが起動または再起動したか、回線が復旧しました。そのときの問題は終わっています。',
    '今行うべきことはありません。原因は、その時刻のサーバーまたはファイアウォールのログで分かります。',
    ({ from, to, isAfterAnswers }) =>
      `${isAfterAnswers ? 'しばらくの間' : '初めは'}機能しませんでしたが（フレーム ${from}～${to}）、その後は機能しています：再起動されたか、再び通過するようになりました。`,
  ),
  'late-answers': inWords(
    'クライアントがあきらめた後に応答が届いた',
    'クライアントは、遅れて届いた応答を ICMP port unreachable で拒否しました：サービスは遅いだけで、ブロックされてはいません。',
    '途中またはサーバーでの遅延を調べてください。',
    ({ answers }) =>
      `クライアントが待ち受けをやめた後に、${count(answers, '応答', '件')}が届きました（クライアント自身からの ICMP）。`,
  ),
  'others-answer': inWords(
    '同じキャプチャでほかのサービスが応答している',
    'クライアントのネットワークは全体として機能しており、機能していないのはこの宛先だけです。',
    'ネットワークの障害ではなく、この宛先に対するルールを調べてください。',
    ({ servers }) =>
      `同じキャプチャで、${count(servers, 'ほかのサーバー', '台')}が応答しています。`,
  ),
  'nothing-answers': inWords(
    'キャプチャでは何も応答していない',
    'どのサーバーもまったく応答していません：ネットワークが停止しているか、片方向しかキャプチャされていない可能性があります。',
    'PC がオンラインであることを確認し、PC が使用しているインターフェースでキャプチャしてください。',
    () => 'このキャプチャでは、ほかのどのサーバーもまったく応答していません。',
  ),
  'server-answers-elsewhere': inWords(
    '同じサーバーが別のポートで応答している',
    'サーバーは稼働しており、到達できます：機能していないのはこのポートまたはプロトコルだけです。',
    'このポートに対するルールを調べてください。',
    ({ isTcp, port }) => `同じサーバーが ${isTcp ? 'TCP' : 'UDP'} ${port} では応答しています。`,
  ),
  'smb-port-answers': inWords(
    'クライアントは SMB のもう一方のポートで応答を得ている',
    'SMB のポートは TCP 445 と、NetBIOS 上で動作する場合の TCP 139（RFC 1002）です。クライアントは両方を同時に、または続けて試し、応答したほうを使います。NetBIOS を使わないサーバーは TCP 139 を拒否するか応答せず、NetBIOS を閉じるファイアウォールも同様です。それで困る人はいません。',
    '何もする必要はありません。NetBIOS を必要とするプログラムがある場合は、サーバーで有効にするか、TCP 139 を許可してください。',
    ({ connections }) =>
      `同じサーバーの TCP 445 はこのクライアントに応答しています（接続 ${connections} 件）：SMB はそちらで続きます。`,
  ),
  'other-version-answers': inWords(
    '同じ名前が、もう一方の IP バージョンでは応答する',
    'IPv6 で応答のないものが、（DNS または TLS に示された）同じ名前で、IPv4 では応答しています。逆の場合もあります：サービスは稼働しています。少し間を置いて両方を試すクライアント（Happy Eyeballs、RFC 8305）では、利用者はそれに気付きません。ファイアウォールのルールと経路の欠落は、この点で同じように見え、そのバージョンで待ち受けずに応答もしないサーバーも同様です。',
    'ファイアウォールでこの IP バージョンをもう一方と同じように許可するか、その経路を修正してください。または、応答しないアドレスを DNS から削除してください。',
    ({ name, version, tries, within }) =>
      `${name} は ${version} では応答しています${tries === 0 ? '' : `（クライアントは ${duration(within)}以内にこちらへ切り替えています：${times(tries)}）`}。`,
  ),
  'outside-silent': inWords(
    '外部から何も届かなくなっている',
    'ある時点から、外部のどのサーバーからもパケットが届いていません。複数のサーバーに要求または送信しており、その一部はそれまで機能していました：すべてに共通するもの、つまりアップリンク、またはそこまでの経路が失われています。これらのサーバーに対するルールではありません。',
    'その時刻のアップリンクを調べてください：ルーターのログ、プロバイダー、その下にある VPN や Wi-Fi です。',
    ({ since, lasted, isOver, servers, worked }) =>
      `最初のパケットの ${duration(since)}後から ${duration(lasted)}の間${isOver ? '' : '（キャプチャの終わりまで）'}、外部から何も届いていません。その間に外部の${count(servers, 'サーバー', '台')}に要求または送信しており、そのうち ${worked} 台はそれまで機能していました。`,
  ),
  'neighbor-there': inWords(
    'サーバーは同じリンク上に存在している',
    'ホストは ARP または近隣探索に応答しますが、要求には応答しません：ホスト自身のファイアウォールがドロップしているか（Windows のものは何も返しません）、クライアントへの戻りの経路がありません。間にほかのファイアウォールはありません。',
    'サーバー自身のファイアウォールと経路を調べてください。',
    ({ isIpv4 }) =>
      `サーバーはクライアントと同じリンク上にあり、${isIpv4 ? 'ARP ' : '近隣探索'}に応答しています：サーバー自身のファイアウォールがドロップしているか、戻りの経路がありません。`,
  ),
  'known-service': inWords(
    'このサービスを提供することが知られているアドレス',
    '製品のベンダーが、このアドレスとポートで、このサービスをすべての利用者に提供しています。',
    'したがって、拒否または応答がないことは、サーバー自身によるものとは考えにくいです。',
    ({ value, title }) =>
      `${value} は、このポートでの既知の${behind(before(products(title)))}サーバーです。`,
  ),
  'port-assumed': inWords(
    '一覧にポートが示されていない',
    'DNS サーバーのポートは、プロトコルの標準のものと見なしています：別のポートへの問い合わせと、それに対するルールは区別できません。',
    'Destination Port の列を含めてエクスポートするか、キャプチャを送ってください。',
    ({ port }) =>
      `一覧にはこのサーバーのポートが示されていません：${port} と見なしていますが、複数のポートである可能性もあります。`,
  ),
  'port-assumed-mixed': inWords(
    '一覧にポートが示されておらず、一部の問い合わせに応答がない',
    '一部の問い合わせには応答があり、ほかにはありません：後者は、サーバーの、すべてが失われている別のポートに送られた可能性があります。',
    'Destination Port の列を含めてエクスポートするか、キャプチャを送ってください。',
    ({ queries, unanswered }) =>
      `${queriesText(queries)}のうち ${unanswered} 件に応答がありませんでした：応答のあったものとは別のポートに送られた可能性があります。`,
  ),
  'answerer-unknown': inWords(
    '誰が応答しているかが一覧に示されていない',
    '応答の TTL がなければ、遠くの DNS サーバーと、その代わりに応答する、より近くのものとを見分けられません。',
    'TTL の列（`ip.ttl`、`ipv6.hlim`）を含めてエクスポートするか、キャプチャを送ってください。',
    () => '一覧には応答の TTL が示されていません：サーバーより近くの何かが送った可能性があります。',
  ),
  'flags-not-shown': inWords(
    'テキストに TCP のフラグが示されていない',
    'パケットが両方向に流れたことだけでは、接続が受け入れられたのか、拒否されたのか、リセットされたのかは分かりません：`tcpdump -q` はフラグを省きます。',
    '`-q` なしで出力し直すか、キャプチャを送ってください。',
    ({ connections }) =>
      `テキストには${connectionsText(connections)}のフラグが示されていません。tcpdump -q はフラグを省きます：-q なしで出力し直してください。`,
  ),
  'ports-not-shown': inWords(
    'これらのホストがどのポートで通信しているかが一覧に示されていない',
    '両者の間で一つのプロトコルのパケットが流れていますが、一覧にはそのポートがありません：どのサービスが何度要求され、何が何に応答しているかは、誰にも分かりません。',
    'Source Port と Destination Port の列を含めてエクスポートするか、キャプチャを送ってください。',
    ({ packets }) =>
      `一覧には両者の間の${packetsText(packets)}が示されていますが、ポートはありません：どのサービスが要求され、応答があったかどうかは分かりません。Source Port と Destination Port の列を含めてエクスポートしてください。`,
  ),
  'reset-way-not-shown': inWords(
    'リセットがどのくらい遠くから来たかがテキストに示されていない',
    'クライアントのデータが応答を待つ間に接続がリセットされたか、ほかの接続が機能した後に拒否されました。サーバーによる場合も、途中の何かがサーバーの名前で行った場合もあります：それを示す TTL が、このテキストにはありません。',
    'TTL を含めて出力するか（`tcpdump -v`、TTL の列）、キャプチャを送ってください。',
    ({ resets }) =>
      `機能した後に${count(resets, 'リセット', '件')}が届きましたが、サーバーが送ったものかどうかを示す TTL がありません：tcpdump -v で出力してください。`,
  ),
  'first-data-not-shown': inWords(
    '何が拒否されたかがテキストに示されていない',
    'クライアントの最初のデータに RST が返ってきました。ClientHello を読むフィルターも、その名前を知らないサーバーもこのように動作します。それが何であったかは、バイト列からしか分かりません。',
    'バイト列を含めて出力するか（`tcpdump -xx`、`tshark -x`）、キャプチャを送ってください。',
    ({ connections }) =>
      `リセットされたときに${connectionsText(connections)}が何を運んでいたかは示されていません：tcpdump -xx で出力してください。`,
  ),
  'answer-not-accepted': inWords(
    'サーバーの最初の応答の直後に、クライアントが接続を終了している',
    'クライアントは、アラートの長さ程度のものしか送らずに接続を終了しました：TLS を復号するファイアウォールの背後のように、受け取った証明書を受け入れないクライアントがこのように動作します。誰の証明書であったかは、バイト列からしか分かりません。',
    'バイト列を含めて出力するか（`tcpdump -xx`、`tshark -x`）、キャプチャを送ってください。',
    ({ some, of }) =>
      `${countOf(some, of, '接続', '件')}で、クライアントはサーバーの最初の応答の直後に接続を終了していますが、誰の応答であるかを示すバイト列がありません：tcpdump -xx で出力してください。`,
  ),
  'page-way-not-shown': inWords(
    'ページがどのくらい遠くから来たかがテキストに示されていない',
    '平文の HTTP がリダイレクトまたは拒否されました：サーバーによるものか、途中でサーバーの名前で応答するポータルまたはフィルターによるものです。それは、TTL とリダイレクト先から分かります。',
    'TTL を含めて出力するか（`tcpdump -v`）、キャプチャを送ってください。',
    ({ status, pages }) =>
      `ステータス ${status} の${count(pages, 'ページ', '件')}がありますが、サーバーが送ったものかどうかを示す TTL がありません：tcpdump -v で出力してください。`,
  ),
  'alert-way-not-shown': inWords(
    'TLS アラートがどのくらい遠くから来たかがリストに示されていない',
    'TLS ハンドシェイクが致命的アラートで拒否されました：サーバーによるものか、途中でサーバー名を読み取り、その代わりに応答するフィルターによるものです。それは TTL から分かります。',
    'TTL を含めて出力するか（`tshark -V`、TTL の列）、キャプチャを送ってください。',
    ({ alerts }) =>
      `${count(alerts, 'アラート', '件')}がありますが、サーバーが送ったものかどうかを示す TTL がありません。`,
  ),
  'answers-sooner-than-servers': inWords(
    'DNS の応答が、ほかのサーバーではあり得ないほど早く届いている',
    '近くの何かが、問い合わせ先のサーバーの代わりに応答している可能性も、サーバー自身が近くにある可能性もあります：それを示す TTL が、このテキストにはありません。',
    'TTL を含めて出力するか（`tcpdump -v`、TTL の列）、キャプチャを送ってください。',
    ({ fastest, others }) =>
      `最も早い応答は ${duration(fastest)}で届きましたが、外部のほかのサーバーは最も近いものでも ${duration(others)}かかります。誰が応答しているかを示す TTL はありません：tcpdump -v で出力してください。`,
  ),
  'names-all-denied': inWords(
    'DNS サーバーがすべての名前を否定し、どのくらい遠くから来たかがテキストに示されていない',
    'どの応答も、その名前は存在しないとしています。途中でサーバーの代わりをするものがこのように応答します。それを示す TTL が、このテキストにはありません。',
    'TTL を含めて出力するか（`tcpdump -v`、TTL の列）、キャプチャを送ってください。',
    ({ answers }) =>
      `${count(answers, '応答', '件')}すべてが、その名前は存在しないとしていますが、サーバーが送ったものかどうかを示す TTL がありません：tcpdump -v で出力してください。`,
  ),
  'requests-not-shown': inWords(
    'UDP で何が要求されたかがテキストに示されていない',
    '応答のあるデータグラムと、ないデータグラムがあります：一種類のリクエストがまったく通過していない可能性があります。または、応答したものがリゾルバーの名前で応答した可能性があります。それらが何であるかは、バイト列からしか分かりません。',
    'バイト列を含めて出力するか（`tcpdump -xx`、`tshark -x`）、キャプチャを送ってください。',
    ({ some, of }) =>
      `${countOf(some, of, '通信', '件')}が何を運んでいたかは示されておらず、失敗した可能性があります：tcpdump -xx で出力してください。`,
  ),
  'answers-not-shown': inWords(
    'UDP の短い応答の内容がテキストに示されていない',
    'QUIC のポートで、クライアントはハンドシェイクと同じ長さのデータグラムで開始しましたが、返ってきたものはすべて、ハンドシェイクの受け入れに必要な長さより短いものでした（RFC 9000 §14.1）：サーバーが拒否した可能性があります。',
    'バイト列を含めて出力するか（`tcpdump -xx`、`tshark -x`）、キャプチャを送ってください。',
    ({ conversations }) =>
      `${count(conversations, '通信', '件')}の応答は、QUIC ハンドシェイクの受け入れには短すぎ、そのバイト列は示されていません：tcpdump -xx で出力してください。`,
  ),
  'silence-not-timed': inWords(
    '応答がどのくらいの時間なかったかがテキストに示されていない',
    '時刻のないテキストで、要求の一部に応答がないか、クライアントが受け取った応答がありません：応答がなかったのか、まだ届いていなかっただけなのかは、時刻からしか分かりません。',
    '時刻を含めて出力するか（`-t` なしの `tcpdump`）、キャプチャを送ってください。',
    ({ some, of }) =>
      `${countOf(some, of, 'やり取り', '件')}の応答がテキストになく、どのくらいの時間なかったかを示す時刻もありません：時刻を含めて出力してください。`,
  ),
  'delay-not-timed': inWords(
    '応答がどのくらい早く届いたかがテキストに示されていない',
    'サーバーの代わりをするものは、サーバーではあり得ないほど早く応答します。タイマーによるリセットは、応答対象に見えるものの数秒後に届きます。どちらであるかは、時刻からしか分かりません。',
    '時刻を含めて出力するか、キャプチャを送ってください。',
    ({ answers }) =>
      `時刻のないテキストに${count(answers, '応答', '件')}がありますが、サーバーのものかどうかを示す時刻がありません：時刻を含めて出力してください。`,
  ),
  'order-not-timed': inWords(
    'リセットの後にデータがあり、どのくらい後かがテキストに示されていない',
    '送信途中だったものは、リセットの直後に届きます。それより後に届くデータは、リセットと矛盾します：別のものがリセットを送っています。どちらであるかは、時刻からしか分かりません。',
    '時刻を含めて出力するか、キャプチャを送ってください。',
    ({ packets }) =>
      `時刻のないテキストで、同じ側のリセットの後にデータの${packetsText(packets)}がありますが、送信途中だっただけかどうかを示す時刻がありません：時刻を含めて出力してください。`,
  ),
  'refusal-not-told': inWords(
    '最後の応答より後の ICMP エラーが、何についてのものか示されていない',
    'サービスは応答した後、応答しなくなり、それに関するものかもしれないエラーが届きました。',
    'エラーが引用している内容を含めて出力するか（`tcpdump -v`）、キャプチャを送ってください。',
    ({ errors }) =>
      `最後の応答より後に${count(errors, 'ICMP エラー', '個')}が届きましたが、何についてのものか示されていません：tcpdump -v で出力してください。`,
  ),
  'capture-ends-too-soon': inWords(
    '応答が届き得る前にキャプチャが終わっている',
    '最後の試行からの時間が、クライアントが再試行するまでの時間より短くなっています：応答がないことからは何も言えません。',
    '失敗の後 30 秒以上続けて、キャプチャし直してください。',
    ({ attempts }) =>
      `${count(attempts, '試行', '件')}の後、キャプチャの終了が早すぎます：応答はその後に届いた可能性があります。`,
  ),
  'capture-first-fragments': inWords(
    '応答のうち最初の IP フラグメントしかない',
    '大きな応答は複数の IP フラグメントに分かれて届きますが、キャプチャには最初のものしかありません。二番目以降のフラグメントにはポート番号がありません：フラグメントをドロップするファイアウォールはそれらをドロップし、ポートによるキャプチャフィルターはそれらを除外します。',
    'ポートによるフィルターなしでキャプチャしてください。それでもフラグメントがない場合は、IP フラグメントを通過させるか、クライアントに小さい応答（`dig +bufsize=1232`）または TCP での応答を求めさせてください。',
    ({ answers }) =>
      `${count(answers, '応答', '件')}について、キャプチャには最初の IP フラグメントしかありません：残りはドロップされたか、キャプチャフィルターで除外されています。`,
  ),
  'capture-many-connections': inWords(
    '同時に開いていた接続が、追跡できる数を超えている',
    'ほかの接続のために場所を空けるため、応答が届き得る前に試行の追跡をやめる必要がありました：応答があったかどうかは分かりません。',
    'まず、対象のクライアントまたはサーバーだけにキャプチャを絞ってください（フィルターを指定した `tcpdump -r` または `editcap`）。',
    ({ attempts }) =>
      `同時に開いていた接続が、追跡できる数を超えています：${count(attempts, '試行', '件')}に応答があったかどうかは分かりません。`,
  ),
  'capture-incomplete': inWords(
    'トラフィックの多くが欠けている',
    'キャプチャが失ったパケットが多すぎるため、応答したものがあっても、そのほかに失敗したものがあるかどうかはほとんど分かりません。',
    '処理が追い付くホストまたはポートでキャプチャし直してください：より大きいバッファー、クライアントに絞ったキャプチャフィルター、レートを超えないミラーポート。',
    (loss) => captureLossText(loss),
  ),
  'capture-filtered': inWords(
    'フィルターが、データを運ぶものだけを通している',
    'キャプチャのどの接続にも、SYN、データのない確認応答、FIN がありません：これらは除外されており、拒否も除外された可能性があります。',
    'フィルターなしでキャプチャし直してください。',
    () =>
      'キャプチャにはデータを含むパケットしかありません：接続を拒否するものも、一緒に除外された可能性があります。',
  ),
  'capture-lost-packets': inWords(
    'キャプチャ中にパケットが失われている',
    'キャプチャしたホストの統計が示すように、またはキャプチャにないデータへの確認応答が示すように、パケットが失われています：応答は届いたのに記録されなかった可能性があります。それでも、要求を繰り返すクライアントには応答がありませんでした。',
    'キャプチャフィルターとより大きいバッファーを使用するか、より高速なホストでキャプチャし直してください。',
    (loss) => `${captureLossText(loss)}応答がその中に含まれている可能性があります。`,
  ),
  'capture-one-way': inWords(
    'キャプチャには片方向しか示されていない',
    '片側のパケットがないのに、接続が続いています：片方向だけが通過する場所でキャプチャされています。',
    'クライアント自身のインターフェースでキャプチャしてください。',
    ({ connections, of }) =>
      `${countOf(connections, of, '接続', '件')}は、片方向しか示されていません。`,
  ),
  'capture-cut-short': inWords(
    'パケットがポートより前で切り詰められている',
    'スナップ長により一部のパケットがごくわずかしか残っておらず、どの通信のものか分かりません：応答がその中に含まれている可能性があります。',
    'より大きいスナップ長（`-s 0`）、または 96 バイト以上でキャプチャし直してください。',
    ({ packets }) =>
      `${packetsText(packets)}が短く切り詰められており、どの通信のものか分かりません：応答がその中に含まれている可能性があります。`,
  ),
  'capture-clock-jumped': inWords(
    '時計が飛んだか、ホストがスリープした',
    '応答を待っている間の通信の途中で、タイムスタンプが戻っているか、数分間飛んでいます。その時間は無応答とは見なしませんが、その間に応答が届いた可能性があります。',
    'ホストがスリープせず、時計も変更されない状態で、キャプチャし直してください。',
    ({ jumpsBack, pauses, longestPause }) => {
      const parts = [
        ...(jumpsBack > 0 ? [`時計が ${times(jumpsBack)}戻っています`] : []),
        ...(pauses > 0
          ? [
              `最長 ${duration(longestPause)}にわたって何もキャプチャされていません（ホストがスリープ？）`,
            ]
          : []),
      ];
      return `応答を待っている間に、${parts.join('。また、')}。その時間は数えていません。`;
    },
  ),
  'capture-exported': inWords(
    'キャプチャが、エクスポートされたパケット一覧である',
    '誰かが一覧の行を選んでおり、多くの場合は表示フィルターによるものです：応答、リセット、ICMP エラーが除外された可能性があります。そのため、一覧で何度応答がなくても、それは可能性が高いという以上のものではありません。',
    'キャプチャそのもの（pcapng）を送ってください：すべてのパケットの全体が含まれています。',
    () =>
      'これはエクスポートされたパケット一覧です：応答がフィルターで除外された可能性があります。',
  ),
  'capture-errors-not-told': inWords(
    '一覧の ICMP エラーが、何についてのものか示されていない',
    'パケット一覧の行には、どのエラーが誰に届いたかは示されますが、どのパケットを引用しているかは示されません：クライアントが要求したどのサービスについてのものでもあり得ます。',
    'キャプチャそのものを送るか、引用内容を含む `tshark -T json` でエクスポートしてください。',
    ({ errors }) =>
      `このクライアントへの ${count(errors, 'ICMP エラー', '個')}が何についてのものか、一覧には示されていません：応答がないように見えるものが、拒否されていた可能性があります。`,
  ),
  'capture-exported-one-way': inWords(
    'エクスポートされた一覧が片方向だけである可能性がある',
    '一覧にサーバーからの行がなく、クライアントは、応答のないクライアントのようには要求を繰り返していません：片方向のフィルター（`ip.dst == …`、`dns.flags.response == 0`）でも同じ結果になります。',
    '`ip.addr == …` のような両方向のフィルターで、エクスポートし直してください。',
    () =>
      'このエクスポートされた一覧には、このサーバーからの行がなく、クライアントもすぐには要求を繰り返していません：片方向だけの一覧である可能性があります。',
  ),
  'capture-no-answers': inWords(
    'キャプチャにこの種類の応答がまったくない',
    'キャプチャ全体で、SYN（または DNS クエリ）に応答するサーバーが一つもなく、クライアントは、応答のないクライアントのようには要求を繰り返していません：応答を除外するフィルター（`!tcp.flags.ack`、`dns.flags.response == 0`）を使うと、機能しているサービスも同じように見えます。',
    'フィルターなしで、または両方向のフィルター（`ip.addr == …`）で、キャプチャまたはエクスポートしてください。',
    ({ kind, port }) => {
      const who =
        kind === 'tcp'
          ? 'TCP で応答するサーバーが一つもなく'
          : kind === 'udp'
            ? 'UDP で応答するサーバーが一つもなく'
            : port === null
              ? 'おそらくこのポートで DNS クエリに応答するサーバーが一つもなく'
              : `ポート ${port} で DNS クエリに応答するサーバーが一つもなく`;
      return `キャプチャ全体で、${who}、クライアントもすぐには要求を繰り返していません：応答がフィルターで除外された可能性があります。`;
    },
  ),
  'capture-short-packets': inWords(
    'キャプチャに短いパケットしかない',
    '応答ほど長いパケットがありませんが、クライアントはデータに確認応答しているか、応答のないクライアントのようには要求を繰り返していません：長さのフィルター（`frame.len < 80`、`tcp.len == 0`）でも同じ結果になります。',
    '長さのフィルターなしで、キャプチャまたはエクスポートしてください。',
    ({ longest, isAcknowledged }) => {
      const what = `キャプチャには ${times(longest, 'バイト')}を超えるパケットがありません`;
      return isAcknowledged
        ? `${what}が、含まれていないデータへの確認応答があります：それより長いもの（応答を含む）が除外されています。`
        : `${what}。クライアントもすぐには要求を繰り返していません：応答がその長さによってフィルターで除外された可能性があります。`;
    },
  ),
  'capture-no-repeats': inWords(
    'クライアントが、応答のないクライアントのようには要求を繰り返していない',
    '応答のないクライアントは、数秒以内に、または同じ ID で DNS クエリを再送します。時々新しく問い合わせるだけのクライアントは、応答を受け取っており、それがフィルター（`!(ip.src == …)`）で除外されている可能性が十分にあります。',
    'フィルターなしで、または両方向のフィルター（`host …`）でキャプチャしてください。',
    ({ queries }) =>
      `${queriesText(queries)}のどれも、応答のないクライアントのようにすぐには再送されていません：応答がフィルターで除外された可能性があります。`,
  ),
};

/** What was seen of an endpoint, as a sentence with its values. */
export function evidenceText<Code extends EvidenceCode>({
  code,
  values,
}: Pick<Observation<Code>, 'code' | 'values'>): string {
  return evidence[code].text(values);
}

/** 「64」「64～128」. */
function range({ minimum, maximum }: Spread): string {
  return minimum === maximum ? `${minimum}` : `${minimum}～${maximum}`;
}

function askedText({ queries, asked, hasOthers }: DnsUnanswered): string {
  const names = asked.map(({ type, name }) => `${typeName(type)} ${name || '<Root>'}`);
  const what = names.length === 0 ? '' : `（${names.join('、')}${hasOthers ? ' ほか' : ''}）`;
  return `${queriesText(queries)}${what}${names.length === 0 && hasOthers ? 'ほか' : ''}`;
}

function requestText({
  protocol,
  message,
  sends,
  requests,
  fragmented,
}: RequestsUnanswered): string {
  const anew = requests > 1 ? `（リクエスト ${times(requests, '件')}）` : '';
  const pieces = fragmented > 0 ? '、IP フラグメント' : '';
  return `${protocol} ${message} を${sends === 1 ? '一度' : ` ${times(sends)}`}送信${anew}${pieces}`;
}

function portalClueText(clue: PortalClue, networks: number): string {
  switch (clue) {
    case 'status-511':
      return 'ステータス 511「network authentication required」';
    case 'to-private-address':
      return 'ローカルネットワークのアドレスへの誘導';
    case 'portal-test':
      return 'OS 自身のポータル検出テストへの応答';
    case 'near':
      return '隣接機器の TTL';
    case 'everywhere':
      return `互いに無関係な ${networks} 個のネットワークのサーバーで同じ動作`;
  }
}

function nearText({ within, timeToLive }: DnsAnswersNear): string {
  const clues = [
    ...(within === null ? [] : [`${duration(within)}以内に`]),
    ...(timeToLive === null ? [] : [`ほかのどの公開サーバーにもない TTL ${timeToLive} で`]),
  ];
  return `応答が、${clues.join('、')}届いています`;
}

/** What ICMP errors say, by version, type and code: RFC 792's and RFC 4443's own words. */
const ICMP: { readonly [Version in 4 | 6]: Readonly<Record<keyof IcmpReadings[Version], string>> } =
  {
    4: {
      '3/0': 'network unreachable',
      '3/1': 'host unreachable',
      '3/2': 'protocol unreachable',
      '3/3': 'port unreachable',
      '3/5': 'source route failed',
      '3/6': 'network unknown',
      '3/7': 'host unknown',
      '3/8': 'source host isolated',
      '3/9': 'network administratively prohibited',
      '3/10': 'host administratively prohibited',
      '3/11': 'network unreachable for this type of service',
      '3/12': 'host unreachable for this type of service',
      '3/13': 'communication administratively prohibited',
      '3/14': 'host precedence violation',
      '3/15': 'precedence cutoff in effect',
      '11/0': 'time to live exceeded in transit',
    },
    6: {
      '1/0': 'no route to destination',
      '1/1': 'administratively prohibited',
      '1/2': 'beyond scope of source address',
      '1/3': 'address unreachable',
      '1/4': 'port unreachable',
      '1/5': 'source address failed policy',
      '1/6': 'reject route',
      '3/0': 'hop limit exceeded in transit',
    },
  };

function icmpText(error: IcmpError): string {
  const [protocol, meaning] =
    error.version === 4 ? ['ICMP', ICMP[4][error.kind]] : ['ICMPv6', ICMP[6][error.kind]];
  return `${icmpSourceText(error.source)}からの ${count(error.errors, `${protocol} エラー`, '個')}「${meaning}」（${error.kind}）。`;
}

function icmpSourceText(source: IcmpSource): string {
  if (source.by === 'server') return 'サーバー自身';
  if (source.by === 'other') {
    const isAddress = source.isAsFarAsServer
      ? '（サーバーとまったく同じ距離にあり、おそらくサーバーの別のアドレス）'
      : ' ';
    return `${formatAddress(...source.address)}${isAddress}`;
  }
  const { timeToLive, server } = source.forgery;
  return server === null
    ? `サーバーのアドレス（ただし TTL は初期値の ${timeToLive} で、ルーターを一つも通過していない）`
    : `サーバーのアドレス（ただし TTL は ${timeToLive} で、サーバーのほかのパケットでは ${server}）`;
}

function clientHello({ serverName }: FirstData): string {
  return ` ClientHello${serverName === null ? ' ' : `（サーバー名 ${serverName}）`}`;
}

/** Before 「接続 3 件」. */
const HANDSHAKES: Readonly<Record<Handshakes, string>> = {
  all: 'ハンドシェイクが完了した',
  some: 'ハンドシェイクが一部だけキャプチャにある',
  none: 'ハンドシェイクがキャプチャにない',
};

const HANDSHAKES_OPEN: Readonly<Record<Handshakes, string>> = {
  all: 'SYN/ACK のある',
  some: 'SYN/ACK、またはその後にしかクライアントが送らないデータのある',
  none: 'SYN/ACK の後にしかクライアントが送らないデータのある',
};

function begunText(values: { connections: number; handshakes: Handshakes }): string {
  return `${HANDSHAKES[values.handshakes]}${connectionsText(values.connections)}`;
}

function droppedText(values: FirstData, what: string): string {
  return `${begunText(values)}：クライアントの${what}は何度も再送されていますが、一度も確認応答されていません。`;
}

function resetText(values: FirstData, what: string): string {
  return `${begunText(values)}：クライアントの${what}に RST が返ってきています。`;
}

/** Seconds that were counted whole. */
function wholeSeconds(seconds: number): string {
  return seconds < 100 ? `${seconds} 秒` : duration(seconds * 1e6);
}

function secondsText({ minimum, maximum }: Spread): string {
  const [least, most] = [wholeSeconds(minimum), wholeSeconds(maximum)];
  return least === most ? least : `${least}～${most}`;
}

function idleText(afterIdle: ValuesOf<'connection-stalled'>['afterIdle']): string {
  if (afterIdle === null) return '';
  const { connections, least } = afterIdle;
  return `。そのうち ${connections} 件では、パケットのない時間が ${duration(least * 1e6)}以上続いた後であり、ファイアウォールのアイドルタイムアウトの後のような動作です`;
}

function lossText({
  share,
  isExplanation,
}: NonNullable<ValuesOf<'attempts-lost'>['loss']>): string {
  if (share < 0.02) return 'ほかの試行ではパケットはほとんど失われていません。';
  const lost = `全リクエストの約 ${Math.round(share * 100)} % が失われて`;
  return isExplanation
    ? `${lost}おり、これで説明がつきます。`
    : `${lost}いますが、これでは説明がつきません。`;
}

/** 「TTL 52（12 ホップ）」. */
function wayText({ timeToLive, hops }: Way): string {
  const far =
    hops.count === 0
      ? ''
      : hops.minimum === hops.maximum
        ? `（${hopsOf(hops.minimum)}）`
        : `（${range(hops)} ホップ）`;
  return `TTL ${range(timeToLive)}${far}`;
}

function sameWayText({ reset, server }: WayOfReset): string {
  const [own, its] = [range(reset.timeToLive), range(server.timeToLive)];
  return own === its
    ? `RST の TTL（${own}）は、サーバーのほかのパケットと同じです。`
    : `RST は ${before(wayText(reset))}です：初期値は異なりますが、ホップ数はサーバーのほかのパケット（${its}）と同じです。`;
}

function otherWayText({ reset, server }: WayOfReset): string {
  return `RST は ${wayText(reset)}、サーバーのほかのパケットは ${before(wayText(server))}です。`;
}

function tooFastText(values: ResetTooFast): string {
  const reset = duration(values.reset);
  if (values.than === 'same-server') {
    return `RST は ${reset}で届きましたが、このサーバーとの往復には ${duration(values.other)}かかります。`;
  }
  if (values.than === 'any-server') {
    return `RST はパブリックアドレスから、長くても ${reset}で届きました：インターネット上のサーバーがこれほど近いことは、ほとんどありません。`;
  }
  return values.isOnSite
    ? `RST はパブリックアドレスから、長くても ${reset}で届きました：ほかの公開サーバーは、最も速いものでも ${duration(values.other)}かかります。`
    : `RST は ${reset}で届きましたが、キャプチャ内の最も速い公開サーバーでも ${duration(values.other)}かかります。`;
}

/** What the capture lost, as a sentence. */
export function captureLossText({ number, share, shownBy }: CaptureLoss): string {
  return shownBy === 'statistics'
    ? `キャプチャ中に${packetsText(number)}が失われました（${percent(share)}）。`
    : `キャプチャにないデータへの${count(number, '確認応答', '個')}があります：パケットがキャプチャ中に失われたか、フィルターで除外されています（少なくとも ${percent(share)}）。`;
}
