import type { BetterCapture } from '../../evidence/evidence.ts';
import type { Observation } from '../../evidence/table.ts';
import type { Hypothesis } from '../../evidence/verdict.ts';
import type { Words } from '../words.ts';
import { evidenceText } from './evidence.ts';

/** What there is, in the words of a cause: "… 만큼이나 …에도 들어맞습니다". */
const CAUSES: Readonly<Record<Hypothesis, string>> = {
  answered: '서비스가 정상 동작하는 경우',
  drop: '방화벽이 드롭하는 경우',
  reject: '방화벽이 거부하는 경우',
  closed: '서버가 직접 거부하는 경우',
  intercepted: '다른 무언가가 서버를 대신해 응답하는 경우',
  unreachable: '서버가 다운되었거나 서버로 가는 경로가 없는 경우',
};

/** Keys: what it could be, in the order of the alphabet. */
const FIND_OUT: Readonly<Record<string, string>> = {
  'closed reject':
    '다른 네트워크에서 시도해 보십시오. 거기서도 거부되면 서버가 거부하는 것이고, 응답하면 이 네트워크의 방화벽이 거부하는 것입니다. 요청이 도착했는지는 서버 자체의 로그로 알 수 있습니다.',
  'drop unreachable':
    '클라이언트 자체의 인터페이스에서 여러 번 시도하면서 더 오래 캡처하고, 다른 네트워크에서도 시도해 보십시오. 거기서 응답하면 이 네트워크가 드롭하는 것입니다.',
  'answered intercepted':
    '아무도 리디렉션하지 않는 서버에, 또는 다른 네트워크에서 같은 요청을 보내고 응답을 비교하십시오.',
};

/** What would tell, where it is the capture that lacks something. */
const BETTER: Readonly<Record<BetterCapture, string>> = {
  'both-ways': '양방향을 캡처하면 알 수 있습니다.',
  'whole-packets': '패킷 전체를 캡처하면 알 수 있습니다.',
  'all-packets': '손실 없이 캡처하면 알 수 있습니다.',
  'the-start': '시작 부분을 캡처하면 알 수 있습니다.',
  'capture-itself': '이 목록의 원본 캡처가 있으면 알 수 있습니다.',
  'servers-word':
    '서버 자체의 로그로 알 수 있습니다. 서버가 프록시나 로드 밸런서라면 그 뒤쪽의 캡처가 필요합니다.',
};

/** Keys: the verdict, then what else it could be; the text is about the latter. */
const TELL_APART: Readonly<Record<string, string>> = {
  'drop unreachable':
    '서버가 다운되었거나 그 주소가 사용되지 않는 것일 수도 있습니다. 다른 네트워크에서 시도해 보십시오. 거기서 응답하면 이 네트워크가 드롭하는 것입니다.',
  'unreachable drop':
    '드롭하는 방화벽도 똑같이 보입니다. 다른 네트워크에서 시도해 보십시오. 거기서 응답하면 이 네트워크가 드롭하는 것입니다.',
  'reject closed':
    '서버가 직접 거부하는 것일 수도 있습니다. 다른 네트워크에서 시도해 보십시오. 거기서도 거부되면 서버를 확인하십시오.',
  'closed reject':
    '서버 바로 앞의 방화벽이 서버의 이름으로 거부하는 것일 수도 있습니다. 요청이 도착했는지는 서버 자체의 로그로 알 수 있습니다.',
  'drop reject':
    '두 가지가 함께 나타나는 것은 TCP는 RST로 리셋하고 UDP에는 응답하지 않는 방화벽에 들어맞습니다. Cisco ASA와 FTD가 기본적으로 그렇게 합니다.',
  'reject drop':
    '두 가지가 함께 나타나는 것은 TCP는 RST로 리셋하고 UDP에는 응답하지 않는 방화벽에 들어맞습니다. Cisco ASA와 FTD가 기본적으로 그렇게 합니다.',
  'drop answered':
    '일부 시도에는 응답이 왔습니다. 더 오래 캡처하면 손실인지 규칙(예: 속도 제한)인지 알 수 있습니다.',
  'reject answered':
    '일부 시도에는 응답이 왔습니다. 더 오래 캡처하면 거부가 규칙에 따른 것인지 알 수 있습니다.',
};

