import { documents as later, pictures as laterPictures } from '../en/documents.ts';
import type { Words } from '../words.ts';

/** What documents say of themselves, and between what they are about. */
export const documents: Words['documents'] = {
  ...later,
  columns: {
    ...later.columns,
    confidence: '信頼度',
    attempts: '試行',
    retransmissions: '再送',
    resent: '再送',
    answered: '応答',
    refused: '拒否',
    strength: '強さ',
  },
  nextExplanation: { before: '次に可能性の高い説明：', behind: '。' },
  noOtherExplanation: 'これを裏付けるほかの説明はありません',
  allowedElse:
    'これは、このキャプチャで失敗しているものです。製品が必要とするものはすべて、以下の検出結果に示されています。',
  footnote:
    'フレーム番号は Wireshark のものです。根拠の前の + は手掛かり、++ は有力、+++ は強力、− は反証を表します。並行して機能しているものがあっても、失敗しているものが打ち消されるわけではありません。信頼度は順序であり、百分率ではありません。キャプチャが示すのはネットワークの一か所だけです。応答がない状態は、誰が原因でも同じように見えます。',
  comparisonFootnote:
    'アドレスはネットワークによって異なるため、サービスはアドレス、名前、または用途によって対応付けています。フレーム番号は Wireshark のもので、それぞれのキャプチャ内の番号です。信頼度は順序であり、百分率ではありません。',
  conclusions: {
    network: 'ネットワーク',
    'network-in-part': 'ネットワーク（一部）',
    'both-fail': '両方で失敗',
    changed: '変化あり',
    swapped: '順序が逆',
    'nothing-fails': '失敗なし',
    'cannot-tell': '判断できず',
    'between-sides': 'キャプチャ地点の間',
    'beyond-server-side': 'サーバー側の地点より先',
    'before-client-side': 'クライアント側の地点より手前',
  },
  sidesFootnote:
    'パケットは、アドレスがどう変わっていても、シーケンス番号、オプション、ペイロードによってもう一方のキャプチャと対応付けています。フレーム番号は Wireshark のもので、それぞれのキャプチャ内の番号です。時刻は最初のキャプチャの時計によります。信頼度は順序であり、百分率ではありません。',
  fileKinds: {
    capture: 'キャプチャ',
    log: 'ログ',
    'look-up': '名前解決',
    archive: 'アーカイブ',
    other: '使用せず',
    unreadable: '読み取り不可',
  },
  forOwner: 'ファイアウォールの管理者向け：ログで検索する内容',
  moreForOwner: (more: number) =>
    `... ほか ${more} 件：JSON レポートを参照してください（endpoints、failed）`,
  noPackets: 'ログまたは名前解決だけが示しています',
  stoppedAt: (segment: string) => `キャプチャを合わせて見ると、${segment}で止められています。`,
  deviceUnknown: 'どの機器であるかは、このキャプチャからは分かりません。',
  firewallUnknown:
    'どの機器であるかは、このキャプチャからは分かりません。クライアントとインターネットの間のファイアウォールから調べてください。',
  outside: {
    drop: '同時にファイアウォールの外側でもキャプチャしてください。クライアントのパケットがそこから出ていなければ、ファイアウォールがドロップしています。出ていて何も返ってこない場合、原因はその先にあります。',
    reject:
      '同時にファイアウォールの外側でもキャプチャしてください。クライアントのパケットがそこから出ていなければ、拒否しているのはファイアウォールです。拒否がそこにも届いている場合は、その先から来ています。',
  },
};

/** What pictures of packets say. */
export const pictures: Words['pictures'] = {
  ...laterPictures,
  marks: {
    try: 'サーバーに届くパケット',
    answer: 'サーバーの応答',
    lost: '消えるパケット',
    refusal: '拒否、またはサーバーの代わりの応答',
    open: 'どうなったかはこのキャプチャからは分からない',
  },
  places: {
    'this-host': 'クライアント自身',
    'local-network': 'ローカルネットワーク',
    near: 'クライアントの近く',
    'on-the-way': '経路の途中',
    'server-end': 'サーバー側',
    unknown: '間のどこか',
  },
  between: {
    answered: '途中',
    drop: 'ファイアウォール',
    reject: 'ファイアウォール',
    closed: '途中',
    intercepted: 'サーバー以外',
    unreachable: 'ネットワーク',
    inconclusive: '不明',
  },
  deliveries: {
    sent: 'クライアントからサーバーへ',
    refused: 'クライアントからサーバーへ、途中で停止',
    lost: 'クライアントからサーバーへ、途中で消失',
    open: 'クライアントからサーバーへ、キャプチャに応答なし',
    answer: 'サーバーからクライアントへ',
    'answer-lost': 'サーバーからクライアントへ、受け取られず',
    refusal: 'クライアントへ、途中の何かから',
    'server-refusal': '拒否、サーバーからクライアントへ',
  },
};
