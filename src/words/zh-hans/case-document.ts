import type { Words } from '../words.ts';
import { amounts, further } from './amounts.ts';
import { count, grouped, joined, list } from './phrases.ts';

export const caseDocument: Words['caseDocument'] = {
  headings: {
    bothSides: '两侧',
    timeline: '时间线',
    logs: '日志',
    files: '文件',
    furtherCaptures: '其他捕获文件',
    furtherInCapture: '此捕获文件中的其他发现',
    takenFor: '各文件被识别为',
    notUsed: '未使用',
  },
  columns: {
    seenIn: '见于',
    what: '内容',
    where: '位置',
    file: '文件',
    takenFor: '识别为',
    whatItIs: '说明',
    bytes: '字节',
    furtherCapture: '其他捕获文件',
  },
  facts: {
    records: '记录',
    firstToLast: '首个至最后',
    itsClock: '其时钟',
  },
  kinds: { packets: '数据包', log: '日志' },
  case: '案例 ',
  kicker: (name, contents) => `案例 ${name}${contents === '' ? '' : `：${contents}`}`,
  madeBy: (tool) => `由 ${tool} 生成。`,
  inCapture: (capture) => `在 ${capture} 中`,
  inFile: '在 ',
  inTheLog: (places) => `在日志中：${places}。`,
  frameNumbersOf: (capture) => `帧编号以 ${capture} 为准。`,
  noTime: '没有时间',
  logClock: '日志自己的时钟',
  ofItsOwnClock: (clock) => `按其自身时钟为 ${clock}`,
  byTheLog: (clock) => `日志时间 ${clock}`,
  timelineOf: (day, zone) => `时间线，${day}（${zone}）`,
  entriesBetween: (number) => `……其间有 ${count(number, '个条目')}……`,
  entriesLeftOut: (number) => `省略了说明较少的 ${count(number, '个条目')}。`,
  furtherEntries: (number) => `……以及${further.entries(number)}。`,
  logTitle: (file, title, records, known, span) =>
    `日志 ${file}：${title}，${amounts.records(records)}，${known}${span === '' ? '' : `，${span}`}`,
  allKnown: '均可识别',
  someKnown: (known) => `其中 ${known} 条可识别`,
  last: (status) => `最后：${status}`,
  problemAtLine: (line) => `第 ${line} 行的问题：`,
  lineIs: (line) => `第 ${grouped(line)} 行：`,
  furtherLogs: (number) => `……以及${further.logs(number)}。`,
  moreLogs: (number) => `以及另外 ${amounts.logs(number)}：见 JSON 报告。`,
  file: '文件：',
  localTime: '本地时间：',
  inLocalTime: '，本地时间',
  noTimes: '没有时间',
  clock: (clock) => `时钟：${clock}。`,
  knownRecords: (known, unknown) => `${grouped(known)} 条可识别，${grouped(unknown)} 条不可识别`,
  knownRecordsLeftAside: (records, known, unknown) =>
    `${grouped(records)} 条：${grouped(known)} 条可识别，${grouped(unknown)} 条不可识别并搁置；`,
  certainties: { certain: '确定', probable: '很可能', unknown: '未知', given: '由用户指定' },
  clockNotKnown: '未知',
  ofPacketList: (apart, isBehind) =>
    apart === ''
      ? '与数据包列表的时钟一致'
      : `比数据包列表的时钟${isBehind ? '慢' : '快'} ${apart}`,
  notRead: '未读取：',
  furtherFiles: (number, unread) =>
    `……以及${further.files(number)}${unread > 0 ? `，其中 ${grouped(unread)} 个未读取` : ''}。`,
  notUsed: (named, rest) =>
    `未使用：${rest > 0 ? joined(named.join('、'), `以及${further.any(rest)}`) : list(named)}。`,
  notLookedAt: (number) => `${further.files(number)}没有查看。`,
  filesOf: (name, files) => `案例 ${name}：${amounts.files(files)}`,
  ofNoUse: (files) => `${amounts.files(files)}对判定没有用处，或在此无法识别`,
  notListed: (files) => `此案例的${further.files(files)}没有列出。`,
  furtherInJson: '其端点见 JSON 报告，或各自单独的报告。',
};
