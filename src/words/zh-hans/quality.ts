import { formatAddress } from '../../protocols/address-text.ts';
import { escapeText } from '../../protocols/escape.ts';
import type { AbsentTarget, Undecoded } from '../en/quality.ts';
import type { Words } from '../words.ts';
import { captureLossText } from './evidence.ts';
import { count, duration, grouped, joined, listSome } from './phrases.ts';

const ADDRESSES_NAMED = 4;

/** Link types of what is no network of IP, by what people call them. */
const CARRIERS: ReadonlyMap<number, string> = new Map<number, string>([
  ...[186, 189, 220, 249, 266, 278, 288].map((type) => [type, 'USB'] as const),
  ...[187, 201, 251, 254, 255, 256, 272].map((type) => [type, '蓝牙'] as const),
  ...[195, 215, 230, 283].map((type) => [type, 'IEEE 802.15.4'] as const),
  ...[139, 140, 141, 142].map((type) => [type, 'SS7'] as const),
  ...[227].map((type) => [type, 'CAN 总线'] as const),
  ...[165].map((type) => [type, 'BACnet MS/TP'] as const),
  ...[177, 203].map((type) => [type, 'ISDN'] as const),
  ...[231].map((type) => [type, 'D-Bus'] as const),
  ...[243].map((type) => [type, 'MPEG-2'] as const),
  ...[245, 264].map((type) => [type, 'NFC'] as const),
  ...[253].map((type) => [type, 'Netlink'] as const),
  ...[261, 262, 287].map((type) => [type, 'Z-Wave'] as const),
  ...[271].map((type) => [type, 'vsock'] as const),
]);

/** `3,412 个 USB 数据包，不承载 IP`. */
export function undecodedText(undecoded: Undecoded): string {
  const byName = new Map<string, number>();
  for (const { linkType, name, packets, isNotShown } of undecoded.linkTypes) {
    const carrier = CARRIERS.get(linkType);
    const kind = isNotShown
      ? '个数据包，文本没有显示其地址'
      : carrier === undefined
        ? `个数据包，链路类型为 ${name}，不予解码`
        : joined('个', carrier, '数据包，不承载 IP');
    byName.set(kind, (byName.get(kind) ?? 0) + packets);
  }
  const { greTypes, others, encrypted, withoutData } = undecoded;
  return [
    ...[...byName].map(([kind, number]) => count(number, kind)),
    ...greTypes.map(
      ({ type, packets }) =>
        `GRE 隧道中的 ${count(packets, '个数据包')}，协议类型为 0x${type.toString(16).padStart(4, '0')}，不予解码`,
    ),
    ...(others > 0 ? [count(others, '个其他类型的数据包')] : []),
    ...(encrypted > 0 ? [count(encrypted, '个 Wi-Fi 数据帧，已加密')] : []),
    ...(withoutData > 0 ? [count(withoutData, '个不带数据的 Wi-Fi 帧')] : []),
  ].join('；');
}

