import type { Words } from '../words.ts';
import { amounts, further } from './amounts.ts';
import { documents } from './documents.ts';
import { count } from './phrases.ts';

/** What a document about two captures, or of several places, says beside its sentences. */
export const comparisonDocument: Words['comparisonDocument'] = {
  headings: {
    restsOn: '무엇에 근거하는가',
    eachSays: '각 캡처의 판정',
    eachSaysAlone: '각 캡처만의 판정',
    changed: '도중에 바뀐 것',
    timeline: '타임라인',
  },
  columns: {
    purpose: '용도',
    addresses: '주소',
    failsOn: '실패하는 곳',
    where: '위치',
    packet: '패킷',
    goesTo: '방향',
  },
  crossCheckOf: '교차 확인: ',
  kicker: (first, second) => `교차 확인: ${first}, ${second}`,
  titles: { first: '첫 번째', second: '두 번째' },
  ordinals: { first: '첫 번째', second: '두 번째' },
  captures: { first: '첫 번째 캡처', second: '두 번째 캡처' },
  inCaptures: { first: '첫 번째 캡처', second: '두 번째 캡처' },
  notAsked: '요청 없음',
  inPart: (verdict) => `${verdict}(일부)`,
  noService: '어느 캡처에도 서비스에 대한 요청이 없습니다.',
  servicesCaption: (services, left) =>
    `${amounts.services(services)}, 실패하는 것이 먼저입니다. 주소가 다르면 첫 번째 캡처의 것이 먼저입니다${documents.rowsLeftOut(left)}`,
  unclearLeft: (number) => `… 실패하거나 불분명한 ${further.services(number)}.`,
  answeredLeft: (number) => `… 응답하기만 한 ${further.services(number)}.`,
  evidenceIn: {
    first: '첫 번째 캡처의 근거(프레임 번호는 Wireshark와 같음)',
    second: '두 번째 캡처의 근거(프레임 번호는 Wireshark와 같음)',
  },
  evidenceCaption: (left) => `각 실패의 가장 무거운 근거${rowsLeft(left)}`,
  furtherRows: (number) => `… ${further.rows(number)}.`,
  furtherLines: (number) => `… ${further.lines(number)}.`,
  furtherPackets: (number) => `… ${further.packets(number)}.`,
  furtherChanges: (number) => `… ${further.changes(number)}.`,
  outcomes: {
    'first-only': '첫 번째에서만',
    'second-only': '두 번째에서만',
    both: '양쪽 모두',
    'cannot-tell': '알 수 없음',
  },
  sidesOf: '양쪽 비교: ',
  sidesKicker: (captures) => `캡처 ${captures}개에 있는 같은 패킷`,
  joint: (index, of) => (index === 0 ? '' : index === of - 1 ? ' 및 ' : ', '),
  shortPlace: (place, places) =>
    place === 0 ? '클라이언트' : place === places - 1 ? '서버' : `위치 ${place + 1}`,
  noServiceAsked: '클라이언트 쪽에는 서비스에 대한 요청이 없습니다.',
  sidesCaption: (services, left) =>
    `${amounts.services(services)}, 막히는 것이 먼저입니다${documents.rowsLeftOut(left)}`,
  sidesEvidence: '근거(프레임 번호는 각 캡처의 Wireshark 번호)',
  sidesEvidenceCaption: (left) => `캡처들이 함께 보여 주는 것${rowsLeft(left)}`,
  at: (place) => ` ${place}:`,
  oneTimeline: (service) => `통합 타임라인: ${service}`,
  goesTo: { 'to-server': '서버', 'to-client': '클라이언트' },
  notThere: '없음',
  frame: (frame) => `프레임 ${frame}`,
  withBytes: (packet, bytes) => `${packet}, ${bytes}바이트`,
  changeOf: (change, services) => `${change} (${amounts.services(services)})`,
};

function rowsLeft(left: number): string {
  return left > 0 ? `; ${count(left, '행')} 생략` : '';
}
