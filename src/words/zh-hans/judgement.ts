import type { BetterCapture } from '../../evidence/evidence.ts';
import type { Hypothesis } from '../../evidence/verdict.ts';
import type { Words } from '../words.ts';
import { evidenceText } from './evidence.ts';

/** What there is, in the words of a cause: "既符合……，也符合……". */
const CAUSES: Readonly<Record<Hypothesis, string>> = {
  answered: '服务正常工作',
  drop: '防火墙丢弃',
  reject: '防火墙拒绝',
  closed: '服务器自身拒绝',
  intercepted: '有别的一方代替服务器应答',
  unreachable: '服务器已停机或没有通往它的路由',
};

/** Keys: what it could be, in the order of the alphabet. */
const FIND_OUT: Readonly<Record<string, string>> = {
  'closed reject':
    '从另一个网络尝试：如果在那里也被拒绝，则是服务器拒绝；如果在那里有应答，则是本网络的防火墙拒绝。服务器自己的日志可以说明请求是否到达。',
  'drop unreachable':
    '在客户端自己的接口上捕获更长时间，并多尝试几次；再从另一个网络尝试：如果在那里有应答，则是本网络丢弃。',
  'answered intercepted':
    '向一台无人重定向的服务器提出同样的请求，或从另一个网络提出，再比较应答。',
};

/** What would tell, where it is the capture that lacks something. */
const BETTER: Readonly<Record<BetterCapture, string>> = {
  'both-ways': '包含双向流量的捕获文件可以说明问题。',
  'whole-packets': '包含完整数据包的捕获文件可以说明问题。',
  'all-packets': '没有丢包的捕获文件可以说明问题。',
  'the-start': '包含连接开头的捕获文件可以说明问题。',
  'capture-itself': '生成此列表的原始捕获文件可以说明问题。',
  'servers-word': '服务器自己的日志可以说明问题；如果它是代理或负载均衡器，则需要在其后方捕获。',
};

const BOTH_AT_ONCE =
  '两种现象同时出现，符合对 TCP 发送重置、对 UDP 不作回应的防火墙；Cisco ASA 和 FTD 默认即如此。';

/** Keys: the verdict, then what else it could be; the text is about the latter. */
const TELL_APART: Readonly<Record<string, string>> = {
  'drop unreachable':
    '也可能是服务器已停机或其地址无人使用：从另一个网络尝试；如果在那里有应答，则是本网络丢弃。',
  'unreachable drop':
    '防火墙丢弃看起来也是这样：从另一个网络尝试；如果在那里有应答，则是本网络丢弃。',
  'reject closed': '也可能是服务器自身拒绝：从另一个网络尝试；如果在那里也被拒绝，请检查服务器。',
  'closed reject':
    '紧靠服务器前面的防火墙也可能以服务器的名义拒绝：服务器自己的日志可以说明请求是否到达。',
  'drop reject': BOTH_AT_ONCE,
  'reject drop': BOTH_AT_ONCE,
  'drop answered': '部分尝试得到了应答：捕获更长时间可以看出这是丢包还是规则所致（例如速率限制）。',
  'reject answered': '部分尝试得到了应答：捕获更长时间可以看出拒绝是否遵循某条规则。',
};

export const judgement: Words['judgement'] = {
  evidence: ({ seen }) => evidenceText(seen),
  'one-syn': () => '只有一个 SYN 没有应答，客户端也没有再次请求：单个数据包丢失看起来也是这样。',
  'each-asked-once': () =>
    '每个查询都只发送了一次：单个数据包丢失，或客户端已从别处得到答案，看起来也是这样。',
  'udp-needs-no-answer': () => '许多基于 UDP 的协议不需要应答：在这里，没有响应说明不了什么。',
  tie: ({ one, other }) => `它符合“${CAUSES[one]}”，也几乎同样符合“${CAUSES[other]}”。`,
  'exchange-unfinished': () => '捕获文件中既没有被客户端接受的应答，也没有失败。',
  'same-host': () =>
    '客户端和服务器是同一台主机：两者之间只有该主机自己的数据包过滤器，以及其程序的行为。',
  signed: () =>
    'SYN 带有签名（TCP MD5 或 AO）：没有相同密钥的服务器会自行将其丢弃，与防火墙一样不作任何回应。',
  'answers-for-other': () => '它应答的是发往另一个地址的请求；没有人用这个地址向它请求。',
  unasked: () =>
    '此捕获文件中没有人向它请求：它应答的是别人以这个地址的名义发送的内容（反向散射），或在捕获开始之前发送的内容。',
  trace: () =>
    '只发送了 traceroute 的探测包，并且没有对该服务器的其他端口进行过能走得更远的路径追踪。',
  'one-direction': () => '只捕获了一个方向：捕获文件中没有结果。',
  'part-fails': () => '它的部分连接在被接受之后失败；数量太少，无法说明由什么造成。',
  'too-little-seen': () => '看到的内容不足以说明原因。',
  'find-out': ({ favourite, runnerUp, better }) => {
    if (better !== null) return BETTER[better];
    const both = runnerUp === null ? favourite : [favourite, runnerUp].sort().join(' ');
    return FIND_OUT[both] ?? '在客户端自己的接口上捕获更长时间，并多尝试几次，可以说明问题。';
  },
  'refused-either-way': () =>
    '日志没有说明防火墙是丢弃还是拒绝了这些数据包：在客户端捕获可以看出是否有 RST 或 ICMP 错误返回。',
  'tell-apart': ({ verdict, other }) =>
    TELL_APART[`${verdict} ${other}`] ??
    '同时在防火墙外侧捕获，或从另一个网络进行同样的尝试，可以说明问题。',
};