export const quality: Words['quality'] = {
  'lost-packets': ({ loss }) => `${captureLossText(loss)}没有响应可能只是捕获本身造成的。`,
  'packet-loss': ({ share }) =>
    `线路有丢包：约 ${Math.round(share * 100)}% 需要重新发送，尽管服务有应答。`,
  'too-short': ({ number }) =>
    `对于 ${count(number, '个服务')}，捕获过早结束：应答可能在其结束之后到来。`,
  'one-way': ({ number, of }) => `${of} 个 TCP 连接中有 ${number} 个只有一方的数据包。`,
  'late-start': ({ number, of }) => `${of} 个 TCP 连接中有 ${number} 个在捕获之前就已开始。`,
  duplicates: ({ number }) =>
    `至少 ${count(number, '个数据包')}被捕获了不止一次（镜像端口或“any”接口）；每个只计一次。`,
  'cut-short': ({ number }) => `${count(number, '个数据包')}在传输层头部完整之前就被快照长度截断。`,
  'cut-questions': ({ number }) =>
    `${count(number, '个 DNS 问题')}被快照长度截断：不同的名称可能被算作一个。`,
  undecoded: ({ undecoded }) =>
    `${undecodedText({ ...undecoded, encrypted: 0, withoutData: 0 })}。`,
  'encrypted-frames': ({ number }) =>
    `${count(number, '个 Wi-Fi 数据帧')}已加密：看不到其中携带的内容。`,
  malformed: ({ number }) => `${count(number, '个数据包')}的头部格式错误。`,
  'clock-jumps': ({ number }) =>
    `捕获期间时钟倒退了 ${count(number, '次')}；跨越倒退处的时间不计入。`,
  pauses: ({ number, longest }) =>
    `捕获文件在流量中间有最长 ${duration(longest)}没有任何内容（${count(number, '次停顿')}）：主机休眠、时钟被调整，或一个文件中包含两次捕获；这段时间不算作没有响应。`,
  'flow-limit': ({ number }) =>
    `同时存在的连接多于所能跟踪的数量：${count(number, '个没有动静的连接')}被提前结束；其没有响应不计入。`,
  'endpoint-limit': ({ number }) =>
    `端点多于所能跟踪的数量（扫描或泛洪）：${count(number, '个连接')}未作判定。`,
  'endpoints-left-out': ({ number }) =>
    `端点多于所能跟踪的数量：有 ${count(number, '次')}略去了一个有应答的端点以腾出空间。`,
  'endpoints-not-listed': ({ answered, others }) =>
    `端点多于报告所能列出的数量：略去了${[
      ...(others > 0 ? [` ${grouped(others)} 个没有应答的（最不严重的）`] : []),
      ...(answered > 0 ? [` ${grouped(answered)} 个有应答的`] : []),
    ].join('和')}。`,
  'syn-flood': ({ attempts, server, port }) =>
    `大量客户端向 ${formatAddress(...server)} TCP ${port} 进行了 ${count(attempts, '次连接尝试')}，之后均未继续：这是 SYN 泛洪或扫描，未作判定。`,
  'address-conflict': ({ address, macs, frames }) =>
    `两台主机轮流声称拥有地址 ${formatAddress(...address)}：${macs.join(' 和 ')}（帧 ${frames.join('、')}）。各自收到其中一部分数据包。`,
  'statements-without-ports': ({ number, refused }) =>
    `日志中有 ${count(number, '行')}关于没有端口的数据包（ICMP、ESP、GRE、分片）；其中 ${grouped(refused)} 行为被拦截。`,
  'log-joined': ({ file, lines, joined: matched, clock, offset }) =>
    `${escapeText(file)}：${grouped(lines)} 行中有 ${count(matched, '行')}与此捕获文件的连接有关。${
      {
        'own-zone': '其时间的时区已知。',
        'given-zone': '其时间采用所指定的时区。',
        connections: `从两者共有的连接看，其时钟${offset === 0 ? '与捕获文件一致' : `比捕获文件${offset > 0 ? '快' : '慢'} ${offsetText(Math.abs(offset))}`}。`,
        none: '其时间无法与捕获文件比较：它记录的可能是另一段时间。',
      }[clock]
    }`,
  'log-unreadable': ({ file, why }) => `无法读取 ${escapeText(file)}：${escapeText(why)}。`,
  'statements-left-out': ({ number }) =>
    `日志中有 ${count(number, '行')}涉及的服务超出了所保留的数量。`,
  'target-absent': ({ target }) => `在此捕获文件中，没有客户端请求 ${absentText(target)}。`,
  'target-not-tried': ({ name, addresses, port, frame }) =>
    `名称 ${name} 已被查询，得到的地址为 ${listSome(addresses, ADDRESSES_NAMED)}（帧 ${frame}）；没有数据包发往那里${port === null ? '' : `的端口 ${port}`}。如果客户端确实尝试过，可能是该电脑自身的防火墙或安全软件使其数据包无法发出；否则，它请求的是代理或另一个地址、尚无需要，或捕获过滤器将其略去。`,
};

function absentText(target: AbsentTarget): string {
  if ('given' in target) return `${target.given}（此案例的目标）`;
  const { question, addresses, tool } = target;
  return `${question}（${listSome(addresses, ADDRESSES_NAMED)}，使用 ${tool} 查询）`;
}

/** Seconds to the second, as clocks differ: "2 小时 40 秒". */
function offsetText(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3_600), '小时'],
    [Math.floor(seconds / 60) % 60, '分钟'],
    [Math.floor(seconds) % 60, '秒'],
  ] as const;
  return parts
    .filter(([number]) => number > 0)
    .map(([number, unit]) => `${number} ${unit}`)
    .join(' ');
}
