import type { PortalClue } from '../../evidence/captive-portal.ts';
import type { DnsNamesBlocked } from '../../evidence/dns-blocked.ts';
import type { DnsAnswersNear } from '../../evidence/dns-intercepted.ts';
import type { DnsUnanswered } from '../../evidence/dns-unanswered.ts';
import type { Spread } from '../../evidence/evidence.ts';
import type { FirstData, Handshakes } from '../../evidence/first-data.ts';
import type { HttpRefused } from '../../evidence/http-refused.ts';
import type { IcmpError, IcmpReadings, IcmpSource } from '../../evidence/icmp-errors.ts';
import type { CaptureLoss } from '../../evidence/loss.ts';
import type { OfProxy } from '../../evidence/proxy.ts';
import type { ResetTooFast, WayOfReset } from '../../evidence/reset-origin.ts';
import type { EvidenceCode, Observation, ValuesOf } from '../../evidence/table.ts';
import type { TlsRefused } from '../../evidence/tls-refused.ts';
import type { RequestsUnanswered } from '../../evidence/udp-requests.ts';
import type { Way } from '../../evidence/vantage.ts';
import { formatAddress, hostAndPort } from '../../protocols/address-text.ts';
import { RCODE_REFUSED, RCODE_SERVER_FAILURE } from '../../protocols/dns/codec.ts';
import { responseCodeName, typeName } from '../../protocols/dns/types.ts';
import { escapeText } from '../../protocols/escape.ts';
import { errorName } from '../../protocols/quic/errors.ts';
import { alertName } from '../../protocols/tls/alerts.ts';
import type { EvidenceWords } from '../en/evidence.ts';
import type { Words } from '../words.ts';
import { differencesText } from './differences.ts';
import { count, duration, grouped, listSome, percent, withParticle } from './phrases.ts';
import { products } from './products.ts';
import { allowedBesideText, refusedBesideText, saidText } from './statements.ts';

/** Names that a sentence lists. */
const NAMES_NAMED = 4;

/** "www.example.com에 대한 ", before what it is about. */
function subjectText(subject: string): string {
  return subject === '' ? '' : `${subject}에 대한 `;
}

function refusalText({ requests, status, words }: HttpRefused): string {
  return `${count(requests, '요청')}가 ${status}${words === '' ? '' : ` ${words}`} 응답으로 거부되었습니다`;
}

/** The alert that refuses, and whom. */
function alertText({ connections, alert, names }: TlsRefused): string {
  const named = names.length === 0 ? '' : `${listSome(names, NAMES_NAMED)}에 대한 `;
  return `${named}TLS 핸드셰이크 ${grouped(connections)}개가 치명적 경고 ${alertName(alert)}(${alert})로 거부되었습니다`;
}

/** Which of two answers passed fewer routers. */
function hopsText(one: number, other: number): string {
  if (one < 0 || other < 0 || one === other) return '';
  return `(각각 라우터 ${grouped(one)}개, ${grouped(other)}개 거리이며 ${one < other ? '첫 번째' : '다른'} 응답이 더 가깝습니다)`;
}

function blockedText({ names, how, address, other }: DnsNamesBlocked): string {
  const listed = listSome(names, NAMES_NAMED);
  const given = address === null ? '' : formatAddress(...address);
  const does = {
    nowhere: `${listed}에 대해 어느 서버의 것도 아닌 ${withParticle(given, 'object')} 알려 줍니다`,
    denied: `${withParticle(listed, 'subject')} 존재하지 않는다고 응답합니다`,
    refused: `${listed}에 대한 조회를 거부합니다`,
    'one-address': `${listed}에 대해 하나의 주소 ${withParticle(given, 'object')} 알려 줍니다`,
  }[how];
  const known = {
    nowhere: '주소를 알려 줍니다',
    denied: '주소를 알려 줍니다',
    refused: '주소를 알려 줍니다',
    'one-address': '이름마다 다른 주소를 알려 줍니다',
  }[how];
  return `DNS 서버가 ${does}${other === null ? '' : `. ${withParticle(formatAddress(...other), 'topic')} ${known}`}.`;
}

function proxyText({ address, port }: OfProxy): string {
  return `프록시 ${hostAndPort(formatAddress(...address), port)}`;
}

/** What a proxy answered: its code, with the words that stand beside it. */
function statusText({ status, words }: OfProxy): string {
  return words === '' ? String(status) : `${status} ${words}`;
}

function ofRequests({ requests, of }: OfProxy): string {
  return of === 1
    ? '이 대상에 대한 하나뿐인 요청'
    : `이 대상에 대한 ${count(of, '요청')} 중 ${requests}개`;
}

function inWords<Values>(
  title: string,
  meaning: string,
  advice: string,
  text: (values: Values) => string,
): EvidenceWords<Values> {
  return { title, meaning, advice, text };
}

