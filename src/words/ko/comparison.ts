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
import { causeText, count, duration, list, listSome, withParticle } from './phrases.ts';
import { products } from './products.ts';
import { stages } from './verdicts.ts';

const SITE_RESOLVER = '사이트 자체의 리졸버';
const NAMED = 2;
const SERVICES_NAMED = 3;

const WHICH = { first: '첫 번째', second: '두 번째' };

/** "Web protection의 ", before services. */
const purpose = ({ purposes }: Failing) =>
  purposes.length === 0 ? '' : `${listSome(purposes.map(products), NAMED)}의 `;
const nameOf = ({ which }: Which) => WHICH[which];
const nameOfOther = ({ which }: Which) => WHICH[which === 'first' ? 'second' : 'first'];

/** "DNS protection의 서비스 4개 중 4개": those that fail, and of how many. */
function allOf(failing: Failing): string {
  const { all } = failing;
  return `${purpose(failing)}${all === 1 ? '서비스 하나' : `서비스 ${all}개 중 ${all}개`}`;
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
    services.map((one) => `${comparedTitle(one)}(${one.protocol} ${one.port})`),
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
  if (clients.length === 0) return '매우 많은 클라이언트';
  return `클라이언트 ${addressesText(clients)}`;
}

const bothClients = ({ clients: [first, second] }: TwoClients) =>
  `${clientsText(first)}, 그리고 ${clientsText(second)}`;

const serversText = ({ servers: [first, second] }: TwoServers) =>
  `${addressesText(first)} 및 ${addressesText(second)}`;

const ALONE = {
  'be-down': '한쪽만 다운된 것',
  refuse: '한쪽만 자체적으로 거부하는 것',
  fail: '한쪽만 자체적으로 실패하는 것',
};

const MATCHED = {
  address: '주소로',
  name: '이름으로',
  function: '용도로',
  'site-resolver': '각 사이트 자체의 리졸버로',
};

const SUSPECTS = {
  pc: 'PC를 확인하십시오. PC가 자체적으로 막습니다',
  service: '서비스를 확인하십시오. 거부 응답이 서비스 쪽에서 옵니다',
  networks: '양쪽 모두 PC 근처의 무언가가 거부합니다. 각 네트워크에 있거나 PC에 있습니다',
  different:
    'PC나 서비스를 확인하십시오. 다만 실패하는 방식이 서로 다르므로, 각 네트워크에 자체 규칙이 있을 수도 있습니다',
  open: 'PC나 서비스를 확인하십시오',
};

/** On one network: what two PCs do not share, or what was changed in between. */
const changed = (isSameClient: boolean | null) =>
  `${isSameClient === false ? 'PC가 다르거나, ' : ''}두 캡처 사이에 무언가가 바뀌었습니다(두 캡처는 아마도 같은 네트워크의 것)`;

const onlyInSecond = (number: number) =>
  `첫 번째에서 동작하는 ${count(number, '서비스')}가 두 번째에서 실패합니다`;

