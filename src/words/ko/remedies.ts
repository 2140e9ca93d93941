import type { Difference } from '../../evidence/differences.ts';
import type { BetterCapture } from '../../evidence/evidence.ts';
import { escapeText } from '../../protocols/escape.ts';
import type { WhereToAllow } from '../en/remedies.ts';
import type { Words } from '../words.ts';
import { listSome, withParticle } from './phrases.ts';
import { products } from './products.ts';
import { openingText, servicesText } from './services.ts';

const NAMES_NAMED = 4;

const CAPTURE_AGAIN: Readonly<Record<BetterCapture, string>> = {
  'both-ways':
    '클라이언트 자체의 인터페이스에서 캡처 필터 없이 다시 캡처하고, 표시된 패킷이 아니라 모든 패킷을 저장하십시오. 양방향이 필요합니다.',
  'whole-packets':
    '패킷 전체를 다시 캡처하고 스냅샷 길이를 제한하지 마십시오: `tcpdump -s 0`, Wireshark에서는 “limit each packet”을 사용하지 않습니다.',
  'all-packets':
    '패킷이 누락되지 않도록 다시 캡처하십시오. 여유가 있는 호스트에서, 더 큰 버퍼를 사용해, 실시간 목록 없이 파일로 캡처하십시오: `dumpcap`, `tcpdump -w`, 버퍼는 `-B`.',
  'the-start':
    '연결이 시작되기 전부터 다시 캡처하십시오. SYN을 보면 어느 쪽이 요청하는지 알 수 있습니다. FTP의 데이터 연결은 제어 연결(포트 21)로도 알 수 있습니다.',
  'capture-itself':
    '목록 대신 캡처 자체(pcapng)를 보내 주십시오. 목록에는 판단에 필요한 것이 빠져 있습니다.',
  'servers-word':
    '이 시각의 서버 로그를 확인하십시오. 서버가 프록시나 로드 밸런서라면 그 뒤쪽을 확인하십시오. 그것이 묻는 상대가 중단되었거나 드롭되고 있을 수 있습니다. 네트워크는 패킷을 통과시킵니다.',
};

const WHERE: Readonly<Record<WhereToAllow, string>> = {
  'this-host': '클라이언트 자체의 방화벽 또는 보안 소프트웨어에서',
  'server-end': '서버 자체의 방화벽을 포함해 서버 쪽의 방화벽에서',
  between: '클라이언트와 인터넷 사이의 방화벽에서',
};

/** What to look for where connections with one trait fail, and others work. */
const PARTS: Readonly<Record<Difference['by'], string>> = {
  length:
    '도중에 있으면서 세그먼트 하나를 넘는 ClientHello를 처리하지 못하는 장치를 업데이트하거나 그 검사를 끄십시오(양자 컴퓨터에 대비한 키 공유 X25519MLKEM768이 ClientHello를 그만큼 길게 만듭니다). 교차 확인: 클라이언트에서 이 키 공유를 끄십시오.',
  'source-port':
    '되돌아오는 경로의 규칙을 확인하십시오. 일부 클라이언트 포트로만 응답을 통과시키는 상태 비저장 액세스 목록은 클라이언트가 사용하는 모든 포트(1024–65535)를 허용해야 합니다.',
  dscp: '도중에 DSCP에 따라 동작하는 규칙, 큐 또는 폴리서가 있는지 확인하거나, 네트워크 경계에서 DSCP를 0으로 설정하도록 하십시오.',
  'server-name': '서버 이름에 따라 동작하는 URL 필터 또는 애플리케이션 필터가 있는지 확인하십시오.',
  client:
    'ClientHello의 형태(JA3, JA4)에 따라 동작하는 애플리케이션 필터가 있는지 확인하십시오. 한 클라이언트 프로그램을 다른 프로그램이나 악성 코드로 오인하는 것입니다. 서버 이름에 따른 것이 아닙니다.',
  alpn: '애플리케이션 프로토콜(ALPN), 예를 들어 HTTP/2에 따라 동작하는 애플리케이션 필터가 있는지 확인하십시오.',
  smb: 'SMB의 한 버전이 차단되었거나 꺼져 있습니다. 다른 버전을 사용하십시오(SMB1은 꺼 두는 것이 좋습니다).',
  'query-type':
    '그 유형의 쿼리를 드롭하는 DNS 필터나 검사가 있는지 확인하십시오. 모든 유형에 대해 빈 응답이라도 있어야 합니다.',
  ecn: 'ECN(RFC 3168)이 있는 SYN을 드롭하는 오래된 방화벽이 있는지 확인하거나, 클라이언트에서 ECN을 끄십시오.',
  'fast-open':
    'fast open(RFC 7413)이 있는 SYN을 드롭하는 방화벽이 있는지 확인하거나, 클라이언트에서 이를 끄십시오.',
  timestamps:
    'TCP 타임스탬프에 따라 드롭하는 장치가 있는지 확인하십시오. 하나의 주소 변환 뒤에 있는 여러 호스트는 각자의 시계를 사용하며, 이를 비교하는 서버(tcp_tw_recycle)는 일부를 무시합니다.',
  time: '동작하는 연결과 실패하는 연결 사이에 무엇이 바뀌었는지 확인하십시오.',
};