/** Evidence, in the order of the detectors. */
export const evidence: Words['evidence'] = {
  'firewall-dropped': inWords(
    '방화벽이 스스로 드롭했다고 기록했습니다',
    '방화벽 자체의 로그 행에 이 서비스의 패킷을 드롭했다고 되어 있으며, 어느 규칙에 따른 것인지도 나와 있는 경우가 많습니다. 추론한 것은 없습니다. 그렇게 처리한 장치가 직접 밝힌 것입니다. 요청한 쪽에는 꺼져 있는 서버와 마찬가지로 아무 응답도 오지 않습니다.',
    '표시된 장치에서 표시된 규칙을 변경하도록 하십시오.',
    (said) => `${saidText(said, 'dropped')}.${refusedBesideText(said)}`,
  ),
  'firewall-rejected': inWords(
    '방화벽이 스스로 거부했다고 기록했습니다',
    '방화벽 자체의 로그 행에 이 서비스의 패킷을 거부하고 보낸 쪽에 RST 또는 ICMP로 알렸다고 되어 있습니다.',
    '표시된 장치에서 표시된 규칙을 변경하도록 하십시오.',
    (said) => `${saidText(said, 'rejected')}.${refusedBesideText(said)}`,
  ),
  'firewall-refused': inWords(
    '방화벽이 스스로 차단했다고 기록했습니다',
    '방화벽 자체의 로그 행에 이 서비스의 패킷을 통과시키지 않았다고 되어 있습니다. 드롭했는지, 서버를 대신해 응답했는지는 나와 있지 않습니다. 대부분의 규칙은 드롭합니다.',
    '표시된 장치에서 표시된 규칙을 변경하도록 하십시오. 무언가 돌아오는지는 클라이언트에서 캡처하면 알 수 있습니다.',
    (said) =>
      `${saidText(said, 'refused')}. 응답을 보냈는지는 기록에 없습니다.${refusedBesideText(said)}`,
  ),
  'firewall-refused-aloud': inWords(
    '방화벽이 스스로 차단했다고 기록했고, 거부 응답이 돌아왔습니다',
    '방화벽 자체의 로그 행에 이 서비스의 패킷을 통과시키지 않았다고 되어 있고, 캡처에는 돌아온 RST 또는 ICMP 오류가 있습니다. 즉, 거부(reject)합니다.',
    '표시된 장치에서 표시된 규칙을 변경하도록 하십시오.',
    (said) => `${saidText(said, 'refused')}. 캡처에는 돌아온 거부 응답이 있습니다.`,
  ),
  'firewall-refused-late': inWords(
    '방화벽이 연결의 늦은 패킷을 차단했습니다',
    '방화벽이 차단했다고 기록한 것은 모두 연결을 끝내는 패킷(FIN, RST)이거나, 방화벽이 이미 잊은 연결에 대해 서버에서 돌아온 패킷입니다. 정상 동작하는 서비스에서도 일어나는 일입니다. 양쪽이 연결을 닫고 방화벽이 그 연결을 잊은 뒤에 패킷이 하나 더 오는 것입니다.',
    '이것만으로는 조치할 것이 없습니다. SYN에 관한 로그 행을 찾아보고, 오래 유지되는 연결이 끊어지는 곳에서는 유휴 시간 제한을 확인하십시오.',
    (said) =>
      `${saidText(said, 'refused')}. 방화벽이 더 이상 알지 못하는 연결의 늦은 패킷이며, 정상 동작하는 서비스에서도 일어납니다.`,
  ),
  'firewall-allowed': inWords(
    '방화벽이 스스로 통과시켰다고 기록했습니다',
    '방화벽 자체의 로그 행에 이 서비스의 패킷이 통과했다고 되어 있습니다. 패킷이 도착했다거나 무언가 돌아왔다는 뜻은 아닙니다. 드롭하거나 거부하는 것이 있다면 이 장치의 이 규칙은 아닙니다.',
    '더 먼 쪽, 즉 다음 방화벽, 서버와 서버 자체의 패킷 필터, 되돌아오는 경로를 확인하십시오.',
    (said) => `${saidText(said, 'let-through')}.${allowedBesideText(said)}`,
  ),
  'firewall-saw-answers': inWords(
    '로그에 응답도 집계되어 있습니다',
    '로그에 양방향의 데이터 패킷이 집계되어 있거나 연결이 수립된 것으로 되어 있습니다. 서비스가 응답했습니다. 그 뒤에 모두 정상이었는지는 로그에 없습니다.',
    '조치할 것이 없습니다.',
    ({ lines, file }) =>
      `${file === '' ? '' : `${escapeText(file)}의 `}${count(lines, '로그 행')}에 양방향의 데이터 패킷이 집계되어 있습니다.`,
  ),
  'firewall-matched': inWords(
    '규칙이 일치했지만 어떻게 처리했는지는 로그 행에 없습니다',
    '방화벽의 로그 행에 규칙이 이 서비스의 패킷과 일치했다고만 되어 있습니다. 접두어에는 그 패킷이 어떻게 되었는지 나타내는 말이 없습니다. 로그만 남기는 규칙도 똑같이 기록합니다.',
    '방화벽에서 그 접두어를 쓰는 규칙을 찾아보십시오.',
    (said) => `${saidText(said, 'logged')}. 그 패킷이 어떻게 되었는지는 기록에 없습니다.`,
  ),
  'firewall-time-unknown': inWords(
    '로그와 캡처가 같은 시간의 것인지 알 수 없습니다',
    '로그의 시각에 시간대나 날짜가 없고, 캡처의 연결 중 포트까지 로그에 나와 있는 것이 없습니다. 다른 시간에 관한 로그일 수 있습니다.',
    '로그의 시간대를 지정하십시오: --log-time-zone.',
    () => '로그가 캡처와 같은 시간에 관한 것인지 알 수 없습니다.',
  ),
  'dns-unanswered-retransmits': inWords(
    '응답 없이 반복되는 DNS 쿼리',
    '클라이언트가 DNS 서버에 묻고, 응답이 없어 다시 묻습니다. 대개 새로운 트랜잭션 ID로 묻습니다. DNS 서버는 오류로라도 항상 응답하므로, 무응답은 쿼리나 응답이 도중에 드롭된다는 뜻입니다.',
    '방화벽에서 그 서버로 가는 쿼리를 UDP와 TCP 모두, 표시된 포트에서 허용하십시오. 쿼리가 나가는지 보려면 방화벽 바깥쪽에서 캡처하십시오.',
    (values) =>
      `${askedText(values)}: 최대 ${duration(values.waited)} 동안 응답이 하나도 없었습니다.`,
  ),
  'dns-unanswered': inWords(
    '응답이 없는 DNS 쿼리(각각 한 번씩만 요청)',
    '캡처가 충분히 오래 이어졌는데도 쿼리에 응답이 없었지만, 클라이언트가 다시 묻지 않았습니다. 패킷 하나가 손실되어도 똑같이 보이므로, 한 건으로는 증명되는 것이 적습니다.',
    '클라이언트가 재시도하는 동안 더 오래 다시 캡처하십시오.',
    (values) =>
      `${askedText(values)}, 한 번씩만 요청: 최대 ${duration(values.waited)} 동안 응답이 없었습니다.`,
  ),
  'dns-answers-over-tcp': inWords(
    '같은 DNS 서버가 TCP로는 응답합니다',
    '같은 서버의 53번 포트로 TCP는 되고 UDP는 되지 않습니다. 서버는 동작 중이며, 무언가가 둘 중 하나만 통과시킵니다.',
    '그 서버로 가는 UDP 53번 포트를 허용하십시오. 클라이언트는 긴 응답에만 TCP를 사용합니다.',
    ({ port }) => `같은 서버가 이 클라이언트에 TCP 포트 ${port}번으로는 응답합니다.`,
  ),
  'dns-intercepted': inWords(
    '이 네트워크에서 공용 리졸버의 이름으로 응답합니다',
    '응답이 인터넷을 거쳐서는 불가능할 만큼 빠르거나 라우터를 거치지 않았습니다(TTL 64, 128 또는 255). 이 네트워크의 장치가 리졸버의 이름으로 응답합니다.',
    '라우터나 방화벽에 DNS 리디렉션(53번 포트의 목적지 NAT)이 있는지 확인하십시오.',
    (values) => `${nearText(values)}. 공용 리졸버가 아니라 이 네트워크에서 온 것입니다.`,
  ),
  'dns-answer-near': inWords(
    '공용 주소를 쓰는 DNS 서버가 가까운 곳에서 응답합니다',
    '응답이 인터넷을 거쳐서는 불가능할 만큼 빠르거나 라우터를 거치지 않았습니다. 사이트에 공용 주소를 쓰는 자체 리졸버가 있을 수도 있고, 이 네트워크의 장치가 리졸버의 이름으로 응답하는 것일 수도 있습니다.',
    '그 주소가 누구의 것인지 알아보고, 이 사이트의 것이 아니면 DNS 리디렉션이 있는지 확인하십시오.',
    (values) => `${nearText(values)}.`,
  ),
  'dns-answer-ttl-differs': inWords(
    '한 포트에 대한 응답이 서버보다 가까운 곳에서 옵니다',
    '같은 주소의 다른 포트에서 보낸 패킷은 더 많은 라우터를 거쳤습니다. 두 호스트가 한 주소로 응답하고 있습니다. 더 가까운 무언가가 이 포트의 쿼리를 가져갑니다(53번 포트의 목적지 NAT).',
    '라우터나 방화벽에 DNS 리디렉션이 있는지 확인하십시오.',
    ({ timeToLive, other }) =>
      `응답의 TTL은 ${timeToLive}이고, 같은 서버가 ${other.isTcp ? 'TCP' : 'UDP'} ${other.port}에서 보낸 것은 ${other.timeToLive}입니다. 이 응답은 더 가까운 곳에서 옵니다.`,
  ),
  'dns-public-refused': inWords(
    '공용 리졸버가 모든 쿼리를 거부합니다',
    '공용 리졸버는 누구에게나 열려 있습니다. 모두에게 REFUSED로 응답한다면 실제로 질문을 받은 리졸버라고 보기 어렵습니다. 방화벽의 DNS 필터가 이렇게 응답합니다.',
    '라우터나 방화벽에 DNS 필터나 리디렉션이 있는지 확인하십시오.',
    ({ answers }) => `이 공용 리졸버의 응답 ${answers}개가 모두 REFUSED입니다.`,
  ),
  'dns-probe-denied': inWords(
    '리졸버가 그 리졸버만 아는 이름을 부정합니다',
    '제품의 프로브는 제품 자체의 리졸버가 항상 응답하는 이름을 묻습니다. NXDOMAIN이나 REFUSED는 다른 리졸버가 응답했다는 뜻입니다.',
    '네트워크에 DNS 리디렉션이 있는지 확인하십시오. 리졸버에는 그대로 도달해야 합니다.',
    ({ responseCode }) =>
      `제품 자체의 프로브 이름에 ${responseCodeName(responseCode)} 응답이 왔습니다. 제품의 리졸버는 절대 이렇게 응답하지 않습니다.`,
  ),
  'captive-portal': inWords(
    '공용 웹 서버를 대신해 포털이 응답합니다',
    '공용 서버에 보낸 평문 HTTP에 다른 호스트로의 리디렉션 응답이 왔고, 그 서버가 있는 곳에서 온 것이 아닙니다. 라우터 하나 거리이거나, 로컬 네트워크의 주소이거나, 시스템 자체의 포털 검사에 대한 응답이거나, 서로 무관한 서버들이 모두 한 호스트로 리디렉션하는 것으로 알 수 있습니다. 호텔, 열차, 게스트 Wi-Fi의 네트워크는 사용자가 로그인할 때까지 이렇게 하며, 그때까지 다른 트래픽은 대개 드롭되거나 거부됩니다.',
    '브라우저에서 포털 페이지를 열어 로그인하거나, 그 장치가 통과되도록 요청하십시오.',
    ({ requests, location, clues, networks }) => {
      const to = location === '' ? '' : `(리디렉션 대상: ${location})`;
      const how = clues.map((clue) => portalClueText(clue, networks));
      return `${count(requests, '요청')}에 포털이 응답했습니다${to}: ${how.join(', ')}.`;
    },
  ),
  'block-page': inWords(
    '서버를 대신해 제품의 차단 페이지가 응답합니다',
    'DNS가 알려 준 주소는 제품이 정책으로 차단하는 대상 대신 보여 주는 페이지의 주소이며, 공급업체가 공개한 것입니다. HTTPS에서는 이 페이지가 제품 자체의 인증서를 사용하며, 그 인증 기관을 모르는 클라이언트는 이를 받아들이지 않습니다. 닫힌 방화벽 포트는 없습니다. 정책이 이름을 차단하는 것입니다.',
    '그 서비스를 운영하는 곳에 문의하십시오. 정책에서 그 이름을 허용하거나, 차단하는 목록 또는 범주에서 제외해야 합니다.',
    ({ service, reason, names }) =>
      `이 주소는 ${service}의 차단 페이지입니다(사유: ${products(reason)})${names.length === 0 ? '' : `. 접속에 쓰인 이름: ${listSome(names, NAMES_NAMED)}`}.`,
  ),
  'certificate-of-proxy': inWords(
    '인증서가 프록시의 것입니다',
    '공용 서버의 인증서를 TLS를 복호화하는 프록시, 방화벽 또는 보안 프로그램의 인증 기관이 발급했고, 클라이언트가 이를 받아들이지 않습니다. 응답하는 것은 서버가 아닙니다. TLS 1.2까지는 인증서가 보이지만, TLS 1.3에서는 키 로그가 없으면 보이지 않습니다.',
    '그 인증 기관을 클라이언트에(그리고 Java, Python, Firefox처럼 자체 저장소를 쓰는 프로그램에) 설치하거나, 그 이름을 검사 대상에서 제외하십시오.',
    ({ product, issuer, subject }) =>
      `${subjectText(subject)}인증서를 ${products(product)}(${issuer})에서 발급했습니다. 서버 쪽의 인증 기관이 아닙니다.`,
  ),
  'certificate-from-near': inWords(
    '이 네트워크에서 온 인증서가 받아들여지지 않습니다',
    '클라이언트가 인증서 때문에 핸드셰이크를 끝냈으며, 인증서를 보낸 쪽은 이 네트워크에 있습니다. 다른 공용 서버의 패킷은 라우터를 거치는데, 이 패킷은 라우터를 거치지 않았습니다. 무언가가 서버를 대신해 TLS를 복호화합니다.',
    '이 네트워크의 프록시나 방화벽에 TLS 검사가 있는지 확인하십시오. 그 인증 기관을 클라이언트에 설치하거나, 그 이름을 검사 대상에서 제외하십시오.',
    ({ timeToLive, subject, issuer }) =>
      `${subjectText(subject)}인증서${issuer === '' ? '' : `(발급자 ${issuer})`}가 TTL ${withParticle(String(timeToLive), 'toward')} 도착했습니다. 다른 서버는 라우터 몇 개 거리에 있는데, 이것은 이 네트워크에서 온 것입니다.`,
  ),
  'tls-inspected': inWords(
    'TLS가 검사되고 있으며 클라이언트가 이를 받아들입니다',
    '공용 서버의 인증서를 프록시, 방화벽 또는 보안 프로그램의 인증 기관이 발급했고 통신이 계속됩니다. 클라이언트가 그 인증 기관을 알고 있습니다. 자체 저장소를 쓰는 프로그램과 서버 자체의 인증서를 기대하는 프로그램은 실패하게 됩니다.',
    '의도된 것이라면 조치할 것이 없습니다.',
    ({ product, issuer, subject }) =>
      `${subjectText(subject)}인증서를 ${products(product)}(${issuer})에서 발급했습니다. TLS가 검사되고 있으며 클라이언트가 이를 받아들입니다.`,
  ),
  'certificate-refused': inWords(
    '클라이언트가 인증서를 받아들이지 않습니다',
    '서버가 응답하고, 클라이언트는 받은 인증서에 관한 치명적 경고(fatal alert)로 TLS 핸드셰이크를 끝냅니다. 인증서가 만료되었거나, 다른 이름의 것이거나, 클라이언트가 아는 기관이 서명하지 않았거나, 서버 자체의 것이 아닙니다. 네트워크는 패킷을 통과시킵니다.',
    '문제가 있는 PC에서 인증서를 확인하십시오(브라우저, `openssl s_client`). 발급자가 사이트의 프록시나 방화벽이면 그 인증 기관을 PC에 설치하거나 그 이름을 검사 대상에서 제외하십시오. 그렇지 않으면 서버 자체의 인증서를 갱신해야 합니다.',
    ({ connections, alert, issuer, subject }) =>
      `${count(connections, '연결')}에서 클라이언트가 ${subjectText(subject)}서버의 인증서를 치명적 경고로 거절했습니다: ${alertName(alert)}(${alert})${issuer === '' ? '' : `, 발급자 ${issuer}`}.`,
  ),
  'tls-refused-from-near': inWords(
    '가까이 있는 무언가가 TLS 핸드셰이크를 거부합니다',
    'ClientHello에 대한 응답으로 서버가 보내지 않은 치명적 경고(fatal alert, RFC 8446 §6.2)가 옵니다. 같은 연결의 SYN/ACK보다 가까운 곳에서 왔거나, 다른 서버는 라우터 몇 개 거리에 있는데 이 경고는 이 네트워크에서 왔습니다. 서버 이름을 읽는 필터가 이렇게 합니다.',
    '이 네트워크의 방화벽이나 웹 필터에 그 서버 이름에 관한 규칙(범주, 애플리케이션, 목록)이 있는지, 그 시각의 로그와 함께 확인하십시오.',
    (values) =>
      `${alertText(values)}. ${values.accepted < 0 ? `경고의 TTL은 ${values.timeToLive}이며 이 네트워크에서 온 것입니다` : `경고의 TTL은 ${values.timeToLive}이고 SYN/ACK는 TTL ${values.accepted}였습니다. 서버보다 가까운 곳에서 온 것입니다`}.`,
  ),
  'tls-refused': inWords(
    'TLS 핸드셰이크가 경고로 거부됩니다',
    '서버가 ClientHello에 ServerHello 대신 치명적 경고로 응답합니다. 그런 이름이 없거나, 버전, 암호 또는 애플리케이션 프로토콜을 받아들이지 않는 것입니다. 패킷은 양방향으로 통과합니다. 서버를 대신해 응답하며 같은 거리에 있는 필터도 똑같이 보입니다.',
    '그 이름에 대한 서버 설정과 클라이언트가 제시하는 것을 확인하십시오(`openssl s_client -servername NAME`). 다른 네트워크에서는 된다면 도중에 필터가 있는지 찾아보십시오.',
    (values) => `${alertText(values)}.`,
  ),
  'page-injected': inWords(
    '서버의 것이 아닌 페이지',
    '서버의 SYN/ACK는 라우터 몇 개 거리에서 왔는데, 같은 연결의 요청에 대한 응답은 더 가까운 곳에서 왔습니다. 도중의 무언가가 연결이 시작되도록 둔 다음 서버를 대신해 응답했습니다. 차단 페이지나 리디렉션을 보여 주는 필터가 이렇게 합니다.',
    '도중에(사이트 또는 통신 사업자에) 웹 필터가 있는지 확인하십시오. 대개 페이지 자체에 이름이 나와 있습니다.',
    ({ requests, status, timeToLive, accepted }) =>
      `${count(requests, '응답')}(${status})의 TTL은 ${timeToLive}이고, 그 연결의 SYN/ACK는 TTL ${accepted}였습니다. 서버보다 가까운 곳에서 온 것입니다.`,
  ),
  'page-from-near': inWords(
    '이 네트워크에서 온 거부 응답',
    '공용 서버의 거부 응답(403 또는 451)이 이 네트워크에서 옵니다. 다른 서버의 패킷은 라우터를 거치는데, 이 패킷은 하나도 거치지 않았습니다. 투명 프록시나 웹 필터가 서버를 대신해 응답합니다.',
    '이 네트워크의 웹 필터나 프록시를 확인하십시오. 대개 페이지 자체에 이름과 이유가 나와 있습니다.',
    (values) => `${refusalText(values)}. 이 네트워크에서 온 것입니다.`,
  ),
  'http-refused': inWords(
    '서버가 요청을 직접 거부합니다',
    '서버가 403(forbidden) 또는 451(unavailable for legal reasons)로 응답합니다. 네트워크는 요청과 응답을 통과시키며, 서버가 요청한 것을 주지 않습니다. 로그인을 요구하거나, 이 주소나 국가에는 제공하지 않는 것일 수 있습니다.',
    '서버를 운영하는 곳에 문의하십시오.',
    (values) => `${refusalText(values)}. 서버 자체의 응답입니다.`,
  ),
  'http-failed': inWords(
    '서버가 스스로 실패했다고 응답합니다',
    '서버가 평문 HTTP로 받은 요청의 대부분에 5xx로 응답합니다. 서버 또는 서버가 묻는 상대(프록시나 로드 밸런서의 502, 503, 504)가 작동하지 않습니다(RFC 9110 §15.6). 네트워크는 요청과 응답을 통과시킵니다.',
    '서버의 로그를 확인하십시오. 502, 503, 504라면 그 뒤쪽을 확인하십시오.',
    ({ requests, status, words }) =>
      `${count(requests, '요청')}에 ${status}${words === '' ? '' : ` ${words}`} 응답이 왔습니다. 서버 또는 그 뒤쪽이 실패합니다.`,
  ),
  'mail-refused': inWords(
    '메일 서버가 직접 거부 의사를 밝힙니다',
    '메일 서버가 4xx(일시적) 또는 5xx(영구적) 응답을 보냅니다. 발신자의 주소가 차단 목록에 있거나, 너무 자주 요청하거나, 서버가 이 메일을 받지 않는 것입니다. 네트워크는 양방향으로 패킷을 통과시킵니다.',
    '응답에 적힌 대로 하십시오. 링크가 있는 경우가 많습니다. 주소가 목록에 있으면 그 운영자가 해제를 요청해야 합니다.',
    ({ replies, words }) => `서버의 응답 ${grouped(replies)}개가 거부합니다: "${words}".`,
  ),
  'proxy-refuses': inWords(
    '프록시가 연결을 거부합니다',
    '클라이언트가 프록시에 서버를 이름으로 요청하고, 프록시는 연결하지 않겠다고 자신의 이름으로 응답합니다. 프록시의 정책(URL 범주, 목록, 사용자나 포트별 규칙)이 금지하는 것입니다. 프록시 자체는 동작하며, 닫힌 방화벽 포트는 없습니다.',
    '프록시를 운영하는 곳에 문의하십시오. 프록시의 로그에 규칙이 있습니다. 여기에 표시된 응답 문구에 이유가 나와 있는 경우가 많습니다.',
    (values) =>
      `${withParticle(proxyText(values), 'subject')} ${withParticle(ofRequests(values), 'object')} ${statusText(values)} 응답으로 거부합니다.`,
  ),
  'proxy-wants-login': inWords(
    '프록시가 로그인을 요구하지만 로그인이 없습니다',
    '프록시가 407(RFC 9110 §15.5.8)로 응답합니다. 요청하는 쪽은 먼저 로그인해야 합니다. 클라이언트는 대개 곧바로 로그인 정보를 넣어 다시 요청하며, 그렇다면 형식적인 절차일 뿐입니다. 여기서는 그다음 요청이 없으므로, 클라이언트가 로그인할 수 없거나 하지 않으려는 것입니다.',
    '클라이언트와 그 사용자의 프록시 설정(Kerberos, NTLM, 비밀번호)을 확인하거나, 프록시에서 이 대상을 예외로 처리하십시오.',
    (values) =>
      `${withParticle(proxyText(values), 'subject')} ${ofRequests(values)}에 로그인을 요구하지만(407), 로그인 정보가 있는 요청이 뒤따르지 않습니다.`,
  ),
  'proxy-cannot-reach': inWords(
    '프록시가 서버에 도달하지 못합니다',
    '프록시가 5xx(대개 502, 503 또는 504)로, SOCKS에서는 3이나 4(네트워크 또는 호스트 도달 불가)로 응답합니다. 연결하려 하지만 실패합니다. 프록시와 서버 사이에 무엇이 있는지는 이 캡처에 나타나지 않습니다. 프록시 뒤의 방화벽, 프록시가 조회하지 못하는 이름, 다운된 서버 등일 수 있습니다.',
    '프록시의 바깥쪽에서 캡처하거나 프록시의 로그를 확인하십시오.',
    (values) =>
      `${withParticle(proxyText(values), 'subject')} ${ofRequests(values)}에 ${statusText(values)} 응답을 보냅니다. 프록시 자체가 서버에 도달하지 못합니다.`,
  ),
  'proxy-target-refuses': inWords(
    '프록시 자신의 연결이 거부됩니다',
    'SOCKS 프록시가 대상으로의 자신의 연결이 거부되었다고 응답합니다. RST이거나, 시스템이 그렇게 여기는 ICMP 오류입니다. 대상 자신이 거부하는지(수신 대기하는 것이 없음), 프록시와 대상 사이의 방화벽이 거부하는지는 이 캡처에 나타나지 않습니다.',
    '프록시의 바깥쪽에서 캡처하십시오.',
    (values) =>
      `${withParticle(proxyText(values), 'subject')} ${ofRequests(values)}에 ${statusText(values)} 응답을 보냅니다. 프록시 자신의 연결이 거부되었습니다.`,
  ),
  'proxy-fails': inWords(
    '프록시가 실패하고 이유를 밝히지 않습니다',
    'SOCKS 프록시가 모든 경우에 쓰는 말로 실패했다고 응답합니다. 규칙, 조회하지 못하는 이름, 대상의 무응답이 모두 가능합니다. 버전 4에는 다른 말이 없습니다.',
    '프록시의 로그를 확인하거나 그 바깥쪽에서 캡처하십시오.',
    (values) =>
      `${withParticle(proxyText(values), 'subject')} ${ofRequests(values)}에 ${statusText(values)} 응답을 보냅니다. 이유는 알 수 없습니다.`,
  ),
  'proxy-closes': inWords(
    '프록시가 응답 대신 연결을 끝냅니다',
    '프록시가 요청을 받고, 자신의 응답도, 연결되었다고 말한 경우 대상의 응답도 없이 연결을 닫습니다. 대상에 도달하지 못하는 프록시(`ssh -D`), 규칙으로 금지하는 프록시, 곧바로 닫는 대상이 이렇게 합니다.',
    '프록시의 로그를 확인하거나 그 바깥쪽에서 캡처하십시오.',
    (values) =>
      `${withParticle(proxyText(values), 'subject')} ${ofRequests(values)}에 응답하지 않고 연결을 끝냅니다.`,
  ),
  'proxy-unanswered': inWords(
    '프록시가 요청에 응답하지 않습니다',
    '프록시가 대상에 대한 요청을 받고 아무 말도 하지 않습니다. 대개 응답하지 않는 대상을 기다리는 것이며, 프록시 뒤에서 방화벽이 폐기할 때 그렇습니다. 프록시 자신이 멈춘 것일 수도 있습니다. 대개 클라이언트가 프록시보다 먼저 포기합니다.',
    '프록시의 바깥쪽에서 캡처하거나 프록시의 로그를 확인하고, 확실히 동작하는 대상을 프록시에 요청해 보십시오.',
    (values) =>
      `${withParticle(proxyText(values), 'subject')} ${ofRequests(values)}에 ${values.seconds}초가 지나도록 응답하지 않았습니다.`,
  ),
  'socks-login-refused': inWords(
    'SOCKS 프록시가 클라이언트를 물리칩니다',
    '프록시가 SOCKS로 응답하지만 서비스하지 않습니다. 클라이언트의 로그인 방법(RFC 1928 §3), SOCKS 버전 또는 사용자와 암호(RFC 1929 §2)를 받아들이지 않습니다. 클라이언트는 대상을 말하는 데까지 가지 못합니다.',
    '클라이언트의 프록시 설정(SOCKS 버전, 사용자, 암호)을 확인하십시오. 이유는 프록시의 로그에 있습니다.',
    ({ turnedDown, loginsRefused, of }) =>
      `${turnedDown > 0 ? `${count(of, '연결')} 중 ${turnedDown}개에서 클라이언트의 로그인 방법이나 버전이 받아들여지지 않습니다` : ''}${turnedDown > 0 && loginsRefused > 0 ? '. ' : ''}${loginsRefused > 0 ? `${count(of, '연결')} 중 ${loginsRefused}개에서 사용자와 암호가 거부됩니다` : ''}.`,
  ),
  'dns-names-blocked': inWords(
    'DNS 서버가 이름을 차단합니다',
    'DNS 서버가 응답하지만, 일부 이름에는 다른 DNS 서버와 다르게 응답합니다. 어느 서버의 것도 아닌 주소(0.0.0.0, ::, 127.0.0.1)를 알려 주거나, 다른 서버에는 있는 이름을 부정하거나 거부하거나, 각각 주소가 다른 이름들에 하나의 주소를 알려 줍니다. DNS 필터가 이렇게 합니다. 그러면 클라이언트는 원하던 대상에 요청을 보내지 않으므로, 캡처에는 그곳으로 가는 SYN이 없습니다.',
    '그 DNS 서버를 운영하는 곳에 필터에서 그 이름을 제외하도록 요청하거나, 비교를 위해 다른 DNS 서버에 물어보십시오.',
    blockedText,
  ),
  'dns-answers-contradict': inWords(
    '하나의 질문에 서로 다른 두 응답이 왔습니다',
    'DNS 질문 하나에 서로 모순되는 두 응답이 왔습니다. 서버는 한 번만 응답하므로, 둘 중 하나는 도중의 무언가가 서버의 이름으로 보낸 것입니다. 클라이언트는 먼저 온 응답을 받아들입니다.',
    '홉 수를 보면 어느 쪽이 가까운지 알 수 있습니다. TCP나 암호화된 전송(DoT, DoH)으로 물어보십시오. 도중의 누구도 그것에는 대신 응답할 수 없습니다.',
    ({ questions, first, second, firstHops, secondHops }) =>
      `${count(questions, '질문')}에 서로 다른 두 응답이 왔습니다${first < 0 || second < 0 ? '' : `. 첫 번째 응답의 TTL은 ${first}, 다른 응답은 ${second}입니다${hopsText(firstHops, secondHops)}`}.`,
  ),
  'tls-answered-near': inWords(
    'TLS 서버의 SYN/ACK가 가까운 곳에서 옵니다',
    '다른 공용 서버는 멀리 있는데, 이 공용 서버의 SYN/ACK는 라우터를 거치지 않고 즉시 도착했습니다. 투명 프록시가 서버를 대신해 연결을 수락합니다. 흔한 일이며 그 자체로는 장애가 아닙니다. 다만 그런 연결에서 실패하는 것은 프록시에서 실패하는 것입니다.',
    '이 네트워크에서 TLS를 검사하는 프록시나 방화벽의 로그와 정책을 확인하십시오.',
    ({ slowest, timeToLive, others }) =>
      `SYN/ACK가 ${duration(slowest)} 이내에 TTL ${withParticle(String(timeToLive), 'toward')} 도착합니다. 다른 공용 서버는 최대 ${withParticle(duration(others), 'subject')} 걸립니다.`,
  ),
  'syn-only-retransmits': inWords(
    '응답 없이 반복되는 TCP SYN',
    '클라이언트가 연결을 요청하고, 응답이 없어 SYN을 다시 보냅니다(1, 3, 7초 … 후). 동작 중인 서버는 SYN/ACK나 RST로 응답하므로, 무응답은 방화벽이 패킷을 드롭하거나 그 주소에 아무것도 없다는 뜻입니다.',
    '방화벽에서 목적지 주소와 포트를 허용하십시오. 다른 네트워크에서는 이 서비스에 도달한다면 드롭은 이 네트워크에서 일어납니다.',
    ({ attempts, syns, waited }) =>
      `${count(attempts, '연결 시도', '회')}, ${count(syns, 'SYN')}: 최대 ${duration(waited)} 동안 SYN/ACK, RST, ICMP 오류가 없었습니다.`,
  ),
  'syn-unanswered': inWords(
    '응답이 없는 TCP SYN',
    '연결을 한 번 요청했고, 캡처가 충분히 오래 이어졌는데도 응답이 없었습니다.',
    '클라이언트가 재시도하는 동안 더 오래 다시 캡처하십시오.',
    ({ waited }) => `SYN 1개: ${duration(waited)} 동안 응답이 없었습니다.`,
  ),
  'ack-unheard': inWords(
    '클라이언트의 확인 응답이 서버에 도달하지 않습니다',
    '클라이언트가 확인 응답을 보냈는데도 서버가 SYN/ACK를 반복하고 다른 것은 보내지 않습니다. 확인 응답이 서버로 가는 도중에 드롭되거나, SYN을 본 방화벽을 우회하는 것입니다. 데이터가 와야 수락하는 서버(TCP_DEFER_ACCEPT)도 SYN/ACK를 반복하지만, 그 뒤에 요청을 처리합니다.',
    'SYN은 통과시키고 그다음을 드롭하는 방화벽이 있는지 확인하십시오. 상태 테이블을 우회하는 비대칭 경로이거나 데이터 없는 패킷에 대한 규칙일 수 있습니다.',
    ({ connections }) =>
      `${count(connections, '연결')}: 클라이언트가 확인 응답을 보내는데도 서버가 SYN/ACK를 반복해서 보내며, 다른 것은 오지 않습니다.`,
  ),
  'syn-ack-unacknowledged': inWords(
    '서버의 SYN/ACK가 클라이언트에 도달하지 않습니다',
    '서버가 응답하며 SYN/ACK를 반복하고, 클라이언트는 SYN을 반복하며 확인 응답을 보내지 않습니다. 캡처 위치와 클라이언트 사이에서 응답이 드롭됩니다. 서버로 가는 경로는 열려 있고, 드롭은 되돌아오는 경로에 있습니다.',
    '서버에서 클라이언트로 되돌아오는 경로를 확인하십시오. 상태 저장 방화벽을 우회하는 비대칭 경로, 방화벽의 상태 테이블, 클라이언트 자체의 방화벽 등입니다.',
    ({ attempts }) =>
      `${count(attempts, '연결 시도', '회')}: 서버가 SYN/ACK를 반복해서 보내고, 클라이언트는 다시 요청하며 확인 응답을 보내지 않습니다. 서버에서 클라이언트로 되돌아오는 경로에서 드롭됩니다.`,
  ),
  'syn-ack-misnumbered': inWords(
    'SYN/ACK가 클라이언트의 SYN에 대한 것이 아닙니다',
    '모든 SYN/ACK가 클라이언트가 보내지 않은 번호를 확인 응답하므로 클라이언트는 이를 리셋하고 다시 시도합니다(RFC 9293). 서버에는 도달할 수 있고 응답도 합니다. 무언가가 한 방향에서만 번호를 바꿉니다. 시퀀스 번호를 무작위로 만드는 방화벽(기본값으로 그렇게 하는 것이 있습니다)이 있고 응답이 다른 경로로 이를 우회합니다. 플러드 방어 장비는 리셋을 확인하려고 이런 SYN/ACK를 한 번 보내며, 이전 연결을 기억하는 서버도 그럴 수 있습니다. 그때는 다음 SYN이 통합니다.',
    '양방향이 같은 방화벽을 지나게 하거나, 이 트래픽에 대해 시퀀스 번호 무작위화를 끄십시오.',
    ({ attempts }) =>
      `${count(attempts, '연결 시도', '건')}: SYN/ACK가 클라이언트가 보내지 않은 번호를 확인 응답하며, 클라이언트는 받아들이지 않습니다.`,
  ),
  'answered-by-other': inWords(
    '다른 주소가 SYN에 응답합니다',
    '바로 이 SYN에 대한 SYN/ACK(시퀀스 번호를 확인 응답함)가 클라이언트가 요청하지 않은 주소에서 오므로, 클라이언트가 이를 리셋합니다. SYN은 전달되었으며, 드롭하는 방화벽은 없습니다. 자체 사이트의 서버를 외부 주소로 요청하면 서버가 이웃에게 직접 응답합니다(출발지 변환이 없는 헤어핀 NAT). 로드 밸런서의 서버가 로드 밸런서를 거치지 않고 응답하는 경우도 있습니다.',
    '라우터가 출발지 주소도 변환하도록 하거나(헤어핀 NAT), 내부 클라이언트가 이름을 내부 주소로 해석하도록 하십시오(스플릿 DNS).',
    ({ address, isHairpin }) =>
      `SYN에 대한 SYN/ACK가 클라이언트가 요청하지 않은 ${formatAddress(...address)}에서 옵니다. SYN은 전달되었고, 그 응답의 주소가 원래대로 변환되지 않습니다${isHairpin ? '(헤어핀 NAT: 자체 사이트의 서버를 외부 주소로 요청함)' : ''}.`,
  ),
  'answers-for-other': inWords(
    '다른 주소로 보낸 SYN에 응답합니다',
    '이 주소로 요청한 클라이언트는 없습니다. 이 주소의 SYN/ACK는 다른 주소로 보낸 SYN에 대한 응답이며, 클라이언트가 이를 리셋합니다. 호스트는 존재하고 연결을 받습니다. 다만 응답의 주소가 원래대로 변환되지 않습니다(헤어핀 NAT, 또는 서버가 거치지 않고 응답하는 로드 밸런서).',
    '라우터가 출발지 주소도 변환하도록 하거나(헤어핀 NAT), 내부 클라이언트가 이름을 이 주소로 해석하도록 하십시오(스플릿 DNS).',
    ({ asked, isHairpin }) =>
      `이 주소의 SYN/ACK는 ${formatAddress(...asked)}에 보낸 SYN에 대한 응답입니다. SYN은 이 호스트에 도착했고, 이 주소로 요청하지 않은 클라이언트가 리셋합니다${isHairpin ? '(헤어핀 NAT)' : ''}.`,
  ),
  'unasked-answers': inWords(
    '아무도 요청하지 않은 SYN/ACK',
    '이 호스트가 보내지 않은 SYN에 대한 SYN/ACK가 도착하고, 이 호스트가 이를 리셋합니다. 출발지를 위조한 SYN 플러드처럼, 다른 누군가가 이 호스트의 이름으로 SYN을 보냅니다. 돌아오는 것은 그 백스캐터입니다. 이 호스트 자체의 연결에 대해서는 아무것도 말해 주지 않습니다.',
    '아주 많지 않다면 여기서 조치할 것은 없습니다. 통신 사업자는 위조된 출발지를 필터링할 수 있습니다(BCP 38).',
    ({ synAcks }) =>
      `${count(synAcks, 'SYN/ACK')}가 이 클라이언트가 보내지 않은 SYN에 응답하며, 클라이언트가 이를 리셋합니다. 다른 누군가의 SYN에 대한 백스캐터이며, 이 클라이언트 자체의 연결이 아닙니다.`,
  ),
  'syns-signed': inWords(
    'SYN에 서명이 있습니다',
    'SYN에 BGP와 LDP가 쓰는 서명(TCP MD5, RFC 2385 또는 TCP AO, RFC 5925)이 있습니다. 그런 키가 없거나 다른 키를 가진 상대는 방화벽처럼 아무 통지 없이 드롭합니다. 일부 방화벽은 이 옵션을 제거하며, 그 결과도 같습니다.',
    '양쪽의 키와, 양쪽 모두 서명하도록 되어 있는지 비교하십시오. 상대의 로그에서 예상했던 서명이 없거나 예상하지 않은 서명이 있었는지 확인하십시오.',
    ({ syns }) =>
      `${count(syns, 'SYN')}에 서명(TCP MD5 또는 AO)이 있습니다. 같은 키가 없는 상대는 확인할 수 없는 것을 드롭합니다.`,
  ),
  'next-hop-gone': inWords(
    '경로상의 다음 호스트가 사라졌습니다',
    '서버로 가는 패킷이 처음 거치는 라우터, 또는 클라이언트와 같은 링크에 있는 서버 자체가 ARP 요청(IPv6: 이웃 요청)에 더 이상 응답하지 않습니다. 그곳으로 보낸 것을 받는 호스트가 없습니다. 꺼져 있거나, 케이블이 뽑혔거나, 다른 네트워크에 있습니다. 방화벽이 드롭하는 것이 아닙니다. 호스트는 자체 방화벽 설정과 관계없이 이런 요청에 응답합니다.',
    '그 호스트, 케이블, 스위치 포트나 VLAN, 그리고 클라이언트에 설정된 라우터 주소를 확인하십시오.',
    ({ address, isServer, requests }) =>
      `${isServer ? '서버' : '라우터'} ${withParticle(formatAddress(...address), 'subject')} 이 링크에서 응답하지 않습니다. MAC 주소를 묻는 ${count(requests, '요청')}에 응답이 없었습니다.`,
  ),
  'probes-die': inWords(
    '이 포트의 프로브는 어떤 라우터 뒤에서 사라지고, 다른 포트의 프로브는 더 나아갑니다',
    'TCP나 UDP를 쓰는 traceroute 또는 firewalk는 TTL이 라우터마다 차례로 끝나는 패킷을 보내고, 라우터는 이를 알려 옵니다. 그중 한 라우터 뒤에서는 이 포트에 대해 더 이상 알려 오지 않는데, 같은 서버의 다른 포트로 가는 패킷은 더 나아갑니다. 필터는 그 라우터에 있거나, 그 라우터와 다음으로 알려 오는 라우터 사이에 있습니다.',
    '표시된 라우터와 그 바로 뒤를 확인하십시오. 이 포트에 대한 규칙이 거기에 있습니다.',
    ({ last, probes, further }) => {
      const from =
        last === null
          ? '프로브를 알려 오는 첫 번째 라우터 앞에서'
          : `홉 ${last.timeToLive}(${formatAddress(...last.address)}) 뒤에서`;
      const other = `${further.isTcp ? 'TCP' : 'UDP'} ${further.port}`;
      const by = further.address === null ? '서버 자체' : formatAddress(...further.address);
      return `프로브가 ${from} 사라집니다. TTL ${further.timeToLive} 이상인 이 포트의 ${count(probes, '프로브')}에는 응답이 없었고, ${other}의 프로브에는 TTL ${further.timeToLive}에서 ${withParticle(by, 'subject')} 응답합니다. 필터는 ${last === null ? '거기에' : '그 홉 또는 그 바로 뒤에'} 있습니다.`;
    },
  ),
  'trace-ends': inWords(
    '도중에 끝나는 traceroute',
    '라우터들이 어느 지점까지는 프로브를 알려 오고, 그 뒤에는 응답이 없습니다. 이 포트에 대한 필터, 아무것도 알려 오지 않는 라우터, 응답하지 않는 서버 모두 이렇게 보입니다. 같은 서버의 동작하는 포트로 traceroute를 하면 구별할 수 있습니다.',
    '같은 캡처 안에서, 같은 서버의 동작하는 다른 포트로 traceroute를 실행하십시오.',
    ({ last, probes }) =>
      `${last === null ? '이 프로브를 알려 오는 라우터가 없습니다' : `이 프로브를 알려 오는 마지막 라우터는 홉 ${last.timeToLive}, ${formatAddress(...last.address)}입니다`}. ${last === null ? '' : '그 뒤의 '}${count(probes, '프로브')}에는 응답이 없었습니다.`,
  ),
  'fragments-never-whole': inWords(
    '요청이 일부만 도착하고 나머지 IP 프래그먼트는 도착하지 않습니다',
    '서버 또는 그 앞에서 프래그먼트를 조립하는 장비가 요청의 일부 프래그먼트만 받고 나머지는 받지 못했다고 알립니다(ICMP 재조립 시간 초과, RFC 792). 경로는 열려 있고 그 위에서 프래그먼트가 사라집니다. 뒤의 프래그먼트에는 포트가 없어 방화벽, NAT, 로드 밸런서가 드롭합니다. 한 번이라면 우연일 수 있습니다.',
    '프래그먼트를 통과시키거나, 프로토콜이 이를 피하도록 하십시오(IKEv2 fragmentation, 더 작은 메시지, TCP).',
    ({ errors }) =>
      `${count(errors, 'ICMP 오류', '건')}: 요청의 일부 프래그먼트는 도착했고 나머지는 도착하지 않았습니다.`,
  ),
  'way-traced': inWords(
    'TTL이 도중에 끝나는 프로브',
    '라우터들이 이 서비스로 가는 패킷의 TTL이 거기서 끝났다고 알립니다. 여러 라우터에서 그러했거나, 클라이언트가 그 서버까지의 경로를 추적합니다. 바로 그 응답을 바라고 보낸 프로브(traceroute, firewalk)입니다. 서비스에 대해서는 아무것도 말해 주지 않습니다.',
    '더 멀리 간 프로브나, 서비스 자체에 대한 연결을 확인하십시오.',
    ({ errors, routers }) =>
      `${count(routers, '라우터')}의 ${count(errors, 'ICMP 오류')}가 도중에 TTL이 끝났다고 알립니다. 경로를 추적하는 프로브가 바라는 바이며, 서비스에 대해서는 아무것도 말해 주지 않습니다.`,
  ),
  'syn-reset': inWords(
    'TCP SYN에 RST로 응답',
    '연결 요청이 매번 즉시 거부됩니다. 방화벽이 서버의 이름으로 거부하거나, 서버 자체에 그 포트의 서비스가 없습니다. RST의 TTL, 지연, 윈도우를 보면 어느 쪽인지 알 수 있습니다. 다른 행을 참조하십시오.',
    '방화벽이 보낸 것이면 목적지 주소와 포트를 허용하십시오. 서버가 보낸 것이면 서비스를 시작하거나 포트를 바로잡으십시오.',
    ({ syns, delay, timeToLive }) => {
      const [least, most] = [duration(delay.minimum), duration(delay.maximum)];
      const after = delay.count === 0 ? '' : ` ${least === most ? least : `${least}–${most}`} 후`;
      const ttl = timeToLive.count === 0 ? '' : `(TTL ${range(timeToLive)})`;
      return `${count(syns, 'SYN')}에${after} RST로 응답했습니다${ttl}.`;
    },
  ),
  'reset-injected': inWords(
    '서버의 SYN/ACK가 RST 뒤에 도착합니다',
    '클라이언트가 RST로 거부당한 다음, 서버 자체의 SYN/ACK가 도착했습니다. 서버는 수락하며, RST는 중간의 무언가가 보냈습니다.',
    '클라이언트와 서버 사이에서 리셋하는 장치를 찾으십시오. 그 장치는 트래픽을 보지만 막지는 않습니다.',
    ({ resets }) =>
      `${count(resets, 'RST')} 뒤에도 서버 자체의 SYN/ACK가 도착했습니다. 이 RST는 서버가 보낸 것이 아닙니다.`,
  ),
  'icmp-prohibited': inWords(
    'ICMP: 필터에 의해 금지됨',
    '도중의 장치가 "administratively prohibited"(또는 필터만 쓰는 코드)로 응답합니다. 규칙이 그 패킷을 금지한다고 장치가 스스로 밝히는 것입니다. 그 장치의 주소는 ICMP 패킷의 출발지입니다.',
    '그 주소를 가진 장치에서 규칙을 변경하십시오.',
    icmpText,
  ),
  'icmp-port-unreachable-by-other': inWords(
    'ICMP port unreachable, 그러나 서버가 보낸 것이 아님',
    '포트에 서비스가 없다는 것은 서버 자체만 알 수 있습니다. 다른 발신자가 서버를 대신해 그렇게 알리는 것은 거부하는 방화벽입니다. 브리지 방식의 방화벽은 서버 자체의 주소를 써넣지만, 그래도 TTL로 구별됩니다.',
    '그 주소를 가진 장치에서 목적지를 허용하십시오.',
    icmpText,
  ),
  'icmp-sender-unknown': inWords(
    'ICMP 오류가 얼마나 먼 곳에서 왔는지 목록에 없습니다',
    'TTL이 없는 패킷 목록입니다. "port unreachable"을 알리는 다른 주소는 방화벽일 수도 있고, 서버 자체의 다른 주소일 수도 있습니다(RFC 1122 §3.2.2).',
    'TTL 열(`ip.ttl`, `ipv6.hlim`)을 포함해 내보내거나, 캡처를 보내 주십시오.',
    () => '목록에 ICMP 오류의 TTL이 없습니다. 서버의 다른 주소에서 온 것일 수 있습니다.',
  ),
  'icmp-port-unreachable': inWords(
    '서버 자체가 보낸 ICMP port unreachable',
    '서버의 그 UDP 포트에 서비스가 없습니다.',
    '서버에서 서비스를 시작하거나 포트를 바로잡으십시오.',
    icmpText,
  ),
  'icmp-port-unreachable-for-tcp': inWords(
    'TCP에 대한 ICMP port unreachable: 서버 자체의 필터',
    '닫힌 TCP 포트는 RST로 응답하는데, 서버가 ICMP로 수신 대기하는 것이 없다고 알립니다. 서버 자체의 패킷 필터가 거부하거나(iptables와 nftables의 기본 동작), 로그인에 실패한 주소를 차단하는 소프트웨어가 거부하는 것입니다.',
    '서버의 패킷 필터와, 거기서 클라이언트를 차단하는 것(fail2ban, sshguard, CrowdSec)을 확인하십시오.',
    icmpText,
  ),
  'refused-from-then-on': inWords(
    '서비스가 처음에는 응답하다가 어느 시점부터 거부되었습니다',
    '응답은 모두 첫 번째 거부 전에 왔고, 그 뒤에는 하나도 없습니다. 서비스가 중지되었거나, 주소가 차단되었거나(fail2ban, sshguard, CrowdSec는 로그인 실패 후에 이렇게 합니다), 규칙이 바뀌었거나, 한도에 도달했습니다.',
    '그때 무엇이 바뀌었는지 확인하십시오: 로그인 실패, 새로운 규칙, 연결 수 제한, 종료된 서비스.',
    ({ answers, errors, last }) =>
      `그 전에는 동작했습니다. ${count(answers, '시도', '회')}에 응답이 왔고 마지막 응답은 프레임 ${last}입니다. 그 뒤로는 ${count(errors, '거부', '건')}만 있고 응답이 없습니다.`,
  ),
  'icmp-unreachable': inWords(
    'ICMP: 서버로 가는 경로 없음',
    '라우터에 그 주소로 가는 경로가 없거나, 그 주소를 쓰는 호스트가 없습니다. 정책이 아니라 라우팅의 문제입니다.',
    '라우팅, VPN, 서버의 주소를 확인하십시오.',
    icmpText,
  ),
  'clienthello-dropped': inWords(
    '핸드셰이크는 되지만 TLS ClientHello가 사라집니다',
    'TCP는 연결되지만, 서버 이름이 들어 있는 클라이언트의 첫 TLS 메시지는 반복해서 보내도 확인 응답을 받지 못합니다. 서버 이름을 읽는 필터가 드롭하거나, 그 크기의 패킷이 통과하지 못하는 것입니다.',
    '방화벽의 URL 또는 TLS 필터에서 그 서버 이름을 허용하십시오. 다른 연결의 큰 패킷도 사라지면 경로의 MTU를 확인하십시오.',
    (values) => droppedText(values, clientHello(values)),
  ),
  'clienthello-reset': inWords(
    '핸드셰이크는 되지만 TLS ClientHello에 RST로 응답합니다',
    'TCP가 연결되고, 클라이언트가 원하는 서버의 이름을 밝힌 직후에 연결이 리셋됩니다. 서버 이름을 읽는 필터의 전형적인 동작입니다. 서버가 모르는 이름이나 버전을 이렇게 거부하기도 합니다.',
    '방화벽의 URL 또는 TLS 필터에서 그 서버 이름을 허용하십시오.',
    (values) => resetText(values, clientHello(values)),
  ),
  'first-data-dropped': inWords(
    '핸드셰이크는 되지만 클라이언트의 첫 데이터가 사라집니다',
    'TCP는 연결되지만, 클라이언트의 첫 데이터는 반복해서 보내도 확인 응답을 받지 못합니다.',
    '프로토콜을 읽는 필터가 있는지, 그리고 경로의 MTU를 확인하십시오.',
    (values) => droppedText(values, '첫 데이터'),
  ),
  'first-data-reset': inWords(
    '핸드셰이크는 되지만 클라이언트의 첫 데이터에 RST로 응답합니다',
    'TCP가 연결되고, 클라이언트의 첫 데이터에 서버 또는 프로토콜을 읽는 필터가 리셋으로 응답합니다.',
    '먼저 서버 자체의 로그를 확인하고, 그다음 도중에 필터가 있는지 확인하십시오.',
    (values) => resetText(values, '첫 데이터'),
  ),
  'large-packets-dropped': inWords(
    '핸드셰이크는 되지만 최대 크기의 패킷이 사라집니다',
    '연결의 짧은 패킷은 도착하고, 최대 크기의 패킷은 아무리 자주 보내도 도착하지 않습니다. 도중의 어떤 링크가 더 작은 패킷만 받으며, 이를 알려야 할 ICMP 메시지가 차단되어 있습니다(경로 MTU 블랙홀, RFC 2923).',
    'ICMP "fragmentation needed"(3/4)와 ICMPv6 "packet too big"(2)을 통과시키거나, 도중의 터널이나 VPN에서 MTU 또는 MSS(클램핑)를 낮추십시오.',
    (values) =>
      `${begunText(values)}: 클라이언트의 첫 최대 크기 세그먼트는 반복해서 보내도 확인 응답을 받지 못하는데, 서버는 그 뒤의 더 짧은 데이터에는 확인 응답을 보냅니다.`,
  ),
  'server-name-filtered': inWords(
    '같은 서버에서 한 서버 이름은 실패하고 다른 이름은 동작합니다',
    '하나의 주소와 포트에 대한 연결이 클라이언트가 ClientHello에서 요청하는 이름에 따라 동작하거나 실패합니다. 무언가가 이름을 읽습니다.',
    '방화벽의 URL 또는 TLS 필터에서 그 이름을 허용하십시오.',
    ({ fails, works }) =>
      `이 서버에서 ${withParticle(fails, 'topic')} 한 번도 동작하지 않고, ${withParticle(works, 'topic')} 동작합니다.`,
  ),
  'first-data-reset-ttl-differs': inWords(
    'RST가 서버의 SYN/ACK와 다른 거리에서 왔습니다',
    'TTL보다 큰 가장 가까운 일반적인 시작 값에서 세어 보면, SYN/ACK와 RST가 거친 라우터의 수가 다릅니다. RST는 중간의 무언가가 보냈습니다.',
    '클라이언트와 서버 사이에서 리셋하는 장치를 찾으십시오.',
    otherWayText,
  ),
  'first-data-reset-ttl-matches': inWords(
    'RST가 서버의 SYN/ACK와 같은 거리에서 왔습니다',
    'RST가 SYN/ACK와 같은 수의 라우터를 거쳤습니다. 서버 또는 서버 바로 앞에서 온 것입니다. 한 호스트가 둘을 서로 다른 TTL로 시작하기도 합니다.',
    '서버 자체의 로그를 확인하십시오.',
    sameWayText,
  ),
  'first-data-reset-ttl-unknown': inWords(
    '누가 RST를 보냈는지 목록에 없습니다',
    '방화벽의 RST와 서버의 RST를 구별하는 TTL이 패킷 목록에 없습니다.',
    '캡처 자체(pcapng)를 보내거나, TTL 열이 있는 목록을 보내 주십시오.',
    () => '목록에 RST의 TTL이 없습니다. 서버가 직접 보낸 것일 수 있습니다.',
  ),
  'request-unanswered': inWords(
    '서버가 요청을 받고도 응답하지 않습니다',
    'TCP가 연결되고 서버의 호스트가 TLS ClientHello, HTTP 또는 SIP 요청에 확인 응답을 보냅니다. 그 뒤로는 클라이언트가 포기할 때까지 아무것도 오지 않습니다. 첫 요청일 수도 있고, 열린 채로 유지되는 연결의 그다음 요청일 수도 있습니다. 요청은 전달되었습니다. 애플리케이션이 멈추었거나 과부하이거나, 응답이 되돌아오는 경로에 비해 너무 커서 보낼 때마다 손실되는 것입니다.',
    '서버의 부하와 로그를 확인하십시오. 다른 곳에서 오는 큰 패킷도 사라지면 경로의 MTU를 확인하십시오.',
    ({ connections, of, later, waited }) =>
      `${count(of, '연결')} 중 ${connections}개에서 서버가 요청에 확인 응답은 보내지만 응답은 보내지 않습니다${later === 0 ? '' : `. ${later === connections ? '' : `그중 ${later}개에서는 `}같은 연결의 이전 요청에는 응답한 뒤였고, 최대 ${duration(waited)} 동안 그러했습니다`}.`,
  ),
  'ended-unanswered': inWords(
    '서버가 아무 말 없이 연결을 끝냅니다',
    '핸드셰이크가 완료되고 서버의 호스트가 클라이언트가 보낸 것을 받지만, 서버는 한 바이트도 보내지 않은 채 클라이언트보다 먼저 연결을 정상적으로(FIN) 끝냅니다. 패킷은 양방향으로 전달됩니다. 이 클라이언트를 원하지 않는 서비스(TCP Wrapper, 허용 목록, 너무 많은 연결), 뒤쪽의 서버가 실패하는 프록시나 로드 밸런서, 허용하지 않는 것을 끝내는 서버 앞의 장비가 이렇게 합니다.',
    '그 시각의 서버 로그를 확인하십시오. 서버가 프록시나 로드 밸런서라면 그 뒤쪽을 확인하십시오.',
    ({ connections, of }) =>
      `${count(of, '연결')} 중 ${connections}개에서 서버가 연결을 수락한 뒤 아무것도 보내지 않고 스스로 끝냅니다.`,
  ),
  'greeting-missing': inWords(
    '먼저 말해야 하는 서버가 아무것도 보내지 않습니다',
    '서버가 클라이언트에 먼저 인사를 보내는 포트(SMTP, SSH, FTP, IMAP, MySQL 등)에서 핸드셰이크가 완료되지만 인사가 오지 않습니다. 애플리케이션이 멈추었거나, 그 앞의 무언가가 대신 연결을 수락하고 아무것도 통과시키지 않는 것입니다.',
    '서버의 부하와 로그를 확인하고, 그다음 서버를 대신해 연결을 받는 프록시나 방화벽이 있는지 확인하십시오.',
    ({ connections, of }) =>
      `${count(of, '연결')} 중 ${connections}개에서 핸드셰이크가 완료되지만, 먼저 말해야 하는 서버가 아무것도 보내지 않습니다.`,
  ),
  'answer-incomplete': inWords(
    '응답이 도중에 멈춥니다',
    '평문 HTTP의 응답은 자신의 길이를 말합니다. 일부가 온 뒤, 클라이언트가 기다리는 동안 캡처가 끝날 때까지 아무것도 오지 않았습니다. 도중의 무언가(다운로드를 검사하는 방화벽, 긴 연결에 대한 규칙, 너무 큰 패킷)가 멈추었을 수도 있고 서버가 멈춘 것일 수도 있습니다. 읽지 않는 클라이언트는 윈도우를 닫아 두며, 그러면 프로브가 옵니다.',
    '동시에 서버 쪽에서도 캡처하십시오. 서버가 계속 보내는지를 보면 누가 멈추는지 알 수 있습니다.',
    ({ connections, of, seconds, missing }) =>
      `응답 ${of}개 중 ${connections}개가 끝나기 ${grouped(missing)}바이트 전에 멈추었고, ${seconds}초 동안 아무것도 오지 않았습니다.`,
  ),
  'answer-may-stop': inWords(
    '응답이 도중에 멈추었을 수 있습니다',
    '서버의 마지막 세그먼트들이 긴 응답의 도중에서처럼 모두 같은 최대 길이입니다. 응답의 마지막 세그먼트는 우연이 아니면 더 짧습니다. 캡처가 끝날 때까지 아무것도 오지 않았고 연결은 열려 있었습니다. 도중의 무언가가 멈추었거나 서버가 멈춘 것입니다.',
    '더 오래 기다리거나 클라이언트가 포기할 때까지 두고, 동시에 서버 쪽에서도 캡처하십시오.',
    ({ connections, of, seconds }) =>
      `연결 ${of}개 중 ${connections}개의 마지막 데이터에는 이어질 것이 있어야 하는데, ${seconds}초 동안 아무것도 오지 않았습니다.`,
  ),
  'answer-lost': inWords(
    '서버가 응답하지만 하나도 도착하지 않습니다',
    '핸드셰이크가 완료되고, 클라이언트는 포기할 때까지 더 이상 아무것도 받지 못합니다. 그런데 서버가 클라이언트의 FIN에 보낸 확인 응답의 시퀀스 번호는 클라이언트가 받은 적 없는 데이터의 다음 번호이며, 받지 못했다는 것은 클라이언트의 FIN 자체에 나타납니다. 서버는 인사나 응답을 보냈고, 그동안 계속 재전송했습니다. 되돌아오는 경로의 무언가가 데이터 없는 것은 통과시키고 나머지는 드롭합니다. 데이터를 읽는 필터이거나 데이터 패킷에 대한 규칙입니다.',
    '서버와 클라이언트 사이에서 서버가 보내는 것을 드롭하는 방화벽, 침입 방지 시스템 또는 프록시를 찾으십시오. 그 양쪽에서 캡처하십시오.',
    ({ connections, of }) =>
      `${count(of, '연결')} 중 ${connections}개에서, 서버 자체의 번호로 보면 서버가 데이터를 보냈지만 클라이언트가 포기할 때까지 하나도 도착하지 않았습니다.`,
  ),
  'server-data-dropped': inWords(
    '서버의 데이터 일부가 도착하지 않습니다',
    '서버의 데이터에 빈 곳이 있습니다. 나중의 더 짧은 세그먼트는 도착하는데, 그 앞의 것은 클라이언트가 아무리 기다리고 요청해도(중복 ACK) 도착하지 않습니다. 서버에서 오는 최대 크기의 패킷이 사라집니다. MTU가 더 작은데 그 ICMP 메시지가 차단된 링크이거나(RFC 2923), 필터입니다.',
    'ICMP "fragmentation needed"(3/4)와 ICMPv6 "packet too big"(2)을 통과시키거나, 도중의 터널이나 VPN에서 MSS를 클램핑하십시오.',
    ({ connections, of }) =>
      `${count(of, '연결')} 중 ${connections}개에서 서버의 데이터 일부가 도착하지 않는데, 그 뒤의 것은 도착합니다.`,
  ),
  'connection-reset-idle': inWords(
    '유휴 연결이 다시 통신을 시작하면 리셋됩니다',
    '오랫동안 패킷이 없다가 처음 보낸 패킷(데이터 또는 keepalive)에 RST로 응답합니다. 그것을 보낸 쪽은 그 연결을 더 이상 알지 못합니다. 방화벽, 주소 변환 장치, 로드 밸런서는 패킷이 없는 연결을 유휴 시간 제한(한 시간 또는 몇 분)이 지나면 잊습니다. 그사이 다시 시작된 서버도 마찬가지입니다.',
    '애플리케이션이나 운영 체제가 표시된 시간보다 자주 keepalive를 보내도록 하거나, 방화벽의 유휴 시간 제한을 늘리십시오.',
    ({ connections, idle }) =>
      `${count(connections, '연결')}: ${secondsText(idle)} 동안 유휴 상태였고, 그 뒤의 첫 패킷에 RST로 응답합니다.`,
  ),
  'reset-repeats-packet': inWords(
    'RST가 응답 대상 패킷의 윈도우 또는 IP 식별자를 그대로 되풀이합니다',
    '거부하는 방화벽은 거부하는 바로 그 패킷으로 RST를 만들면서 윈도우나 IP 식별자를 그대로 두는 경우가 많습니다. 운영 체제는 그렇게 하지 않습니다.',
    '클라이언트와 서버 사이에서 리셋하는 장치를 찾으십시오. 서버가 리셋한 것이 아닙니다.',
    ({ times, of }) =>
      `${withParticle(of === 1 ? 'RST' : `RST ${of}개 중 ${times}개`, 'subject')} 클라이언트 자체 패킷의 윈도우 또는 IP 식별자를 되풀이합니다. 방화벽이 이렇게 합니다.`,
  ),
  'receiver-slow': inWords(
    '서버가 한동안 데이터를 받지 않습니다',
    '서버의 윈도우가 0입니다. 서버의 호스트에 클라이언트의 데이터가 있지만 애플리케이션이 읽지 않습니다. 윈도우가 다시 열려 통신이 계속되었습니다. 용지가 떨어졌거나 예열 중인 프린터, 과부하 상태의 서버가 이렇게 합니다. 네트워크와는 관련이 없습니다.',
    '서버를 확인하십시오. 무엇을 기다리고 있습니까?',
    ({ times, longest }) =>
      `수신 측이 느렸습니다. 서버의 윈도우가 ${grouped(times)}회, 최대 ${wholeSeconds(longest)} 동안 닫혔다가 다시 열렸습니다.`,
  ),
  'window-never-opens': inWords(
    '서버의 윈도우가 닫힌 채로 있습니다',
    '서버가 연결을 수락하거나 그 위에서 데이터를 받은 다음, 끝까지 윈도우가 0입니다. 애플리케이션이 읽지 않거나, 대신 수락한 무언가(SYN/ACK의 윈도우가 0인 SYN 프록시)가 뒤에 있는 서버에 도달하지 못하는 것입니다.',
    '서버가 멈추어 있는지 확인하고, 그다음 그 앞에서 대신 연결을 수락하는 것을 확인하십시오.',
    ({ times, longest }) =>
      `${count(times, '연결')}에서 서버의 윈도우가 끝까지, 최대 ${wholeSeconds(longest)} 동안 닫혀 있습니다(zero window). 서버가 데이터를 받지 않습니다.`,
  ),
  'connection-stalled': inWords(
    '연결이 동작하다가 패킷이 사라집니다',
    '데이터가 양방향으로 오간 다음, 클라이언트의 데이터가 반복해서 전송되지만 확인 응답을 받지 못했습니다. 긴 휴지 뒤라면 방화벽이 연결을 잊고(유휴 시간 제한이 애플리케이션의 휴지보다 짧음) 더 이상 알지 못하는 것을 드롭하는 것입니다. 휴지가 없었다면 연결 내부를 보는 필터, 끊어진 경로, 또는 사라진 서버입니다.',
    '휴지 뒤라면 방화벽의 유휴 시간 제한을 늘리거나 더 자주 keepalive를 보내도록 하십시오. 그렇지 않으면 같은 데이터가 다른 네트워크에서는 통과하는지 확인하십시오.',
    ({ connections, of, afterIdle }) =>
      `데이터가 양방향으로 오간 ${count(of, '연결')} 중 ${connections}개: 그 뒤로는 클라이언트의 데이터를 반복해서 보내도 확인 응답을 받지 못합니다${idleText(afterIdle)}.`,
  ),
  'connection-not-known': inWords(
    '통신 도중에 서버가 연결을 더 이상 알지 못합니다',
    '연결이 동작하다가, 서버의 호스트가 그런 연결이 없는 호스트의 RST로 데이터에 응답했습니다. ACK가 없고, 서버 자체의 거리에서 온 것입니다. 서비스가 중지되었거나 다시 시작되었거나, 일정 시간 뒤에 연결을 닫았을 수 있습니다. 또는 중간의 무언가가 서버 쪽으로만 리셋했을 수 있습니다. 방화벽이거나, 윈도우를 벗어난 데이터를 변환하지 않고 자신의 호스트에 넘겨 그 호스트가 리셋하게 하는 주소 변환 장치입니다(`nf_conntrack`: 어떤 규칙도 드롭하지 않는 invalid 패킷).',
    '서버를 확인하거나 서버에서 캡처하십시오. 클라이언트가 보낸 적 없는 RST가 들어오면, 그것이 오는 변환 장치나 방화벽을 확인하십시오(Linux: 변환 전에 `ct state invalid`인 것을 드롭).',
    ({ connections, of }) =>
      `데이터가 양방향으로 오간 ${count(of, '연결')} 중 ${connections}개: 서버의 호스트가 연결을 더 이상 알지 못하여 이어진 데이터에 RST로 응답했습니다.`,
  ),
  'connection-reset-later': inWords(
    '동작하던 연결이 리셋되며, 서버의 패킷이 오는 경로로 온 것이 아닙니다',
    '데이터가 양방향으로 오간 다음, 같은 연결의 SYN/ACK 및 데이터와 TTL이 다른 RST가 왔습니다. 중간의 무언가가 보낸 것입니다. 긴 휴지 뒤라면 연결을 잊은 방화벽이나 로드 밸런서입니다.',
    '휴지 뒤라면 유휴 시간 제한을 늘리거나 keepalive를 켜십시오. 그렇지 않으면 클라이언트와 서버 사이에 침입 방지 시스템이나 애플리케이션 필터가 있는지 확인하십시오.',
    ({ connections, of, afterIdle, reset, own }) =>
      `데이터가 양방향으로 오간 ${count(of, '연결')} 중 ${connections}개: TTL ${range(reset)}인 RST로 리셋되었는데, 같은 연결의 다른 패킷은 TTL ${range(own)}입니다${idleText(afterIdle)}.`,
  ),
  'part-fails': inWords(
    '연결이 수락된 뒤에 실패했습니다',
    '이 서비스의 다른 연결이 어떠하든, 이 연결들은 수락된 뒤 아무 성과 없이 끝나거나 도중에 멈추었습니다. 하나뿐이라면 우연일 수 있습니다. 어떻게 실패했는지는 패턴에 나타납니다.',
    '실패한 것에 다른 것에는 없는 공통점이 있는지 보십시오: 서버 이름, 보낸 것의 크기, 프로그램, 시간. 보고서에 그런 차이가 표시되어 있으면 두 경우를 서로 비교해 시도하십시오.',
    ({ connections, of, differences, isTcp }) => {
      const what = differences?.isAtFirst ? '실패했습니다' : '수락된 뒤에 실패했습니다';
      return `${count(of, isTcp ? '연결' : '요청')} 중 ${grouped(connections)}개가 ${what}.${differences === null ? '' : ` ${differencesText(differences)}`}`;
    },
  ),
  'attempts-lost': inWords(
    '일부 시도에는 응답이 오고, 다른 시도에는 전혀 오지 않습니다',
    '서비스가 응답하지만, 일부 시도는 아무리 자주 보내도 응답이 없었습니다. 무작위 손실은 패킷을 하나씩 없앨 뿐, 다른 시도가 통과하는 동안 한 시도의 패킷만 모두 없애지는 않습니다. 주소 뒤에 있는 여러 서버 중 하나가 다운되었거나, 여러 경로 중 하나가 끊어졌거나, 규칙이 일부만 통과시키는 것일 수 있습니다.',
    '실패하는 시도와 동작하는 시도를 비교하십시오: 출발지 포트, 시간, 한꺼번에 시도한 수.',
    ({ attempts, sends, answered, loss }) =>
      `${count(attempts, '시도', '회')}에는 각각 ${Number(sends.toPrecision(2))}회씩 보냈는데도 응답이 없었고, ${answered}회에는 응답이 왔습니다.${loss === null ? '' : lossText(loss)}`,
  ),
  'accepted-never-served': inWords(
    '처음에는 수락되었으나 아무것도 제공되지 않았습니다',
    '처음 연결들은 수락되지만 한 바이트도 받지 못하고, 그다음 연결의 SYN에는 응답이 없습니다. 프로그램이 멈춰 있을 때 이렇게 보입니다. 호스트가 포트의 대기열이 찰 때까지 대신 수락하고, 그 뒤로는 SYN을 버립니다. 연결 수를 제한하는 방화벽이라면 수락한 연결은 동작합니다.',
    '먼저 서버를 확인하십시오. 그 포트의 프로그램이 서버 자체에서는 응답하는지, 대기열이 얼마나 긴지 보십시오(`ss -lnt`: Recv-Q가 Send-Q 이상).',
    ({ connections }) =>
      `연결 ${grouped(connections)}개가 수락되었으나 한 바이트도 받지 못했습니다. 프로그램이 멈춰 포트의 대기열이 찬 경우에도 똑같이 보입니다.`,
  ),
  'rate-limited': inWords(
    '짧은 시간에 시도가 너무 많아지면 곧바로 실패합니다',
    '한꺼번에 몰린 시도 중 처음 것에는 응답이 오고 나머지에는 오지 않으며, 잠시 쉬고 나면 다시 응답이 옵니다. 무언가가 수를 세어 한도를 넘는 것을 드롭합니다.',
    '방화벽과 서버에 속도 제한(초당 연결 수나 쿼리 수)이 있는지 확인하거나, 한꺼번에 시도하는 수를 줄이십시오.',
    ({ attempts, most, window, foretold }) =>
      `${count(attempts, '시도', '회')} 중 실패하는 것은, 그 직전 ${duration(window)} 동안 다른 시도가 ${most}회 이상 있었던 것입니다(${Math.round(foretold * 100)}%에서 맞음).`,
  ),
  'reset-by-timer': inWords(
    'SYN 후 몇 초 뒤에 타이머에 의해 오는 RST',
    '거부하는 호스트나 방화벽은 즉시 거부합니다. 이 RST는 시도가 시작되고 몇 초 뒤에, 재전송된 SYN의 바로 뒤가 아닌 때에 옵니다. 세션을 유지하는 무언가(방화벽, 주소 변환 장치, 프록시)가 기다리다가 포기하는 것입니다. 그때까지 SYN에는 응답이 없었습니다. SYN은 드롭되었습니다. ACK가 없거나 SYN의 시퀀스 번호를 가진 RST는 어떤 호스트도 SYN에 대해 보내지 않는 것입니다.',
    '리셋하는 장치 뒤에서 무엇이 SYN을 드롭하는지 확인하십시오. 그 장치의 세션 테이블에는 연결이 절반만 열린(half-open) 상태로 나타납니다.',
    ({ resets, of, delay, odd }) => {
      if (delay.count > 0 && odd > 0 && delay.minimum < 1e6) {
        return `${count(of, 'RST')} 중 ${odd}개는 어떤 호스트도 SYN에 대해 보내지 않는 것입니다(ACK가 없거나 SYN의 시퀀스 번호를 가짐). 세션의 타이머가 보내는 것입니다.`;
      }
      const who = resets === of ? count(of, 'RST') : `${count(of, 'RST')} 중 ${resets}개`;
      const when =
        delay.count === 0
          ? '한참'
          : delay.minimum === delay.maximum
            ? duration(delay.minimum)
            : `${duration(delay.minimum)}–${duration(delay.maximum)}`;
      const how = odd === 0 ? '' : ' 어떤 호스트도 SYN에 대해 이런 RST를 보내지 않습니다.';
      return `${who}가 첫 SYN 후 ${when} 뒤에, 다른 SYN의 바로 뒤가 아닌 때에 왔습니다.${how} 응답이 없던 것을 타이머가 끝냈습니다.`;
    },
  ),
  'reset-ttl-matches': inWords(
    'RST가 서버와 같은 거리에서 왔습니다',
    '같은 서버가 캡처의 다른 곳에서 SYN/ACK나 데이터를 보냈고, RST도 그것들과 같은 수의 라우터를 거쳤습니다. 서버 자체 또는 서버 바로 앞의 방화벽이 거부합니다. TTL 값은 다를 수 있습니다. 호스트가 리셋을 데이터와 다른 값(32, 64, 128 또는 255)으로 시작하기도 하기 때문입니다. TTL보다 큰 가장 가까운 시작 값에서 센 홉 수를 비교합니다.',
    '서버를 확인하십시오. 서비스가 실행 중이고 포트가 맞습니까?',
    sameWayText,
  ),
  'reset-ttl-differs': inWords(
    'RST가 서버와 다른 거리에서 왔습니다',
    '같은 서버의 다른 패킷이 거친 라우터의 수가 다릅니다. RST는 중간의 무언가가 보냈습니다. 홉 수는 TTL보다 큰 가장 가까운 일반적인 시작 값(32, 64, 128 또는 255)에서 셉니다. 서버의 패킷이 적거나 그 경로 자체가 변하는 경우, 또는 RST가 그것들보다 먼 곳에서 온 경우에는 이 근거가 약합니다.',
    '클라이언트와 서버 사이에서 거부하는 장치를 찾으십시오. 홉 수의 차이로 얼마나 떨어져 있는지 알 수 있습니다.',
    otherWayText,
  ),
  'reset-ttl-initial': inWords(
    '출발지가 먼데도 RST가 라우터를 거치지 않았습니다',
    'TTL이 시작 값(64, 128 또는 255)인데, 다른 공용 서버의 패킷은 더 작은 값으로 도착합니다. 이 네트워크에서 서버의 이름으로 보낸 것입니다.',
    '클라이언트 바로 옆의 방화벽이나 보안 소프트웨어를 확인하십시오.',
    ({ timeToLive }) =>
      `RST의 TTL이 시작 값인 ${timeToLive}입니다. 라우터를 거치지 않았습니다. 다른 공용 서버의 응답에는 그런 값이 없습니다.`,
  ),
  'reset-near-server': inWords(
    'RST가 캡처한 위치인 서버 쪽에서 시작됩니다',
    '클라이언트의 패킷은 캡처 위치까지 많은 라우터를 거쳤고, RST는 하나도 거치지 않았습니다. 서버 쪽에서 캡처한 것이므로, RST는 서버 또는 서버 바로 앞의 방화벽에서 온 것입니다.',
    '서버를 확인하십시오. 서비스가 실행 중입니까, 그 앞의 방화벽이 거부합니까?',
    ({ timeToLive, requestHops }) =>
      `클라이언트의 패킷은 ${requestHops}홉 거리에서 오고, RST는 홉을 거치지 않았습니다(TTL ${timeToLive}). 캡처한 위치인 서버 쪽에서 보낸 것입니다.`,
  ),
  'reset-too-fast': inWords(
    'RST가 서버가 응답할 수 있는 것보다 빨리 왔습니다',
    'SYN에서 RST까지의 시간이 패킷이 그 서버까지 갔다 오는 데 필요한 시간보다 짧습니다. 클라이언트 근처의 무언가가 대신 응답했습니다.',
    '클라이언트 자체 네트워크의 방화벽과 PC의 보안 소프트웨어를 확인하십시오.',
    tooFastText,
  ),
  'reset-delay-matches': inWords(
    'RST가 서버 자체의 응답과 같은 시간이 걸렸습니다',
    'SYN에서 RST까지의 시간이 같은 서버에 대해 측정한 왕복 시간과 같습니다. 거기서 온 것입니다.',
    '서버 또는 서버 바로 앞의 방화벽을 확인하십시오.',
    ({ reset, server }) =>
      `RST에 ${withParticle(duration(reset), 'subject')} 걸렸으며, 이 서버까지의 왕복 시간(${duration(server)})과 같은 정도입니다.`,
  ),
  'reset-repeats-syn': inWords(
    'RST가 SYN의 윈도우 또는 IP 식별자를 되풀이합니다',
    '거부하는 방화벽은 거부하는 바로 그 패킷으로 RST를 만들면서 윈도우를 그대로 두는 경우가 많습니다. 운영 체제는 이를 0으로 설정합니다. 일부 특이한 스택도 똑같이 하므로, 힌트일 뿐입니다.',
    'TTL 및 지연과 함께 보면 방화벽을 가리킵니다.',
    ({ repeats, times, of }) => {
      const what = repeats === 'window' ? '윈도우' : 'IP 식별자';
      const who = of === 1 ? 'RST' : `RST ${of}개 중 ${times}개`;
      return `${withParticle(who, 'subject')} SYN 자체의 ${what}를 되풀이합니다. 방화벽이 이렇게 합니다.`;
    },
  ),
  'reset-one-box': inWords(
    '서로 무관한 여러 서버가 같은 방식으로 거부합니다',
    '서로 다른 네트워크에 있는 서버가 "보낸" 리셋의 TTL과 지연이 같습니다. 한 장치가 모두 보내는 것입니다.',
    '이 연결들이 모두 거치는 장치를 찾으십시오. 그 장치가 거부합니다.',
    ({ networks }) =>
      `서로 무관한 네트워크 ${networks}개의 서버가 같은 TTL과 지연으로 거부합니다. 한 장치가 모두를 대신해 응답합니다.`,
  ),
  'reset-contradicted': inWords(
    '어느 한쪽의 이름으로 리셋된 뒤에도 그쪽이 통신을 계속합니다',
    '한쪽의 이름으로 RST가 온 다음, 그쪽이 같은 연결에서 새로운 데이터나 확인 응답을 보냈습니다. 어떤 호스트도 그렇게 하지 않습니다. 중간의 무언가가 RST를 보냈고, 진짜 응답을 막지는 못했습니다.',
    '지켜보기만 하는 연결을 리셋하는 침입 방지 시스템, 콘텐츠 필터 또는 방화벽이 있는지 확인하십시오.',
    ({ connections, side }) =>
      `${count(connections, '연결')}에서 ${side === 'client' ? '클라이언트' : '서버'}가 자신의 이름으로 된 RST 뒤에도 새로운 데이터나 확인 응답을 보냅니다. 그 RST는 그쪽이 보낸 것이 아닙니다.`,
  ),
  'reset-numbers-jump': inWords(
    '번호가 서버의 번호보다 앞서가는 RST',
    '여러 RST가 한꺼번에 왔고, 그 시퀀스 번호가 서버가 보낸 것을 모두 넘어섭니다. 호스트는 자신이 보낸 것 또는 받은 것에 따라 RST의 번호를 매깁니다(RFC 9293 §3.5.2). 옆에서 지켜보는 쪽은 윈도우가 어디에 있을지 추측해야 합니다.',
    '지켜보기만 하는 연결을 리셋하는 침입 방지 시스템이나 콘텐츠 필터가 있는지 확인하십시오.',
    ({ resets }) =>
      `다른 RST 바로 뒤에 온 ${count(resets, 'RST')}의 번호가 서버가 보낸 것을 모두 넘어섭니다. 추측한 번호이며, 서버 자체의 것이 아닙니다.`,
  ),
  'reset-repeats-data': inWords(
    'RST가 거부된 데이터의 값을 되풀이합니다',
    'RST의 IP 식별자가 응답 대상인 바로 그 패킷의 것입니다. 방화벽과 필터는 거부하는 패킷으로 RST를 만듭니다. 호스트의 RST에는 호스트 자체의 번호가 있습니다.',
    '서버 앞에 침입 방지 시스템이나 애플리케이션 필터가 있는지 확인하십시오.',
    ({ resets, of, withWindow }) =>
      `${count(of, 'RST')} 중 ${grouped(resets)}개에 거부한 데이터의 IP 식별자가 있습니다${withWindow === 0 ? '' : '(윈도우도 같음)'}. 그 패킷으로 만든 것입니다.`,
  ),
  'reset-says': inWords(
    'RST에 이유가 적혀 있습니다',
    'RST에는 텍스트를 담을 수 있습니다(RFC 9293 §3.5.3). 로드 밸런서와 방화벽이 이렇게 거부 이유를 밝힙니다. 텍스트는 전송된 그대로 표시하며, 누구나 무엇이든 쓸 수 있습니다.',
    '로드 밸런서나 방화벽의 문서에서 그 텍스트를 찾아보십시오.',
    ({ texts, resets }) =>
      `${count(resets, 'RST')}에 이유가 적혀 있습니다: ${texts.map((text) => `"${escapeText(text)}"`).join(', ')}.`,
  ),
  'same-host': inWords(
    '클라이언트와 서버가 같은 호스트입니다',
    '호스트가 자기 자신에게 보내는 패킷은 네트워크를 거치지 않습니다. 라우터도 보지 못하고, 그 호스트 자체의 패킷 필터 외에는 방화벽도 보지 못합니다. 거기서 생기는 무응답이나 리셋은 프로그램 또는 그 필터에 의한 것입니다. 127.0.0.1과 ::1은 서로 다른 주소이며, 프로그램이 그중 하나에서만 수신 대기할 수 있습니다.',
    '프로그램을 확인하십시오. 실행 중인지, 어느 주소에서 수신 대기하는지(ss -ltnp, netstat -ano), 그리고 프록시(docker-proxy, kubectl port-forward)라면 그 뒤에서 수신 대기하는 것이 있는지 보십시오.',
    ({ isLoopback, worksOnOther, isIpv4 }) => {
      const [own, other] = isIpv4 ? ['127.0.0.1', '::1'] : ['::1', '127.0.0.1'];
      const loopback = worksOnOther
        ? ` ${other}에서는 같은 포트가 동작합니다. 프로그램이 ${own}이 아니라 거기에서 수신 대기합니다.`
        : ` ${own}의 동작은 ${other}에 대해 아무것도 말해 주지 않습니다.`;
      return `클라이언트와 서버가 같은 호스트입니다. 둘 사이에는 네트워크도, 네트워크의 방화벽도 없습니다.${isLoopback ? loopback : ''}`;
    },
  ),
  'reset-same-host': inWords(
    '클라이언트와 서버가 동일한 호스트입니다',
    '호스트가 자기 자신의 연결을 거부합니다. 그 포트에서 수신 대기하는 서비스가 없습니다.',
    '서비스를 시작하거나 포트를 바로잡으십시오. 호스트 자체의 방화벽도 확인하십시오.',
    () => '클라이언트와 서버가 동일한 호스트입니다. 둘 사이에 네트워크가 없습니다.',
  ),
  'reset-from-server-mac': inWords(
    'RST가 서버 자체의 네트워크 카드에서 왔습니다',
    '클라이언트와 서버가 같은 서브넷에 있고, 프레임의 출발지가 ARP(IPv6: 이웃 탐색)로 확인된 서버의 MAC 주소입니다. 서버 자체(또는 서버 위의 방화벽)가 거부합니다.',
    '서버를 확인하십시오. 서비스가 실행 중입니까, 서버 자체의 방화벽이 거부합니까?',
    ({ resets, isIpv4 }) =>
      `${count(resets, 'RST')}가 ${isIpv4 ? 'ARP' : '이웃 탐색'}로 확인된 서버 자체의 MAC 주소에서 왔습니다.`,
  ),
  'reset-within-host': inWords(
    'RST가 클라이언트 자체의 호스트에서 만들어졌습니다',
    '다른 서버의 패킷은 라우터에서 오는데, RST 프레임의 출발지는 클라이언트 자체의 MAC 주소입니다. 네트워크에 나간 적이 없습니다. 클라이언트의 방화벽이나 보안 소프트웨어가 서버의 이름으로 거부합니다.',
    '클라이언트 자체의 방화벽과 보안 소프트웨어를 확인하십시오.',
    ({ resets }) =>
      `다른 서버의 패킷과 달리 ${count(resets, 'RST')}의 출발지와 목적지가 같은 MAC 주소입니다. 클라이언트 자체의 호스트에서 만들어진 것입니다.`,
  ),
  'udp-request-unanswered': inWords(
    '응답 없이 반복되는 UDP 요청',
    '클라이언트가 프로토콜상 응답이 있어야 하는 요청(IKE, NTP, SIP, RADIUS, Kerberos 등, 바이트로 식별)을 보내고, 응답이 없어 다시 보냅니다. DNS와 마찬가지로 무응답은 요청이나 응답이 도중에 드롭되거나 서버가 다운되었다는 뜻입니다. 동작 중이지만 그런 서비스가 없는 호스트는 ICMP로 이를 알립니다.',
    '방화벽에서 그 서버로 가는 프로토콜을 양방향으로 허용하십시오. 응답은 요청을 받은 포트에서 옵니다. 요청이 나가는지 보려면 방화벽 바깥쪽에서 캡처하십시오.',
    (values) =>
      `${requestText(values)}: 최대 ${duration(values.waited)} 동안 응답이 하나도 없었습니다.`,
  ),
  'udp-request-asked-once': inWords(
    '응답이 없는 UDP 요청(각각 한 번씩만 요청)',
    '응답이 있어야 하는 요청에 응답이 없었지만, 다시 보내지 않았습니다. 패킷 하나가 손실되어도 똑같이 보이므로, 한 건으로는 증명되는 것이 적습니다.',
    '클라이언트가 재시도하는 동안 더 오래 다시 캡처하십시오.',
    (values) => `${requestText(values)}: 최대 ${duration(values.waited)} 동안 응답이 없었습니다.`,
  ),
  'fragments-unanswered': inWords(
    'IP 프래그먼트로 나뉜 요청에는 응답이 없고, 더 작은 요청에는 응답이 있습니다',
    '요청이 패킷 하나에 담기에는 너무 커서 IP 프래그먼트로 나뉘어 나갑니다(인증서가 있는 IKE_AUTH가 대표적입니다). 반복해서 보내도 응답이 없는데, 같은 프로토콜의 요청 중 패킷 하나에 들어가는 것에는 응답이 있습니다. 도중의 방화벽, NAT 또는 통신 사업자가 프래그먼트를 드롭합니다.',
    '프래그먼트를 통과시키거나, 프로토콜이 이를 피하도록 하십시오: IKEv2 fragmentation(RFC 7383), 더 작은 인증서 체인, TCP나 TLS를 통한 EAP, 터널의 더 작은 MTU.',
    ({ protocol }) =>
      `패킷 하나에 들어가는 ${protocol} 요청에는 응답이 있습니다. 프래그먼트로 나가는 것은 드롭됩니다.`,
  ),
  'datagram-tunnel-unanswered': inWords(
    'DTLS 터널에는 응답이 없고, 함께 있는 TLS 연결은 동작합니다',
    'VPN 클라이언트(AnyConnect, OpenConnect 등)는 먼저 TCP로 TLS를 열고, 이어서 속도를 위해 같은 서버에 UDP로 DTLS를 엽니다. TLS 연결은 동작하는데 DTLS 핸드셰이크는 응답 없이 반복됩니다. UDP가 도중에 드롭됩니다. 터널은 TLS로 전환되며, 동작은 하지만 느립니다. 특히 음성과 영상에서 그렇습니다.',
    '그 서버와 포트로 가는 UDP를 허용하십시오. 일부 네트워크만 영향을 받는다면 그 네트워크의 방화벽입니다.',
    (values) =>
      `${requestText(values)}: 최대 ${duration(values.waited)} 동안 응답이 하나도 없었는데, 같은 서버의 TCP ${values.port}에 대한 TLS는 동작합니다. 터널은 TCP에 머무릅니다.`,
  ),
  'other-requests-answered': inWords(
    '한 종류의 요청에는 응답이 전혀 없고, 같은 포트의 다른 요청에는 응답이 있습니다',
    '경로는 열려 있고 서버도 있지만, 한 종류의 요청 또는 그중 IP 프래그먼트로 나뉜 것에는 응답이 전혀 없었습니다. 도중의 무언가가 내용을 들여다보거나(애플리케이션 게이트웨이), 크기나 프래그먼트에 따라 드롭하는 것입니다. 또는 서버 자체가 이 종류를 무시하는 것입니다. 패킷으로는 둘이 똑같이 보입니다.',
    '실패하는 요청과 동작하는 요청을 비교하십시오: 메서드, 길이, 페이로드 안의 주소. 서버에서 캡처하십시오. 거기에 도착한다면 원인은 서버입니다.',
    ({ message, isInFragments, answered }) =>
      `${isInFragments ? 'IP 프래그먼트로 나뉜 ' : ''}${message}에는 응답이 하나도 없었고, 같은 포트에 보낸 ${count(answered, '다른 요청')}에는 응답이 있었습니다. 도중의 무언가가 이것들을 드롭하거나 서버가 무시합니다.`,
  ),
  'server-may-ignore': inWords(
    '서버가 요청하는 쪽을 모를 수 있습니다',
    '일부 프로토콜에서 서버는 모르는 상대에게 응답하지 않습니다. 키가 다른 WireGuard와 OpenVPN, 시크릿·커뮤니티·주소가 다른 RADIUS와 SNMP, 알 수 없는 피어의 IKE가 그렇습니다. 드롭하는 방화벽과 똑같이 보입니다.',
    '서버의 로그를 확인하십시오. 요청이 도착했다면 키, 시크릿, 커뮤니티, 그리고 서버가 기대하는 주소를 비교하십시오. 도착하지 않았다면 방화벽을 찾으십시오.',
    ({ protocol }) =>
      `${protocol} 서버는 모르는 상대(다른 키, 시크릿 또는 주소)에게는 응답하지 않으며, 이 경우도 똑같이 보입니다.`,
  ),
  'udp-answered-from-other-port': inWords(
    '요청하지 않은 포트에서 응답이 옵니다',
    'UDP 요청에 응답이 오지만, 요청을 보낸 포트가 아닌 서버의 다른 포트에서 옵니다. 방화벽과 NAT는 요청을 받은 포트에서 온 것만 들여보내고, 대부분의 클라이언트는 나머지를 무시합니다. 서버 앞의 NAT가 응답의 출발지 포트를 바꾸거나, 서버가 다른 소켓에서 응답하는 것입니다.',
    '서버 앞의 NAT가 응답의 출발지 포트를 유지하도록 하거나(포트 주소 변환이 아닌 고정 변환), 서버의 응답을 클라이언트가 요청하는 포트에 바인딩하십시오.',
    ({ protocol, message, port, asked, answers, isIgnored, address }) =>
      `${protocol} ${message}에 대한 ${count(answers, '응답')}가 ${address === null ? '' : `${formatAddress(...address)}, `}포트 ${port}에서 왔습니다. 요청을 받은 포트가 아니며, 요청은 포트 ${asked}에 보냈습니다.${isIgnored ? ' 그래도 클라이언트가 다시 요청합니다. 이 응답을 받아들이지 않습니다.' : ''}`,
  ),
  'icmp-errors-limited': inWords(
    '서버가 포트가 닫혔다는 것을 제한된 횟수만 알립니다',
    '호스트는 일정 시간에 제한된 수의 ICMP 오류만 보냅니다(Linux는 한 클라이언트에 한꺼번에 여섯 개, 그 뒤 초당 하나). 서버가 일부 UDP 포트가 닫혀 있다고 알리되 매번 알리지는 않는다면, 다른 포트의 무응답도 닫힌 포트이고 그 오류가 제한에 걸린 것일 수 있습니다. 한 네트워크의 주소들은 하나의 호스트로 셉니다.',
    '몇 초 간격을 두고 한 번에 한 포트씩 요청하십시오. 그러면 닫힌 포트는 이를 알립니다. 또는 서버에 그 서비스가 있는지 확인하십시오.',
    ({ errors, without }) =>
      `서버가 ICMP로 UDP 포트가 닫혀 있다고 알리지만(${count(errors, '오류')})${without > 0 ? `, 그 포트들에 보낸 ${count(without, '데이터그램')}에 대해서는 알리지 않았습니다` : ''}: 서버가 오류 수를 제한할 수 있으며, 이 포트도 닫혀 있을 수 있습니다.`,
  ),
  'media-one-way': inWords(
    '통화가 한 방향으로만 들립니다',
    '통화의 양쪽이 미디어를 받을 곳을 알렸고(SIP의 SDP), 한쪽은 RTP를 보내는데 다른 쪽이 보내야 할 곳에는 아무것도 오지 않습니다. 방화벽이 통화는 통과시키고 그 미디어는 통과시키지 않는 것입니다. 미디어의 포트는 통화마다 새로 정해집니다. 또는 둘 사이에 NAT가 있어서, 한쪽이 상대가 도달할 수 없는 주소를 알린 것입니다.',
    '전화기나 사업자가 RTP에 쓰는 포트 범위를 양방향으로 허용하십시오. SDP의 주소가 사설 주소이고 상대가 외부에 있다면 STUN, 세션 보더 컨트롤러 또는 라우터의 SIP 도우미(꺼져 있으면 켜고, 켜져 있으면 끔)를 사용하십시오.',
    ({ packets, lasted, address, port, isOutOfReach }) =>
      `한 방향으로는 ${duration(lasted)} 동안 ${count(packets, 'RTP 패킷')}가 갔고, 반대 방향으로는 하나도 없습니다. 통화에서 받기로 한 ${formatAddress(...address)} 포트 ${port}에는 아무것도 오지 않습니다.${isOutOfReach ? ' 이것은 상대가 도달할 수 없는 사설 주소입니다.' : ''}`,
  ),
  'quic-unanswered-retransmits': inWords(
    '응답 없이 반복되는 QUIC 핸드셰이크',
    '클라이언트가 QUIC Initial(UDP, 최소 1,200바이트)을 보내고 응답을 받지 못합니다. QUIC을 지원하는 서버는 항상 응답하며, 클라이언트는 서버가 지원한다고 들은 곳에서만 시도합니다. 무응답은 UDP가 도중에 드롭되거나, 서버가 QUIC 제공을 중단했다는 뜻입니다. 브라우저는 TCP로 전환하므로, 페이지는 늦더라도 열립니다.',
    '서버로 가는 UDP 443을 허용하거나 그대로 두십시오. HTTP/3은 TCP로 전환됩니다. 많은 방화벽이 의도적으로 QUIC을 차단합니다.',
    ({ initials, attempts, waited, isHttp3, mayLackQuic, names }) => {
      const fallsBack = isHttp3 ? '(HTTP/3: 브라우저는 TCP로 전환함)' : '';
      const server = mayLackQuic
        ? ' 서버는 TCP로 동작합니다. QUIC을 지원하는지는 보이지 않습니다.'
        : '';
      const asked = names.length > 0 ? `(${names.join(', ')})` : '';
      return `${count(attempts, '연결 시도', '회')}의 ${count(initials, 'QUIC Initial')}${asked}에 최대 ${duration(waited)} 동안 응답이 없었습니다${fallsBack}.${server}`;
    },
  ),
  'quic-server-name-filtered': inWords(
    '같은 서버에서 QUIC이 한 서버 이름에는 실패하고 다른 이름에는 동작합니다',
    'QUIC Initial의 서버 이름은 도중의 누구나 읽을 수 있습니다(키가 공개되어 있음, RFC 9001). 같은 주소에서, 한 이름의 Initial에는 응답이 전혀 없고 다른 이름의 것에는 있습니다. 무언가가 이름을 읽고 드롭합니다.',
    '방화벽의 URL 또는 QUIC 필터에서 그 이름을 허용하거나 그대로 두십시오. 브라우저는 TCP로 전환하며, 거기서도 같은 이름이 차단될 수 있습니다.',
    ({ fails, works, initials }) =>
      `${fails}에 대한 ${count(initials, 'Initial')}에 응답이 없었고, ${withParticle(works, 'topic')} 이 서버에서 QUIC으로 동작합니다.`,
  ),
  'quic-refused': inWords(
    '서버가 QUIC 핸드셰이크를 거부합니다',
    '바로 이 연결의 키로 보호된 Initial 안의 CONNECTION_CLOSE가, 서버가 계속하지 않는다는 것과 그 이유를 알립니다(RFC 9000 §20.1, 0x100부터는 TLS의 경고). 드롭된 것은 없습니다. 응답한 쪽이 Initial을 읽었습니다.',
    '서버 자체의 로그를 확인하십시오. 거기서 그 이름을 제공하지 않거나, 프로토콜(ALPN)이나 버전을 지원하지 않거나, 서버가 바쁜 것일 수 있습니다.',
    ({ connections, errors, serverName }) => {
      const asked = serverName === null ? '' : `(${serverName})`;
      return `${count(connections, 'QUIC 연결')}${asked}가 서버의 첫 응답에 있는 CONNECTION_CLOSE로 종료되었습니다: ${errors.map(errorName).join('; ')}.`;
    },
  ),
  'quic-refused-elsewhere': inWords(
    '중간의 무언가가 QUIC 핸드셰이크를 거부합니다',
    'Initial 안의 CONNECTION_CLOSE를 보호하는 키는 클라이언트 자체의 패킷에서 만들어지며, 도중의 누구나 그 패킷을 읽을 수 있습니다(RFC 9001 §5.2). 이 CONNECTION_CLOSE는 서버의 다른 패킷과 다른 수의 라우터를 거쳤거나, 서버가 먼데도 하나도 거치지 않았습니다. 중간의 무언가가 서버의 이름으로 보냈습니다.',
    '클라이언트와 서버 사이의 방화벽이나 프록시를 확인하십시오. 이 서버 이름과 QUIC에 대해 무엇이라고 되어 있는지 보십시오.',
    ({ connections, errors, serverName, close, server }) => {
      const asked = serverName === null ? '' : `(${serverName})`;
      return `${count(connections, 'QUIC 연결')}${asked}가 첫 응답에 있는 CONNECTION_CLOSE로 종료되었습니다: ${errors.map(errorName).join('; ')}. 그것은 ${wayText(close)}이고, ${server === null ? '다른 서버들의 패킷은 라우터를 거쳤습니다' : `서버의 다른 패킷은 ${wayText(server)}입니다`}.`;
    },
  ),
  'quic-part-unanswered': inWords(
    '같은 서버의 일부 QUIC 핸드셰이크에는 응답이 없고, 다른 것은 동작합니다',
    '클라이언트는 늦어도 1초 뒤에 Initial을 다시 보내고(RFC 9002 §6.2.2), 그 두 배의 시간 뒤에 또 보냅니다. 우연은 패킷 하나를 없앨 뿐, 다른 것이 통과하는 동안 한 핸드셰이크의 것만 모두 없애지는 않습니다. 무언가가 이 Initial의 내용을 읽거나, 로드 밸런서 뒤의 서버가 다운되었거나, 경로가 끊어진 것일 수 있습니다. 이렇게 적은 수로는 어느 것인지 알 수 없습니다. 클라이언트가 계속 진행한 핸드셰이크는 세지 않습니다. 캡처에는 그 응답이 없지만 클라이언트는 받았습니다.',
    '실패하는 핸드셰이크와 동작하는 것을 비교하십시오: 서버 이름, Initial의 길이, 출발지 포트, 시간. 처음부터, 패킷 전체를 캡처하면 이름이 보입니다.',
    ({ silent, tries, handshakes, serverName }) => {
      const asked = serverName === null || silent > 1 ? '' : `(${serverName})`;
      const each = silent > 1 ? '각각 ' : '';
      return `${count(handshakes, 'QUIC 핸드셰이크')} 중 ${silent}개${asked}에는 ${each}${Number(tries.toPrecision(2))}회 시도했는데도 응답이 없었고, 다른 것은 동작합니다.`;
    },
  ),
  'quic-version-negotiation': inWords(
    '서버가 클라이언트와 다른 QUIC 버전을 사용합니다',
    'Version Negotiation 패킷은 완전한 응답입니다. 서버는 존재하고 QUIC을 지원하지만, 클라이언트가 요청한 버전은 지원하지 않습니다(RFC 9000 §6).',
    '클라이언트나 서버를 업데이트하십시오. HTTP/3은 TCP로 전환됩니다.',
    ({ connections }) =>
      `${count(connections, 'QUIC 연결')}에 Version Negotiation으로 응답했고, 그 밖에는 아무것도 없습니다.`,
  ),
  'udp-unanswered': inWords(
    '응답이 없는 UDP 패킷',
    '아무것도 돌아오지 않았습니다. UDP를 쓰는 프로토콜에는 응답하지 않는 것이 많으므로(로깅, 스트리밍, 검색), 이것은 드롭의 증거가 아닙니다.',
    '응답하는 프로토콜인지 알아보십시오.',
    ({ packets, waited }) =>
      `${count(packets, '패킷')}에 최대 ${duration(waited)} 동안 응답이 없었습니다. 모든 UDP 프로토콜이 응답하는 것은 아닙니다.`,
  ),
  'service-answered': inWords(
    '서비스가 응답합니다',
    '요청에 응답이 왔고 통신이 계속되었습니다. 네트워크가 이것을 통과시킵니다.',
    '그래도 애플리케이션이 실패한다면 네트워크보다 위쪽을 확인하십시오: 인증서, 로그인, 프록시.',
    ({ answered, attempts, isTcp, fastest }) => {
      if (attempts === 0) return '캡처 전에 열려 있던 연결에서 데이터가 돌아왔습니다.';
      if (answered === 0) {
        return isTcp
          ? '시작 부분이 캡처에 없는 연결에서 데이터가 돌아왔습니다.'
          : '캡처에 없는 요청에 대한 응답이 왔습니다.';
      }
      const delay = fastest === null ? '' : `(가장 빠른 것은 ${duration(fastest)} 후)`;
      return `${count(attempts, isTcp ? '연결' : '요청')} 중 ${grouped(answered)}개에 응답이 왔습니다${delay}.`;
    },
  ),
  'port-open': inWords(
    '포트가 열려 있지만, 요청은 없었습니다',
    '핸드셰이크가 완료되고, 클라이언트가 아무것도 보내지 않고 연결을 끝냅니다. 포트를 점검하는 프로브(`nc -z`, `Test-NetConnection`, 로드 밸런서)가 이렇게 합니다. 주소와 포트는 열려 있습니다. 그 뒤의 서비스가 동작하는지는 묻지 않았습니다.',
    '서비스가 응답하는지 보려면 애플리케이션 자체의 동작을 캡처하십시오.',
    ({ connections }) =>
      `${count(connections, '연결')}의 핸드셰이크가 완료되었고, 클라이언트가 아무 요청 없이 끝냈습니다. 포트가 열려 있습니다.`,
  ),
  'exchange-unfinished': inWords(
    '수락되었지만 그 결과는 캡처에 없습니다',
    '핸드셰이크나 통신의 일부는 있지만, 클라이언트가 받아들인 응답도 실패도 없습니다. 캡처가 끝났거나 필터가 나머지를 제외했습니다.',
    '필터 없이, 첫 시도 전부터 그 후 최소 30초까지 다시 캡처하십시오.',
    ({ connections }) =>
      `${count(connections, '연결')}에서 캡처에는 클라이언트가 받아들인 응답도 실패도 보이지 않습니다.`,
  ),
  'roles-unclear': inWords(
    '어느 쪽이 서비스인지 알 수 없습니다',
    '연결이 캡처 전에 시작되었고, 양쪽 포트가 모두 시스템이 임의로 고르는 것이거나 어느 쪽도 알려진 서비스의 것이 아닙니다. 어느 쪽이든 요청을 받은 쪽일 수 있습니다. 데이터가 통과했다거나 통과하지 못했다는 것은 어느 쪽이든 사실입니다. 보고서는 작은 쪽의 포트를 서비스의 것으로 보며, 무엇이 실패하는지 이상은 말하지 않습니다. FTP의 데이터 연결과 콜백(NFS)이 이렇게 보입니다.',
    '연결이 시작되기 전부터 캡처하거나(SYN을 보면 누가 요청하는지 알 수 있음), FTP의 제어 연결이 포함되도록 캡처하십시오.',
    ({ connections }) =>
      `${count(connections, '연결')}가 캡처 전에 시작되었으며, 두 포트 중 어느 쪽이든 서비스의 것일 수 있습니다. 어느 쪽이 서비스인지 알 수 없습니다.`,
  ),
  'server-half-only': inWords(
    '캡처에 서버가 보낸 것만 있습니다',
    '서버의 패킷만 있습니다. 클라이언트가 무엇을 보냈고 그중 무엇이 사라졌는지는 캡처에 없습니다.',
    '양방향을 보려면 클라이언트 자체의 인터페이스에서 필터 없이 캡처하십시오.',
    ({ connections }) =>
      `${count(connections, '연결 또는 응답')}에 대해 클라이언트가 보낸 것이 캡처에 하나도 없습니다.`,
  ),
  'handshake-completed': inWords(
    'TCP 핸드셰이크가 완료됩니다',
    'SYN과 SYN/ACK가 통과했으므로 주소와 포트는 열려 있습니다. 그 뒤의 것이 통과하지 못합니다.',
    '연결 내부의 내용을 읽는 필터가 있는지 확인하십시오.',
    ({ connections, handshakes }) =>
      `${count(connections, '연결')}(${HANDSHAKES_OPEN[handshakes]}): 주소와 포트는 열려 있습니다.`,
  ),
  'client-acknowledges': inWords(
    '캡처에 없는 것에 클라이언트가 확인 응답을 보냅니다',
    '한 방향만 캡처되었지만 클라이언트가 연결을 계속합니다. 응답은 왔으며, 캡처에 없을 뿐입니다. 거부가 있었더라도 마찬가지로 캡처에 없을 것입니다.',
    '양방향을 보려면 클라이언트 자체의 인터페이스에서 캡처하십시오.',
    ({ connections }) =>
      `${count(connections, '연결')}에서 캡처에 서버의 패킷이 없는데도 클라이언트가 계속 진행합니다. 응답이 왔다는 뜻입니다.`,
  ),
  'dns-servfail': inWords(
    'DNS 서버가 SERVFAIL로 응답합니다',
    '서버에는 도달하지만, 서버가 이름을 해석하지 못했습니다.',
    'DNS 서버의 운영자에게 문의하십시오. 클라이언트와 서버 사이의 방화벽이 아닙니다.',
    ({ responses }) => `${responseCodeName(RCODE_SERVER_FAILURE)} ${count(responses, '응답')}.`,
  ),
  'dns-refused': inWords(
    'DNS 서버가 REFUSED로 응답합니다',
    '서버에는 도달하지만, 서버가 정책에 따라 이 클라이언트 또는 이 이름에 응답하지 않습니다.',
    '서버의 액세스 규칙에 이 클라이언트의 주소가 있는지 확인하십시오.',
    ({ responses }) => `${responseCodeName(RCODE_REFUSED)} ${count(responses, '응답')}.`,
  ),
  'works-again': inWords(
    '한동안 동작하지 않았다가 그 뒤로 동작합니다',
    '거부되었거나 응답이 없던 시도가 모두 한데 모여 있고, 그 뒤로는 서비스가 응답합니다. 서비스가 시작되었거나, 다시 시작되었거나, 회선이 복구되었습니다. 당시의 문제는 끝났습니다.',
    '지금은 조치할 것이 없습니다. 무엇이었는지는 그 시간의 서버 또는 방화벽 로그에 있습니다.',
    ({ from, to, isAfterAnswers }) =>
      `${isAfterAnswers ? '한동안' : '처음에'} 동작하지 않았고(프레임 ${from}–${to}), 그 뒤로는 동작합니다. 다시 시작되었거나 다시 통과된 것입니다.`,
  ),
  'late-answers': inWords(
    '클라이언트가 포기한 뒤에 응답이 왔습니다',
    '클라이언트가 늦은 응답을 ICMP port unreachable로 거부했습니다. 서비스가 느린 것이며, 차단된 것이 아닙니다.',
    '도중 또는 서버의 지연을 확인하십시오.',
    ({ answers }) =>
      `클라이언트가 수신을 멈춘 뒤에 ${count(answers, '응답')}가 왔습니다(클라이언트 자체의 ICMP).`,
  ),
  'others-answer': inWords(
    '같은 캡처에서 다른 서비스는 응답합니다',
    '클라이언트의 네트워크는 대체로 동작합니다. 이 목적지만 동작하지 않습니다.',
    '고장 난 네트워크가 아니라 이 목적지에 대한 규칙을 찾으십시오.',
    ({ servers }) => `같은 캡처에서 ${count(servers, '다른 서버')}가 응답했습니다.`,
  ),
  'nothing-answers': inWords(
    '캡처에서 응답하는 것이 하나도 없습니다',
    '어떤 서버도 응답하지 않았습니다. 네트워크가 다운되었거나, 한 방향만 캡처되었을 수 있습니다.',
    'PC가 온라인인지 확인하고, PC가 사용하는 인터페이스에서 캡처하십시오.',
    () => '이 캡처에서 응답한 다른 서버가 없습니다.',
  ),
  'server-answers-elsewhere': inWords(
    '같은 서버가 다른 포트에서는 응답합니다',
    '서버는 동작 중이고 도달할 수 있습니다. 이 포트나 프로토콜만 안 됩니다.',
    '이 포트에 대한 규칙이 있는지 확인하십시오.',
    ({ isTcp, port }) => `같은 서버가 ${isTcp ? 'TCP' : 'UDP'} ${port}에서는 응답합니다.`,
  ),
  'smb-port-answers': inWords(
    '클라이언트가 SMB의 다른 포트에서 응답을 받습니다',
    'SMB에는 두 개의 포트가 있습니다. TCP 445, 그리고 NetBIOS 위에서 동작할 때의 TCP 139(RFC 1002)입니다. 클라이언트는 둘을 함께, 또는 잇달아 시도하고 응답하는 쪽으로 진행합니다. NetBIOS를 쓰지 않는 서버는 TCP 139를 거부하거나 응답하지 않으며, NetBIOS를 닫은 방화벽도 마찬가지입니다. 그래도 아쉬운 사람은 없습니다.',
    '할 일은 없습니다. NetBIOS가 필요한 프로그램이 있다면 서버에서 켜거나 TCP 139를 허용하십시오.',
    ({ connections }) =>
      `같은 서버의 TCP 445가 이 클라이언트에 응답합니다(연결 ${connections}개). SMB는 그쪽에서 계속됩니다.`,
  ),
  'other-version-answers': inWords(
    '같은 이름이 다른 IP 버전으로는 응답합니다',
    'IPv6으로 응답이 없는 것이 같은 이름(DNS 또는 TLS에 나타난 이름)의 IPv4로는 응답하거나, 그 반대입니다. 서비스는 동작 중입니다. 둘을 짧은 간격으로 모두 시도하는 클라이언트(happy eyeballs, RFC 8305)에서는 사용자가 이를 알아채지 못합니다. 여기서 방화벽 규칙과 경로 누락은 똑같이 보이며, 그 버전으로 수신 대기하지 않고 응답도 하지 않는 서버도 마찬가지입니다.',
    '방화벽에서 다른 버전과 마찬가지로 이 IP 버전을 허용하거나, 경로를 바로잡으십시오. 또는 응답하지 않는 주소를 DNS에서 제거하십시오.',
    ({ name, version, tries, within }) =>
      `${withParticle(name, 'subject')} ${withParticle(version, 'toward')}는 응답합니다${tries === 0 ? '' : `. 클라이언트가 ${duration(within)} 이내에 그쪽으로 넘어갑니다(${grouped(tries)}회)`}.`,
  ),
  'outside-silent': inWords(
    '외부에서 더 이상 아무것도 오지 않습니다',
    '여러 외부 서버에 요청하거나 전송하고 그중 일부는 동작했었는데, 어느 순간부터 외부 서버의 패킷이 하나도 들어오지 않습니다. 모두에 공통된 것, 즉 업링크 또는 그곳까지의 경로가 사라진 것입니다. 이 서버들에 대한 규칙이 아닙니다.',
    '그 시간의 업링크를 확인하십시오: 라우터 자체의 로그, 통신 사업자, 그 아래의 VPN이나 Wi-Fi.',
    ({ since, lasted, isOver, servers, worked }) =>
      `첫 패킷 후 ${duration(since)}부터 ${duration(lasted)} 동안${isOver ? '' : ', 캡처가 끝날 때까지,'} 외부에서 아무것도 오지 않습니다. 그곳의 ${count(servers, '서버')}에 요청하거나 전송했으며, 그중 ${worked}개는 그 전에 동작했습니다.`,
  ),
  'neighbor-there': inWords(
    '서버가 같은 링크에 존재합니다',
    '호스트가 ARP 또는 이웃 탐색에는 응답하고, 요청에는 응답하지 않습니다. 호스트 자체의 방화벽이 드롭하거나(Windows 방화벽은 응답하지 않음), 클라이언트로 되돌아가는 경로가 없습니다. 둘 사이에 다른 방화벽은 없습니다.',
    '서버 자체의 방화벽과 경로를 확인하십시오.',
    ({ isIpv4 }) =>
      `서버가 클라이언트와 같은 링크에 있고 ${isIpv4 ? 'ARP' : '이웃 탐색'}에 응답합니다. 서버 자체의 방화벽이 드롭하거나, 되돌아가는 경로가 없습니다.`,
  ),
  'known-service': inWords(
    '이 주소는 이 서비스를 제공하는 것으로 알려져 있습니다',
    '제품의 공급업체가 이 주소와 포트에서 누구에게나 이 서비스를 운영합니다.',
    '따라서 거부나 무응답은 서버 자체에 의한 것이라고 보기 어렵습니다.',
    ({ value, title }) =>
      `${withParticle(value, 'topic')} 이 포트의 알려진 ${products(title)} 서버입니다.`,
  ),
  'port-assumed': inWords(
    '목록에 포트가 없습니다',
    'DNS 서버의 포트는 프로토콜 자체의 포트로 봅니다. 다른 포트에 요청한 것과 그에 대한 규칙은 구별할 수 없습니다.',
    'Destination Port 열을 포함해 내보내거나, 캡처를 보내 주십시오.',
    ({ port }) =>
      `목록에 이 서버의 포트가 없습니다. ${withParticle(String(port), 'toward')} 가정하며, 포트가 여럿일 수도 있습니다.`,
  ),
  'port-assumed-mixed': inWords(
    '목록에 포트가 없고, 일부 질문에는 응답이 없습니다',
    '질문 중 일부에는 응답이 있고 다른 것에는 없습니다. 응답이 없는 것은 모두 사라지는 서버의 다른 포트로 갔을 수 있습니다.',
    'Destination Port 열을 포함해 내보내거나, 캡처를 보내 주십시오.',
    ({ queries, unanswered }) =>
      `${count(queries, '쿼리')} 중 ${unanswered}개에 응답이 없었습니다. 응답이 있던 것과 다른 포트로 갔을 수 있습니다.`,
  ),
  'answerer-unknown': inWords(
    '누가 응답하는지 목록에 없습니다',
    '응답의 TTL이 없으면 멀리 있는 DNS 서버와, 대신 응답하는 더 가까운 무언가를 구별할 수 없습니다.',
    'TTL 열(`ip.ttl`, `ipv6.hlim`)을 포함해 내보내거나, 캡처를 보내 주십시오.',
    () => '목록에 응답의 TTL이 없습니다. 서버보다 가까운 무언가가 보낸 것일 수 있습니다.',
  ),
  'flags-not-shown': inWords(
    '텍스트에 TCP 플래그가 없습니다',
    '패킷이 양방향으로 오갔다는 것만으로는 연결이 수락되었는지, 거부되었는지, 리셋되었는지 알 수 없습니다. `tcpdump -q`는 플래그를 제외합니다.',
    '`-q` 없이 다시 출력하거나, 캡처를 보내 주십시오.',
    ({ connections }) =>
      `텍스트에 ${count(connections, '연결')}의 플래그가 없습니다. tcpdump -q가 플래그를 제외하므로, -q 없이 다시 출력하십시오.`,
  ),
  'ports-not-shown': inWords(
    '이 호스트들이 어느 포트로 통신하는지 목록에 없습니다',
    '둘 사이에 한 프로토콜의 패킷이 오가는데, 목록에 그 포트가 없습니다. 어느 서비스에 몇 번 요청했는지, 무엇이 무엇에 대한 응답인지 알 수 없습니다.',
    'Source Port와 Destination Port 열을 포함해 내보내거나, 캡처를 보내 주십시오.',
    ({ packets }) =>
      `목록에 둘 사이의 ${count(packets, '패킷')}가 있지만 포트가 없습니다. 어느 서비스에 요청했는지, 응답했는지 알 수 없습니다. Source Port와 Destination Port 열을 포함해 내보내십시오.`,
  ),
  'reset-way-not-shown': inWords(
    '리셋이 얼마나 먼 곳에서 왔는지 텍스트에 없습니다',
    '클라이언트의 데이터가 대기 중일 때 연결이 리셋되었거나, 다른 연결이 동작한 뒤에 거부되었습니다. 서버가 했을 수도 있고, 도중의 무언가가 서버의 이름으로 했을 수도 있습니다. TTL을 보면 알 수 있는데, 이 텍스트에는 없습니다.',
    'TTL을 포함해 출력하거나(`tcpdump -v`, TTL 열), 캡처를 보내 주십시오.',
    ({ resets }) =>
      `동작한 뒤에 ${count(resets, '리셋')}가 왔는데, 서버가 보냈는지 알려 줄 TTL이 표시되어 있지 않습니다. tcpdump -v로 출력하십시오.`,
  ),
  'first-data-not-shown': inWords(
    '무엇이 거부되었는지 텍스트에 없습니다',
    '클라이언트의 첫 데이터에 RST로 응답했습니다. ClientHello를 읽는 필터도 그렇게 하고, 이름을 모르는 서버도 그렇게 합니다. 그것이 무엇이었는지는 바이트를 보아야만 알 수 있습니다.',
    '바이트를 포함해 출력하거나(`tcpdump -xx`, `tshark -x`), 캡처를 보내 주십시오.',
    ({ connections }) =>
      `${count(connections, '연결')}가 리셋될 때 무엇을 전달하고 있었는지 표시되어 있지 않습니다. tcpdump -xx로 출력하십시오.`,
  ),
  'answer-not-accepted': inWords(
    '클라이언트가 서버의 첫 응답 직후에 연결을 끝냅니다',
    '클라이언트가 경고(alert) 길이 정도만 보내고 연결을 끝냈습니다. TLS를 복호화하는 방화벽 뒤에서처럼, 받은 인증서를 받아들이지 않는 클라이언트가 이렇게 합니다. 누구의 인증서였는지는 바이트를 보아야만 알 수 있습니다.',
    '바이트를 포함해 출력하거나(`tcpdump -xx`, `tshark -x`), 캡처를 보내 주십시오.',
    ({ some, of }) =>
      `${count(of, '연결')} 중 ${some}개에서 클라이언트가 서버의 첫 응답 직후에 연결을 끝내는데, 누구의 응답인지 알려 줄 바이트가 표시되어 있지 않습니다. tcpdump -xx로 출력하십시오.`,
  ),
  'page-way-not-shown': inWords(
    '페이지가 얼마나 먼 곳에서 왔는지 텍스트에 없습니다',
    '평문 HTTP가 리디렉션되거나 거부되었습니다. 서버가 했을 수도 있고, 도중의 포털이나 필터가 서버의 이름으로 응답했을 수도 있습니다. TTL과 리디렉션이 향하는 곳을 보면 알 수 있습니다.',
    'TTL을 포함해 출력하거나(`tcpdump -v`), 캡처를 보내 주십시오.',
    ({ status, pages }) =>
      `상태 코드 ${status}인 ${count(pages, '페이지')}가 있는데, 서버가 보냈는지 알려 줄 TTL이 표시되어 있지 않습니다. tcpdump -v로 출력하십시오.`,
  ),
  'alert-way-not-shown': inWords(
    'TLS 경고가 얼마나 먼 곳에서 왔는지 목록에 없습니다',
    'TLS 핸드셰이크가 치명적 경고로 거부되었습니다. 서버가 했을 수도 있고, 도중에서 서버 이름을 읽는 필터가 서버를 대신해 응답했을 수도 있습니다. TTL을 보면 알 수 있습니다.',
    'TTL을 포함해 출력하거나(`tshark -V`, TTL 열), 캡처를 보내 주십시오.',
    ({ alerts }) =>
      `${count(alerts, '경고')}가 있는데, 서버가 보냈는지 알려 줄 TTL이 표시되어 있지 않습니다.`,
  ),
  'proxy-answers-not-shown': inWords(
    'SOCKS 프록시의 응답이 표시되어 있지 않습니다',
    'SOCKS 포트에서 무언가가 응답합니다. 요청받은 대상에 연결하는지 거부하는지는 잘렸거나 목록에 없는 바이트에 있습니다.',
    '바이트를 포함해 출력하거나(`tcpdump -xx`), 캡처를 보내 주십시오.',
    ({ connections }) =>
      `${count(connections, '연결')}에서 무엇이 오갔는지 표시되어 있지 않습니다.`,
  ),
  'answers-sooner-than-servers': inWords(
    'DNS 응답이 다른 서버가 응답할 수 있는 것보다 빨리 옵니다',
    '가까운 무언가가 요청을 받은 서버를 대신해 응답하는 것일 수도 있고, 서버 자체가 가까이 있는 것일 수도 있습니다. TTL을 보면 알 수 있는데, 이 텍스트에는 없습니다.',
    'TTL을 포함해 출력하거나(`tcpdump -v`, TTL 열), 캡처를 보내 주십시오.',
    ({ fastest, others }) =>
      `가장 빠른 응답은 ${withParticle(duration(fastest), 'subject')} 걸렸는데 가장 가까운 다른 외부 서버는 ${withParticle(duration(others), 'subject')} 필요하며, 누가 응답하는지 알려 줄 TTL이 표시되어 있지 않습니다. tcpdump -v로 출력하십시오.`,
  ),
  'names-all-denied': inWords(
    'DNS 서버가 모든 이름을 부정하며, 얼마나 먼 곳에서 온 응답인지 텍스트에 없습니다',
    '모든 응답이 그런 이름이 없다고 합니다. 서버를 대신하는 도중의 무언가가 이렇게 응답합니다. TTL을 보면 알 수 있는데, 이 텍스트에는 없습니다.',
    'TTL을 포함해 출력하거나(`tcpdump -v`, TTL 열), 캡처를 보내 주십시오.',
    ({ answers }) =>
      `${count(answers, '응답')} 모두 그런 이름이 없다고 하며, 서버가 보냈는지 알려 줄 TTL이 표시되어 있지 않습니다. tcpdump -v로 출력하십시오.`,
  ),
  'requests-not-shown': inWords(
    'UDP로 무엇을 요청했는지 텍스트에 없습니다',
    '일부 데이터그램에는 응답이 있고 다른 것에는 없습니다. 한 종류의 요청이 전혀 통과하지 못하는 것일 수 있습니다. 또는 응답한 쪽이 리졸버의 이름으로 응답했을 수 있습니다. 그것이 무엇인지는 바이트를 보아야만 알 수 있습니다.',
    '바이트를 포함해 출력하거나(`tcpdump -xx`, `tshark -x`), 캡처를 보내 주십시오.',
    ({ some, of }) =>
      `${count(of, '대화')} 중 ${some}개가 무엇을 전달했는지 표시되어 있지 않으며, 실패했을 수 있습니다. tcpdump -xx로 출력하십시오.`,
  ),
  'answers-not-shown': inWords(
    'UDP의 짧은 응답이 무엇을 말하는지 텍스트에 없습니다',
    'QUIC의 포트에서 클라이언트가 핸드셰이크만큼 긴 데이터그램으로 시작했고, 돌아온 것은 모두 핸드셰이크를 받아들이는 응답보다 짧습니다(RFC 9000 §14.1). 서버가 거부했을 수 있습니다.',
    '바이트를 포함해 출력하거나(`tcpdump -xx`, `tshark -x`), 캡처를 보내 주십시오.',
    ({ conversations }) =>
      `${count(conversations, '대화')}의 응답이 QUIC 핸드셰이크를 받아들이기에는 너무 짧고, 그 바이트가 표시되어 있지 않습니다. tcpdump -xx로 출력하십시오.`,
  ),
  'silence-not-timed': inWords(
    '응답이 얼마나 오래 오지 않았는지 텍스트에 없습니다',
    '시각이 없는 텍스트에서 요청 중 일부에 응답이 없거나, 클라이언트가 받아들인 응답이 없습니다. 끝내 오지 않았는지, 아직 오지 않았을 뿐인지는 시각이 있어야 알 수 있습니다.',
    '시각을 포함해 출력하거나(`-t` 없이 `tcpdump`), 캡처를 보내 주십시오.',
    ({ some, of }) =>
      `${count(of, '교환')} 중 ${some}개에는 텍스트에 응답이 없으며, 텍스트에는 얼마나 오래 오지 않았는지 알려 줄 시각이 없습니다. 시각을 포함해 출력하십시오.`,
  ),
  'delay-not-timed': inWords(
    '응답이 얼마나 빨리 왔는지 텍스트에 없습니다',
    '서버를 대신하는 것은 서버가 응답할 수 있는 것보다 빨리 응답하고, 타이머의 리셋은 응답 대상으로 보이는 것보다 몇 초 뒤에 옵니다. 어느 쪽인지는 시각이 있어야 알 수 있습니다.',
    '시각을 포함해 출력하거나, 캡처를 보내 주십시오.',
    ({ answers }) =>
      `${count(answers, '응답')}가 왔지만, 텍스트에는 서버의 것인지 알려 줄 시각이 없습니다. 시각을 포함해 출력하십시오.`,
  ),
  'order-not-timed': inWords(
    '리셋 뒤에 데이터가 이어지는데, 얼마나 빨리 왔는지 텍스트에 없습니다',
    '이미 전송 중이던 것은 리셋 직후에 도착합니다. 나중에 오는 데이터는 리셋과 모순되며, 다른 누군가가 리셋을 보냈다는 뜻입니다. 어느 쪽인지는 시각이 있어야 알 수 있습니다.',
    '시각을 포함해 출력하거나, 캡처를 보내 주십시오.',
    ({ packets }) =>
      `같은 쪽의 리셋 뒤에 ${count(packets, '데이터 패킷')}가 이어지며, 텍스트에는 단지 전송 중이던 것인지 알려 줄 시각이 없습니다. 시각을 포함해 출력하십시오.`,
  ),
  'refusal-not-told': inWords(
    '마지막 응답 이후의 ICMP 오류가 무엇에 관한 것인지 나타나지 않습니다',
    '서비스가 응답하다가 더 이상 응답하지 않게 되었고, 그에 관한 것일 수 있는 오류가 왔습니다.',
    '오류가 인용하는 내용을 포함해 출력하거나(`tcpdump -v`), 캡처를 보내 주십시오.',
    ({ errors }) =>
      `마지막 응답 이후 ${count(errors, 'ICMP 오류')}가 왔는데, 무엇에 관한 것인지 나타나지 않습니다. tcpdump -v로 출력하십시오.`,
  ),
  'capture-ends-too-soon': inWords(
    '응답이 올 수 있기 전에 캡처가 끝납니다',
    '마지막 시도에서 클라이언트가 재시도할 만한 시간이 지나지 않았습니다. 무응답에서 아무 결론도 나오지 않습니다.',
    '다시 캡처하고, 장애 발생 후 최소 30초 동안 계속하십시오.',
    ({ attempts }) =>
      `${count(attempts, '시도', '회')} 이후 캡처가 너무 빨리 끝납니다. 응답이 나중에 왔을 수 있습니다.`,
  ),
  'capture-first-fragments': inWords(
    '응답의 첫 번째 IP 프래그먼트만 있습니다',
    '큰 응답은 여러 IP 프래그먼트로 나뉘어 오는데, 캡처에는 첫 번째 것만 있습니다. 두 번째부터의 프래그먼트에는 포트 번호가 없습니다. 프래그먼트를 드롭하는 방화벽은 이를 드롭하고, 포트로 거르는 캡처 필터는 이를 제외합니다.',
    '포트 필터 없이 캡처하십시오. 그래도 프래그먼트가 없으면 IP 프래그먼트를 허용하거나, 클라이언트가 더 작은 응답(`dig +bufsize=1232`)이나 TCP 응답을 요청하게 하십시오.',
    ({ answers }) =>
      `${count(answers, '응답', '건')}은 첫 번째 IP 프래그먼트만 캡처에 있습니다. 나머지는 드롭되었거나 캡처 필터에서 제외되었습니다.`,
  ),
  'capture-many-connections': inWords(
    '추적할 수 있는 것보다 많은 연결이 동시에 열려 있었습니다',
    '다른 것을 위한 자리를 만들기 위해, 응답이 올 수 있기 전에 시도의 추적을 포기해야 했습니다. 응답이 왔는지는 알 수 없습니다.',
    '먼저 캡처를 문제의 클라이언트나 서버로 잘라 내십시오(필터와 함께 `tcpdump -r` 또는 `editcap`).',
    ({ attempts }) =>
      `추적할 수 있는 것보다 많은 연결이 동시에 열려 있었습니다. ${count(attempts, '시도', '회')}에 응답이 있었는지 알 수 없습니다.`,
  ),
  'capture-incomplete': inWords(
    '트래픽의 상당 부분이 누락되었습니다',
    '캡처에서 누락된 패킷이 너무 많아, 응답한 것이 있어도 그 밖에 무엇이 실패했을지에 대해서는 말해 주는 것이 적습니다.',
    '속도를 따라갈 수 있는 호스트나 포트에서 다시 캡처하십시오: 더 큰 버퍼, 클라이언트에 대한 캡처 필터, 용량을 넘지 않는 미러 포트.',
    (loss) => captureLossText(loss),
  ),
  'capture-filtered': inWords(
    '필터가 데이터가 있는 것만 통과시켰습니다',
    '캡처의 어떤 연결에도 SYN, 데이터 없는 확인 응답, FIN이 없습니다. 이것들이 제외되었으며, 거부 응답도 제외되었을 수 있습니다.',
    '필터 없이 다시 캡처하십시오.',
    () =>
      '캡처에는 데이터가 있는 패킷만 있습니다. 연결을 거부하는 패킷도 나머지와 함께 제외되었을 수 있습니다.',
  ),
  'capture-lost-packets': inWords(
    '캡처 중에 패킷이 누락되었습니다',
    '통계에 따르면, 또는 캡처에 없는 데이터에 대한 확인 응답이 있는 것으로 보아, 캡처하는 호스트가 패킷을 놓쳤습니다. 응답이 왔지만 기록되지 않았을 수 있습니다. 그래도 계속 다시 요청하는 클라이언트는 응답을 받지 못한 것입니다.',
    '캡처 필터나 더 큰 버퍼를 사용하거나 더 빠른 호스트에서 다시 캡처하십시오.',
    (loss) => `${captureLossText(loss)} 그중에 응답이 있을 수 있습니다.`,
  ),
  'capture-one-way': inWords(
    '캡처에 한 방향만 있습니다',
    '한쪽의 패킷이 없는데도 연결이 계속됩니다. 한 방향만 지나가는 곳에서 캡처되었습니다.',
    '클라이언트 자체의 인터페이스에서 캡처하십시오.',
    ({ connections, of }) =>
      `${count(of, '연결')} 중 ${grouped(connections)}개에 한 방향만 있습니다.`,
  ),
  'capture-cut-short': inWords(
    '패킷이 포트 앞에서 잘렸습니다',
    '스냅샷 길이(snaplen) 때문에 일부 패킷이 너무 적게 남아, 누구의 것인지 알 수 없습니다. 그중에 응답이 있을 수 있습니다.',
    '더 큰 스냅샷 길이(`-s 0`) 또는 최소 128바이트로 다시 캡처하십시오.',
    ({ packets }) =>
      `${count(packets, '패킷')}가 너무 짧게 잘려 누구의 것인지 알 수 없습니다. 그중에 응답이 있을 수 있습니다.`,
  ),
  'capture-clock-jumped': inWords(
    '시계가 건너뛰었거나 호스트가 절전 상태였습니다',
    '응답을 기다리던 중에 타임스탬프가 뒤로 가거나 트래픽 한가운데에서 몇 분을 건너뜁니다. 그 시간은 무응답으로 세지 않지만, 그 사이에 응답이 왔을 수 있습니다.',
    '호스트가 깨어 있고 시계를 바꾸지 않는 동안 다시 캡처하십시오.',
    ({ jumpsBack, pauses, longestPause }) => {
      const parts = [
        ...(jumpsBack > 0 ? [`시계가 ${grouped(jumpsBack)}회 뒤로 갑니다`] : []),
        ...(pauses > 0
          ? [`캡처에 최대 ${duration(longestPause)} 동안 아무것도 없습니다(호스트 절전?)`]
          : []),
      ];
      return `응답을 기다리던 중에 ${parts.join('. 또한 ')}. 그 시간은 세지 않습니다.`;
    },
  ),
  'capture-exported': inWords(
    '이 캡처는 내보낸 패킷 목록입니다',
    '누군가가 대개 표시 필터로 목록의 행을 골랐습니다. 응답, 리셋, ICMP 오류가 제외되었을 수 있습니다. 따라서 목록의 무응답은 몇 번 나타나든 그럴 가능성이 있다는 것에 지나지 않습니다.',
    '캡처 자체(pcapng)를 보내 주십시오. 캡처에는 모든 패킷이 온전히 있습니다.',
    () => '이것은 내보낸 패킷 목록입니다. 응답이 필터로 제외되었을 수 있습니다.',
  ),
  'capture-errors-not-told': inWords(
    '목록의 ICMP 오류가 무엇에 관한 것인지 나타나지 않습니다',
    '패킷 목록의 행에는 어떤 오류가 누구에게 왔는지는 있지만, 어느 패킷을 인용하는지는 없습니다. 클라이언트가 요청한 어느 서비스에 관한 것이든 될 수 있습니다.',
    '캡처 자체를 보내거나, 인용된 내용이 있는 `tshark -T json`으로 내보내십시오.',
    ({ errors }) =>
      `이 클라이언트에 온 ${count(errors, 'ICMP 오류')}가 무엇에 관한 것인지 목록에 나타나지 않습니다. 무응답으로 보이는 것이 거부된 것일 수 있습니다.`,
  ),
  'capture-errors-cut': inWords(
    'ICMP 오류가 무엇에 관한 것인지 나오기 전에 잘렸습니다',
    '스냅샷 길이(snaplen)가 ICMP 오류가 인용하는 패킷 안에서 끝납니다. IPv6에서는 96바이트로도 그렇습니다. 클라이언트가 요청한 어느 서비스에 관한 것이든 될 수 있습니다.',
    '더 큰 스냅샷 길이(`-s 0`) 또는 최소 128바이트로 다시 캡처하십시오.',
    ({ errors }) =>
      `이 클라이언트에 온 ${count(errors, 'ICMP 오류')}가 무엇에 관한 것인지 나오기 전에 잘렸습니다. 무응답으로 보이는 것이 거부된 것일 수 있습니다.`,
  ),
  'capture-exported-one-way': inWords(
    '내보낸 목록에 한 방향만 있을 수 있습니다',
    '목록에 서버에서 온 행이 하나도 없고, 클라이언트가 응답을 받지 못한 클라이언트처럼 다시 요청하지도 않습니다. 한 방향에 대한 필터(`ip.dst == …`, `dns.flags.response == 0`)를 써도 이렇게 됩니다.',
    '`ip.addr == …`처럼 양방향에 대한 필터로 다시 내보내십시오.',
    () =>
      '이 내보낸 목록에 이 서버에서 온 행이 하나도 없고 클라이언트가 곧바로 다시 요청하지도 않습니다. 한 방향만의 목록일 수 있습니다.',
  ),
  'capture-no-answers': inWords(
    '캡처에 이 종류의 응답이 하나도 없습니다',
    '캡처 전체에서 SYN(또는 DNS 쿼리)에 응답하는 서버가 하나도 없고, 클라이언트가 응답을 받지 못한 클라이언트처럼 다시 요청하지도 않습니다. 응답을 제외하는 필터(`!tcp.flags.ack`, `dns.flags.response == 0`)를 쓰면 동작하는 서비스도 똑같이 보입니다.',
    '필터 없이, 또는 양방향에 대한 필터(`ip.addr == …`)로 캡처하거나 내보내십시오.',
    ({ kind, port }) => {
      const who =
        kind === 'tcp'
          ? 'TCP로 응답하는 서버가 없고'
          : kind === 'udp'
            ? 'UDP로 응답하는 서버가 없고'
            : port === null
              ? '아마도 이 포트에서 DNS 쿼리에 응답하는 서버가 없고'
              : `포트 ${port}에서 DNS 쿼리에 응답하는 서버가 없고`;
      return `캡처 전체에서 ${who}, 클라이언트가 곧바로 다시 요청하지도 않습니다. 응답이 필터로 제외되었을 수 있습니다.`;
    },
  ),
  'capture-short-packets': inWords(
    '캡처에 짧은 패킷만 있습니다',
    '클라이언트가 데이터에 확인 응답을 보내는데도, 또는 응답을 받지 못한 클라이언트처럼 다시 요청하지 않는데도, 응답만큼 긴 패킷이 하나도 없습니다. 길이에 대한 필터(`frame.len < 80`, `tcp.len == 0`)를 써도 이렇게 됩니다.',
    '길이에 대한 필터 없이 캡처하거나 내보내십시오.',
    ({ longest, isAcknowledged }) => {
      const what = `캡처에 ${grouped(longest)}바이트보다 긴 패킷이 없`;
      return isAcknowledged
        ? `${what}는데, 캡처에 없는 데이터에 대한 확인 응답이 있습니다. 응답을 포함해 더 긴 것이 제외되었습니다.`
        : `${what}고, 클라이언트가 곧바로 다시 요청하지도 않습니다. 응답이 길이에 따라 필터로 제외되었을 수 있습니다.`;
    },
  ),
  'capture-no-repeats': inWords(
    '클라이언트가 응답을 받지 못한 클라이언트처럼 다시 요청하지 않습니다',
    '응답을 받지 못한 클라이언트는 DNS 쿼리를 몇 초 안에 또는 같은 ID로 다시 보냅니다. 이따금 새로 묻는 클라이언트는 응답을 받고 있고, 필터(`!(ip.src == …)`)가 응답을 제외했을 가능성이 충분합니다.',
    '필터 없이, 또는 양방향에 대한 필터(`host …`)로 캡처하십시오.',
    ({ queries }) =>
      `${count(queries, '쿼리')} 중, 응답을 받지 못한 클라이언트처럼 곧바로 다시 보낸 것이 하나도 없습니다. 응답이 필터로 제외되었을 수 있습니다.`,
  ),
};

