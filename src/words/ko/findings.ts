import type { Difference } from '../../evidence/differences.ts';
import { familyOf, formatAddress } from '../../protocols/address-text.ts';
import type { UsedAddress } from '../en/findings.ts';
import type { Service } from '../en/services.ts';
import type { Words } from '../words.ts';
import { differenceText, failingText } from './differences.ts';
import { count, duration, grouped, hedged, list, listSome, withParticle } from './phrases.ts';
import { products } from './products.ts';
import { scanImpactText, scanRemedyText, scanScopeText, scanText } from './scans.ts';
import { lookupText, portText, servicesText } from './services.ts';

const NAMES_NAMED = 4;
const FEW_NAMED = 3;
const ADDRESSES_NAMED = 4;
const PARTS_NAMED = 2;

function partText(differences: readonly Difference[]): string {
  return listSome([...new Set(differences.map(failingText))], PARTS_NAMED);
}

function namesText(names: readonly string[], services: readonly Service[]): string {
  return names.length === 0 ? servicesText(services) : listSome(names, NAMES_NAMED);
}

const POLICY_OWNERS = {
  'block-page-answers': 'WHO',
  'proxy-refuses-targets': '프록시 WHO',
  'dns-keeps-names': 'DNS 서버 WHO',
  'tls-refused-in-place': '이 네트워크 또는 통신 사업자의 웹 필터',
  'page-in-place': '이 네트워크 또는 통신 사업자의 웹 필터',
};

const otherVersion = (version: 'IPv4' | 'IPv6') => (version === 'IPv6' ? 'IPv4' : 'IPv6');

