import type { Words } from '../words.ts';
import { count, times } from './phrases.ts';

/** So many of a thing, which documents count. */
export const amounts: Words['amounts'] = {
  packets: (number) => count(number, 'パケット', '個'),
  bytes: (number) => times(number, 'バイト'),
  files: (number) => count(number, 'ファイル', '個'),
  captures: (number) => count(number, 'キャプチャ', '件'),
  packetCaptures: (number) => count(number, 'パケットキャプチャ', '件'),
  logs: (number) => count(number, 'ログ', '件'),
  lookups: (number) => count(number, '名前解決', '件'),
  records: (number) => count(number, 'レコード', '件'),
  endpoints: (number) => count(number, 'エンドポイント', '件'),
  services: (number) => count(number, 'サービス', '件'),
  problems: (number) => count(number, '問題', '件'),
  tries: (number) => count(number, '試行', '回'),
  repetitions: (number) => count(number, '再送', '回'),
  sensors: (number) => count(number, 'センサー', '台'),
  findings: (number) => count(number, '検出結果', '件'),
};

/** So many more of a thing than are shown. */
export const further: Words['further'] = {
  endpoints: (number) => count(number, 'ほかのエンドポイント', '件'),
  problems: (number) => count(number, 'ほかの問題', '件'),
  findings: (number) => count(number, 'ほかの検出結果', '件'),
  services: (number) => count(number, 'ほかのサービス', '件'),
  entries: (number) => count(number, 'ほかの項目', '件'),
  files: (number) => count(number, 'ほかのファイル', '個'),
  logs: (number) => count(number, 'ほかのログ', '件'),
  rows: (number) => count(number, 'ほか', '行'),
  lines: (number) => count(number, 'ほか', '行'),
  changes: (number) => count(number, 'ほかの変更', '件'),
  frames: (number) => count(number, 'ほかのフレーム', '個'),
  packets: (number) => count(number, 'ほかのパケット', '個'),
  any: (number) => count(number, 'ほか', '件'),
};
