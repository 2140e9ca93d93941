import type { Words } from '../words.ts';
import { amounts, further } from './amounts.ts';
import { documents } from './documents.ts';
import { grouped } from './phrases.ts';

/** What a document about two captures, or of several places, says beside its sentences. */
export const comparisonDocument: Words['comparisonDocument'] = {
  headings: {
    restsOn: 'この結論の根拠',
    eachSays: '各キャプチャの示すこと',
    eachSaysAlone: '各キャプチャが単独で示すこと',
    changed: '途中で変更されたもの',
    timeline: 'タイムライン',
  },
  columns: {
    purpose: '用途',
    addresses: 'アドレス',
    failsOn: '失敗する側',
    where: '場所',
    packet: 'パケット',
    goesTo: '宛先',
  },
  crossCheckOf: 'クロスチェック：',
  kicker: (first, second) => `${first} と ${second} のクロスチェック`,
  titles: { first: '一つ目', second: '二つ目' },
  ordinals: { first: '一つ目', second: '二つ目' },
  captures: { first: '一つ目のキャプチャ', second: '二つ目のキャプチャ' },
  inCaptures: { first: '一つ目のキャプチャ', second: '二つ目のキャプチャ' },
  notAsked: '要求なし',
  inPart: (verdict) => `${verdict}（一部）`,
  noService: 'どちらのキャプチャでも、サービスは要求されていません。',
  servicesCaption: (services, left) =>
    `${amounts.services(services)}、失敗しているものから順。アドレスが異なる場合は、一つ目のキャプチャのものを先に示します${documents.rowsLeftOut(left)}`,
  unclearLeft: (number) => `… 失敗または不明の${further.services(number)}。`,
  answeredLeft: (number) => `… 常に応答のあった${further.services(number)}。`,
  evidenceIn: {
    first: '一つ目のキャプチャの根拠（フレーム番号は Wireshark と同じ）',
    second: '二つ目のキャプチャの根拠（フレーム番号は Wireshark と同じ）',
  },
  evidenceCaption: (left) => `各失敗の最も重要な根拠${rowsLeft(left)}`,
  furtherRows: (number) => `… ${further.rows(number)}。`,
  furtherLines: (number) => `… ${further.lines(number)}。`,
  furtherPackets: (number) => `… ${further.packets(number)}。`,
  furtherChanges: (number) => `… ${further.changes(number)}。`,
  outcomes: {
    'first-only': '一つ目のみ',
    'second-only': '二つ目のみ',
    both: '両方',
    'cannot-tell': '判断できず',
  },
  sidesOf: '地点の比較：',
  sidesKicker: (captures) => `${captures} 件のキャプチャにある同じパケット`,
  joint: (index) => (index === 0 ? '' : '、'),
  shortPlace: (place, places) =>
    place === 0 ? 'クライアント' : place === places - 1 ? 'サーバー' : `地点 ${place + 1}`,
  noServiceAsked: 'クライアント側では、サービスは要求されていません。',
  sidesCaption: (services, left) =>
    `${amounts.services(services)}、止められているものから順${documents.rowsLeftOut(left)}`,
  sidesEvidence: '根拠（フレーム番号は Wireshark と同じで、それぞれのキャプチャ内の番号）',
  sidesEvidenceCaption: (left) => `キャプチャを合わせて見て分かること${rowsLeft(left)}`,
  at: (place) => `${place}：`,
  oneTimeline: (service) => `一本のタイムライン：${service}`,
  goesTo: { 'to-server': 'サーバー', 'to-client': 'クライアント' },
  notThere: 'なし',
  frame: (frame) => `フレーム ${frame}`,
  withBytes: (packet, bytes) => `${packet}、${bytes} バイト`,
  changeOf: (change, services) => `${change}（${amounts.services(services)}）`,
};

function rowsLeft(left: number): string {
  return left > 0 ? `。${grouped(left)} 行は省略` : '';
}