/** What was seen of an endpoint, as a sentence with its values. */
export function evidenceText<Code extends EvidenceCode>({
  code,
  values,
}: Pick<Observation<Code>, 'code' | 'values'>): string {
  return evidence[code].text(values);
}

/** "64", "64–128". */
function range({ minimum, maximum }: Spread): string {
  return minimum === maximum ? `${minimum}` : `${minimum}–${maximum}`;
}

function askedText({ queries, asked, hasOthers }: DnsUnanswered): string {
  const names = asked.map(({ type, name }) => `${typeName(type)} ${name || '<Root>'}`);
  const what = names.length === 0 ? '' : `(${names.join(', ')}${hasOthers ? ' 등' : ''})`;
  return `${count(queries, '쿼리')}${what}`;
}

function requestText({
  protocol,
  message,
  sends,
  requests,
  fragmented,
}: RequestsUnanswered): string {
  const about = [
    ...(requests > 1 ? [`요청 ${grouped(requests)}개`] : []),
    ...(fragmented > 0 ? ['IP 프래그먼트'] : []),
  ];
  const how = about.length === 0 ? '' : `(${about.join(', ')})`;
  return `${protocol} ${message} ${sends === 1 ? '한 번' : `${grouped(sends)}회`} 전송${how}`;
}

