import type { Words } from '../words.ts';
import { amounts, further } from './amounts.ts';
import { count, grouped, list } from './phrases.ts';

/** What a document about a case says beside its sentences. */
export const caseDocument: Words['caseDocument'] = {
  headings: {
    bothSides: '양쪽',
    timeline: '타임라인',
    logs: '로그',
    files: '파일',
    furtherCaptures: '그 밖의 캡처',
    furtherInCapture: '이 캡처의 그 밖의 발견 사항',
    takenFor: '각 파일을 무엇으로 보았는가',
    notUsed: '사용하지 않음',
  },
  columns: {
    seenIn: '관찰된 곳',
    what: '내용',
    where: '위치',
    file: '파일',
    takenFor: '분류',
    whatItIs: '설명',
    bytes: '바이트',
    furtherCapture: '그 밖의 캡처',
  },
  facts: {
    records: '레코드',
    firstToLast: '처음부터 마지막까지',
    itsClock: '로그의 시계',
  },
  kinds: { packets: '패킷', log: '로그' },
  case: '케이스 ',
  kicker: (name, contents) => `케이스 ${name}${contents === '' ? '' : `: ${contents}`}`,
  madeBy: (tool) => `작성 도구: ${tool}.`,
  inCapture: (capture) => `캡처 ${capture}`,
  inFile: '파일 ',
  inTheLog: (places) => `로그: ${places}.`,
  frameNumbersOf: (capture) => `프레임 번호는 ${capture}의 번호입니다.`,
  noTime: '시간 없음',
  logClock: '로그 자체의 시계',
  ofItsOwnClock: (clock) => `로그 자체의 시계로 ${clock}`,
  byTheLog: (clock) => `로그 기준 ${clock}`,
  timelineOf: (day, zone) => `타임라인, ${day}(${zone})`,
  entriesBetween: (number) => `… 그 사이에 ${count(number, '항목')} …`,
  entriesLeftOut: (number) => `말해 주는 것이 적은 ${count(number, '항목')}를 생략했습니다.`,
  furtherEntries: (number) => `… ${further.entries(number)}.`,
  logTitle: (file, title, records, known, span) =>
    `로그 ${file}: ${title}, ${amounts.records(records)}, ${known}${span === '' ? '' : `, ${span}`}`,
  allKnown: '모두 아는 형식',
  someKnown: (known) => `${known}개가 아는 형식`,
  last: (status) => `마지막: ${status}`,
  problemAtLine: (line) => `${line}행의 문제: `,
  lineIs: (line) => `${grouped(line)}행: `,
  furtherLogs: (number) => `… ${further.logs(number)}.`,
  moreLogs: (number) => `${further.logs(number)}: JSON 보고서 참조.`,
  file: '파일: ',
  localTime: '현지 시간: ',
  inLocalTime: ', 현지 시간',
  noTimes: '시각 없음',
  clock: (clock) => `시계: ${clock}.`,
  knownRecords: (known, unknown) =>
    `아는 형식 ${grouped(known)}개, 모르는 형식 ${grouped(unknown)}개`,
  knownRecordsLeftAside: (records, known, unknown) =>
    `${grouped(records)}개: 아는 형식 ${grouped(known)}개, 모르는 형식이라 제외한 것 ${grouped(unknown)}개; `,
  certainties: {
    certain: '확실함',
    probable: '가능성 높음',
    unknown: '알 수 없음',
    given: '지정됨',
  },
  clockNotKnown: '알 수 없음',
  ofPacketList: (apart, isBehind) =>
    apart === ''
      ? '패킷 목록의 시계와 같음'
      : `패킷 목록의 시계보다 ${apart} ${isBehind ? '느림' : '빠름'}`,
  notRead: '읽지 못함: ',
  furtherFiles: (number, unread) =>
    `… ${further.files(number)}${unread > 0 ? `, 그중 ${grouped(unread)}개는 읽지 못함` : ''}.`,
  notUsed: (named, rest) =>
    `사용하지 않음: ${list(rest > 0 ? [...named, further.any(rest)] : named)}.`,
  notLookedAt: (number) => `${further.files(number)}는 살펴보지 않았습니다.`,
  filesOf: (name, files) => `케이스 ${name}: ${amounts.files(files)}`,
  ofNoUse: (files) => `판정에 쓸모없거나 알지 못하는 ${amounts.files(files)}`,
  notListed: (files) => `케이스의 ${further.files(files)}는 나열하지 않았습니다.`,
  furtherInJson: '이 캡처들의 엔드포인트는 JSON 보고서 또는 각 캡처만의 보고서에 있습니다.',
};
