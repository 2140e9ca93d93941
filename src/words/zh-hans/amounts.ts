import type { Words } from '../words.ts';
import { count, grouped } from './phrases.ts';

export const amounts: Words['amounts'] = {
  packets: (number) => count(number, '个数据包'),
  bytes: (number) => count(number, '字节'),
  files: (number) => count(number, '个文件'),
  captures: (number) => count(number, '个捕获文件'),
  packetCaptures: (number) => count(number, '个捕获文件'),
  logs: (number) => count(number, '个日志'),
  lookups: (number) => count(number, '次名称查询'),
  records: (number) => count(number, '条记录'),
  endpoints: (number) => count(number, '个端点'),
  services: (number) => count(number, '个服务'),
  problems: (number) => count(number, '个问题'),
  tries: (number) => count(number, '次尝试'),
  repetitions: (number) => count(number, '次重传'),
  sensors: (number) => count(number, '个传感器'),
  findings: (number) => count(number, '项发现'),
};

/** "另外 7 个端点". */
const others = (number: number, counted: string) => `另外 ${count(number, counted)}`;

export const further: Words['further'] = {
  endpoints: (number) => others(number, '个端点'),
  problems: (number) => others(number, '个问题'),
  findings: (number) => others(number, '项发现'),
  services: (number) => others(number, '个服务'),
  entries: (number) => others(number, '个条目'),
  files: (number) => others(number, '个文件'),
  logs: (number) => others(number, '个日志'),
  rows: (number) => others(number, '行'),
  lines: (number) => others(number, '行'),
  changes: (number) => others(number, '项更改'),
  frames: (number) => others(number, '帧'),
  packets: (number) => others(number, '个数据包'),
  any: (number) => `另外 ${grouped(number)} 个`,
};
