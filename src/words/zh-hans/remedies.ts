import type { Difference } from '../../evidence/differences.ts';
import type { BetterCapture } from '../../evidence/evidence.ts';
import { escapeText } from '../../protocols/escape.ts';
import type { WhereToAllow } from '../en/remedies.ts';
import type { Words } from '../words.ts';
import { listSome } from './phrases.ts';
import { products } from './products.ts';
import { openingText, servicesText } from './services.ts';

const NAMES_NAMED = 4;

const CAPTURE_AGAIN: Readonly<Record<BetterCapture, string>> = {
  'both-ways':
    '在客户端自己的接口上不使用捕获过滤器重新捕获，并保存全部数据包，而不是所显示的数据包：两个方向都需要。',
  'whole-packets':
    '以完整数据包重新捕获：不限制快照长度（`tcpdump -s 0`；在 Wireshark 中不启用“限制每个分组”）。',
  'all-packets':
    '重新捕获，使数据包不丢失：写入文件而不显示实时列表（`dumpcap`、`tcpdump -w`），在有余力的主机上，使用更大的缓冲区（`-B`）。',
  'the-start':
    '从连接开始之前重新捕获：其 SYN 说明由哪一方请求。对于 FTP 的数据连接，控制连接（端口 21）也能说明。',
  'capture-itself': '请发送捕获文件本身（pcapng）以代替列表：列表略去了能够说明问题的内容。',
  'servers-word':
    '查看服务器在这些时刻的日志。如果它是代理或负载均衡器，请查看其后方：它所请求的对象可能已停机或被丢弃。网络放行了数据包。',
};

const WHERE: Readonly<Record<WhereToAllow, string>> = {
  'this-host': '在客户端自身的防火墙或安全软件中',
  'server-end': '在服务器一端的防火墙（包括服务器自身的防火墙）上',
  between: '在客户端与互联网之间的防火墙上',
};

/** What to look for where connections with one trait fail, and others work. */
const PARTS: Readonly<Record<Difference['by'], string>> = {
  length:
    '更新途中无法接受超过一个报文段的 ClientHello 的设备，或关闭其检查功能（抗量子计算的密钥共享 X25519MLKEM768 会使其变得这么长）。交叉验证：在客户端中关闭它们。',
  'source-port':
    '检查返回路径的规则：只对部分客户端端口放行应答的无状态访问列表，必须放行客户端使用的所有端口（1024 至 65535）。',
  dscp: '查找途中按 DSCP 处理的规则、队列或流量监管，或在网络边缘将 DSCP 设为 0。',
  'server-name': '查找按服务器名称处理的 URL 过滤或应用过滤。',
  client:
    '查找按 ClientHello 的形态（JA3、JA4）处理的应用过滤：它把某个客户端程序当成了另一个程序，或当成了恶意软件。它并非依据服务器的名称。',
  alpn: '查找按应用协议（ALPN，例如 HTTP/2）处理的应用过滤。',
  smb: '某个 SMB 版本被阻止或被关闭：请使用另一个版本（SMB1 最好保持关闭）。',
  'query-type': '查找丢弃该类型查询的 DNS 过滤或检查；每种类型都必须有应答，哪怕是空的应答。',
  ecn: '查找丢弃带 ECN（RFC 3168）的 SYN 的旧防火墙，或在客户端中关闭 ECN。',
  'fast-open': '查找丢弃带 fast open（RFC 7413）的 SYN 的防火墙，或在客户端中将其关闭。',
  timestamps:
    '查找按 TCP 时间戳丢弃的设备：同一地址转换之后的多台主机各有自己的时钟，而比较时间戳的服务器（tcp_tw_recycle）会忽略其中一些。',
  time: '看在正常的连接与失败的连接之间发生了什么变化。',
};

