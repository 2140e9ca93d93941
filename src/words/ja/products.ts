import { type ProductTexts, productsOf } from '../products.ts';
import type { Words } from '../words.ts';

/** By what the shipped profiles say in English. */
const TEXTS: ProductTexts = {
  'Cisco Secure Client roaming module (Umbrella, Secure Access)':
    'Cisco Secure Client ローミングモジュール（Umbrella、Secure Access）',
  'DNS protection': 'DNS 保護',
  'OpenDNS resolvers': 'OpenDNS リゾルバー',
  'The client shows "DNS protection: Unprotected": DNS queries leave without the protection of Umbrella / Secure Access.':
    'クライアントに「DNS protection: Unprotected」と表示されます。DNS クエリは Umbrella / Secure Access の保護なしで送信されます。',
  'encrypted DNS': '暗号化された DNS',
  'Web protection': 'Web 保護',
  'Secure Web Gateway': 'Secure Web Gateway',
  'The client shows "Web protection: Cloud service unavailable" and fails open: web traffic goes out directly, unprotected.':
    'クライアントに「Web protection: Cloud service unavailable」と表示され、フェールオープンになります。Web トラフィックは保護されないまま直接送信されます。',
  'TCP 443 to the ingress addresses of the Secure Web Gateway of your region (look up swg-url-proxy-https-sse.sigproxy.qq.opendns.com on the affected PC)':
    '利用地域の Secure Web Gateway のイングレスアドレスへの TCP 443（問題のある PC で swg-url-proxy-https-sse.sigproxy.qq.opendns.com を名前解決して調べてください）',
  'Registration and synchronisation': '登録と同期',
  'Umbrella services': 'Umbrella サービス',
  'The client cannot register or fetch its settings.':
    'クライアントは登録も設定の取得もできません。',
  'Certificate checks': '証明書の確認',
  'certificate status services': '証明書ステータスサービス',
  'The client cannot check the certificates of the cloud service.':
    'クライアントはクラウドサービスの証明書を確認できません。',
  'a domain list': 'ドメインリスト',
  'command and control callbacks': 'コマンド & コントロールのコールバック',
  'a content category or an application': 'コンテンツカテゴリまたはアプリケーション',
  malware: 'マルウェア',
  phishing: 'フィッシング',
  'suspicious responses': '疑わしい応答',
  'security categories (newly seen domains, DNS tunneling, dynamic DNS, potentially harmful) or integrations':
    'セキュリティカテゴリ（新しく見つかったドメイン、DNS トンネリング、ダイナミック DNS、有害な可能性あり）またはインテグレーション',
  "roaming module's log": 'ローミングモジュールのログ',
  'probed the OpenDNS resolvers': 'OpenDNS リゾルバーをプローブ',
  'rejected all candidate resolvers': '候補のリゾルバーをすべて不採用',
  'began to check whether the resolvers can be reached': 'リゾルバーに到達できるかの確認を開始',
  "roaming module's event log": 'ローミングモジュールのイベントログ',
  'could not connect to the Secure Web Gateway and let web traffic pass unprotected':
    'Secure Web Gateway に接続できず、Web トラフィックを保護なしで通過させた',
  'could not connect to the Secure Web Gateway': 'Secure Web Gateway に接続できなかった',
  'reported web protection as protected': 'Web 保護を protected と報告',
  'reported the state of its web protection': 'Web 保護の状態を報告',
  'web and DNS': 'Web と DNS',
  'Name resolution': '名前解決',
  'DNS servers': 'DNS サーバー',
  'Names that these servers are asked for are not found, or only after a wait.':
    'これらのサーバーに問い合わせた名前は、解決できないか、解決に時間がかかります。',
  'Web access': 'Web アクセス',
  'web servers': 'Web サーバー',
  'What comes from these servers may not load: a page, a part of it, or the data of a program.':
    'これらのサーバーから来るものが読み込まれないことがあります：ページ、その一部、またはプログラムのデータです。',
  'any service': 'すべてのサービス',
  'a TLS proxy': 'TLS プロキシ',
};

export const products: Words['products'] = productsOf(TEXTS);
