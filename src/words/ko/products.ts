import type { Words } from '../words.ts';

/** By what the shipped profiles say in English. */
const TEXTS: ReadonlyMap<string, string> = new Map([
  [
    'The client shows "DNS protection: Unprotected": DNS queries leave without the protection of Umbrella / Secure Access.',
    '클라이언트에 "DNS protection: Unprotected"가 표시됩니다. DNS 쿼리가 Umbrella / Secure Access의 보호 없이 나갑니다.',
  ],
  [
    'The client shows "Web protection: Cloud service unavailable" and fails open: web traffic goes out directly, unprotected.',
    '클라이언트에 "Web protection: Cloud service unavailable"이 표시되고 fail open으로 동작합니다. 웹 트래픽이 보호 없이 바로 나갑니다.',
  ],
  [
    'The client cannot register or fetch its settings.',
    '클라이언트가 등록하거나 설정을 가져올 수 없습니다.',
  ],
  [
    'The client cannot check the certificates of the cloud service.',
    '클라이언트가 클라우드 서비스의 인증서를 확인할 수 없습니다.',
  ],
  [
    'Names that these servers are asked for are not found, or only after a wait.',
    '이 서버에 질의한 이름을 찾지 못하거나, 한참 기다린 뒤에야 찾습니다.',
  ],
  [
    'What comes from these servers may not load: a page, a part of it, or the data of a program.',
    '이 서버에서 오는 것이 로드되지 않을 수 있습니다. 페이지 전체나 일부, 또는 프로그램의 데이터입니다.',
  ],
  ['encrypted DNS', '암호화된 DNS'],
  [
    'TCP 443 to the ingress addresses of the Secure Web Gateway of your region (look up swg-url-proxy-https-sse.sigproxy.qq.opendns.com on the affected PC)',
    '해당 지역에 있는 Secure Web Gateway의 인그레스 주소로 가는 TCP 443(문제가 있는 PC에서 swg-url-proxy-https-sse.sigproxy.qq.opendns.com을 조회하십시오)',
  ],
]);

/** What a shipped profile says in a sentence of its own; anybody else's profile as it is. */
export const products: Words['products'] = (text) => TEXTS.get(text) ?? text;