/** The cross-check: what two captures say together, what that rests on, what weakens it. */
export const comparison: Words['comparison'] = {
  'capture-given-twice': () =>
    '둘이 같은 캡처입니다. 교차 확인에는 다른 네트워크의 캡처가 필요합니다.',
  'network-is-cause': ({ confidence, ...failing }) =>
    `네트워크가 ${causeText(confidence)}: 첫 번째에서 실패하는 ${allOf(failing)}가 두 번째에서 동작합니다.`,
  'network-is-cause-of-part': ({ confidence, ...failing }) =>
    `첫 번째에서 실패하는 ${purpose(failing)}${count(failing.all, '서비스')} 중 ${failing.part}개에 대해서는 네트워크가 ${causeText(confidence)}: 두 번째에서 동작합니다.`,
  'others-fail-on-both': ({ number }) =>
    `나머지 ${number}개는 양쪽에서 모두 실패합니다. PC나 서비스를 확인하십시오.`,
  'second-does-not-tell': ({ number, isAllElse }) =>
    `${isAllElse ? '나머지 ' : ''}${number}개에 대해서는 두 번째 캡처로 알 수 없습니다.`,
  'both-fail': ({ suspect }) => `양쪽에서 모두 실패합니다. ${SUSPECTS[suspect]}.`,
  'fail-on-both': (failing) => {
    const { part, all } = failing;
    return part === all
      ? `첫 번째에서 실패하는 ${allOf(failing)}가 두 번째에서도 실패합니다.`
      : `첫 번째에서 실패하는 ${purpose(failing)}${count(all, '서비스')} 중 ${part}개가 두 번째에서도 실패합니다.`;
  },
  'fail-on-same-network': (failing) =>
    `${purpose(failing)}${count(failing.part, '서비스')}가 두 캡처에서 모두 실패하지만, 둘 다 아마도 같은 네트워크의 것입니다. 교차 확인에는 다른 네트워크의 캡처가 필요합니다.`,
  'changed-between': ({ isSameClient, ...failing }) =>
    `${changed(isSameClient)}. 첫 번째에서 실패하는 ${purpose(failing)}${count(failing.all, '서비스')} 중 ${failing.part}개가 두 번째에서 동작합니다.`,
  'second-never-asks': () =>
    '교차 확인으로 알 수 없습니다. 첫 번째에서 실패하는 것을 두 번째 캡처에서는 요청하지 않습니다.',
  'captures-do-not-say': ({ number }) =>
    `교차 확인으로 알 수 없습니다. 첫 번째에서 실패하는 ${count(number, '서비스')}에 대해, 네트워크가 원인인지 캡처로는 알 수 없습니다.`,
  'first-asks-nothing': () =>
    '교차 확인으로 알 수 없습니다. 첫 번째 캡처에는 서비스를 요청하는 클라이언트가 없습니다.',
  'nothing-fails-in-first': () =>
    '첫 번째 캡처에서 실패하는 것이 없습니다. 교차 확인할 것이 없습니다.',
  'changed-for-worse': ({ number, isSameClient }) =>
    `${changed(isSameClient)}. ${onlyInSecond(number)}.`,
  'wrong-way-round': ({ number, about, confidence }) => {
    const nothing = {
      targets: '실패하는 대상이 없지만',
      product: '제품에 관해 실패하는 것이 없지만',
      all: '실패하는 것이 없지만',
    };
    return `첫 번째 캡처에서는 ${nothing[about]}, ${onlyInSecond(number)}. 순서가 바뀌었습니까? 그렇다면 두 번째의 네트워크가 ${causeText(confidence)}.`;
  },

  'capture-on-second': () =>
    'PC가 첫 번째 네트워크에서 실패하는 것을 두 번째 네트워크에서 하는 동안 캡처하고, 다시 비교하십시오.',
  'capture-on-second-about': ({ services }) =>
    `PC가 첫 번째 네트워크에서 실패하는 것을 두 번째 네트워크에서 하는 동안 캡처하고, 다시 비교하십시오. 대상은 ${namesText(services)}입니다.`,
  'third-network': () => '휴대폰의 핫스팟과 같은 세 번째 네트워크에서 시도하고, 다시 비교하십시오.',
  'capture-on-first': () => '실패하는 동안 첫 번째 네트워크에서 캡처하십시오.',
  'capture-both-pcs': () =>
    '두 PC에서 같은 시간에 캡처하십시오. 한쪽에서만 실패하면 그 PC를 확인하십시오.',
  'find-what-changed': () =>
    '둘 사이에 네트워크, PC 또는 서비스에서 무엇이 바뀌었는지 알아보십시오.',
  'if-two-networks': () => '그래도 두 네트워크가 맞다면 첫 번째 네트워크가 원인입니다.',
  'give-failing-first': () => '실패하는 캡처를 먼저 지정하십시오.',
  'look-at-pc': () => 'PC 자체의 방화벽과 보안 소프트웨어를 확인하십시오.',
  'look-at-servers': () => '서버와 그 바로 앞의 방화벽을 확인하십시오.',
  'look-at-security-software': () => 'PC의 보안 소프트웨어와 VPN 클라이언트를 확인하십시오.',
  'try-another-pc': () =>
    '두 번째 네트워크에서 다른 PC로 같은 것을 시도하십시오. 거기서 동작하면 첫 번째 PC를 확인하십시오.',

  'found-again': ({ ways }) =>
    `다른 캡처에서 다시 찾음: ${ways.map(({ by, number }) => `${MATCHED[by]} ${number}개`).join(', ')}.`,
  'time-between': ({ apart }) => `두 캡처 사이의 간격은 ${duration(apart)}입니다.`,
  'nothing-answers-in-first': () =>
    '첫 번째 캡처에서 사이트 외부의 것은 아무것도 응답하지 않습니다. 그 연결이 다른 용도로는 동작하는지 나타나지 않습니다.',
  'second-never-asks-for': ({ services }) =>
    `두 번째 캡처에는 ${namesText(services)}에 대한 요청이 없습니다.`,
  'doubts-about': ({ services, doubts }, say) =>
    `${listSome(services.map(nameText), SERVICES_NAMED)}: ${doubts.map(say).join(' ')}`,
  'further-doubts': ({ number }) =>
    `${count(number, '그 밖의 의문점')}는 각 서비스의 행에 있습니다.`,
  'fail-on-second-only': ({ number }) =>
    `${count(number, '서비스')}는 두 번째에서만 실패하고 첫 번째에서는 동작합니다.`,
  'same-pc-unknown': () => '둘 다 같은 PC의 것인지 캡처로는 알 수 없습니다.',
  'others-fail-on-first': ({ first, both, unknown }) =>
    `첫 번째에서 실패하는 다른 서비스: ${[
      ...(first > 0 ? [`첫 번째에서만 ${first}개`] : []),
      ...(both > 0 ? [`양쪽 모두에서 ${both}개`] : []),
      ...(unknown > 0 ? [`${unknown}개는 캡처로 알 수 없음`] : []),
    ].join(', ')}.`,
  'first-unclear': ({ number }) =>
    `${count(number, '서비스')}에 대해서는 첫 번째 캡처로 알 수 없습니다.`,
  'fail-unasked-in-first': ({ number }) =>
    `첫 번째 캡처에서 요청하지 않은 ${count(number, '서비스')}가 두 번째에서 실패합니다.`,

  'same-capture': () => '둘이 같은 캡처입니다.',
  'same-router': ({ router, shared, clients }) => {
    const who =
      shared.length > 0
        ? `. ${withParticle(list(shared.slice(0, NAMED).map((client) => formatAddress(...client))), 'subject')} 양쪽에서 요청합니다`
        : clients === null
          ? ''
          : `. 다만 클라이언트의 주소가 다릅니다: ${bothClients({ clients })}`;
    return `두 캡처는 아마도 같은 네트워크의 것입니다. 인터넷의 패킷이 같은 라우터(${router})에서 옵니다${who}.`;
  },
  'two-routers': ({ clients: [first, second], routers }) =>
    `두 캡처는 서로 다른 두 네트워크의 것입니다: 라우터 ${routers[0]} 뒤의 ${clientsText(first)}, 그리고 라우터 ${routers[1]} 뒤의 ${clientsText(second)}.`,
  'same-client-address': ({ client, resolver }) =>
    `두 캡처가 같은 네트워크의 것일 수 있습니다. 양쪽에서 클라이언트의 주소가 같고(${formatAddress(...client)})${resolver === null ? '' : ` 리졸버의 주소도 같으며(${formatAddress(...resolver)})`}, 캡처로는 라우터를 구별할 수 없습니다.`,
  'clients-near': ({ clients, resolver }) =>
    `두 캡처가 같은 네트워크의 것일 수 있습니다. 클라이언트가 ${resolver === null ? '같은 서브넷의 주소를 가지며' : `같은 리졸버 ${formatAddress(...resolver)}에 물어보며`}(${bothClients({ clients })}), 캡처로는 라우터를 구별할 수 없습니다.`,
  'other-clients': (clients) => `클라이언트의 주소가 다릅니다: ${bothClients(clients)}.`,

  'capture-unclear': (of) => `${nameOf(of)} 캡처로는 알 수 없습니다.`,
  'some-addresses-answer': (of) =>
    `${nameOf(of)} 캡처에서 일부 주소는 응답하고 다른 주소는 응답하지 않습니다.`,
  'some-clients-answered': (of) =>
    `${nameOf(of)} 캡처에서 일부 클라이언트에는 응답하고 다른 클라이언트에는 응답하지 않습니다. 한 PC의 캡처를 비교하십시오.`,
  'some-attempts-answered': (of) =>
    `${nameOf(of)} 캡처에서 일부 시도에는 응답이 있고 다른 시도에는 없습니다.`,
  'second-wants-log-in': () =>
    '두 번째 네트워크는 먼저 로그인을 요구합니다(캡티브 포털). 그때까지 거기서는 아무것도 동작하지 않습니다.',
  'nothing-answers-in-second': () =>
    '두 번째 캡처에서 사이트 외부의 것은 아무것도 응답하지 않습니다. 그 네트워크가 동작하기는 하는지 알 수 없습니다.',
  'other-address-works': (failing) =>
    `그 이름의 다른 주소는 ${nameOf(failing)} 캡처에서도 동작하며, ${nameOfOther(failing)} 캡처에는 ${addressesText(failing.servers)}에 대한 요청이 없습니다. 그 서버가 다운된 것일 수 있습니다.`,
  'asked-for-other-name': (failing) =>
    `${stages[failing.stage]}에 실패하며, ${nameOfOther(failing)} 캡처에서는 같은 주소에 다른 이름을 요청합니다.`,
  'other-address-fails': (of) => `${nameOf(of)} 캡처에서 그 이름의 다른 주소가 실패합니다.`,
  'not-certain-to-work': (of) => `${nameOf(of)} 캡처에서 동작한다는 것이 확실하지 않습니다.`,
  'fails-alike-at-times': (of) => `${nameOf(of)} 캡처에서도 때때로 같은 방식으로 실패합니다.`,
  'verdict-not-sure': (of) => `${nameOf(of)} 캡처만으로는 그 판정이 확실하지 않습니다.`,
  'pc-itself-stops': (of) =>
    `${nameOf(of)} 캡처에서 PC 자체가 막습니다. PC 자체의 방화벽은 네트워크에 따라 규칙이 다를 수 있습니다.`,
  'server-itself-refuses': (of) =>
    `${nameOf(of)} 캡처에서 서버가 직접 거부합니다. 그 네트워크의 주소에는 제공하지 않거나, 시작되지 않은 것일 수 있습니다.`,
  'days-apart': () =>
    '두 캡처의 간격이 하루를 넘습니다. 다운되었던 서비스가 다시 동작하는 것일 수 있습니다.',
  'may-have-been-down': ({ apart, ...of }) =>
    `${nameOf(of)} 캡처만으로는 서버가 다운되었을 가능성을 배제할 수 없으며, 두 캡처의 간격은 ${duration(apart)}입니다.`,
  'name-has-other-addresses': (servers) =>
    `그 이름의 주소가 서로 다릅니다: ${serversText(servers)}. ${ALONE[servers.alone]}일 수 있습니다.`,
  'servers-of-one-purpose': (servers) =>
    `${withParticle(serversText(servers), 'topic')} 같은 용도의 서버${servers.namesDiffer ? '이지만 이름이 다릅니다' : '입니다'}. ${ALONE[servers.alone]}일 수 있습니다.`,
  'other-ip-version': () => '한 캡처에서는 IPv6으로, 다른 캡처에서는 IPv4로 요청했습니다.',
};
