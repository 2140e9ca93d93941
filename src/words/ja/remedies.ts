import type { Difference } from '../../evidence/differences.ts';
import type { BetterCapture } from '../../evidence/evidence.ts';
import { escapeText } from '../../protocols/escape.ts';
import type { WhereToAllow } from '../en/remedies.ts';
import type { Words } from '../words.ts';
import { before, listSome } from './phrases.ts';
import { products } from './products.ts';
import { openingText, servicesText } from './services.ts';

const NAMES_NAMED = 4;

const CAPTURE_AGAIN: Readonly<Record<BetterCapture, string>> = {
  'both-ways':
    'クライアント自身のインターフェースで、キャプチャフィルターなしでキャプチャし直し、表示中のパケットだけでなくすべてのパケットを保存してください。両方向が必要です。',
  'whole-packets':
    'パケット全体をキャプチャし直してください：スナップ長を制限しないでください（`tcpdump -s 0`、Wireshark では「limit each packet」を使用しない）。',
  'all-packets':
    'パケットを失わないようにキャプチャし直してください：ライブ表示をせずにファイルへ書き込み（`dumpcap`、`tcpdump -w`）、余裕のあるホストで、より大きいバッファー（`-B`）を使用してください。',
  'the-start':
    '接続が始まる前からキャプチャし直してください：SYN があれば、どちら側が要求しているかが分かります。FTP のデータ接続では、制御接続（ポート 21）からも分かります。',
  'capture-itself':
    '一覧の代わりに、キャプチャそのもの（pcapng）を送ってください：一覧には、判断に必要なものが含まれていません。',
  'servers-word':
    'この時刻のサーバーのログを確認してください。サーバーがプロキシまたはロードバランサーの場合は、その背後を確認してください：問い合わせ先が停止しているか、破棄されている可能性があります。ネットワークはパケットを通過させています。',
};

const WHERE: Readonly<Record<WhereToAllow, string>> = {
  'this-host': 'クライアント自身のファイアウォールまたはセキュリティソフトウェアで',
  'server-end': 'サーバー側のファイアウォール（サーバー自身のものを含む）で',
  between: 'クライアントとインターネットの間のファイアウォールで',
};

/** What to look for where connections with one trait fail, and others work. */
const PARTS: Readonly<Record<Difference['by'], string>> = {
  length:
    '途中にあって複数セグメントの ClientHello を扱えない機器を更新するか、そのインスペクションを無効にしてください（耐量子計算機の鍵共有 X25519MLKEM768 により ClientHello はこの長さになります）。クロスチェック：クライアントでこの鍵共有を無効にしてみてください。',
  'source-port':
    '戻り方向のルールを調べてください：状態を保持せず、一部のクライアントポート宛ての応答だけを通過させるアクセスリストでは、クライアントが使用するすべてのポート（1024～65535）を許可する必要があります。',
  dscp: '途中に DSCP に基づいて動作するルール、キュー、ポリサーがないか調べるか、ネットワークの境界で DSCP を 0 に設定してください。',
  'server-name':
    'サーバー名に基づいて動作する URL フィルターまたはアプリケーションフィルターがないか調べてください。',
  client:
    'ClientHello の形（JA3、JA4）に基づいて動作するアプリケーションフィルターがないか調べてください：そのフィルターは、あるクライアントプログラムを別のものやマルウェアと見なしています。サーバーの名前に基づくものではありません。',
  alpn: 'アプリケーションプロトコル（ALPN、たとえば HTTP/2）に基づいて動作するアプリケーションフィルターがないか調べてください。',
  smb: 'SMB の一方のバージョンがブロックまたは無効化されています：もう一方を使用してください（SMB1 は無効のままにすることを推奨します）。',
  'query-type':
    'そのタイプのクエリをドロップする DNS フィルターまたはインスペクションがないか調べてください。どのタイプにも、空であっても応答が必要です。',
  ecn: 'ECN（RFC 3168）付きの SYN をドロップする古いファイアウォールがないか調べるか、クライアントで ECN を無効にしてください。',
  'fast-open':
    'Fast Open（RFC 7413）付きの SYN をドロップするファイアウォールがないか調べるか、クライアントで Fast Open を無効にしてください。',
  timestamps:
    'TCP タイムスタンプに基づいてドロップする機器がないか調べてください：一つのアドレス変換の背後にある複数のホストはそれぞれ独自の時計を持ち、タイムスタンプを比較するサーバー（tcp_tw_recycle）は一部を無視します。',
  time: '成功する接続と失敗する接続の間で何が変わったかを調べてください。',
};

