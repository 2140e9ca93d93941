import type { Confidence } from '../../evidence/verdict.ts';
import { type AddressWords, formatAddress } from '../../protocols/address-text.ts';
import type {
  Clients,
  ComparedName,
  Failing,
  TwoClients,
  TwoServers,
  Which,
} from '../en/comparison.ts';
import type { Words } from '../words.ts';
import { hedge } from './findings.ts';
import { count, duration, joined, list, listSome } from './phrases.ts';
import { products } from './products.ts';
import { stages } from './verdicts.ts';

const SITE_RESOLVER = '站点自己的解析器';
const NAMED = 2;
const SERVICES_NAMED = 3;

const WHICH: Readonly<Record<Which['which'], string>> = {
  first: '第一个捕获文件',
  second: '第二个捕获文件',
};
const otherOf = ({ which }: Which) => WHICH[which === 'first' ? 'second' : 'first'];
const inWhich = ({ which }: Which) => `在${WHICH[which]}中`;

/** "（用于 DNS protection）": what services are for. */
const purpose = ({ purposes }: Failing) =>
  purposes.length === 0
    ? ''
    : `（${joined('用于', listSome(purposes.map(products), NAMED, '种用途'))}）`;

/** "4 个服务中的全部 4 个（用于……）", "唯一一个服务". */
function allOf(failing: Failing, which: string): string {
  const { all } = failing;
  return `${which}${all === 1 ? '唯一一个服务' : ` ${all} 个服务中的 ${all} 个`}${purpose(failing)}`;
}

/** The name, where there is one; else the address, or what has another one on each site. */
export function comparedTitle({ name, isSiteResolver, addresses }: ComparedName): string {
  if (name !== null) return name;
  return isSiteResolver ? SITE_RESOLVER : addressesText(addresses);
}

/** What a compared service is for; '' where that is not known. */
function comparedRole(
  { isSiteResolver }: ComparedName,
  fn: { readonly title: string } | null,
): string {
  return isSiteResolver ? SITE_RESOLVER : products(fn?.title ?? '');
}

export const comparedParts: Words['comparedParts'] = { comparedTitle, comparedRole };

function nameText(service: ComparedName): string {
  return joined(comparedTitle(service), `${service.protocol} ${service.port}`);
}

function namesText(services: readonly ComparedName[]): string {
  return listSome(
    services.map((one) => `${comparedTitle(one)}（${one.protocol} ${one.port}）`),
    SERVICES_NAMED,
    '个服务',
  );
}

function addressesText(addresses: readonly AddressWords[]): string {
  return listSome(
    addresses.map((address) => formatAddress(...address)),
    NAMED,
  );
}

function clientsText(clients: Clients): string {
  return clients.length === 0 ? '大量客户端' : `客户端 ${addressesText(clients)}`;
}

const bothClients = ({ clients: [first, second] }: TwoClients) =>
  `${clientsText(first)}，以及${clientsText(second)}`;

const serversText = ({ servers: [first, second] }: TwoServers) =>
  joined(addressesText(first), '和', addressesText(second));

const ALONE = { 'be-down': '已停机', refuse: '自行拒绝', fail: '自行失败' };

const MATCHED = {
  address: '按地址',
  name: '按名称',
  function: '按用途',
  'site-resolver': '作为各站点自己的解析器',
};

const SUSPECTS = {
  pc: '请检查电脑，是它自己阻止的',
  service: '请检查服务，因为拒绝来自服务一端',
  networks: '在两个网络上都由电脑附近的某个设备拒绝，它位于各自的网络中或在电脑上',
  different: '请检查电脑或服务，但失败的方式不同，因此每个网络可能各有自己的规则',
  open: '请检查电脑或服务',
};

/** On one network: what two PCs do not share, or what was changed in between. */
const changed = (isSameClient: boolean | null) =>
  `${isSameClient === false ? '电脑不同，或者' : ''}在两次捕获之间发生了变化，而两个捕获文件很可能属于同一个网络`;

const onlyInSecond = (number: number) =>
  `${count(number, '个服务')}在第一个捕获文件中正常，在第二个中失败`;

/** The network that the confidence is about. */
const isCause = (confidence: Confidence) => `网络${hedge(confidence)}是原因`;