export const remedies: Words['remedies'] = {
  'let-icmp-through': () =>
    '在途中的防火墙上放行 ICMP“需要分片”（3/4）和 ICMPv6“数据包过大”（2）。',
  'let-fragments-through': () => '在途中的防火墙、NAT 和负载均衡器上放行这些数据包的 IP 分片。',
  'avoid-fragments': () =>
    '或使请求能装入一个数据包：在两端启用 IKEv2 分片（RFC 7383），或使用更短的证书链。',
  'lower-mtu': () =>
    '或将电脑的 MTU 降低（或将 MSS 钳制）到最小的链路（隧道、VPN）所能接受的大小。',
  'longer-idle-time-out': () => '让防火墙更长时间地保留没有数据包的连接（其空闲超时）。',
  'keep-alives': () =>
    '或让应用程序或操作系统以更短的间隔发送保活（TCP keep-alive，RFC 9293 §3.8.4）。',
  'nothing-to-allow': () => '该地址和端口是通的：无需为其放行。',
  'look-for-prevention': ({ services }) =>
    `在防火墙上查找涉及以下内容的入侵防御、应用过滤或连接数限制：${servicesText(services)}；端口本身是通的。`,
  'allow-names': ({ names }) =>
    `在防火墙的 URL、TLS 或应用过滤中放行服务器名称 ${listSome(names, NAMES_NAMED)}：端口本身是通的。`,
  'try-other-name': () => '在同一地址上尝试另一个名称，可以看出过滤器是否依据名称。',
  'look-for-part': ({ by }) => PARTS[by],
  'look-for-filter': ({ services }) =>
    `在防火墙上查找涉及以下内容的 URL 过滤、应用过滤或入侵防御：${servicesText(services)}；端口本身是通的。`,
  'look-for-limit': ({ services }) =>
    `在防火墙和服务器上查找涉及以下内容的连接数或查询数限制：${servicesText(services)}；端口本身是通的。`,
  'or-broken-way': () => '或查找多条路径中，或该地址之后的多台服务器中，已中断的那一个。',
  'look-at-way-back': ({ services }) =>
    `检查从服务器到客户端的返回路径：请求能够到达（${servicesText(services)}），应答被丢弃。`,
  'way-back-causes': () =>
    '常见原因：应答与请求走不同的路径（非对称路由），绕过了有状态防火墙；或客户端自身的防火墙。',
  'allow-between': ({ services }) =>
    `在客户端与服务器之间的防火墙（包括服务器自身的防火墙）上放行${servicesText(services)}。`,
  'allow-line': ({ line }) => `放行：${products(line)}。`,
  'allow-opening': ({ opening }) => `放行：${openingText(opening)}。`,
  'allow-services': ({ services, where }) => `${WHERE[where]}放行${servicesText(services)}。`,
  'in-this-capture': ({ services, capture }) =>
    `${capture === undefined ? '在此捕获文件中' : `在 ${capture} 中`}，涉及的是${servicesText(services)}。`,
  'ask-for-rule': ({ devices, rules, services, place }) =>
    `请${devices.length === 0 ? '防火墙' : `防火墙 ${listSome(devices.map(escapeText), NAMES_NAMED)} `}的管理者放行${servicesText(services)}${rules.length === 0 ? '' : `：拦截它的规则是“${listSome(rules.map(escapeText), NAMES_NAMED)}”`}${place === null ? '' : `（${escapeText(place.file)} 第 ${place.line} 行）`}。`,
  'device-names-itself': ({ devices }) => `发出拒绝的设备是 ${listSome(devices, NAMES_NAMED)}。`,
  'allow-media': () =>
    '双向放行话机或其运营商用于 RTP 的 UDP 端口范围；上面的端口只是一次通话的端口。',
  'quic-falls-back': () =>
    '没有它也不会有任何功能失效：浏览器会回退到 TCP 443，只是在每台新服务器上多花片刻。',
  'smb-goes-on': () =>
    '文件共享（SMB）不需要它：同一客户端在 TCP 445 上得到了服务。只有仅使用 NetBIOS 的程序才缺少 TCP 139。',
  'cross-check': () =>
    '交叉验证：将电脑连接到另一个开放的网络（热点）；如果在那里正常，则原因在本网络。',
  'look-at-server': () => '检查服务器：服务是否在运行，端口是否正确？网络放行了这些数据包。',
  'log-in-to-portal': () => '在电脑上打开 Web 浏览器并登录网络（酒店、访客或热点页面），然后重试。',
  'look-for-redirection': () => '检查网络中是否存在 DNS 重定向或透明代理。',
  'look-for-loop': () => '查找路由环路：traceroute 会显示数据包在哪些路由器之间来回传送。',
  'same-way-both-ways': () =>
    '让两个方向经过同一个防火墙（非对称路由），或针对此流量关闭其对 TCP 序列号的更改。',
  'hairpin-nat': () =>
    '让路由器同时转换源地址（hairpin NAT、NAT 环回），或让内部客户端将该名称解析为内部地址（split DNS）。',
  'check-routes': () => '检查路由、VPN、服务器的地址，以及服务器是否开机。',
  'capture-at-two-places': () =>
    '同时在第二个位置捕获（防火墙外侧或服务器处）：可以看出由谁应答，或数据包在何处消失。',
  'capture-again': ({ better }) => CAPTURE_AGAIN[better],
  'capture-longer': () => '在故障出现时，在客户端自己的接口上重新捕获，并持续至少 30 秒。',
};