/** What a judgement says beside its verdict and its evidence. */
export const judgement: Words['judgement'] = {
  /** What was seen, where it takes support away: the capture cannot carry a verdict. */
  evidence: ({ seen }: { seen: Observation }) => evidenceText(seen),
  'one-syn': () =>
    'SYN 하나만 응답을 받지 못했고 클라이언트가 다시 요청하지 않았습니다. 패킷 하나가 손실되어도 똑같이 보입니다.',
  'each-asked-once': () =>
    '쿼리마다 한 번씩만 보냈습니다. 패킷이 하나씩 손실되었거나 클라이언트가 다른 곳에서 응답을 받은 경우에도 똑같이 보입니다.',
  'udp-needs-no-answer': () =>
    'UDP를 쓰는 프로토콜에는 응답이 필요 없는 것이 많으므로, 여기서 무응답은 아무것도 말해 주지 않습니다.',
  tie: ({ one, other }: { one: Hypothesis; other: Hypothesis }) =>
    `${CAUSES[one]}와 ${CAUSES[other]}에 거의 비슷하게 들어맞습니다.`,
  'exchange-unfinished': () => '캡처에는 클라이언트가 받아들인 응답도 실패도 보이지 않습니다.',
  'same-host': () =>
    '클라이언트와 서버가 같은 호스트입니다. 둘 사이에는 그 호스트 자체의 패킷 필터와 그 호스트의 프로그램이 하는 일 외에 아무것도 없습니다.',
  signed: () =>
    'SYN에 서명(TCP MD5 또는 AO)이 있습니다. 같은 키가 없는 서버는 방화벽처럼 아무 통지 없이 직접 드롭합니다.',
  'answers-for-other': () =>
    '다른 주소로 보낸 요청에 응답하고 있습니다. 이 주소로 요청한 클라이언트는 없습니다.',
  unasked: () =>
    '이 캡처에서 이 서버에 요청한 클라이언트는 없습니다. 다른 누군가가 이 주소의 이름으로 보낸 것에 응답하거나(백스캐터), 캡처가 시작되기 전에 보낸 것에 응답하는 것입니다.',
  trace: () =>
    'traceroute의 프로브만 전송되었고, 그 서버의 다른 포트 중 더 멀리까지 추적된 것이 없습니다.',
  'one-direction': () => '한 방향만 캡처되었습니다. 그 결과가 어떻게 되었는지는 캡처에 없습니다.',
  'part-fails': () =>
    '일부 연결이 수락된 뒤에 실패했습니다. 무엇 때문인지 말하기에는 수가 너무 적습니다.',
  'too-little-seen': () => '보인 것만으로는 원인을 말하기에 부족합니다.',
  /** Where there is no verdict: what would lead to one. */
  'find-out': ({
    favourite,
    runnerUp,
    better,
  }: {
    favourite: Hypothesis;
    runnerUp: Hypothesis | null;
    better: BetterCapture | null;
  }) => {
    if (better !== null) return BETTER[better];
    const both = runnerUp === null ? favourite : [favourite, runnerUp].sort().join(' ');
    return (
      FIND_OUT[both] ??
      '클라이언트 자체의 인터페이스에서 여러 번 시도하면서 더 오래 캡처하면 알 수 있습니다.'
    );
  },
  'refused-either-way': () =>
    '방화벽이 패킷을 드롭했는지 거부했는지는 로그에 없습니다. 클라이언트에서 캡처하면 RST나 ICMP 오류가 돌아오는지 알 수 있습니다.',
  'tell-apart': ({ verdict, other }: { verdict: Hypothesis; other: Hypothesis }) =>
    TELL_APART[`${verdict} ${other}`] ??
    '같은 시간에 방화벽 바깥쪽에서 캡처하거나 다른 네트워크에서 같은 시도를 하면 알 수 있습니다.',
};
