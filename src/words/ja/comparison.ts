import type { AddressWords } from '../../protocols/address-text.ts';
import { formatAddress } from '../../protocols/address-text.ts';
import type {
  Clients,
  ComparedName,
  Failing,
  TwoClients,
  TwoServers,
  Which,
} from '../en/comparison.ts';
import type { Words } from '../words.ts';
import { claimIs } from './findings.ts';
import { before, behind, duration, list, listSome, services as servicesOf } from './phrases.ts';
import { products } from './products.ts';
import { stages } from './verdicts.ts';

const SITE_RESOLVER = '各拠点のリゾルバー';
const NAMED = 2;
const SERVICES_NAMED = 3;

/** 「DNS protection の」, before what there is of it. */
const purpose = ({ purposes }: Failing) =>
  purposes.length === 0 ? '' : `${before(listSome(purposes.map(products), NAMED))}の`;
const ORDINAL = { first: '一つ目', second: '二つ目' };
const otherOf = ({ which }: Which) => ORDINAL[which === 'first' ? 'second' : 'first'];

/** 「DNS protection のサービス 4 件中 4 件」「唯一のサービス」. */
function allOf(failing: Failing): string {
  const { all } = failing;
  return `${purpose(failing)}${all === 1 ? '唯一のサービス' : `サービス ${all} 件中 ${all} 件`}`;
}

/** The name, where there is one; else the address, or what has another one on each site. */
export function comparedTitle({ name, isSiteResolver, addresses }: ComparedName): string {
  if (name !== null) return name;
  return isSiteResolver ? SITE_RESOLVER : addressesText(addresses);
}

/** What is put together beside whole sentences. */
export const comparedParts: Words['comparedParts'] = {
  comparedTitle,
  comparedRole: ({ isSiteResolver }, fn) =>
    isSiteResolver ? SITE_RESOLVER : products(fn?.title ?? ''),
};

function nameText(service: ComparedName): string {
  return `${comparedTitle(service)} ${service.protocol} ${service.port}`;
}

function namesText(services: readonly ComparedName[]): string {
  return listSome(
    services.map((one) => `${comparedTitle(one)}（${one.protocol} ${one.port}）`),
    SERVICES_NAMED,
  );
}

function addressesText(addresses: readonly AddressWords[]): string {
  return listSome(
    addresses.map((address) => formatAddress(...address)),
    NAMED,
  );
}

function clientsText(clients: Clients): string {
  if (clients.length === 0) return '非常に多くのクライアント';
  return `クライアント ${addressesText(clients)}`;
}

const bothClients = ({ clients: [first, second] }: TwoClients) =>
  `${before(clientsText(first))}と、${clientsText(second)}`;

const serversText = ({ servers: [first, second] }: TwoServers) =>
  `${before(addressesText(first))}と ${addressesText(second)}`;

const ALONE = {
  'be-down': '停止している',
  refuse: '自ら拒否している',
  fail: '単独で失敗している',
};

const MATCHED = {
  address: 'アドレスで',
  name: '名前で',
  function: '用途で',
  'site-resolver': '各拠点のリゾルバーとして',
};

const SUSPECTS = {
  pc: 'PC 自身が止めているため、PC を調べてください',
  service: '拒否はサービス側から来ているため、サービスを調べてください',
  networks:
    '両方で PC の近くの何かが拒否しています。それぞれのネットワーク内、または PC 上にあります',
  different:
    'PC またはサービスを調べてください。ただし失敗の仕方が異なるため、それぞれのネットワークに独自のルールがある可能性があります',
  open: 'PC またはサービスを調べてください',
};

/** On one network: what two PCs do not share, or what was changed in between. */
const changed = (isSameClient: boolean | null) =>
  `${isSameClient === false ? 'PC が異なるか、' : ''}二つのキャプチャの間に何かが変わっています（おそらく同じネットワークのキャプチャです）`;

const onlyInSecond = (number: number) =>
  `一つ目のキャプチャで機能する${servicesOf(number)}が、二つ目のキャプチャで失敗しています`;

