import type { PageWords } from '../page-words.ts';
import { grouped } from './phrases.ts';

export const page: PageWords = {
  title: 'pcap-verdict',
  claim: '서비스가 응답했는가, 드롭되었는가, 방화벽이 거부했는가?',
  privacy:
    '아무것도 업로드되지 않습니다. 이 페이지 자체의 정책이 모든 요청을 금지하므로 아무것도 보낼 수 없습니다.',
  privacyServed:
    '아무것도 업로드되지 않습니다. 이 페이지 자체의 정책은 페이지의 부분을 불러오는 것만 허용합니다.',
  drop: '캡처, 로그, 조회 결과, 프로필, TLS 키 로그 또는 ZIP 아카이브를 여기에 놓으십시오',
  chooseFiles: '파일 선택',
  files: '파일',
  kinds: { profile: '프로필', keys: 'TLS 키 로그' },
  task: '파일의 관계',
  tasks: {
    report: '캡처 하나',
    case: '하나의 케이스: 캡처, 로그, 조회 결과, 아카이브를 함께',
    compare: '두 네트워크: 실패하는 곳, 이어서 동작하는 곳',
    sides: '한 경로의 여러 위치: 클라이언트 쪽부터',
  },
  moveUp: (name) => `위로 이동: ${name}`,
  remove: (name) => `제거: ${name}`,
  settings: '설정',
  filter: '표시 필터',
  filterHelp: '일치하는 패킷이 있는 엔드포인트만 판정합니다. 예: ip.addr == 192.0.2.1',
  profile: '제품',
  language: '언어',
  ownProfile: '캡처에 나타나는 제품',
  redact: '가명 처리: 보고서와 증거에서 주소와 이름을 바꿉니다',
  password: '암호화된 아카이브의 비밀번호',
  run: '진단',
  cancel: '취소',
  cancelled: '취소했습니다.',
  working: '읽는 중',
  progress: (label, share, packets) =>
    [label, share === null ? '' : `${share}%`, packets === null ? '' : `패킷 ${grouped(packets)}개`]
      .filter((part) => part !== '')
      .join(', '),
  done: '보고서가 준비되었습니다.',
  views: '보기',
  report: '보고서',
  packets: '패킷',
  flows: '플로',
  format: '형식',
  saveReport: '저장',
  saveEvidence: '증거 저장(pcapng)',
  headersOnly: '페이로드 제외',
  capture: '캡처',
  listFilter: '일치하는 패킷만 표시',
  apply: '적용',
  rows: (count) => `${grouped(count)}행`,
  frame: (number) => `프레임 ${number}`,
  frameBytes: (captured, length) =>
    captured === length
      ? `${grouped(length)}바이트`
      : `${grouped(length)}바이트 중 ${grouped(captured)}바이트가 캡처됨`,
  bytes: '바이트',
  close: '닫기',
  caseName: '케이스',
  comparisonName: '비교',
  oneProfile: '프로필이 여러 개입니다. 하나만 남기고 제거하십시오.',
  twoCaptures: '비교에는 캡처 두 개가 필요합니다.',
  nothingRead: '아직 읽은 것이 없습니다.',
  noPackets: '이 파일에는 패킷 자체가 없으므로 저장할 증거가 없습니다.',
  noSuchFrame: (number) => `캡처에 프레임 ${number}번이 없습니다.`,
};
