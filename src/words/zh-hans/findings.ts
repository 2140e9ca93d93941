import type { Difference } from '../../evidence/differences.ts';
import type { Confidence } from '../../evidence/verdict.ts';
import { familyOf, formatAddress } from '../../protocols/address-text.ts';
import type { UsedAddress } from '../en/findings.ts';
import type { Service } from '../en/services.ts';
import type { Words } from '../words.ts';
import { differenceText, failingText } from './differences.ts';
import { count, duration, joined, list, listSome } from './phrases.ts';
import { products } from './products.ts';
import { scanImpactText, scanRemedyText, scanScopeText, scanText } from './scans.ts';
import { lookupText, portText, servicesText } from './services.ts';

const NAMES_NAMED = 4;
const FEW_NAMED = 3;
const ADDRESSES_NAMED = 4;
const PARTS_NAMED = 2;

function partText(differences: readonly Difference[]): string {
  return listSome([...new Set(differences.map(failingText))], PARTS_NAMED, '种特征');
}

/** Names, or what was asked for where there is none. */
function namesText(names: readonly string[], services: readonly Service[]): string {
  return names.length === 0 ? servicesText(services) : listSome(names, NAMES_NAMED);
}

const POLICY_OWNERS = {
  'block-page-answers': (who: string) => who,
  'proxy-refuses-targets': (who: string) => `代理 ${who}`,
  'dns-keeps-names': (who: string) => `DNS 服务器 ${who}`,
  'tls-refused-in-place': () => '本网络或其运营商的 Web 过滤器',
  'page-in-place': () => '本网络或其运营商的 Web 过滤器',
};

/** Before what a verdict says, by its confidence. */
export function hedge(confidence: Confidence): string {
  return { certain: '', high: '', medium: '很可能', low: '可能' }[confidence];
}

const otherVersion = (version: 'IPv4' | 'IPv6') => (version === 'IPv6' ? 'IPv4' : 'IPv6');

const ASKED = {
  same: '是同一台服务器，但时间不同',
  other: '查询的是另一台服务器',
  unknown: '查询的是另一台服务器，或时间不同',
};

function usedText(used: readonly UsedAddress[]): string {
  return listSome(
    used.map(
      ({ address, answer }) =>
        `${address}（${answer === null ? 'TLS 服务器名称' : `${answer.resolver} 的 DNS 应答，帧 ${answer.frame}`}）`,
    ),
    ADDRESSES_NAMED,
  );
}