/** The cross-check: what two captures say together, what that rests on, what weakens it. */
export const comparison: Words['comparison'] = {
  'capture-given-twice': () =>
    '両方とも同じキャプチャです：クロスチェックには、別のネットワークのキャプチャが必要です。',
  'network-is-cause': ({ confidence, ...failing }) =>
    `ネットワークが${claimIs(confidence, '原因')}：一つ目のネットワークで失敗する${behind(allOf(failing))}が、二つ目のネットワークでは機能しています。`,
  'network-is-cause-of-part': ({ confidence, ...failing }) =>
    `一つ目のネットワークで失敗する${behind(purpose(failing))}${servicesOf(failing.all)}のうち ${failing.part} 件は、ネットワークが${claimIs(confidence, '原因')}：二つ目のネットワークでは機能しています。`,
  'others-fail-on-both': ({ number }) =>
    `ほかの ${number} 件は両方で失敗しています：PC またはサービスを調べてください。`,
  'second-does-not-tell': ({ number, isAllElse }) =>
    `${isAllElse ? '残りの ' : ''}${number} 件については、二つ目のキャプチャからは分かりません。`,
  'both-fail': ({ suspect }) => `両方で失敗しています：${SUSPECTS[suspect]}。`,
  'fail-on-both': (failing) => {
    const { part, all } = failing;
    return part === all
      ? `一つ目のネットワークで失敗する${behind(allOf(failing))}は、二つ目でも失敗しています。`
      : `一つ目のネットワークで失敗する${behind(purpose(failing))}${servicesOf(all)}のうち ${part} 件は、二つ目でも失敗しています。`;
  },
  'fail-on-same-network': (failing) =>
    `${purpose(failing)}${servicesOf(failing.part)}が両方のキャプチャで失敗していますが、両方ともおそらく同じネットワークのものです：クロスチェックには、別のネットワークのキャプチャが必要です。`,
  'changed-between': ({ isSameClient, ...failing }) =>
    `${changed(isSameClient)}：一つ目のキャプチャで失敗する${behind(purpose(failing))}${servicesOf(failing.all)}のうち ${failing.part} 件が、二つ目のキャプチャでは機能しています。`,
  'second-never-asks': () =>
    'クロスチェックでは判断できません：一つ目のキャプチャで失敗しているものが、二つ目のキャプチャでは一度も要求されていません。',
  'captures-do-not-say': ({ number }) =>
    `クロスチェックでは判断できません：一つ目のキャプチャで失敗している${servicesOf(number)}について、ネットワークが原因かどうかは、これらのキャプチャからは分かりません。`,
  'first-asks-nothing': () =>
    'クロスチェックでは判断できません：一つ目のキャプチャでは、どのクライアントもサービスを要求していません。',
  'nothing-fails-in-first': () =>
    '一つ目のキャプチャでは何も失敗していません：クロスチェックの対象がありません。',
  'changed-for-worse': ({ number, isSameClient }) =>
    `${changed(isSameClient)}：${onlyInSecond(number)}。`,
  'wrong-way-round': ({ number, about, confidence }) => {
    const nothing = {
      targets: '失敗している対象はありませんが',
      product: '製品に関して失敗しているものはありませんが',
      all: '何も失敗していませんが',
    };
    return `一つ目のキャプチャでは${nothing[about]}、${onlyInSecond(number)}：順序が逆に指定されていませんか。そうであれば、二つ目のネットワークが${claimIs(confidence, '原因')}。`;
  },

  'capture-on-second': () =>
    '一つ目のネットワークで失敗することを PC で行いながら、二つ目のネットワークでキャプチャし、もう一度比較してください。',
  'capture-on-second-about': ({ services }) =>
    `一つ目のネットワークで失敗することを PC で行いながら、二つ目のネットワークでキャプチャし、もう一度比較してください。対象は ${before(namesText(services))}です。`,
  'third-network': () =>
    '電話機のテザリングなど、三つ目のネットワークで試し、もう一度比較してください。',
  'capture-on-first': () => '一つ目のネットワークで、失敗している間にキャプチャしてください。',
  'capture-both-pcs': () =>
    '両方の PC で同時にキャプチャしてください：一方だけで失敗する場合は、その PC を調べてください。',
  'find-what-changed': () =>
    '二つのキャプチャの間に、ネットワーク、PC、またはサービスで何が変更されたかを調べてください。',
  'if-two-networks': () =>
    'それでも二つの異なるネットワークである場合は、一つ目のネットワークが原因です。',
  'give-failing-first': () => '失敗しているキャプチャを先に指定してください。',
  'look-at-pc': () => 'PC 自身のファイアウォールとセキュリティソフトウェアを調べてください。',
  'look-at-servers': () => 'サーバーと、その直前のファイアウォールを調べてください。',
  'look-at-security-software': () =>
    'PC のセキュリティソフトウェアと VPN クライアントを調べてください。',
  'try-another-pc': () =>
    '二つ目のネットワークで、別の PC で同じことを試してください：そこで機能する場合は、一つ目の PC を調べてください。',

  'found-again': ({ ways }) =>
    `もう一方のキャプチャと対応付けたもの：${ways.map(({ by, number }) => `${MATCHED[by]} ${number} 件`).join('、')}。`,
  'time-between': ({ apart }) => `二つのキャプチャの間隔は ${duration(apart)}です。`,
  'nothing-answers-in-first': () =>
    '一つ目のキャプチャでは、拠点の外部で応答しているものがありません：その接続がほかの用途では機能していることは、示されていません。',
  'second-never-asks-for': ({ services }) =>
    `二つ目のキャプチャでは、${before(namesText(services))}が一度も要求されていません。`,
  'doubts-about': ({ services, doubts }, say) =>
    `${listSome(services.map(nameText), SERVICES_NAMED)}：${doubts.map(say).join('')}`,
  'further-doubts': ({ number }) => `ほかの疑問点 ${number} 件は、サービスの行にあります。`,
  'fail-on-second-only': ({ number }) =>
    `${servicesOf(number)}が二つ目のキャプチャだけで失敗し、一つ目では機能しています。`,
  'same-pc-unknown': () => '両方が同じ PC のものかどうかは、これらのキャプチャからは分かりません。',
  'others-fail-on-first': ({ first, both, unknown }) =>
    `一つ目で失敗しているほかのサービス：${[
      ...(first > 0 ? [`一つ目だけで ${first} 件`] : []),
      ...(both > 0 ? [`両方で ${both} 件`] : []),
      ...(unknown > 0 ? [`${unknown} 件はこれらのキャプチャからは不明`] : []),
    ].join('、')}。`,
  'first-unclear': ({ number }) =>
    `${servicesOf(number)}については、一つ目のキャプチャからは判断できません。`,
  'fail-unasked-in-first': ({ number }) =>
    `一つ目のキャプチャでは一度も要求されていない${servicesOf(number)}が、二つ目で失敗しています。`,

  'same-capture': () => '両方とも同じキャプチャです。',
  'same-router': ({ router, shared, clients }) => {
    const who =
      shared.length > 0
        ? `。${before(list(shared.slice(0, NAMED).map((client) => formatAddress(...client))))}は両方で要求しています`
        : clients === null
          ? ''
          : `。ただし、クライアントのアドレスは異なります：${bothClients({ clients })}`;
    return `両方のキャプチャは、おそらく同じネットワークのものです：インターネットのパケットが同じルーター（${router}）から来ています${who}。`;
  },
  'two-routers': ({ clients: [first, second], routers }) =>
    `二つのネットワークのキャプチャです：ルーター ${routers[0]} の背後の${before(clientsText(first))}と、ルーター ${routers[1]} の背後の${before(clientsText(second))}です。`,
  'same-client-address': ({ client, resolver }) =>
    `両方のキャプチャは、同じネットワークのものである可能性があります：クライアント ${formatAddress(...client)} ${resolver === null ? '' : `とリゾルバー ${formatAddress(...resolver)} `}のアドレスが両方で同じで、ルーターの違いはキャプチャからは分かりません。`,
  'clients-near': ({ clients, resolver }) =>
    `両方のキャプチャは、同じネットワークのものである可能性があります：クライアント${resolver === null ? 'のアドレスが同じサブネットのもの' : `が同じリゾルバー ${formatAddress(...resolver)} に問い合わせており`}（${bothClients({ clients })}）${resolver === null ? 'で' : ''}、ルーターの違いはキャプチャからは分かりません。`,
  'other-clients': (clients) => `クライアントのアドレスが異なります：${bothClients(clients)}。`,

  'capture-unclear': ({ which }) => `${ORDINAL[which]}のキャプチャからは判断できません。`,
  'some-addresses-answer': ({ which }) =>
    `${ORDINAL[which]}のキャプチャでは、そのアドレスの一部が応答し、ほかは応答していません。`,
  'some-clients-answered': ({ which }) =>
    `${ORDINAL[which]}のキャプチャでは、一部のクライアントには応答し、ほかには応答していません：同じ PC のキャプチャを比較してください。`,
  'some-attempts-answered': ({ which }) =>
    `${ORDINAL[which]}のキャプチャでは、一部の試行に応答があり、ほかにはありません。`,
  'second-wants-log-in': () =>
    '二つ目のネットワークでは、先にログインが必要です（キャプティブポータル）：それまでは何も機能しません。',
  'nothing-answers-in-second': () =>
    '二つ目のキャプチャでは、拠点の外部で応答しているものがありません：そのネットワークがそもそも機能しているかどうかは、示されていません。',
  'other-address-works': (failing) =>
    `${ORDINAL[failing.which]}のキャプチャでは、その名前の別のアドレスも機能しており、${otherOf(failing)}では ${before(addressesText(failing.servers))}が要求されていません：そのサーバーが停止している可能性があります。`,
  'asked-for-other-name': (failing) =>
    `${stages[failing.stage]}に失敗しており、${otherOf(failing)}のキャプチャでは、同じアドレスに別の名前を求めています。`,
  'other-address-fails': ({ which }) =>
    `${ORDINAL[which]}のキャプチャでは、その名前の別のアドレスが失敗しています。`,
  'not-certain-to-work': ({ which }) =>
    `${ORDINAL[which]}のキャプチャで機能していることは、確実ではありません。`,
  'fails-alike-at-times': ({ which }) =>
    `${ORDINAL[which]}のキャプチャでも、時々同じように失敗しています。`,
  'verdict-not-sure': ({ which }) =>
    `${ORDINAL[which]}のキャプチャだけでは、その判定は確実ではありません。`,
  'pc-itself-stops': ({ which }) =>
    `${ORDINAL[which]}のキャプチャでは、PC 自身が止めています：PC のファイアウォールのルールが、ネットワークによって異なる可能性があります。`,
  'server-itself-refuses': ({ which }) =>
    `${ORDINAL[which]}のキャプチャでは、サーバー自身が拒否しています：そのネットワークのアドレスには提供していないか、開始されていなかった可能性があります。`,
  'days-apart': () =>
    'キャプチャの間隔が一日を超えています：停止していたサービスが復旧している可能性があります。',
  'may-have-been-down': ({ which, apart }) =>
    `${ORDINAL[which]}のキャプチャだけでは、サーバーが停止していた可能性を否定できず、キャプチャの間隔は ${duration(apart)}です。`,
  'name-has-other-addresses': (servers) =>
    `その名前のアドレスが ${before(serversText(servers))}で異なります：一方だけが${ALONE[servers.alone]}可能性があります。`,
  'servers-of-one-purpose': (servers) =>
    `${before(serversText(servers))}は同じ用途のサーバーです${servers.namesDiffer ? 'が、名前は異なります' : ''}：一方だけが${ALONE[servers.alone]}可能性があります。`,
  'other-ip-version': () => '一方のキャプチャでは IPv6 で、もう一方では IPv4 で要求されています。',
};
