import type { Words } from '../words.ts';
import { amounts, further } from './amounts.ts';
import { documents } from './documents.ts';
import { count, joined } from './phrases.ts';

export const comparisonDocument: Words['comparisonDocument'] = {
  headings: {
    restsOn: '依据',
    eachSays: '每个捕获文件说明了什么',
    eachSaysAlone: '每个捕获文件单独说明了什么',
    changed: '途中改变了什么',
    timeline: '时间线',
  },
  columns: {
    purpose: '用途',
    addresses: '地址',
    failsOn: '失败于',
    where: '位置',
    packet: '数据包',
    goesTo: '发往',
  },
  crossCheckOf: '交叉验证：',
  kicker: (first, second) => `${first} 与 ${second} 的交叉验证`,
  titles: { first: '第一个', second: '第二个' },
  ordinals: { first: '第一个', second: '第二个' },
  captures: { first: '第一个捕获文件', second: '第二个捕获文件' },
  inCaptures: { first: '第一个捕获文件', second: '第二个捕获文件' },
  notAsked: '未请求',
  inPart: (verdict) => `${verdict}（部分）`,
  noService: '两个捕获文件都没有请求任何服务。',
  servicesCaption: (services, left) =>
    `${amounts.services(services)}，失败的在前；地址不同时，第一个捕获文件的地址在前${documents.rowsLeftOut(left)}`,
  unclearLeft: (number) => `……以及${further.services(number)}失败或不明。`,
  answeredLeft: (number) => `……以及${further.services(number)}始终有应答。`,
  evidenceIn: {
    first: '第一个捕获文件中的证据（帧编号与 Wireshark 一致）',
    second: '第二个捕获文件中的证据（帧编号与 Wireshark 一致）',
  },
  evidenceCaption: (left) => `每项失败最有分量的证据${rowsLeft(left)}`,
  furtherRows: (number) => `……以及${further.rows(number)}。`,
  furtherLines: (number) => `……以及${further.lines(number)}。`,
  furtherPackets: (number) => `……以及${further.packets(number)}。`,
  furtherChanges: (number) => `……以及${further.changes(number)}。`,
  outcomes: {
    'first-only': '仅第一个',
    'second-only': '仅第二个',
    both: '两者',
    'cannot-tell': '无法判断',
  },
  sidesOf: '各侧：',
  sidesKicker: (captures) => `${amounts.captures(captures)}中的相同数据包`,
  joint: (index, of) => (index === 0 ? '' : index === of - 1 ? ' 和 ' : '、'),
  shortPlace: (place, places) =>
    place === 0 ? '客户端' : place === places - 1 ? '服务器' : `位置 ${place + 1}`,
  noServiceAsked: '客户端侧没有请求任何服务。',
  sidesCaption: (services, left) =>
    `${amounts.services(services)}，被阻止的在前${documents.rowsLeftOut(left)}`,
  sidesEvidence: '证据（帧编号与 Wireshark 一致，各属其捕获文件）',
  sidesEvidenceCaption: (left) => `各捕获文件共同表明的内容${rowsLeft(left)}`,
  at: (place) => `${place}：`,
  oneTimeline: (service) => `一条时间线：${service}`,
  goesTo: { 'to-server': '服务器', 'to-client': '客户端' },
  notThere: '不在其中',
  frame: (frame) => `帧 ${frame}`,
  withBytes: (packet, bytes) => `${packet}，${bytes} 字节`,
  changeOf: (change, services) => `${joined(change, '')}（${amounts.services(services)}）`,
};

function rowsLeft(left: number): string {
  return left > 0 ? `；省略了 ${count(left, '行')}` : '';
}