function portalClueText(clue: PortalClue, networks: number): string {
  switch (clue) {
    case 'status-511':
      return '상태 코드 511, "network authentication required"';
    case 'to-private-address':
      return '로컬 네트워크의 주소로 향함';
    case 'portal-test':
      return '시스템 자체의 포털 검사에 대한 응답';
    case 'near':
      return 'TTL이 이웃의 것임';
    case 'everywhere':
      return `서로 무관한 네트워크 ${networks}개의 서버도 마찬가지임`;
  }
}

function nearText({ within, timeToLive }: DnsAnswersNear): string {
  const clues = [
    ...(within === null ? [] : [`${duration(within)} 이내에`]),
    ...(timeToLive === null
      ? []
      : [`다른 공용 서버에는 없는 TTL ${withParticle(String(timeToLive), 'toward')}`]),
  ];
  return `응답이 ${clues.join(', ')} 도착합니다`;
}

/** What ICMP errors say, by version, type and code: in Wireshark's words, which it does not translate. */
const ICMP: { readonly [Version in 4 | 6]: Readonly<Record<keyof IcmpReadings[Version], string>> } =
  {
    4: {
      '3/0': 'network unreachable',
      '3/1': 'host unreachable',
      '3/2': 'protocol unreachable',
      '3/3': 'port unreachable',
      '3/5': 'source route failed',
      '3/6': 'network unknown',
      '3/7': 'host unknown',
      '3/8': 'source host isolated',
      '3/9': 'network administratively prohibited',
      '3/10': 'host administratively prohibited',
      '3/11': 'network unreachable for this type of service',
      '3/12': 'host unreachable for this type of service',
      '3/13': 'communication administratively prohibited',
      '3/14': 'host precedence violation',
      '3/15': 'precedence cutoff in effect',
      '11/0': 'time to live exceeded in transit',
    },
    6: {
      '1/0': 'no route to destination',
      '1/1': 'administratively prohibited',
      '1/2': 'beyond scope of source address',
      '1/3': 'address unreachable',
      '1/4': 'port unreachable',
      '1/5': 'source address failed policy',
      '1/6': 'reject route',
      '3/0': 'hop limit exceeded in transit',
    },
  };