export const comparison: Words['comparison'] = {
  'capture-given-twice': () => '两者是同一个捕获文件：交叉验证需要另一个网络的捕获文件。',
  'network-is-cause': ({ confidence, ...failing }) =>
    `${isCause(confidence)}：${allOf(failing, '在第一个网络上失败的')}在第二个网络上正常。`,
  'network-is-cause-of-part': ({ confidence, ...failing }) =>
    `对于在第一个网络上失败的 ${count(failing.all, '个服务')}${purpose(failing)}中的 ${failing.part} 个，${isCause(confidence)}：它们在第二个网络上正常。`,
  'others-fail-on-both': ({ number }) => `其余 ${number} 个在两个网络上都失败：请检查电脑或服务。`,
  'second-does-not-tell': ({ number, isAllElse }) =>
    `对于${isAllElse ? '其余' : '其中'} ${number} 个，第二个捕获文件未能说明。`,
  'both-fail': ({ suspect }) => `两者都失败：${SUSPECTS[suspect]}。`,
  'fail-on-both': (failing) => {
    const { part, all } = failing;
    return part === all
      ? `${allOf(failing, '在第一个网络上失败的')}在第二个网络上也失败。`
      : `在第一个网络上失败的 ${count(all, '个服务')}${purpose(failing)}中，有 ${part} 个在第二个网络上也失败。`;
  },
  'fail-on-same-network': (failing) =>
    `${count(failing.part, '个服务')}${purpose(failing)}在两个捕获文件中都失败，但两者很可能属于同一个网络：交叉验证需要另一个网络的捕获文件。`,
  'changed-between': ({ isSameClient, ...failing }) =>
    `${changed(isSameClient)}：在第一个捕获文件中失败的 ${count(failing.all, '个服务')}${purpose(failing)}中，有 ${failing.part} 个在第二个中正常。`,
  'second-never-asks': () => '交叉验证无法判断：第二个捕获文件从未请求在第一个中失败的服务。',
  'captures-do-not-say': ({ number }) =>
    `交叉验证无法判断：对于在第一个捕获文件中失败的 ${count(number, '个服务')}，捕获文件没有说明网络是否为原因。`,
  'first-asks-nothing': () => '交叉验证无法判断：在第一个捕获文件中没有客户端请求服务。',
  'nothing-fails-in-first': () => '在第一个捕获文件中没有失败：没有可交叉验证的内容。',
  'changed-for-worse': ({ number, isSameClient }) =>
    `${changed(isSameClient)}：${onlyInSecond(number)}。`,
  'wrong-way-round': ({ number, about, confidence }) => {
    const nothing = { targets: '没有目标', product: '该产品没有任何部分', all: '没有任何内容' };
    return `${nothing[about]}在第一个捕获文件中失败，但 ${onlyInSecond(number)}：两者的先后顺序是否给反了？若是如此，则第二个捕获文件的网络${hedge(confidence)}是原因。`;
  },

  'capture-on-second': () =>
    '在第二个网络上捕获，同时让电脑执行在第一个网络上失败的操作，然后重新比较。',
  'capture-on-second-about': ({ services }) =>
    `在第二个网络上捕获，同时让电脑执行在第一个网络上失败的操作，然后重新比较。${joined('涉及的是', namesText(services))}。`,
  'third-network': () => '尝试第三个网络（例如手机热点），然后重新比较。',
  'capture-on-first': () => '在第一个网络上，在其失败时捕获。',
  'capture-both-pcs': () => '在两台电脑上同时捕获：如果只在一台上失败，请检查那台电脑。',
  'find-what-changed': () => '查明两次捕获之间网络、电脑或服务发生了什么变化。',
  'if-two-networks': () => '如果它们其实是两个网络，则原因在第一个网络。',
  'give-failing-first': () => '请将其中失败的捕获文件作为第一个给出。',
  'look-at-pc': () => '检查电脑自身的防火墙和安全软件。',
  'look-at-servers': () => '检查服务器，以及紧靠在它们前面的防火墙。',
  'look-at-security-software': () => '检查电脑上的安全软件和 VPN 客户端。',
  'try-another-pc': () =>
    '在第二个网络上用另一台电脑进行同样的尝试：如果在那里正常，请检查第一台电脑。',

  'found-again': ({ ways }) =>
    `在另一个捕获文件中重新找到：${ways.map(({ by, number }) => `${MATCHED[by]} ${number} 个`).join('，')}。`,
  'time-between': ({ apart }) => `两个捕获文件相隔 ${duration(apart)}。`,
  'nothing-answers-in-first': () =>
    '在第一个捕获文件中，站点之外没有任何应答：它没有表明其连接对其他任何服务是正常的。',
  'second-never-asks-for': ({ services }) =>
    `${joined('第二个捕获文件从未请求', namesText(services))}。`,
  'doubts-about': ({ services, doubts }, say) =>
    `${listSome(services.map(nameText), SERVICES_NAMED, '个服务')}：${doubts.map(say).join('')}`,
  'further-doubts': ({ number }) => `另有 ${count(number, '处疑问')}：见各服务所在的行。`,
  'fail-on-second-only': ({ number }) =>
    `${count(number, '个服务')}只在第二个网络上失败，在第一个网络上正常。`,
  'same-pc-unknown': () => '两者是否属于同一台电脑，捕获文件没有说明。',
  'others-fail-on-first': ({ first, both, unknown }) =>
    `在第一个网络上失败的其他服务：${[
      ...(first > 0 ? [`${first} 个只在第一个网络上失败`] : []),
      ...(both > 0 ? [`${both} 个在两个网络上都失败`] : []),
      ...(unknown > 0 ? [`${unknown} 个捕获文件没有说明`] : []),
    ].join('，')}。`,
  'first-unclear': ({ number }) => `对于 ${count(number, '个服务')}，凭第一个捕获文件无法判断。`,
  'fail-unasked-in-first': ({ number }) =>
    `第一个捕获文件从未请求的 ${count(number, '个服务')}在第二个中失败。`,

  'same-capture': () => '两者是同一个捕获文件。',
  'same-router': ({ router, shared, clients }) => {
    const addresses = list(shared.slice(0, NAMED).map((client) => formatAddress(...client)));
    const who =
      shared.length > 0
        ? joined('，且', addresses, '在两者中都提出请求')
        : clients === null
          ? ''
          : `，但其客户端的地址不同：${bothClients({ clients })}`;
    return `两个捕获文件很可能属于同一个网络：来自互联网的数据包由同一台路由器（${router}）送达${who}。`;
  },
  'two-routers': ({ clients: [first, second], routers }) =>
    `两个捕获文件属于两个网络：${joined(clientsText(first), `位于路由器 ${routers[0]} 之后`)}，${joined(clientsText(second), `位于路由器 ${routers[1]} 之后`)}。`,
  'same-client-address': ({ client, resolver }) =>
    `两个捕获文件可能属于同一个网络：客户端 ${formatAddress(...client)}${resolver === null ? ' ' : ` 和解析器 ${formatAddress(...resolver)} `}在两者中的地址相同，而捕获文件没有将路由器区分开。`,
  'clients-near': ({ clients, resolver }) =>
    `两个捕获文件可能属于同一个网络：其客户端${resolver === null ? '的地址属于同一子网' : `查询同一台解析器 ${formatAddress(...resolver)}`}（${bothClients({ clients })}），而捕获文件没有将路由器区分开。`,
  'other-clients': (clients) => `客户端的地址不同：${bothClients(clients)}。`,

  'capture-unclear': ({ which }) => `凭${WHICH[which]}无法判断。`,
  'some-addresses-answer': (which) => `${inWhich(which)}，其部分地址有应答，其他的没有。`,
  'some-clients-answered': (which) =>
    `${inWhich(which)}，它对部分客户端有应答，对其他的没有：请比较同一台电脑的捕获文件。`,
  'some-attempts-answered': (which) => `${inWhich(which)}，部分尝试有应答，其他的没有。`,
  'second-wants-log-in': () =>
    '第二个网络要求先登录（强制门户）：在此之前，那里什么都无法正常工作。',
  'nothing-answers-in-second': () =>
    '在第二个捕获文件中，站点之外没有任何应答：它没有说明该网络本身是否正常。',
  'other-address-works': (failing) =>
    `${inWhich(failing)}，该名称的另一个地址也正常，而在${otherOf(failing)}中没有客户端请求 ${addressesText(failing.servers)}：该服务器可能已停机。`,
  'asked-for-other-name': (failing) =>
    `它在${stages[failing.stage]}失败，而${otherOf(failing)}向同一地址请求的是另一个名称。`,
  'other-address-fails': (which) => `${inWhich(which)}，该名称的另一个地址失败。`,
  'not-certain-to-work': (which) => `${inWhich(which)}它是否正常并不确定。`,
  'fails-alike-at-times': (which) => `${inWhich(which)}，它有时以同样的方式失败。`,
  'verdict-not-sure': ({ which }) => `仅凭${WHICH[which]}，其判定并不确定。`,
  'pc-itself-stops': (which) =>
    `${inWhich(which)}，是电脑自身阻止的：其自身的防火墙在其他网络上可能有不同的规则。`,
  'server-itself-refuses': (which) =>
    `${inWhich(which)}，是服务器自身拒绝的：它可能不向该网络的地址提供服务，或没有启动。`,
  'days-apart': () => '两个捕获文件相隔超过一天：当时停机的服务可能已经恢复。',
  'may-have-been-down': ({ which, apart }) =>
    `仅凭${WHICH[which]}不能排除服务器当时已停机，而两个捕获文件相隔 ${duration(apart)}。`,
  'name-has-other-addresses': (servers) =>
    `${joined('其名称有不同的地址', serversText(servers))}：可能只有其中之一${ALONE[servers.alone]}。`,
  'servers-of-one-purpose': (servers) =>
    `${joined(serversText(servers), '是用途相同的服务器')}${servers.namesDiffer ? '，但名称不同' : ''}：可能只有其中之一${ALONE[servers.alone]}。`,
  'other-ip-version': () => '在一个捕获文件中通过 IPv6 请求它，在另一个中通过 IPv4。',
};
