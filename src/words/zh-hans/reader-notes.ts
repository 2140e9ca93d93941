import type { LogKind, RedactionKeyName } from '../en/reader-notes.ts';
import type { Words } from '../words.ts';
import { count, grouped, joined } from './phrases.ts';
import { products } from './products.ts';

/** What Wireshark calls a way to export packets. */
const LISTS = {
  csv: 'CSV',
  elasticsearch: '用于 Elasticsearch 的 JSON',
  fields: '字段（fields）',
  'hex-dump': '十六进制转储',
  json: 'JSON',
  k12: 'K12 文本',
  pdml: 'PDML',
  'plain-text': '纯文本',
  psml: 'PSML',
  tabs: '制表符分隔的文本',
  yaml: 'YAML',
};

/** Who else prints packets. */
const MAKERS = {
  fortigate: 'FortiGate 的嗅探器',
  'fw-monitor': 'fw monitor',
  pktmon: 'pktmon',
  routeros: 'RouterOS 的嗅探器',
  tcpdump: 'tcpdump',
};

/** Logs of what devices did with packets. */
const logKinds: Readonly<Record<LogKind, string>> = {
  'azure-flow-log': 'Azure 的流日志',
  'calico-flow-log': 'Calico 的流日志',
  'check-point-drops': 'Check Point 的 fw ctl zdebug drop',
  'cilium-monitor': 'cilium monitor 的输出',
  'cisco-access-list-log': 'IOS 路由器的访问列表日志',
  'cisco-firewall-log': '思科防火墙的 syslog',
  'cisco-packet-tracer': '思科防火墙 packet-tracer 的输出',
  conntrack: 'Linux 内核的连接表',
  'fortigate-debug-flow': 'FortiGate 的 diagnose debug flow',
  'fortigate-traffic-log': 'FortiGate 的流量日志',
  'google-firewall-log': 'Google Cloud 的防火墙规则日志',
  'hubble-compact': 'hubble observe 的输出',
  'hubble-json': 'Hubble 以 JSON 输出的 Cilium 流',
  'juniper-flow-log': 'Junos 的会话日志（RT_FLOW）',
  'juniper-structured-log': 'Junos 的结构化会话日志（RT_FLOW）',
  'mikrotik-log': 'RouterOS 的防火墙日志',
  'netfilter-log': '内核日志中 netfilter 的行',
  'nft-trace': 'nft monitor trace 的输出',
  'palo-alto-traffic-log': 'Palo Alto 的流量日志',
  'pf-filterlog': 'pf 的 filterlog',
  'pf-text-log': 'tcpdump 输出的 pf 日志',
  'vpc-flow-log': 'AWS VPC 的流日志',
  'windows-filtering-events': 'Windows 筛选平台的审核事件',
  'windows-firewall-log': 'Windows 防火墙的 pfirewall.log',
};

type Note<Code extends keyof Words['readerNotes']> = Parameters<Words['readerNotes'][Code]>[0];

/** "从 Wireshark 导出的数据包列表（CSV）", "由 tcpdump 输出的数据包列表". */
function originText({ title, maker }: Note<'list-with-bytes'>): string {
  if (maker !== null) return joined('由', MAKERS[maker], '输出的数据包列表');
  return `从 Wireshark 导出的数据包列表${title === null ? '' : `（${LISTS[title]}）`}`;
}

function extentText({ maker, packets, isSelection }: Note<'list-with-bytes'>): string {
  if (isSelection) {
    return '其各行之间缺少数据包，就像使用了显示过滤器一样：其中可能有应答，因此没有响应的分量较小。';
  }
  return maker === null
    ? `其中有从 1 到 ${packets} 的全部数据包。`
    : `其中有 ${count(packets, '个数据包')}。`;
}

/** "13 行（第一个在第 3 行）", "2 个数据包". */
function rowsText({ number, line }: Note<'rows-unordered'>): string {
  if (line === null) return count(number, '个数据包');
  return `${count(number, '行')}（${number === 1 ? '' : '第一个在'}第 ${line} 行）`;
}