function icmpText(error: IcmpError): string {
  const [protocol, meaning] =
    error.version === 4 ? ['ICMP', ICMP[4][error.kind]] : ['ICMPv6', ICMP[6][error.kind]];
  return `${protocol} 오류 "${meaning}"(${error.kind}) ${grouped(error.errors)}개, ${icmpSourceText(error.source)}.`;
}

function icmpSourceText(source: IcmpSource): string {
  if (source.by === 'server') return '서버 자체가 보냄';
  if (source.by === 'other') {
    const isAddress = source.isAsFarAsServer
      ? '(서버와 정확히 같은 거리이므로 서버의 다른 주소로 보임)'
      : '';
    return `${formatAddress(...source.address)}${isAddress}에서 보냄`;
  }
  const { timeToLive, server } = source.forgery;
  return server === null
    ? `서버의 주소에서 보냈지만 TTL이 시작 값인 ${timeToLive}: 라우터를 거치지 않음`
    : `서버의 주소에서 보냈지만 TTL ${timeToLive}, 서버의 다른 패킷은 TTL ${server}`;
}

function clientHello({ serverName }: FirstData): string {
  return `ClientHello${serverName === null ? '' : `(서버 이름 ${serverName})`}`;
}

const HANDSHAKES: Readonly<Record<Handshakes, string>> = {
  all: '핸드셰이크 완료',
  some: '일부는 핸드셰이크가 캡처에 있음',
  none: '핸드셰이크가 캡처에 없음',
};

