import { documents as later, pictures as laterPictures } from '../en/documents.ts';
import type { Words } from '../words.ts';

/** What documents say of themselves, and between what they are about. */
export const documents: Words['documents'] = {
  ...later,
  columns: {
    ...later.columns,
    confidence: '신뢰도',
    attempts: '시도',
    retransmissions: '재전송',
    resent: '재전송',
    answered: '응답',
    refused: '거부',
    strength: '강도',
  },
  nextExplanation: { before: '그다음으로 가능성이 높은 설명: ', behind: '.' },
  noOtherExplanation: '다른 설명을 뒷받침하는 것이 없습니다',
  allowedElse:
    '이것은 이 캡처에서 실패하는 것입니다. 제품에 필요한 모든 것은 아래의 발견 사항에 있습니다.',
  footnote:
    '프레임 번호는 Wireshark의 번호입니다. 근거 앞의 +는 힌트, ++는 유력한 근거, +++는 강한 근거이며, −는 반대 근거입니다. 함께 동작하는 것이 있어도 실패하는 것이 없어지지는 않습니다. 신뢰도는 백분율이 아니라 순서입니다. 캡처는 네트워크의 한 위치를 보여 줍니다. 무응답은 누가 일으키든 똑같이 보입니다.',
  comparisonFootnote:
    '주소는 네트워크마다 다르므로 서비스는 주소, 이름 또는 용도로 다시 찾습니다. 프레임 번호는 각 캡처의 Wireshark 번호입니다. 신뢰도는 백분율이 아니라 순서입니다.',
  conclusions: {
    network: '네트워크',
    'network-in-part': '네트워크, 일부',
    'both-fail': '양쪽 모두 실패',
    changed: '변경됨',
    swapped: '순서 바뀜',
    'nothing-fails': '실패 없음',
    'cannot-tell': '알 수 없음',
    'between-sides': '캡처 사이',
    'beyond-server-side': '서버 쪽보다 뒤',
    'before-client-side': '클라이언트 쪽보다 앞',
  },
  sidesFootnote:
    '패킷은 다른 캡처에서 주소가 무엇이든 시퀀스 번호, 옵션, 페이로드로 다시 찾습니다. 프레임 번호는 각 캡처의 Wireshark 번호이고, 시간은 첫 번째 캡처의 시계를 따릅니다. 신뢰도는 백분율이 아니라 순서입니다.',
  fileKinds: {
    capture: '캡처',
    log: '로그',
    'look-up': '조회',
    archive: '압축 파일',
    other: '사용하지 않음',
    unreadable: '읽을 수 없음',
  },
  forOwner: '방화벽 소유자용: 로그에서 다음을 찾으십시오',
  moreForOwner: (more) => `... 외 ${more}개: JSON 보고서 참조(endpoints, failed)`,
  noPackets: '로그나 조회에만 나타남',
  stoppedAt: (segment) => `${segment}에서 막힙니다. 캡처들이 함께 이를 보여 줍니다.`,
  deviceUnknown: '어느 장치인지 캡처로는 알 수 없습니다.',
  firewallUnknown:
    '어느 장치인지 캡처로는 알 수 없습니다. 클라이언트와 인터넷 사이의 방화벽부터 확인하십시오.',
  outside: {
    drop: '같은 시간에 방화벽 바깥쪽에서 캡처하십시오. 클라이언트의 패킷이 거기로 나가지 않으면 방화벽이 드롭하는 것이고, 나가는데 아무것도 돌아오지 않으면 원인은 그 뒤쪽에 있습니다.',
    reject:
      '같은 시간에 방화벽 바깥쪽에서 캡처하십시오. 클라이언트의 패킷이 거기로 나가지 않으면 방화벽이 거부하는 것이고, 거기에도 거부 응답이 들어오면 더 먼 곳에서 온 것입니다.',
  },
};

/** What pictures of packets say. */
export const pictures: Words['pictures'] = {
  ...laterPictures,
  marks: {
    try: '서버에 도달하는 패킷',
    answer: '서버의 응답',
    lost: '사라지는 패킷',
    refusal: '거부 또는 서버를 대신한 응답',
    open: '어떻게 되는지 캡처로는 알 수 없음',
  },
  places: {
    'this-host': '클라이언트 자체',
    'local-network': '로컬 네트워크',
    near: '클라이언트 근처',
    'on-the-way': '도중',
    'server-end': '서버 쪽',
    unknown: '중간 어딘가',
  },
  between: {
    answered: '중간',
    drop: '방화벽',
    reject: '방화벽',
    closed: '중간',
    intercepted: '서버가 아님',
    unreachable: '네트워크',
    inconclusive: '알 수 없음',
  },
  deliveries: {
    sent: '클라이언트에서 서버로',
    refused: '클라이언트에서 서버로, 중간에서 막힘',
    lost: '클라이언트에서 서버로, 도중에 사라짐',
    open: '클라이언트에서 서버로, 캡처에 응답 없음',
    answer: '서버에서 클라이언트로',
    'answer-lost': '서버에서 클라이언트로, 받아들여지지 않음',
    refusal: '클라이언트로, 중간의 무언가가 보냄',
    'server-refusal': '거부, 서버에서 클라이언트로',
  },
};
