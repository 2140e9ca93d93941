import type { PageWords } from '../page-words.ts';
import { grouped } from './phrases.ts';

export const page: PageWords = {
  title: 'pcap-verdict',
  claim: '服务应答了、被丢弃了，还是被防火墙拒绝了？',
  privacy: '不会上传任何内容：此页面自身的策略禁止一切请求，因此它无法发送任何内容。',
  privacyServed: '不会上传任何内容：此页面自身的策略只允许它加载自己的组成部分。',
  drop: '将捕获文件、日志、查询结果、配置文件、TLS 密钥日志或 ZIP 压缩包拖放到这里',
  chooseFiles: '选择文件',
  files: '文件',
  kinds: { profile: '配置文件', keys: 'TLS 密钥日志' },
  task: '文件之间的关系',
  tasks: {
    report: '一个捕获文件',
    case: '一个案例：捕获文件、日志、查询结果和压缩包一起',
    compare: '两个网络：先是失败的，再是正常的',
    sides: '一条路径上的多个位置：从客户端一侧开始',
  },
  moveUp: (name) => `上移：${name}`,
  remove: (name) => `移除：${name}`,
  settings: '设置',
  filter: '显示过滤器',
  filterHelp: '只判定有匹配数据包的端点，例如 ip.addr == 192.0.2.1',
  profile: '产品',
  language: '语言',
  ownProfile: '捕获文件所显示的产品',
  redact: '脱敏：替换报告和证据中的地址与名称',
  password: '加密压缩包的密码',
  run: '诊断',
  cancel: '取消',
  cancelled: '已取消。',
  working: '正在读取',
  progress: (label, share, packets) =>
    [
      label,
      share === null ? '' : `${share}%`,
      packets === null ? '' : `${grouped(packets)} 个数据包`,
    ]
      .filter((part) => part !== '')
      .join('，'),
  done: '报告已生成。',
  views: '视图',
  report: '报告',
  packets: '数据包',
  flows: '流',
  format: '格式',
  saveReport: '保存',
  saveEvidence: '保存证据（pcapng）',
  headersOnly: '不含载荷',
  capture: '捕获文件',
  listFilter: '只显示匹配的数据包',
  apply: '应用',
  rows: (count) => `${grouped(count)} 行`,
  frame: (number) => `帧 ${number}`,
  frameBytes: (captured, length) =>
    captured === length
      ? `${grouped(length)} 字节`
      : `${grouped(length)} 字节中捕获了 ${grouped(captured)} 字节`,
  bytes: '字节',
  close: '关闭',
  caseName: '案例',
  comparisonName: '比较',
  oneProfile: '有多个配置文件：只保留一个，移除其余的。',
  twoCaptures: '比较需要两个捕获文件。',
  nothingRead: '尚未读取任何内容。',
  noPackets: '此文件不含数据包本身，因此没有可保存的证据。',
  noSuchFrame: (number) => `捕获文件中没有帧 ${number}。`,
};
