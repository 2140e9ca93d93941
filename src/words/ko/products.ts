import { type ProductTexts, productsOf } from '../products.ts';
import type { Words } from '../words.ts';

/** By what the shipped profiles say in English. */
const TEXTS: ProductTexts = {
  'Cisco Secure Client roaming module (Umbrella, Secure Access)':
    'Cisco Secure Client 로밍 모듈(Umbrella, Secure Access)',
  'DNS protection': 'DNS 보호',
  'OpenDNS resolvers': 'OpenDNS 리졸버',
  'The client shows "DNS protection: Unprotected": DNS queries leave without the protection of Umbrella / Secure Access.':
    '클라이언트에 "DNS protection: Unprotected"가 표시됩니다. DNS 쿼리가 Umbrella / Secure Access의 보호 없이 나갑니다.',
  'encrypted DNS': '암호화된 DNS',
  'Web protection': '웹 보호',
  'Secure Web Gateway': 'Secure Web Gateway',
  'The client shows "Web protection: Cloud service unavailable" and fails open: web traffic goes out directly, unprotected.':
    '클라이언트에 "Web protection: Cloud service unavailable"이 표시되고 fail open으로 동작합니다. 웹 트래픽이 보호 없이 바로 나갑니다.',
  'TCP 443 to the ingress addresses of the Secure Web Gateway of your region (look up swg-url-proxy-https-sse.sigproxy.qq.opendns.com on the affected PC)':
    '해당 지역에 있는 Secure Web Gateway의 인그레스 주소로 가는 TCP 443(문제가 있는 PC에서 swg-url-proxy-https-sse.sigproxy.qq.opendns.com을 조회하십시오)',
  'Registration and synchronisation': '등록 및 동기화',
  'Umbrella services': 'Umbrella 서비스',
  'The client cannot register or fetch its settings.':
    '클라이언트가 등록하거나 설정을 가져올 수 없습니다.',
  'Certificate checks': '인증서 확인',
  'certificate status services': '인증서 상태 서비스',
  'The client cannot check the certificates of the cloud service.':
    '클라이언트가 클라우드 서비스의 인증서를 확인할 수 없습니다.',
  'a domain list': '도메인 목록',
  'command and control callbacks': 'C&C(command and control) 콜백',
  'a content category or an application': '콘텐츠 범주 또는 애플리케이션',
  malware: '악성코드',
  phishing: '피싱',
  'suspicious responses': '의심스러운 응답',
  'security categories (newly seen domains, DNS tunneling, dynamic DNS, potentially harmful) or integrations':
    '보안 범주(새로 나타난 도메인, DNS 터널링, 동적 DNS, 유해할 수 있음) 또는 통합',
  "roaming module's log": '로밍 모듈의 로그',
  'probed the OpenDNS resolvers': 'OpenDNS 리졸버를 프로브함',
  'rejected all candidate resolvers': '후보 리졸버를 모두 제외함',
  'began to check whether the resolvers can be reached':
    '리졸버에 도달할 수 있는지 확인하기 시작함',
  "roaming module's event log": '로밍 모듈의 이벤트 로그',
  'could not connect to the Secure Web Gateway and let web traffic pass unprotected':
    'Secure Web Gateway에 연결하지 못해 웹 트래픽을 보호 없이 통과시킴',
  'could not connect to the Secure Web Gateway': 'Secure Web Gateway에 연결하지 못함',
  'reported web protection as protected': '웹 보호 상태를 protected로 보고함',
  'reported the state of its web protection': '웹 보호의 상태를 보고함',
  'web and DNS': '웹 및 DNS',
  'Name resolution': '이름 해석',
  'DNS servers': 'DNS 서버',
  'Names that these servers are asked for are not found, or only after a wait.':
    '이 서버에 질의한 이름을 찾지 못하거나, 한참 기다린 뒤에야 찾습니다.',
  'Web access': '웹 접속',
  'web servers': '웹 서버',
  'What comes from these servers may not load: a page, a part of it, or the data of a program.':
    '이 서버에서 오는 것이 로드되지 않을 수 있습니다. 페이지 전체나 일부, 또는 프로그램의 데이터입니다.',
  'any service': '모든 서비스',
  'a TLS proxy': 'TLS 프록시',
};

export const products: Words['products'] = productsOf(TEXTS);
