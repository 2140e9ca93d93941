import type { Words } from '../words.ts';
import { count, grouped } from './phrases.ts';

/** So many of a thing, which documents count. */
export const amounts: Words['amounts'] = {
  packets: (number) => count(number, '패킷'),
  bytes: (number) => `${grouped(number)}바이트`,
  files: (number) => count(number, '파일'),
  captures: (number) => count(number, '캡처'),
  packetCaptures: (number) => count(number, '패킷 캡처'),
  logs: (number) => count(number, '로그'),
  lookups: (number) => count(number, '조회', '건'),
  records: (number) => count(number, '레코드'),
  endpoints: (number) => count(number, '엔드포인트'),
  services: (number) => count(number, '서비스'),
  problems: (number) => count(number, '문제', '건'),
  tries: (number) => count(number, '시도', '회'),
  repetitions: (number) => count(number, '재전송', '회'),
  sensors: (number) => count(number, '센서'),
  findings: (number) => count(number, '발견 사항', '건'),
};

/** So many more of a thing than are shown. */
export const further: Words['further'] = {
  endpoints: (number) => count(number, '그 밖의 엔드포인트'),
  problems: (number) => count(number, '그 밖의 문제', '건'),
  findings: (number) => count(number, '그 밖의 발견 사항', '건'),
  services: (number) => count(number, '그 밖의 서비스'),
  entries: (number) => count(number, '그 밖의 항목'),
  files: (number) => count(number, '그 밖의 파일'),
  logs: (number) => count(number, '그 밖의 로그'),
  rows: (number) => count(number, '그 밖의 행'),
  lines: (number) => count(number, '그 밖의 줄'),
  changes: (number) => count(number, '그 밖의 변경', '건'),
  frames: (number) => count(number, '그 밖의 프레임'),
  packets: (number) => count(number, '그 밖의 패킷'),
  any: (number) => `그 밖의 ${grouped(number)}개`,
};