function keyText(key: RedactionKeyName): string {
  if (key.kind === 'file') return `密钥文件 ${key.name}`;
  return {
    random: '不保存的随机密钥',
    given: '指定的密钥',
    'word-and-file': '一个词和密钥文件',
  }[key.kind];
}

export const readerNotes: Words['readerNotes'] = {
  'texts-left-out': ({ number, maximum }) =>
    `略去了文件中的 ${count(number, '段文本')}（名称、注释、密钥日志）：该文件中这样的文本超过 ${grouped(maximum)} 字节。`,
  'files-overlap': ({ name, before, early }) =>
    `${name} 在 ${before} 结束之前 ${early} 秒就已开始：它们可能是两个位置的捕获文件，而不是同一次捕获的文件。如果是这样，请不要使用 --sequence。`,
  'local-times': ({ title }) => `${title} 的时间是当地时间，没有说明属于哪个时区：按 UTC 处理。`,
  'list-without-bytes': ({ lacksTimeToLive, lacksPayload, ...list }) => {
    const unknown = [
      ...(lacksTimeToLive ? ['TTL', 'MAC 地址'] : []),
      ...(lacksPayload ? ['载荷'] : []),
    ];
    const lacks =
      unknown.length === 0 ? '其未显示的内容' : `${unknown.join('、')}以及其未显示的其他内容`;
    return `${joined('这是', originText(list))}：${lacks}未知。${extentText(list)}要得到更可靠的判定，请发送捕获文件本身。`;
  },
  'list-with-bytes': (list) =>
    `${joined('这是', originText(list))}，带有数据包的字节。${extentText(list)}`,
  'rows-not-understood': ({ number }) => `有 ${number} 行无法识别，已略去。`,
  'rows-not-in-order': () =>
    '各行没有按编号排列，且数量太多，无法重新排序：应答可能出现在其问题之前。请按 No. 列排序后重新导出。',
  'rows-put-in-order': () => '各行原本没有按编号排列；已按编号重新排序。',
  'ports-assumed': () =>
    '列表没有显示 DNS 服务器的端口：将其当作 53（mDNS 5353，LLMNR 5355）。如果有目标端口列即可得知。',
  'rows-cut': ({ maximumBytes, maximumColumns, ...rows }) =>
    `${rowsText(rows)}在一行中超过 ${grouped(maximumBytes)} 字节${maximumColumns === null ? '' : `或 ${maximumColumns} 列`}：其后的内容已略去。`,
  'rows-unordered': (rows) =>
    `${rowsText(rows)}的时间早于前一行，因此无法确定孰先孰后：请按编号排序后导出。`,
  'rows-with-names': (rows) =>
    `${rowsText(rows)}以名称代替地址，因此不知道由谁发送给谁：${rows.line === null ? '请使用 tcpdump -nn 重新输出' : '请关闭名称解析后重新导出（视图 → 解析名称）'}。`,
  'rows-without-ports': (rows) =>
    `${rowsText(rows)}没有显示属于哪个连接：请带上 Source Port 和 Destination Port 列导出。`,
  'rows-without-flags': ({ number }) =>
    `${count(number, '个 TCP 数据包')}没有标志（tcpdump -q 的输出即是如此）：从中无法得知任何情况。请不使用 -q 重新输出。`,
  'rows-without-quotation': (rows) =>
    `${rowsText(rows)}是没有显示针对哪个数据包的 ICMP 错误，因此不计入任何连接${rows.line === null ? '：tcpdump -v 会将其输出' : ''}。`,
  'read-log': ({ kind }) =>
    `这是日志（${logKinds[kind]}），不是捕获文件：它说明该设备如何处理数据包，但其中没有任何数据包。设备没有记录的内容无法看到。`,
  'times-without-year': () => '日志的时间既没有年份也没有时区：显示为 1972 年，并按 UTC 显示。',
  'times-without-date': ({ input, lacksHour, isDelta }) => {
    if (input === 'k12') return '该文本只有时刻而没有日期，时区未知。';
    const sum = isDelta ? '；它们是距前一行的时间，已经累加' : '';
    const said = `${input === 'log' ? '日志' : '列表'}的时间没有日期${lacksHour ? '，也没有小时' : ''}：显示为 1970-01-01 的时间${sum}。`;
    return input === 'tcpdump' ? `${said}（tcpdump -tttt 会输出日期。）` : said;
  },
  'times-without-zone': ({ input }) =>
    `${input === 'log' ? '日志' : '列表'}的时间没有说明属于哪个时区：按 UTC 显示。`,
  'times-with-doubtful-date': () =>
    '列表的日期可能是日在前，也可能是月在前：已按月、日、年的顺序读取。',
  'no-times': ({ input }) =>
    ({
      list: '列表中有没有时间的数据包：与时间有关的情况无法判断。',
      fields: '各行没有时间：不知道有多久没有应答。请加上 -e frame.time_epoch。',
      'hex-dump':
        '十六进制转储没有时间：不知道有多久没有应答。请带时间导出：tshark -r FILE -T json -x。',
      log: '日志中有没有时间的行。',
    })[input],
  redacted: ({ key, isOwnProfile }) =>
    `${joined('已使用', keyText(key), '进行脱敏')}：私有地址、不属于该产品的公有地址以及 MAC 地址均已替换（共同的前缀仍然共同，私有的仍为私有），名称逐个标签替换；载荷、身份信息和 TLS 会话数据已删除。保留的内容：该产品的服务器和名称、公认的解析器、端口、时间、长度和跳数。${
      isOwnProfile
        ? '配置文件是用户自己的：其服务器与其他地址一样被替换，其文字已略去；功能 1 是其中的第一个。'
        : ''
    }`,
  'redaction-differs': ({ number }) =>
    `如果不脱敏，这些端点中有 ${number} 个的判定会不同：起决定作用的内容已被脱敏。请以不使用 --redact 的报告为准。`,
};

