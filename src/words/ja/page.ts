import type { PageWords } from '../page-words.ts';
import { grouped } from './phrases.ts';

export const page: PageWords = {
  title: 'pcap-verdict',
  claim: 'サービスは応答したか、破棄されたか、ファイアウォールに拒否されたか？',
  privacy:
    '何もアップロードされません：このページ自身のポリシーがすべての要求を禁じているため、何も送信できません。',
  privacyServed:
    '何もアップロードされません：このページ自身のポリシーが許すのは、ページの部品の読み込みだけです。',
  drop: 'キャプチャ、ログ、名前解決の結果、プロファイル、TLS 鍵ログ、ZIP アーカイブをここにドロップしてください',
  chooseFiles: 'ファイルを選択',
  files: 'ファイル',
  kinds: { profile: 'プロファイル', keys: 'TLS 鍵ログ' },
  task: 'ファイルの関係',
  tasks: {
    report: 'キャプチャ一つ',
    case: '一つのケース：キャプチャ、ログ、名前解決の結果、アーカイブをまとめて',
    compare: '二つのネットワーク：失敗する側、次に動作する側',
    sides: '一つの経路の複数の場所：クライアント側から順に',
  },
  moveUp: (name) => `上へ移動：${name}`,
  remove: (name) => `取り除く：${name}`,
  settings: '設定',
  filter: '表示フィルター',
  filterHelp: '一致するパケットがあるエンドポイントだけを判定します。例：ip.addr == 192.0.2.1',
  profile: '製品',
  language: '言語',
  ownProfile: 'キャプチャに現れる製品',
  redact: '秘匿化：レポートと証拠のアドレスと名前を置き換えます',
  password: '暗号化されたアーカイブのパスワード',
  run: '診断',
  cancel: 'キャンセル',
  cancelled: 'キャンセルしました。',
  working: '読み取り中',
  progress: (label, share, packets) =>
    [
      label,
      share === null ? '' : `${share} %`,
      packets === null ? '' : `パケット ${grouped(packets)} 個`,
    ]
      .filter((part) => part !== '')
      .join('、'),
  done: 'レポートができました。',
  views: '表示',
  report: 'レポート',
  packets: 'パケット',
  flows: 'フロー',
  format: '形式',
  saveReport: '保存',
  saveEvidence: '証拠を保存（pcapng）',
  headersOnly: 'ペイロードなし',
  capture: 'キャプチャ',
  listFilter: '一致するパケットだけを表示',
  apply: '適用',
  rows: (count) => `${grouped(count)} 行`,
  frame: (number) => `フレーム ${number}`,
  frameBytes: (captured, length) =>
    captured === length
      ? `${grouped(length)} バイト`
      : `${grouped(length)} バイト中 ${grouped(captured)} バイトをキャプチャ`,
  bytes: 'バイト',
  close: '閉じる',
  caseName: 'ケース',
  comparisonName: '比較',
  oneProfile: 'プロファイルが複数あります：一つを残して取り除いてください。',
  twoCaptures: '比較にはキャプチャが二つ必要です。',
  nothingRead: 'まだ何も読み取っていません。',
  noPackets: 'このファイルにはパケットそのものがないため、保存する証拠がありません。',
  noSuchFrame: (number) => `キャプチャにフレーム ${number} はありません。`,
};
