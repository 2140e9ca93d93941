import type { Words } from '../words.ts';
import { amounts, further } from './amounts.ts';
import { grouped, list } from './phrases.ts';

/** What a document about a case says beside its sentences. */
export const caseDocument: Words['caseDocument'] = {
  headings: {
    bothSides: '両側',
    timeline: 'タイムライン',
    logs: 'ログ',
    files: 'ファイル',
    furtherCaptures: 'ほかのキャプチャ',
    furtherInCapture: 'このキャプチャのほかの検出結果',
    takenFor: '各ファイルの扱い',
    notUsed: '使用せず',
  },
  columns: {
    seenIn: '観測元',
    what: '内容',
    where: '場所',
    file: 'ファイル',
    takenFor: '扱い',
    whatItIs: '種類',
    bytes: 'バイト',
    furtherCapture: 'ほかのキャプチャ',
  },
  facts: {
    records: 'レコード',
    firstToLast: '最初～最後',
    itsClock: 'ログの時計',
  },
  kinds: { packets: 'パケット', log: 'ログ' },
  case: 'ケース ',
  kicker: (name, contents) => `ケース ${name}${contents === '' ? '' : `：${contents}`}`,
  madeBy: (tool) => `${tool} により作成。`,
  inCapture: (capture) => `${capture} 内`,
  inFile: 'ファイル ',
  inTheLog: (places) => `ログ：${places}。`,
  frameNumbersOf: (capture) => `フレーム番号は ${capture} のものです。`,
  noTime: '時刻なし',
  logClock: 'ログ自身の時計',
  ofItsOwnClock: (clock) => `自身の時計で ${clock}`,
  byTheLog: (clock) => `ログでは ${clock}`,
  timelineOf: (day, zone) => `タイムライン、${day}（${zone}）`,
  entriesBetween: (number) => `… 間の ${grouped(number)} 件 …`,
  entriesLeftOut: (number) => `情報の少ない項目 ${grouped(number)} 件は省略されています。`,
  furtherEntries: (number) => `… ${further.entries(number)}。`,
  logTitle: (file, title, records, known, span) =>
    `ログ ${file}：${title}、${amounts.records(records)}、${known}${span === '' ? '' : `、${span}`}`,
  allKnown: 'すべて既知',
  someKnown: (known) => `うち ${known} 件が既知`,
  last: (status) => `最後：${status}`,
  problemAtLine: (line) => `行 ${line} の問題：`,
  lineIs: (line) => `行 ${grouped(line)}：`,
  furtherLogs: (number) => `… ${further.logs(number)}。`,
  moreLogs: (number) => `${further.logs(number)}：JSON レポートを参照してください。`,
  file: 'ファイル：',
  localTime: '現地時刻：',
  inLocalTime: '、現地時刻',
  noTimes: '時刻なし',
  clock: (clock) => `時計：${clock}。`,
  knownRecords: (known, unknown) => `既知 ${grouped(known)} 件、未知 ${grouped(unknown)} 件`,
  knownRecordsLeftAside: (records, known, unknown) =>
    `${grouped(records)} 件：既知 ${grouped(known)} 件、未知で対象外 ${grouped(unknown)} 件。`,
  certainties: { certain: '確実', probable: 'おそらく', unknown: '不明', given: '指定' },
  clockNotKnown: '不明',
  ofPacketList: (apart, isBehind) =>
    apart === ''
      ? 'パケット一覧の時計と同じ'
      : `パケット一覧の時計より ${apart} ${isBehind ? '遅れ' : '進み'}`,
  notRead: '読み取り失敗：',
  furtherFiles: (number, unread) =>
    `… ${further.files(number)}${unread > 0 ? `、うち ${grouped(unread)} 個は読み取り失敗` : ''}。`,
  notUsed: (named, rest) => `使用せず：${list(rest > 0 ? [...named, further.any(rest)] : named)}。`,
  notLookedAt: (number) => `${further.files(number)}は調べていません。`,
  filesOf: (name, files) => `ケース ${name}：${amounts.files(files)}`,
  ofNoUse: (files) => `判定に使えない、または種類の分からない${amounts.files(files)}`,
  notListed: (files) => `このケースの${further.files(files)}は一覧に含まれていません。`,
  furtherInJson:
    'それらのエンドポイントは、JSON レポート、またはそれぞれ単独のレポートにあります。',
};