/** What captures and lists are called; others by their format's name. */
const CAPTURES: ReadonlyMap<string, string> = new Map([
  ['pcap', 'pcap 捕获文件'],
  ['pcapng', 'pcapng 捕获文件'],
  ['text', '文本形式的数据包列表'],
  ['csv', 'CSV 形式的数据包列表'],
  ['psml', 'PSML 形式的数据包列表'],
  ['json', 'JSON 形式的数据包'],
  ['ek', '用于 Elasticsearch 的 JSON 形式的数据包'],
]);

export const caseFiles: Words['caseFiles'] = {
  'capture-file': ({ format, packets, isDamaged }) =>
    `${CAPTURES.get(format) ?? format}，${count(packets, '个数据包')}${isDamaged ? '，已损坏：其显示的内容可能有误' : ''}`,
  'log-file': ({ title, records }) =>
    records === null ? products(title) : `${products(title)}，${count(records, '条记录')}`,
  'device-log-file': ({ kind }) => logKinds[kind],
  'look-up-file': ({ number }) => count(number, '次名称查询'),
  'archive-file': ({ problem }) => `ZIP 压缩包${problem === '' ? '' : `：${problem}`}`,
  'empty-file': () => '空文件',
  'unknown-file': () => '此处不识别的类型',
  'unreadable-file': () => '无法读取',
  'same-file': ({ kind, path }) =>
    joined('与', path, kind === 'log' ? '相同的日志' : '相同的捕获文件'),
  'log-too-many': ({ maximum }) => `超出所读取的 ${maximum} 个日志`,
  'endpoints-too-many': ({ maximum }) =>
    `在它之前的捕获文件已有 ${count(maximum, '个端点')}，达到一个案例所保留的数量：请将其作为单独的案例`,
};
