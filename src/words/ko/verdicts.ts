import type { Confidence, Stage, Verdict } from '../../evidence/verdict.ts';
import { type Explanation, explained } from '../explanation.ts';

/** Verdicts in plain words. */
export const verdicts: Readonly<Record<Verdict, Explanation>> = {
  answered: explained(
    '서비스가 응답했습니다',
    '요청에 응답이 왔고 통신이 계속되었습니다. 이 캡처에서 차단은 보이지 않았습니다.',
    '그래도 애플리케이션이 동작하지 않으면 인증서, 로그인, 프록시 설정을 확인하십시오.',
  ),
  drop: explained(
    '방화벽이 패킷을 드롭합니다',
    '클라이언트의 패킷(또는 그 응답)이 아무런 통지 없이 사라집니다. 재전송해도 응답이 없습니다.',
    '클라이언트와 인터넷 사이의 방화벽에서 해당 목적지, 프로토콜, 포트를 허용하십시오.',
  ),
  reject: explained(
    '방화벽이 패킷을 거부합니다',
    '서버가 아닌 다른 장치가 서버를 대신해 TCP RST 또는 ICMP 오류로 거부합니다.',
    '거부하는 장치에서 해당 목적지, 프로토콜, 포트를 허용하십시오.',
  ),
  closed: explained(
    '서버가 직접 거부합니다',
    'RST 또는 ICMP port unreachable을 서버가 보냈습니다. 그 포트에 서비스가 없습니다.',
    '서버에서 서비스를 시작하거나 주소와 포트를 바로잡으십시오.',
  ),
  intercepted: explained(
    '다른 무언가가 서버를 대신해 응답합니다',
    '요청을 받은 서버가 보낸 응답이 아닙니다.',
    '네트워크에 DNS 리디렉션이나 투명 프록시가 있는지 확인하십시오.',
  ),
  unreachable: explained(
    '서버에 도달할 수 없습니다',
    '정책이 아니라 라우팅의 문제입니다. 경로가 없거나, 호스트가 다운되었거나, 그 주소를 쓰는 호스트가 없습니다.',
    '라우팅, VPN, 서버 주소를 확인하고 서버가 켜져 있는지 확인하십시오.',
  ),
  inconclusive: explained(
    '이 캡처로는 알 수 없습니다',
    '캡처의 내용이 둘 이상의 원인에 들어맞거나, 판정의 근거로 삼기에 부족합니다.',
    '클라이언트 자체의 인터페이스에서, 장애 발생 후 최소 30초 동안 다시 캡처하십시오.',
  ),
};

/** Stages, for a cell of a table. */
export const stages: Readonly<Record<Stage, string>> = {
  question: '요청 단계',
  'after-syn': 'SYN 이후',
  'after-handshake': '핸드셰이크 이후',
  'after-server-name': '서버 이름 이후',
  'after-large-packets': '큰 패킷 이후',
  later: '통신 도중',
};

/** How sure a verdict is, in plain words. */
export const confidences: Readonly<Record<Confidence, Explanation>> = {
  certain: explained(
    '추론이 아니라 직접 확인되었습니다',
    '그렇게 처리한 장치가 스스로 밝히고 있거나, 그 장치의 양쪽이 모두 캡처되었습니다.',
    '더 알아볼 것은 없습니다.',
  ),
  high: explained(
    '패킷으로 볼 때 다른 원인의 여지가 거의 없습니다',
    '원인이 알려진 캡처에서, 이 신뢰도의 판정은 100건 중 98건이 맞아야 합니다.',
    '이 판정에 따라 조치하십시오. 그다음으로 가능성이 높은 설명은 보고서에 있습니다.',
  ),
  medium: explained(
    '여러 원인 중 가장 가능성이 높습니다',
    '다른 원인도 들어맞을 수 있습니다. 보고서에 그 원인과 구별 방법이 있습니다.',
    '먼저 보고서에서 확인 방법으로 제시한 것을 점검하십시오.',
  ),
  low: explained(
    '추측에 가깝습니다',
    '패킷이 적거나, 두 가지 원인을 거의 똑같이 뒷받침합니다.',
    '무엇이든 변경하기 전에 보고서의 안내대로 다시 캡처하십시오.',
  ),
};