/** What to do about a finding: a line each. */
export const remedies: Words['remedies'] = {
  'let-icmp-through': () =>
    '途中のファイアウォールで、ICMP「fragmentation needed」（3/4）と ICMPv6「packet too big」（2）を通過させてください。',
  'let-fragments-through': () =>
    '途中のファイアウォール、NAT、ロードバランサーで、これらのパケットの IP フラグメントを通過させてください。',
  'avoid-fragments': () =>
    'または、リクエストが一つのパケットに収まるようにしてください：両端で IKEv2 フラグメンテーション（RFC 7383）を使用するか、証明書チェーンを短くします。',
  'lower-mtu': () =>
    'または、PC の MTU を下げるか MSS をクランプし、最も小さいリンク（トンネル、VPN）に収まる値にしてください。',
  'longer-idle-time-out': () =>
    'ファイアウォールが、パケットのない接続をより長く保持するように（アイドルタイムアウトを）設定してください。',
  'keep-alives': () =>
    'または、アプリケーションかオペレーティングシステムが、それより短い間隔でキープアライブを送るようにしてください（TCP キープアライブ、RFC 9293 §3.8.4）。',
  'nothing-to-allow': () =>
    'アドレスとポートは開いています：これらについて許可すべきものはありません。',
  'look-for-prevention': ({ services }) =>
    `ファイアウォールで、${before(servicesText(services))}に対する侵入防御（IPS）、アプリケーションフィルター、接続数制限がないか調べてください：ポート自体は開いています。`,
  'allow-names': ({ names }) =>
    `ファイアウォールの URL フィルター、TLS フィルター、またはアプリケーションフィルターで、サーバー名 ${before(listSome(names, NAMES_NAMED))}を許可してください：ポート自体は開いています。`,
  'try-other-name': () =>
    '同じアドレスに別の名前で試すと、フィルターが名前に基づいているかどうかが分かります。',
  'look-for-part': ({ by }) => PARTS[by],
  'look-for-filter': ({ services }) =>
    `ファイアウォールで、${before(servicesText(services))}に対する URL フィルター、アプリケーションフィルター、侵入防御（IPS）がないか調べてください：ポート自体は開いています。`,
  'look-for-limit': ({ services }) =>
    `ファイアウォールとサーバーで、${before(servicesText(services))}について、接続数またはクエリ数の制限がないか調べてください：ポート自体は開いています。`,
  'or-broken-way': () =>
    'または、複数ある経路の一つ、あるいはそのアドレスの背後にある複数のサーバーの一つに障害がないかを調べてください。',
  'look-at-way-back': ({ services }) =>
    `サーバーからクライアントへの戻りの経路を調べてください：リクエストは届いていますが（${servicesText(services)}）、応答がドロップされています。`,
  'way-back-causes': () =>
    'よくある原因：応答がリクエストとは別の経路を通り（非対称ルーティング）、状態を保持するファイアウォールを迂回している。または、クライアント自身のファイアウォール。',
  'allow-between': ({ services }) =>
    `クライアントとサーバーの間のファイアウォール（サーバー自身のものを含む）で、${before(servicesText(services))}を許可してください。`,
  'allow-line': ({ line }) => `次を許可してください：${products(line)}。`,
  'allow-opening': ({ opening }) => `次を許可してください：${openingText(opening)}。`,
  'allow-services': ({ services, where }) =>
    `${WHERE[where]}、${before(servicesText(services))}を許可してください。`,
  'in-this-capture': ({ services, capture }) =>
    `${capture === undefined ? 'このキャプチャ' : `${capture} `}では、${before(servicesText(services))}です。`,
  'ask-for-rule': ({ devices, rules, services, place }) =>
    `ファイアウォール${devices.length === 0 ? '' : ` ${listSome(devices.map(escapeText), NAMES_NAMED)} `}の管理者に、${before(servicesText(services))}を通過させるよう依頼してください${rules.length === 0 ? '' : `：遮断しているルールは「${listSome(rules.map(escapeText), NAMES_NAMED)}」です`}${place === null ? '' : `（${escapeText(place.file)} の行 ${place.line}）`}。`,
  'device-names-itself': ({ devices }) =>
    `拒否している機器は ${before(listSome(devices, NAMES_NAMED))}です。`,
  'allow-media': () =>
    '電話機またはそのプロバイダーが RTP に使用する UDP ポートの範囲を、双方向に許可してください。上記のポートは一つの通話のものです。',
  'quic-falls-back': () =>
    'QUIC がなくても支障はありません：ブラウザーは TCP 443 に切り替えます。新しいサーバーごとに少し時間がかかるだけです。',
  'smb-goes-on': () =>
    'ファイル共有（SMB）には必要ありません：同じクライアントが TCP 445 で応答を得ています。TCP 139 がなくて困るのは、NetBIOS だけを使うものに限られます。',
  'cross-check': () =>
    'クロスチェック：PC を制限のない別のネットワーク（テザリングなど）に接続してください。そこで機能すれば、このネットワークが原因です。',
  'look-at-server': () =>
    'サーバーを調べてください：サービスは動作していますか。ポートは正しいですか。ネットワークはパケットを通過させています。',
  'log-in-to-portal': () =>
    'PC で Web ブラウザーを開き、ネットワーク（ホテル、ゲスト、ホットスポットのページ）にログインしてから、もう一度試してください。',
  'look-for-redirection': () =>
    'ネットワーク上に DNS リダイレクトや透過プロキシがないか調べてください。',
  'look-for-loop': () =>
    'ルーティングループがないか調べてください：traceroute を実行すると、パケットが行き来しているルーターが分かります。',
  'same-way-both-ways': () =>
    '両方向が同じファイアウォールを通るようにしてください（非対称経路）。または、このトラフィックについて TCP シーケンス番号の変更を無効にしてください。',
  'hairpin-nat': () =>
    'ルーターで送信元アドレスも変換するか（ヘアピン NAT、NAT ループバック）、内部のクライアントがその名前を内部アドレスに解決するようにしてください（スプリット DNS）。',
  'check-routes': () =>
    '経路、VPN、サーバーのアドレス、サーバーの電源が入っていることを確認してください。',
  'capture-at-two-places': () =>
    '同時に別の場所（ファイアウォールの外側、またはサーバー）でもキャプチャしてください：何が応答しているか、またはパケットがどこで消えているかが分かります。',
  'capture-again': ({ better }) => CAPTURE_AGAIN[better],
  'capture-longer': () =>
    '障害が発生している間に、クライアント自身のインターフェースで 30 秒以上キャプチャし直してください。',
};