export const findings: Words['findings'] = {
  'says-it-drops': ({ confidence, services }) =>
    `防火墙${hedge(confidence)}丢弃${servicesText(services)}：它自己这样声明`,
  'says-it-rejects': ({ confidence, services }) =>
    `防火墙${hedge(confidence)}拒绝${servicesText(services)}：它自己这样声明`,
  'says-it-refuses': ({ confidence, services }) =>
    `防火墙${hedge(confidence)}拦截${servicesText(services)}，它自己这样声明：或丢弃，或拒绝`,
  'drops-large-packets': ({ confidence, services }) =>
    `大数据包${hedge(confidence)}在途中被丢弃：${servicesText(services)}`,
  'drops-fragments': ({ confidence, services }) =>
    `IP 分片${hedge(confidence)}在途中被丢弃：${servicesText(services)}`,
  'drops-later': ({ confidence, services }) =>
    `原本正常的连接后来${hedge(confidence)}被防火墙丢弃：${servicesText(services)}`,
  'drops-quic': ({ confidence, services }) =>
    `防火墙${hedge(confidence)}丢弃 QUIC，${servicesText(services)}`,
  'drops-quic-server-name': ({ confidence, services, names }) =>
    `防火墙${hedge(confidence)}${joined('丢弃针对', listSome(names, NAMES_NAMED), '的 QUIC')}：${servicesText(services, false)}`,
  'drops-server-name': ({ confidence, services, names }) =>
    `防火墙${hedge(confidence)}${joined('丢弃针对', listSome(names, NAMES_NAMED), '的 TLS')}：${servicesText(services, false)}`,
  'drops-part': ({ confidence, services, differences }) =>
    `防火墙${hedge(confidence)}丢弃具有此特征的连接（${partText(differences)}）：${servicesText(services)}`,
  'resets-part': ({ confidence, services, differences }) =>
    `防火墙${hedge(confidence)}重置具有此特征的连接（${partText(differences)}）：${servicesText(services)}`,
  'drops-after-handshake': ({ confidence, services }) =>
    `防火墙${hedge(confidence)}丢弃 TCP 握手之后的数据包：${servicesText(services)}`,
  drops: ({ confidence, services }) => `防火墙${hedge(confidence)}丢弃${servicesText(services)}`,
  'drops-idle': ({ confidence, services }) =>
    `防火墙${hedge(confidence)}遗忘空闲连接，并丢弃它们此后发送的数据包：${servicesText(services)}`,
  'resets-idle': ({ confidence, services }) =>
    `防火墙${hedge(confidence)}遗忘空闲连接，并在它们恢复通信时将其重置：${servicesText(services)}`,
  'resets-later': ({ confidence, services }) =>
    `原本正常的连接后来${hedge(confidence)}被防火墙重置：${servicesText(services)}`,
  'resets-server-name': ({ confidence, services, names }) =>
    `防火墙${hedge(confidence)}${joined('重置针对', listSome(names, NAMES_NAMED), '的 TLS')}：${servicesText(services, false)}`,
  'resets-after-handshake': ({ confidence, services }) =>
    `防火墙${hedge(confidence)}在 TCP 握手之后重置连接：${servicesText(services)}`,
  rejects: ({ confidence, services }) => `防火墙${hedge(confidence)}拒绝${servicesText(services)}`,
  'server-refuses': ({ confidence, services }) =>
    `服务器自身${hedge(confidence)}拒绝${servicesText(services)}`,
  'portal-answers': ({ confidence, services }) =>
    `强制门户${hedge(confidence)}代替服务器应答：${servicesText(services)}`,
  'other-answers': ({ confidence, services }) =>
    `${hedge(confidence)}有别的一方代替服务器应答：${servicesText(services)}`,
  'block-page-answers': ({ confidence, who, names, reasons, services }) =>
    `${joined(who, `${hedge(confidence)}按策略阻止`, namesText(names, services))}（阻止页面：${listSome(reasons.map(products), NAMES_NAMED)}）`,
  'proxy-refuses-targets': ({ confidence, who, names, reasons, services }) =>
    `${joined(`代理 ${who}`, `${hedge(confidence)}拒绝连接到`, namesText(names, services))}：${listSome(reasons, NAMES_NAMED)}`,
  'dns-keeps-names': ({ confidence, who, names, services }) =>
    `DNS 服务器 ${who} ${hedge(confidence)}屏蔽名称：${namesText(names, services)}`,
  'tls-is-inspected': ({ confidence, who, names, services }) =>
    `${joined(products(who) || '附近的某一方', `${hedge(confidence)}代替服务器解密 TLS，而客户端不接受其证书`)}：${namesText(names, services)}`,
  'tls-refused-in-place': ({ confidence, names, services }) =>
    `Web 过滤器${hedge(confidence)}代替服务器拒绝 TLS：${namesText(names, services)}`,
  'page-in-place': ({ confidence, reasons, services }) =>
    `Web 过滤器${hedge(confidence)}代替服务器应答（${listSome(reasons, NAMES_NAMED)}）：${servicesText(services)}`,
  'trust-or-exempt': ({ names }) =>
    `在客户端上安装签发证书的颁发机构，并装入其程序所使用的每个证书存储；${joined('或将', names.length === 0 ? '该名称' : listSome(names, NAMES_NAMED), '排除在 TLS 检查之外')}。`,
  'policy-not-port': () => '这是针对该名称的策略；没有端口被关闭，也没有需要开放的端口。',
  'ask-policy-owner': ({ who, kind, names }) =>
    `${joined('请', POLICY_OWNERS[kind](who), '的管理者允许', names.length === 0 ? '客户端所请求的名称' : listSome(names, NAMES_NAMED))}；其日志中有相应规则。`,
  'no-way': ({ confidence, services }) =>
    `服务器${hedge(confidence)}不可达：${servicesText(services)}`,
  outage: ({ confidence, services, since, lasted, isOver }) =>
    `自第一个数据包之后 ${duration(since)}起，外部的一切${hedge(confidence)}都无法到达${isOver ? `，持续 ${duration(lasted)}` : ''}：${servicesText(services)}`,
  'outage-remedy': () =>
    '查看那一刻的上行链路：路由器自己的日志、运营商，以及其下的 VPN 或 Wi-Fi。',
  'cannot-tell': ({ services }) => joined('凭此捕获文件无法判断', servicesText(services), '的情况'),
  'no-host': ({ address }) => `客户端自己的网络中很可能没有地址为 ${address} 的主机`,
  'no-hosts': ({ confidence, addresses }) =>
    `客户端自己的网络中${hedge(confidence)}没有地址为以下各项的主机：${listSome(addresses, ADDRESSES_NAMED)}`,
  'nobody-answers': ({ client, address, requests, frames }) =>
    `${joined(formatAddress(...client), '通过', familyOf(address) === 4 ? 'ARP' : '邻居请求', '请求', formatAddress(...address), '共', count(requests, '次'))}，没有人应答（帧 ${frames.join('、')}）。`,
  'tunnel-one-way': ({ protocol, from, to }) =>
    `从 ${formatAddress(...from)} 到 ${formatAddress(...to)} 的 ${protocol} 可能在途中被丢弃，也可能是返回的数据包被丢弃`,
  'tunnel-impact': ({ protocol, packets, lasted, frame, agreedOn }) =>
    `两台主机商定了隧道（${portText(agreedOn)} 有应答），自帧 ${frame} 起，${duration(lasted)}内有 ${count(packets, `个 ${protocol} 数据包`)}向一个方向发送，没有一个返回：隧道已建立，却没有传输任何内容。如果其另一端之后没有人应答，看起来也是这样。`,
  'allow-tunnel': ({ protocol }) =>
    protocol === 'ESP'
      ? '在两者之间的防火墙上双向放行 IP 协议 50（ESP），或让两端使用 NAT 穿越：UDP 4500 中的 ESP。'
      : '在两者之间的防火墙上双向放行 IP 协议 47（GRE）；NAT 需要有针对它的助手。',
  'check-host': () => '检查该主机是否开机，以及地址是否正确。',

  scan: ({ scan }) => scanText(scan),
  'scan-impact': ({ scan }) => scanImpactText(scan),
  'scan-scope': ({ scan }) => scanScopeText(scan),
  'scan-remedy': ({ scan }) => scanRemedyText(scan),

  'ip-version-blocked': ({ confidence, services, version }) =>
    `${version} ${hedge(confidence)}整体被阻止，${otherVersion(version)} 正常：${servicesText(services)}`,
  'ip-version-no-way': ({ confidence, services, version }) =>
    `${version} ${hedge(confidence)}没有通往外部的路由，${otherVersion(version)} 正常：${servicesText(services)}`,
  'ip-version-note': ({ version }) =>
    `没有外部服务器通过 ${version} 应答；通过 ${otherVersion(version)} 则有应答。应用程序会先在 ${version} 上耗费时间，只支持 ${version} 的则会失败。`,
  'ip-version-hidden': ({ services, version }) =>
    `${version} 没有应答，而 ${otherVersion(version)} 立即有应答：${servicesText(services)}`,
  'ip-version-hidden-note': ({ names, version }) =>
    `对于 ${listSome(names, NAMES_NAMED)}，客户端片刻之后放弃 ${version}，改用 ${otherVersion(version)}：人们只会察觉到一次停顿。对每个名称通过 ${version} 尝试的次数太少，无法说明是什么阻止了它。`,
  'ip-version-ask-alone': ({ version }) =>
    `只通过 ${version} 请求，并持续更长时间（\`curl -${version === 'IPv6' ? 6 : 4}\`），同时进行捕获。`,
  'ip-version-remedy': ({ version }) =>
    `像 ${otherVersion(version)} 那样在防火墙上放行 ${version}，或更正其路由；否则在客户端的网络中停用 ${version}，使任何程序都不再尝试它。`,
  'one-device-rejects': ({ device }) => `同一台设备 ${device} 拒绝了所有这些请求。`,
  'one-place-resets': () => '它们全部在同一处以同一个 TTL 被重置，如同由一台设备所为。',
  'resets-and-drops': ({ confidence, reset, silent }) =>
    `防火墙${hedge(confidence)}重置${servicesText(reset)}，并丢弃${servicesText(silent)}`,
  'one-rule-resets-and-drops': () =>
    'TCP 被重置，UDP 没有响应；Cisco ASA 和 FTD 对规则所禁止的流量默认如此：两者可能出自同一条规则。',

  'all-clients': ({ clients }) => `提出请求的全部 ${count(clients, '个客户端')}都受影响。`,
  'only-clients': ({ clients, others }) =>
    `${joined('只有', listSome(clients, FEW_NAMED), '受影响')}：同一服务对 ${count(others, '个其他客户端')}有应答。`,
  'only-ipv6': ({ name, address }) => `只限于 IPv6：${name} 通过 IPv4（${address}）有应答。`,
  'only-name': ({ failing, works }) =>
    `只限于名称 ${listSome(failing, FEW_NAMED)}：${joined('同一服务器对', listSome(works, FEW_NAMED), '有应答')}。`,
  'only-part': ({ difference }) => `只限于其中一部分：${differenceText(difference)}。`,
  'only-ports': ({ failing, works, servers }) =>
    `只限于 ${list(failing.map(portText))}：${joined(servers === 1 ? '同一服务器在' : '这些服务器在', listSome(works.map(portText), FEW_NAMED), '上有应答')}。`,
  'site-resolvers-answer': ({ resolvers }) =>
    `${joined('站点自己的解析器', listSome(resolvers, FEW_NAMED), '有应答')}。`,
  'nothing-outside-answers': () => '在此捕获文件中，站点之外没有其他服务应答。',
  'others-outside-answer': ({ services }) => `站点之外有 ${count(services, '个其他服务')}应答。`,
  'none-on-that-port': ({ services, ports, servers }) =>
    `站点之外有 ${count(services, '个其他服务')}应答，但没有一个在 ${ports.map(portText).join(' 或 ')} 上：规则可能针对${servers === 1 ? '此目的地址' : `这 ${servers} 个目的地址`}，也可能针对${ports.length === 1 ? '该端口' : '这些端口'}。`,
  'only-destinations': ({ services, servers }) =>
    `只涉及${servers === 1 ? '此目的地址' : `这 ${servers} 个目的地址`}：站点之外有 ${count(services, '个其他服务')}应答。`,

  'lookup-differs': ({ question, capture, given, used }) =>
    `对 ${question} 的名称查询给出 ${listSome(given, ADDRESSES_NAMED)}，而客户端${capture === null ? '' : `在 ${capture} 中`}使用了 ${listSome(
      used.map(({ address }) => address),
      ADDRESSES_NAMED,
    )}`,
  'lookup-differs-scope': ({ source, given, used }) =>
    `${lookupText(source)}，给出 ${listSome(given, ADDRESSES_NAMED)}；客户端使用了 ${usedText(used)}。这本身并非故障：负载均衡器和云服务的地址会随时间和所查询的 DNS 服务器而变化。只列出其中一个地址的防火墙规则会漏掉另一个。`,
  'ask-for-name': ({ question }) =>
    `在受影响的电脑上，在捕获的同一时间，向该电脑的 DNS 服务器查询 ${question}。`,
  'allow-all-addresses': () => '让防火墙规则列出该服务可能使用的所有地址，或其名称。',
  'lookup-failed': ({ question, server, status }) =>
    ({
      nxdomain: `DNS 服务器称 ${question} 不存在`,
      refused: `DNS 服务器拒绝查询 ${question}`,
      servfail: `DNS 服务器无法查询 ${question}（SERVFAIL）`,
      timeout: `查询 ${question} 时，DNS 服务器${server === null ? '' : ` ${server} `}没有应答`,
      'no-data': `DNS 服务器没有 ${question} 的地址`,
    })[status],
  'lookup-failed-impact': ({ function: fn }) =>
    `没有它的地址，${joined(products(fn.title), '就无法到达', products(fn.serverTitle))}。`,
  'lookup-says': ({ source }) => `依据：${lookupText(source)}。`,
  'ask-inside-and-outside': ({ question }) =>
    `向电脑的 DNS 服务器和一台外部 DNS 服务器分别查询 ${question}；如果两者不同，则是前者的过滤器或区域造成了妨碍。`,
  'client-has-address': ({ capture, used, asked }) =>
    `${capture === null ? '在此捕获文件中' : `在 ${capture} 中`}，客户端对它使用的是 ${usedText(used)}：${ASKED[asked]}。`,
  'lookup-sinkhole': ({ question, given, isSure }) =>
    `DNS 服务器${isSure ? '很可能' : '可能'}代替产品作了应答：${question} 的地址为 ${listSome(given, ADDRESSES_NAMED)}`,
  'lookup-sinkhole-impact': ({ function: fn }) => `如果电脑得到同样的应答：${products(fn.impact)}`,
  'no-such-server': ({ isSure }) =>
    `产品的服务器使用公网地址；${isSure ? '没有服务器使用这个地址' : '这个地址属于私有网络'}。`,
  'take-out-of-filter': ({ question }) =>
    `将 ${question} 从该 DNS 服务器的过滤器或其自有区域中移除。`,
};