/** What to do about a finding: a line each. */
export const remedies: Words['remedies'] = {
  'let-icmp-through': () =>
    '도중의 방화벽에서 ICMP "fragmentation needed"(3/4)와 ICMPv6 "packet too big"(2)을 통과시키십시오.',
  'let-fragments-through': () =>
    '도중의 방화벽, NAT, 로드 밸런서에서 이 패킷의 IP 프래그먼트를 통과시키십시오.',
  'avoid-fragments': () =>
    '또는 요청이 패킷 하나에 들어가도록 하십시오: 양 끝의 IKEv2 fragmentation(RFC 7383) 또는 더 짧은 인증서 체인.',
  'lower-mtu': () =>
    '또는 PC의 MTU를 낮추거나 MSS를 클램핑하여, 가장 작은 링크(터널, VPN)가 받을 수 있는 크기에 맞추십시오.',
  'longer-idle-time-out': () =>
    '방화벽이 패킷 없는 연결을 더 오래 유지하도록 하십시오(유휴 시간 제한).',
  'keep-alives': () =>
    '또는 애플리케이션이나 운영 체제가 그보다 자주 keepalive를 보내도록 하십시오(TCP keep-alive, RFC 9293 §3.8.4).',
  'nothing-to-allow': () => '주소와 포트는 열려 있습니다. 이에 대해 허용할 것은 없습니다.',
  'look-for-prevention': ({ services }) =>
    `방화벽에 ${servicesText(services)} 트래픽에 대한 침입 방지, 애플리케이션 필터 또는 연결 수 제한이 있는지 확인하십시오. 포트 자체는 열려 있습니다.`,
  'allow-names': ({ names }) =>
    `방화벽의 URL, TLS 또는 애플리케이션 필터에서 서버 이름 ${withParticle(listSome(names, NAMES_NAMED), 'object')} 허용하십시오. 포트 자체는 열려 있습니다.`,
  'try-other-name': () =>
    '같은 주소에서 다른 이름으로 시도하면 필터가 이름에 따라 동작하는지 알 수 있습니다.',
  'look-for-part': ({ by }) => PARTS[by],
  'look-for-filter': ({ services }) =>
    `방화벽에 ${servicesText(services)} 트래픽에 대한 URL 필터, 애플리케이션 필터 또는 침입 방지가 있는지 확인하십시오. 포트 자체는 열려 있습니다.`,
  'look-for-limit': ({ services }) =>
    `방화벽과 서버에 ${servicesText(services)} 트래픽의 연결 수 또는 쿼리 수 제한이 있는지 확인하십시오. 포트 자체는 열려 있습니다.`,
  'or-broken-way': () =>
    '또는 여러 경로 중 하나나 주소 뒤의 여러 서버 중 하나가 고장 났는지 확인하십시오.',
  'look-at-way-back': ({ services }) =>
    `서버에서 클라이언트로 되돌아오는 경로를 확인하십시오. 요청은 도착하고(${servicesText(services)}) 응답이 드롭됩니다.`,
  'way-back-causes': () =>
    '흔한 원인: 응답이 요청과 다른 경로로 가면서(비대칭 라우팅) 상태를 유지하는 방화벽을 우회하거나, 클라이언트 자체에 방화벽이 있습니다.',
  'allow-between': ({ services }) =>
    `서버 자체의 방화벽을 포함해 클라이언트와 서버 사이의 방화벽에서 ${servicesText(services)} 트래픽을 허용하십시오.`,
  'allow-line': ({ line }) => `허용할 것: ${products(line)}.`,
  'allow-opening': ({ opening }) => `허용할 것: ${openingText(opening)}.`,
  'allow-services': ({ services, where }) =>
    `${WHERE[where]} ${servicesText(services)} 트래픽을 허용하십시오.`,
  'in-this-capture': ({ services, capture }) =>
    `${capture ?? '이 캡처'}에서는 ${servicesText(services)}입니다.`,
  'ask-for-rule': ({ devices, rules, services, place }) =>
    `${withParticle(devices.length === 0 ? '방화벽' : `방화벽 ${listSome(devices.map(escapeText), NAMES_NAMED)}`, 'object')} 운영하는 곳에 ${servicesText(services)} 트래픽을 통과시키도록 요청하십시오${rules.length === 0 ? '' : `. 차단하는 규칙은 “${listSome(rules.map(escapeText), NAMES_NAMED)}”입니다`}${place === null ? '' : `(${escapeText(place.file)} ${place.line}행)`}.`,
  'device-names-itself': ({ devices }) =>
    `거부하는 장치는 ${listSome(devices, NAMES_NAMED)}입니다.`,
  'allow-media': () =>
    '전화기 또는 그 사업자가 RTP에 사용하는 UDP 포트 범위를 양방향으로 허용하십시오. 위의 포트는 통화 하나의 것입니다.',
  'quic-falls-back': () =>
    '없어도 문제가 되지는 않습니다. 브라우저는 TCP 443으로 전환합니다. 새 서버마다 잠깐의 시간이 더 걸립니다.',
  'smb-goes-on': () =>
    '파일 공유(SMB)에는 필요하지 않습니다. 같은 클라이언트가 TCP 445에서 응답을 받고 있습니다. TCP 139가 없어서 곤란한 것은 NetBIOS만 사용하는 것뿐입니다.',
  'cross-check': () =>
    '교차 확인: PC를 다른 개방된 네트워크(핫스팟)에 연결하십시오. 거기서 동작하면 이 네트워크가 원인입니다.',
  'look-at-server': () =>
    '서버를 확인하십시오. 서비스가 실행 중이고 포트가 맞습니까? 네트워크는 패킷을 통과시킵니다.',
  'log-in-to-portal': () =>
    'PC에서 웹 브라우저를 열고 네트워크에 로그인(호텔, 게스트 또는 핫스팟 페이지)한 다음 다시 시도하십시오.',
  'look-for-redirection': () => '네트워크에 DNS 리디렉션이나 투명 프록시가 있는지 확인하십시오.',
  'look-for-loop': () =>
    '라우팅 루프가 있는지 확인하십시오. traceroute를 실행하면 패킷이 오락가락하는 라우터가 보입니다.',
  'same-way-both-ways': () =>
    '양방향이 같은 방화벽을 지나게 하십시오(비대칭 경로). 또는 이 트래픽에 대해 TCP 시퀀스 번호 변경을 끄십시오.',
  'hairpin-nat': () =>
    '라우터가 출발지 주소도 변환하도록 하거나(헤어핀 NAT, NAT 루프백), 내부 클라이언트가 이름을 내부 주소로 해석하도록 하십시오(스플릿 DNS).',
  'check-routes': () => '라우팅, VPN, 서버 주소를 확인하고 서버가 켜져 있는지 확인하십시오.',
  'capture-at-two-places': () =>
    '같은 시간에 두 번째 위치, 즉 방화벽 바깥쪽이나 서버에서도 캡처하십시오. 누가 응답하는지, 또는 패킷이 어디에서 사라지는지 알 수 있습니다.',
  'capture-again': ({ better }) => CAPTURE_AGAIN[better],
  'capture-longer': () =>
    '장애가 발생하는 동안 클라이언트 자체의 인터페이스에서 다시 캡처하고, 최소 30초 동안 계속하십시오.',
};
