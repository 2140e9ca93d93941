import type { Words } from '../words.ts';

/** By what the shipped profiles say in English. */
const TEXTS: ReadonlyMap<string, string> = new Map([
  [
    'The client shows "DNS protection: Unprotected": DNS queries leave without the protection of Umbrella / Secure Access.',
    'クライアントに「DNS protection: Unprotected」と表示されます。DNS クエリは Umbrella / Secure Access の保護なしで送信されます。',
  ],
  [
    'The client shows "Web protection: Cloud service unavailable" and fails open: web traffic goes out directly, unprotected.',
    'クライアントに「Web protection: Cloud service unavailable」と表示され、フェールオープンになります。Web トラフィックは保護されないまま直接送信されます。',
  ],
  [
    'The client cannot register or fetch its settings.',
    'クライアントは登録も設定の取得もできません。',
  ],
  [
    'The client cannot check the certificates of the cloud service.',
    'クライアントはクラウドサービスの証明書を確認できません。',
  ],
  [
    'Names that these servers are asked for are not found, or only after a wait.',
    'これらのサーバーに問い合わせた名前は、解決できないか、解決に時間がかかります。',
  ],
  [
    'What comes from these servers may not load: a page, a part of it, or the data of a program.',
    'これらのサーバーから来るものが読み込まれないことがあります：ページ、その一部、またはプログラムのデータです。',
  ],
  ['encrypted DNS', '暗号化された DNS'],
]);

/** What a shipped profile says in a sentence of its own; anybody else's profile as it is. */
export const products: Words['products'] = (text) => TEXTS.get(text) ?? text;
