import type { FailingFunction, Obstacle } from '../en/summary.ts';
import type { Say, Unspoken } from '../sentence.ts';
import type { Words } from '../words.ts';
import { count, joined, list, listSome, percent } from './phrases.ts';
import { products } from './products.ts';
import { undecodedText } from './quality.ts';
import { answeringText, portText, serverText, servicesText } from './services.ts';

const TARGETS_NAMED = 4;

export const summary: Words['summary'] = {
  'nothing-asked': ({ isFiltered }) =>
    `${isFiltered ? '在显示过滤器选出的数据包中没有请求任何服务' : '此捕获文件中没有客户端请求服务'}：没有可判定的内容。`,
  'nothing-decoded': ({ undecoded }) =>
    `此捕获文件中没有任何内容能够解码：${undecodedText(undecoded)}。没有可判定的内容。`,
  'only-scans': ({ scans }, say) =>
    `${scansText(scans, say)}。除此之外没有客户端请求服务：没有可判定的内容。`,
  'scans-too': ({ scans }, say) => `此外，${scansText(scans, say)}。`,
  'product-absent': ({ product, isAsked, isFiltered }) =>
    `${isFiltered ? '在显示过滤器选出的数据包中，' : ''}${joined(`没有${isAsked ? '按名称或地址' : ''}请求过`, products(product), '的任何服务器')}。`,
  'targets-absent': ({ targets, isFiltered }) =>
    `${joined(isFiltered ? '在显示过滤器选出的数据包中，没有客户端请求' : '在此捕获文件中，没有客户端请求', listSome(targets, TARGETS_NAMED))}：凭此捕获文件无法判断它是否正常工作。`,
  'gravest-finding': ({ title, functions }, say) => `${say(title)}${consequenceText(functions)}。`,
  'further-findings': ({ number }) => `下文还有 ${count(number, '项发现')}。`,
  'no-answer-needed': ({ services }) =>
    `凭此捕获文件无法判断：${joined(servicesText(services), '没有应答，也不一定需要应答')}。`,
  'one-answered': ({ services, isTarget }) =>
    `${isTarget ? '目标' : '所请求的服务'}已应答：${answeringText(services)}。`,
  'several-answered': ({ number, isAll, areTargets }) =>
    `${isAll ? '全部 ' : ''}${count(number, areTargets ? '个目标' : '个服务')}${isAll ? '均' : ''}已应答。`,
  'others-answered': ({ number }) => `另有 ${count(number, '个服务')}已应答。`,
  'but-finding': ({ title }, say) => `但是：${say(title)}。`,
  'but-sentences': ({ sentences }, say) => `但是：${sentences.map(say).join('')}`,
  'but-line-loses': ({ share }) => `但是线路有丢包：约 ${Math.round(share * 100)}% 需要重新发送。`,
  'other-services-fail': ({ number }) => `下文还有 ${count(number, '项')}关于其他服务的发现。`,
  'others-unclear': ({ number }) => `另有 ${count(number, '个')}凭此捕获文件无法判断。`,
  'no-all-clear': ({ obstacles }) =>
    `但此捕获文件不能证明没有任何失败：${obstacles.map(obstacleText).join('；')}。`,
  'nothing-in-the-way': () => '在此捕获文件中未见任何阻止。',
  'same-at-others': ({ number }) => `另有 ${number} 个服务也是如此。`,
  'seen-at-service': ({ service, sentence }, say) =>
    `${serverText(service)} ${portText(service)}：${say(sentence)}`,
};

/** The first scan, and how many more there are. */
function scansText([first, ...others]: readonly Unspoken[], say: Say): string {
  const more = others.length === 0 ? '' : `；下文还有 ${count(others.length, '次扫描')}`;
  return `${say(first)}${more}`;
}

function obstacleText(obstacle: Obstacle): string {
  switch (obstacle.is) {
    case 'log':
      return '它是日志，其中没有数据包';
    case 'damaged':
      return '文件已损坏，或在数据包中间中断';
    case 'one-direction':
      return '它只有一个方向的流量';
    case 'data-only':
      return '它只有携带数据的数据包';
    case 'no-beginnings':
      return '它没有任何连接的开头，因此也没有在开头失败的连接';
    case 'cut-short':
      return '其数据包在端口之前就被截断';
    case 'cut-questions':
      return '其 DNS 问题被截断，不同的问题会被算作一个';
    case 'cut-errors':
      return '其 ICMP 错误被截断，看不出被拒绝的是什么';
    case 'lost':
      return `缺少其 ${percent(obstacle.share)} 的数据包，这些数据包在捕获时丢失或被略去`;
    case 'undecoded':
      return `其中 ${count(obstacle.packets, '个数据包')}属于不解码的类型`;
    case 'encrypted':
      return `其中 ${count(obstacle.packets, '帧')}已加密`;
    case 'first-fragments':
      return `有 ${count(obstacle.answers, '个 DNS 应答')}只含第一个 IP 分片${obstacle.isTold ? '（客户端通过 ICMP 报告其余分片始终未到：fragment reassembly time exceeded）' : ''}`;
    case 'no-ftp-data':
      return `FTP 商定的 ${count(obstacle.connections, '个数据连接')}不在其中`;
    case 'no-media':
      return `其中没有已商定的 ${count(obstacle.calls, '次通话')}的媒体（RTP）`;
    case 'absent':
      return joined('没有客户端请求', listSome(obstacle.targets, TARGETS_NAMED));
  }
}

/** What a finding means for a product; '' for no function. */
export function consequenceText(functions: readonly FailingFunction[]): string {
  const clauses = [false, true].flatMap((isPartial) => {
    const alike = functions.filter((one) => one.isPartial === isPartial);
    if (alike.length === 0) return [];
    const titles = list(alike.map((one) => products(one.function.title)));
    return [joined(titles, isPartial ? '部分失败' : '失败')];
  });
  return clauses.length === 0 ? '' : `：${clauses.join('，')}`;
}

/** `Web protection 失败`. */
export function failText(functions: readonly FailingFunction['function'][]): string {
  return joined(list(functions.map(({ title }) => products(title))), '失败');
}