/** Findings: their titles, what they mean, how far they reach, what to do. */
export const findings: Words['findings'] = {
  'says-it-drops': ({ confidence, services }) =>
    `방화벽이 ${servicesText(services)} 트래픽을 ${hedged(confidence, '드롭합니다', '드롭하는')}: 방화벽이 스스로 그렇게 기록했습니다`,
  'says-it-rejects': ({ confidence, services }) =>
    `방화벽이 ${servicesText(services)} 트래픽을 ${hedged(confidence, '거부합니다', '거부하는')}: 방화벽이 스스로 그렇게 기록했습니다`,
  'says-it-refuses': ({ confidence, services }) =>
    `방화벽이 ${servicesText(services)} 트래픽을 ${hedged(confidence, '차단합니다', '차단하는')}(드롭 또는 거부): 방화벽이 스스로 그렇게 기록했습니다`,
  'drops-large-packets': ({ confidence, services }) =>
    `큰 패킷이 도중에 ${hedged(confidence, '드롭됩니다', '드롭되는')}: ${servicesText(services)}`,
  'drops-fragments': ({ confidence, services }) =>
    `IP 프래그먼트가 도중에 ${hedged(confidence, '드롭됩니다', '드롭되는')}: ${servicesText(services)}`,
  'drops-later': ({ confidence, services }) =>
    `동작하던 연결을 나중에 방화벽이 ${hedged(confidence, '드롭합니다', '드롭하는')}: ${servicesText(services)}`,
  'drops-quic': ({ confidence, services }) =>
    `방화벽이 QUIC을 ${hedged(confidence, '드롭합니다', '드롭하는')}: ${servicesText(services)}`,
  'drops-quic-server-name': ({ confidence, services, names }) =>
    `방화벽이 ${listSome(names, NAMES_NAMED)}에 대한 QUIC을 ${hedged(confidence, '드롭합니다', '드롭하는')}: ${servicesText(services, false)}`,
  'drops-server-name': ({ confidence, services, names }) =>
    `방화벽이 ${listSome(names, NAMES_NAMED)}에 대한 TLS를 ${hedged(confidence, '드롭합니다', '드롭하는')}: ${servicesText(services, false)}`,
  'drops-part': ({ confidence, services, differences }) =>
    `방화벽이 특정 연결(${partText(differences)})을 ${hedged(confidence, '드롭합니다', '드롭하는')}: ${servicesText(services)}`,
  'resets-part': ({ confidence, services, differences }) =>
    `방화벽이 특정 연결(${partText(differences)})을 ${hedged(confidence, '리셋합니다', '리셋하는')}: ${servicesText(services)}`,
  'drops-after-handshake': ({ confidence, services }) =>
    `방화벽이 TCP 핸드셰이크 다음에 오는 것을 ${hedged(confidence, '드롭합니다', '드롭하는')}: ${servicesText(services)}`,
  drops: ({ confidence, services }) =>
    `방화벽이 ${servicesText(services)} 트래픽을 ${hedged(confidence, '드롭합니다', '드롭하는')}`,
  'drops-idle': ({ confidence, services }) =>
    `방화벽이 유휴 연결을 잊고, 그 뒤에 보낸 것을 ${hedged(confidence, '드롭합니다', '드롭하는')}: ${servicesText(services)}`,
  'resets-idle': ({ confidence, services }) =>
    `방화벽이 유휴 연결을 잊고, 통신이 다시 시작되면 ${hedged(confidence, '리셋합니다', '리셋하는')}: ${servicesText(services)}`,
  'resets-later': ({ confidence, services }) =>
    `동작하던 연결을 나중에 방화벽이 ${hedged(confidence, '리셋합니다', '리셋하는')}: ${servicesText(services)}`,
  'resets-server-name': ({ confidence, services, names }) =>
    `방화벽이 ${listSome(names, NAMES_NAMED)}에 대한 TLS를 ${hedged(confidence, '리셋합니다', '리셋하는')}: ${servicesText(services, false)}`,
  'resets-after-handshake': ({ confidence, services }) =>
    `방화벽이 TCP 핸드셰이크 후에 연결을 ${hedged(confidence, '리셋합니다', '리셋하는')}: ${servicesText(services)}`,
  rejects: ({ confidence, services }) =>
    `방화벽이 ${servicesText(services)} 트래픽을 ${hedged(confidence, '거부합니다', '거부하는')}`,
  'server-refuses': ({ confidence, services }) =>
    `${servicesText(services)} 요청을 서버가 직접 ${hedged(confidence, '거부합니다', '거부하는')}`,
  'portal-answers': ({ confidence, services }) =>
    `캡티브 포털이 서버를 대신해 ${hedged(confidence, '응답합니다', '응답하는')}: ${servicesText(services)}`,
  'other-answers': ({ confidence, services }) =>
    `다른 무언가가 서버를 대신해 ${hedged(confidence, '응답합니다', '응답하는')}: ${servicesText(services)}`,
  'block-page-answers': ({ confidence, who, names, reasons, services }) =>
    `${withParticle(who, 'subject')} ${withParticle(namesText(names, services), 'object')} 정책으로 ${hedged(confidence, '차단합니다', '차단하는')}(차단 페이지 사유: ${listSome(reasons.map(products), NAMES_NAMED)})`,
  'proxy-refuses-targets': ({ confidence, who, names, reasons, services }) =>
    `프록시 ${withParticle(who, 'subject')} 연결을 ${hedged(confidence, '거부합니다', '거부하는')}(대상: ${namesText(names, services)}): ${listSome(reasons, NAMES_NAMED)}`,
  'dns-keeps-names': ({ confidence, who, names, services }) =>
    `DNS 서버 ${withParticle(who, 'subject')} 이름을 ${hedged(confidence, '차단합니다', '차단하는')}: ${namesText(names, services)}`,
  'tls-is-inspected': ({ confidence, who, names, services }) =>
    `${withParticle(products(who) || '가까이 있는 무언가', 'subject')} 서버를 대신해 TLS를 ${hedged(confidence, '복호화합니다', '복호화하는')}. 클라이언트는 그 인증서를 받아들이지 않습니다: ${namesText(names, services)}`,
  'tls-refused-in-place': ({ confidence, names, services }) =>
    `웹 필터가 서버를 대신해 TLS를 ${hedged(confidence, '거부합니다', '거부하는')}: ${namesText(names, services)}`,
  'page-in-place': ({ confidence, reasons, services }) =>
    `웹 필터가 서버를 대신해 ${hedged(confidence, '응답합니다', '응답하는')}(${listSome(reasons, NAMES_NAMED)}): ${servicesText(services)}`,
  'trust-or-exempt': ({ names }) =>
    `서명하는 인증 기관을 클라이언트에, 그 프로그램들이 쓰는 모든 저장소에 설치하십시오. 또는 ${withParticle(names.length === 0 ? '그 이름' : listSome(names, NAMES_NAMED), 'object')} TLS 검사 대상에서 제외하십시오.`,
  'policy-not-port': () => '이름에 대한 정책입니다. 닫힌 포트는 없으며, 열어야 할 포트도 없습니다.',
  'ask-policy-owner': ({ who, kind, names }) =>
    `${withParticle(
      POLICY_OWNERS[kind].replace('WHO', () => who),
      'object',
    )} 운영하는 곳에 ${withParticle(names.length === 0 ? '클라이언트가 요청하는 이름' : listSome(names, NAMES_NAMED), 'object')} 허용하도록 요청하십시오. 그 로그에 규칙이 있습니다.`,
  'no-way': ({ confidence, services }) =>
    `서버에 ${hedged(confidence, '도달할 수 없습니다', '도달할 수 없는')}: ${servicesText(services)}`,
  outage: ({ confidence, services, since, lasted, isOver }) =>
    `첫 패킷 후 ${duration(since)}부터${isOver ? ` ${duration(lasted)} 동안` : ''} 외부의 모든 것에 ${hedged(confidence, '도달할 수 없습니다', '도달할 수 없는')}: ${servicesText(services)}`,
  'outage-remedy': () =>
    '그 시간의 업링크를 확인하십시오: 라우터 자체의 로그, 통신 사업자, 그 아래의 VPN이나 Wi-Fi.',
  'cannot-tell': ({ services }) =>
    `${servicesText(services)} 트래픽이 어떻게 되는지 이 캡처로는 알 수 없습니다`,
  'no-host': ({ address }) =>
    `클라이언트 자체 네트워크의 ${address}에 호스트가 없는 것으로 보입니다`,
  'no-hosts': ({ confidence, addresses }) =>
    `클라이언트 자체 네트워크의 ${listSome(addresses, ADDRESSES_NAMED)}에 호스트가 ${hedged(confidence, '없습니다', '없는')}`,
  'nobody-answers': ({ client, address, requests, frames }) =>
    `${withParticle(formatAddress(...client), 'subject')} ${familyOf(address) === 4 ? 'ARP' : '이웃 요청'}로 ${withParticle(formatAddress(...address), 'object')} ${grouped(requests)}회 찾지만 아무도 응답하지 않습니다(프레임 ${frames.join(', ')}).`,
  'tunnel-one-way': ({ protocol, from, to }) =>
    `${formatAddress(...from)}에서 ${withParticle(formatAddress(...to), 'toward')} 가는 ${protocol} 또는 그 응답이 도중에 드롭되는 것일 수 있습니다`,
  'tunnel-impact': ({ protocol, packets, lasted, frame, agreedOn }) =>
    `두 호스트가 터널에 합의합니다(${portText(agreedOn)}에는 응답이 있음). ${duration(lasted)} 동안 ${count(packets, `${protocol} 패킷`)}가 프레임 ${frame}부터 한 방향으로 가고, 돌아오는 것은 없습니다. 터널은 수립되어 있지만 아무것도 전달하지 않습니다. 반대쪽 끝 뒤에서 아무도 응답하지 않는 경우도 똑같이 보입니다.`,
  'allow-tunnel': ({ protocol }) =>
    protocol === 'ESP'
      ? '둘 사이의 방화벽에서 IP 프로토콜 50(ESP)을 양방향으로 허용하거나, 양 끝에서 NAT traversal(UDP 4500에 담은 ESP)을 쓰도록 하십시오.'
      : '둘 사이의 방화벽에서 IP 프로토콜 47(GRE)을 양방향으로 허용하십시오. NAT에는 이를 위한 도우미가 필요합니다.',
  'check-host': () => '호스트가 켜져 있는지, 주소가 맞는지 확인하십시오.',

  scan: ({ scan }) => scanText(scan),
  'scan-impact': ({ scan }) => scanImpactText(scan),
  'scan-scope': ({ scan }) => scanScopeText(scan),
  'scan-remedy': ({ scan }) => scanRemedyText(scan),

  'ip-version-blocked': ({ confidence, services, version }) =>
    `${withParticle(otherVersion(version), 'topic')} 동작하는데 ${version} 전체가 ${hedged(confidence, '차단됩니다', '차단되는')}: ${servicesText(services)}`,
  'ip-version-no-way': ({ confidence, services, version }) =>
    `${withParticle(otherVersion(version), 'topic')} 동작하는데 ${version}에는 외부로 나가는 경로가 ${hedged(confidence, '없습니다', '없는')}: ${servicesText(services)}`,
  'ip-version-note': ({ version }) =>
    `${withParticle(version, 'toward')}는 외부의 어떤 서버도 응답하지 않았고, ${withParticle(otherVersion(version), 'toward')}는 응답합니다. 애플리케이션은 먼저 ${version}에서 시간을 허비하며, ${version}만 아는 것은 실패합니다.`,
  'ip-version-hidden': ({ services, version }) =>
    `${withParticle(otherVersion(version), 'toward')}는 즉시 응답이 오는데 ${withParticle(version, 'toward')}는 응답이 없습니다: ${servicesText(services)}`,
  'ip-version-hidden-note': ({ names, version }) =>
    `클라이언트가 ${listSome(names, NAMES_NAMED)}에 대해 잠시 뒤 ${withParticle(version, 'object')} 포기하고 ${withParticle(otherVersion(version), 'toward')} 계속하므로, 사용자는 잠깐의 지연 외에는 알아채지 못합니다. ${withParticle(version, 'toward')} 시도한 횟수가 각각 너무 적어, 무엇이 막는지는 말할 수 없습니다.`,
  'ip-version-ask-alone': ({ version }) =>
    `${version}만으로 더 오래 요청하면서 캡처하십시오: \`curl -${version === 'IPv6' ? 6 : 4}\`.`,
  'ip-version-remedy': ({ version }) =>
    `방화벽에서 ${withParticle(otherVersion(version), 'with')} 마찬가지로 ${withParticle(version, 'object')} 허용하거나 그 경로를 바로잡으십시오. 그렇지 않으면 아무도 시도하지 않도록 클라이언트의 네트워크에서 ${withParticle(version, 'object')} 제거하십시오.`,
  'one-device-rejects': ({ device }) =>
    `하나의 장치 ${withParticle(device, 'subject')} 모두 거부합니다.`,
  'one-place-resets': () => '모두 한 곳에서 같은 TTL로, 마치 한 장치에 의한 것처럼 리셋됩니다.',
  'resets-and-drops': ({ confidence, reset, silent }) =>
    `방화벽이 ${servicesText(reset)} 트래픽은 리셋하고, ${servicesText(silent)} 트래픽은 ${hedged(confidence, '드롭합니다', '드롭하는')}`,
  'one-rule-resets-and-drops': () =>
    'TCP는 리셋되고 UDP는 응답이 없습니다. Cisco ASA와 FTD는 규칙이 금지하는 것을 기본적으로 이렇게 처리합니다. 하나의 규칙이 둘 모두의 원인일 수 있습니다.',

  'all-clients': ({ clients }) => `요청한 클라이언트 ${clients}대가 모두 영향을 받습니다.`,
  'only-clients': ({ clients, others }) =>
    `${listSome(clients, FEW_NAMED)}만 영향을 받습니다. 같은 서비스가 다른 클라이언트 ${grouped(others)}대에는 응답합니다.`,
  'only-ipv6': ({ name, address }) =>
    `IPv6으로만 그렇습니다. ${withParticle(name, 'topic')} IPv4(${address})로는 응답합니다.`,
  'only-name': ({ failing, works }) =>
    `이름 ${listSome(failing, FEW_NAMED)}만 그렇습니다. 같은 서버가 ${listSome(works, FEW_NAMED)}에는 응답합니다.`,
  'only-part': ({ difference }) => `일부만 그렇습니다. ${differenceText(difference)}.`,
  'only-ports': ({ failing, works, servers }) =>
    `${list(failing.map(portText))}만 그렇습니다. 같은 서버${servers === 1 ? '가' : '들이'} ${listSome(works.map(portText), FEW_NAMED)}에서는 응답합니다.`,
  'site-resolvers-answer': ({ resolvers }) =>
    `사이트 자체의 리졸버 ${withParticle(listSome(resolvers, FEW_NAMED), 'topic')} 응답합니다.`,
  'nothing-outside-answers': () => '이 캡처에서 사이트 외부의 다른 서비스는 응답하지 않습니다.',
  'others-outside-answer': ({ services }) =>
    `사이트 외부의 ${count(services, '다른 서비스')}는 응답합니다.`,
  'none-on-that-port': ({ services, ports, servers }) => {
    const what = servers === 1 ? '이 목적지' : `이 목적지 ${servers}개`;
    const which = ports.map(portText).join(' 또는 ');
    return `사이트 외부의 ${count(services, '다른 서비스')}는 응답하지만, ${which}에서는 ${services === 1 ? '아닙니다' : '하나도 응답하지 않습니다'}. 규칙이 ${what}에 대한 것이거나 이 포트에 대한 것일 수 있습니다.`;
  },
  'only-destinations': ({ services, servers }) =>
    `${servers === 1 ? '이 목적지만' : `이 목적지 ${servers}개만`} 해당합니다. 사이트 외부의 ${count(services, '다른 서비스')}는 응답합니다.`,

  'lookup-differs': ({ question, capture, given, used }) =>
    `${question} 조회 결과는 ${listSome(given, ADDRESSES_NAMED)}인데, 클라이언트는 ${capture === null ? '' : `${capture}에서 `}${withParticle(
      listSome(
        used.map(({ address }) => address),
        ADDRESSES_NAMED,
      ),
      'object',
    )} 사용했습니다`,
  'lookup-differs-scope': ({ source, given, used }) =>
    `${lookupText(source)}: ${listSome(given, ADDRESSES_NAMED)}. 클라이언트가 사용한 주소: ${usedText(used)}. 그 자체로는 장애가 아닙니다. 로드 밸런서와 클라우드 서비스의 주소는 시간과 질문을 받는 DNS 서버에 따라 바뀝니다. ` +
    '그중 하나만 지정한 방화벽 규칙은 다른 주소를 놓칩니다.',
  'ask-for-name': ({ question }) =>
    `캡처한 시간에, 문제가 있는 PC에서 PC의 DNS 서버에 ${withParticle(question, 'object')} 물어보십시오.`,
  'allow-all-addresses': () =>
    '방화벽 규칙에 서비스가 가질 수 있는 모든 주소 또는 그 이름을 지정하십시오.',
  'lookup-failed': ({ question, server, status }) =>
    ({
      nxdomain: `DNS 서버가 ${withParticle(question, 'subject')} 존재하지 않는다고 응답합니다`,
      refused: `DNS 서버가 ${question} 조회를 거부합니다`,
      servfail: `DNS 서버가 ${withParticle(question, 'object')} 조회하지 못합니다(SERVFAIL)`,
      timeout: `${question} 조회에 DNS 서버${server === null ? '' : ` ${server}`}의 응답이 없습니다`,
      'no-data': `DNS 서버에 ${question}의 주소가 없습니다`,
    })[status],
  'lookup-failed-impact': ({ function: fn }) =>
    `그 주소가 없으면 ${withParticle(products(fn.title), 'topic')} ${products(fn.serverTitle)}에 도달할 수 없습니다.`,
  'lookup-says': ({ source }) => `출처: ${lookupText(source)}.`,
  'ask-inside-and-outside': ({ question }) =>
    `PC의 DNS 서버와 외부의 DNS 서버에 ${withParticle(question, 'object')} 물어보십시오. 둘이 다르면 PC의 DNS 서버에 있는 필터나 영역(zone)이 방해하는 것입니다.`,
  'client-has-address': ({ capture, used, asked }) =>
    `${capture ?? '이 캡처'}에서 클라이언트는 그 주소로 ${withParticle(usedText(used), 'object')} 가지고 있습니다: ${ASKED[asked]}.`,
  'lookup-sinkhole': ({ question, given, isSure }) =>
    `DNS 서버가 제품을 대신해 응답하는 ${isSure ? '것으로 보입니다' : '것일 수 있습니다'}: ${question}의 주소로 ${withParticle(listSome(given, ADDRESSES_NAMED), 'object')} 알려 줍니다`,
  'lookup-sinkhole-impact': ({ function: fn }) =>
    `PC가 같은 응답을 받는다면: ${products(fn.impact)}`,
  'no-such-server': ({ isSure }) =>
    `제품의 서버에는 공용 주소가 있습니다. ${isSure ? '이 주소를 가진 서버는 없습니다' : '이 주소는 사설 네트워크의 것입니다'}.`,
  'take-out-of-filter': ({ question }) =>
    `DNS 서버의 필터 또는 자체 영역(zone)에서 ${withParticle(question, 'object')} 제외하십시오.`,
};

const ASKED = {
  same: '같은 서버, 다른 시간',
  other: '다른 서버에 물어봄',
  unknown: '다른 서버에 물어봤거나 다른 시간',
};

function usedText(used: readonly UsedAddress[]): string {
  return listSome(
    used.map(
      ({ address, answer }) =>
        `${address}(${answer === null ? 'TLS 서버 이름' : `${answer.resolver}의 DNS 응답, 프레임 ${answer.frame}`})`,
    ),
    ADDRESSES_NAMED,
  );
}