const HANDSHAKES_OPEN: Readonly<Record<Handshakes, string>> = {
  all: 'SYN/ACK 있음',
  some: 'SYN/ACK, 또는 클라이언트가 그 뒤에만 보내는 데이터가 있음',
  none: '클라이언트가 SYN/ACK 뒤에만 보내는 데이터가 있음',
};

function begunText(values: { connections: number; handshakes: Handshakes }): string {
  return `${count(values.connections, '연결')}(${HANDSHAKES[values.handshakes]})`;
}

function droppedText(values: FirstData, what: string): string {
  return `${begunText(values)}: 클라이언트의 ${withParticle(what, 'topic')} 반복해서 보내도 확인 응답을 받지 못합니다.`;
}

function resetText(values: FirstData, what: string): string {
  return `${begunText(values)}: 클라이언트의 ${what}에 RST로 응답합니다.`;
}

/** Seconds that were counted whole. */
function wholeSeconds(seconds: number): string {
  return seconds < 100 ? `${seconds}초` : duration(seconds * 1e6);
}

function secondsText({ minimum, maximum }: Spread): string {
  const [least, most] = [wholeSeconds(minimum), wholeSeconds(maximum)];
  return least === most ? least : `${least}–${most}`;
}

function idleText(afterIdle: ValuesOf<'connection-stalled'>['afterIdle']): string {
  if (afterIdle === null) return '';
  const { connections, least } = afterIdle;
  return `. 그중 ${connections}개에서는 ${duration(least * 1e6)} 이상 패킷이 없던 뒤이며, 방화벽의 유휴 시간 제한이 지난 경우와 같습니다`;
}

