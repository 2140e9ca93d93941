import { explained } from '../explanation.ts';
import type { Words } from '../words.ts';

export const verdicts: Words['verdicts'] = {
  answered: explained(
    '服务已应答',
    '请求得到了应答，通信也继续进行：在此捕获文件中未见任何阻止。',
    '如果应用程序仍然失败，请检查证书、登录和代理设置。',
  ),
  drop: explained(
    '防火墙丢弃数据包',
    '客户端的数据包（或对它们的应答）无声无息地消失：重传始终得不到应答。',
    '在客户端与互联网之间的防火墙上放行该目的地址、协议和端口。',
  ),
  reject: explained(
    '防火墙拒绝数据包',
    '并非服务器本身，而是另外的设备代替它以 TCP RST 或 ICMP 错误拒绝。',
    '在发出拒绝的设备上放行该目的地址、协议和端口。',
  ),
  closed: explained(
    '服务器自身拒绝',
    'RST 或 ICMP 端口不可达由服务器发出：该端口上没有服务。',
    '在服务器上启动该服务，或更正地址和端口。',
  ),
  intercepted: explained(
    '应答者并非服务器',
    '应答并非来自所请求的服务器，而是有别的一方代替它应答。',
    '检查网络中是否存在 DNS 重定向或透明代理。',
  ),
  unreachable: explained(
    '服务器不可达',
    '原因在路由而非策略：没有路由、主机已关机，或该地址无人使用。',
    '检查路由、VPN、服务器的地址，以及服务器是否开机。',
  ),
  inconclusive: explained(
    '凭此捕获文件无法判断',
    '捕获文件中的内容符合不止一种原因，或者太少，不足以支撑判定。',
    '在客户端自己的接口上重新捕获，并在故障出现后继续捕获至少 30 秒。',
  ),
};

export const stages: Words['stages'] = {
  question: '发出请求时',
  'after-syn': 'SYN 之后',
  'after-handshake': '握手之后',
  'after-server-name': '发出服务器名称之后',
  'after-large-packets': '发出大数据包之后',
  later: '之后，在通信中途',
};

export const confidences: Words['confidences'] = {
  certain: explained(
    '已经证明，并非推断',
    '造成这一结果的设备自己作了说明，或者在它的两侧都进行了捕获。',
    '无需再作查证。',
  ),
  high: explained(
    '数据包几乎排除了其他原因',
    '在原因已知的捕获文件上，此置信度的判定每 100 个应有 98 个正确。',
    '可据此处理；报告中列出了其次可能的解释。',
  ),
  medium: explained(
    '若干原因中最可能的一个',
    '另一种原因也说得通；报告中会指出它，以及如何区分两者。',
    '请先核对报告中所说的、可以证实该判定的内容。',
  ),
  low: explained(
    '比猜测强不了多少',
    '数据包很少，或者对两种原因的支持几乎相同。',
    '在作任何更改之前，请先按报告的建议重新捕获。',
  ),
};