function lossText({
  share,
  isExplanation,
}: NonNullable<ValuesOf<'attempts-lost'>['loss']>): string {
  if (share < 0.02) return ' 다른 것들은 패킷을 거의 잃지 않습니다.';
  const explains = isExplanation ? '이것으로 설명됩니다' : '이것으로는 설명되지 않습니다';
  return ` 모든 요청의 약 ${Math.round(share * 100)}%가 손실되며, ${explains}.`;
}

/** "TTL 52(12홉)". */
function wayText({ timeToLive, hops }: Way): string {
  return `TTL ${range(timeToLive)}${hops.count === 0 ? '' : `(${range(hops)}홉)`}`;
}

function sameWayText({ reset, server }: WayOfReset): string {
  const [own, its] = [range(reset.timeToLive), range(server.timeToLive)];
  return own === its
    ? `RST의 TTL(${own})이 서버의 다른 패킷과 같습니다.`
    : `RST는 ${wayText(reset)}입니다. 시작 값은 다르지만 홉 수는 서버의 다른 패킷(TTL ${its})과 같습니다.`;
}

function otherWayText({ reset, server }: WayOfReset): string {
  return `RST는 ${wayText(reset)}이고, 서버의 다른 패킷은 ${wayText(server)}입니다.`;
}

function tooFastText(values: ResetTooFast): string {
  const reset = duration(values.reset);
  if (values.than === 'same-server') {
    return `RST가 ${reset} 후에 왔는데, 이 서버까지의 왕복에는 ${withParticle(duration(values.other), 'subject')} 걸립니다.`;
  }
  if (values.than === 'any-server') {
    return `공용 주소에서 RST가 길어야 ${reset} 후에 왔습니다. 인터넷에서 그렇게 가까운 서버는 거의 없습니다.`;
  }
  return values.isOnSite
    ? `공용 주소에서 RST가 길어야 ${reset} 후에 왔습니다. 가장 빠른 다른 공용 서버에는 ${withParticle(duration(values.other), 'subject')} 필요합니다.`
    : `RST가 ${reset} 후에 왔는데, 캡처에서 가장 빠른 공용 서버에는 ${withParticle(duration(values.other), 'subject')} 필요합니다.`;
}

/** What the capture lost, as a sentence. */
export function captureLossText({ number, share, shownBy }: CaptureLoss): string {
  return shownBy === 'statistics'
    ? `캡처 중에 ${count(number, '패킷')}가 누락되었습니다(${percent(share)}).`
    : `캡처에 없는 데이터에 대한 ${count(number, '확인 응답')}가 있습니다. 캡처 중에 패킷이 누락되었거나 필터로 제외되었습니다(최소 ${percent(share)}).`;
}
