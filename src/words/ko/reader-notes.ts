import type { LogKind, RedactionKeyName } from '../en/reader-notes.ts';
import type { Words } from '../words.ts';
import { count, grouped, withParticle } from './phrases.ts';
import { products } from './products.ts';

/** What Wireshark calls a way to export packets. */
const LISTS = {
  csv: 'CSV',
  elasticsearch: 'Elasticsearch용 JSON',
  fields: '필드(fields)',
  'hex-dump': '16진수 덤프',
  json: 'JSON',
  k12: 'K12 텍스트',
  pdml: 'PDML',
  'plain-text': '일반 텍스트',
  psml: 'PSML',
  tabs: '탭으로 구분된 텍스트',
  yaml: 'YAML',
};

/** Who else prints packets. */
const MAKERS = {
  fortigate: 'FortiGate의 스니퍼',
  'fw-monitor': 'fw monitor',
  pktmon: 'pktmon',
  routeros: 'RouterOS의 스니퍼',
  tcpdump: 'tcpdump',
};

/** Logs of what devices did with packets. */
const logKinds: Readonly<Record<LogKind, string>> = {
  'azure-flow-log': 'Azure의 흐름 로그',
  'calico-flow-log': 'Calico의 흐름 로그',
  'check-point-drops': 'Check Point의 fw ctl zdebug drop',
  'cilium-monitor': 'cilium monitor의 출력',
  'cisco-access-list-log': 'IOS 라우터의 액세스 목록 로그',
  'cisco-firewall-log': 'Cisco 방화벽의 syslog',
  'cisco-packet-tracer': 'Cisco 방화벽의 packet-tracer 출력',
  conntrack: 'Linux 커널의 연결 테이블',
  'fortigate-debug-flow': 'FortiGate의 diagnose debug flow',
  'fortigate-traffic-log': 'FortiGate의 트래픽 로그',
  'google-firewall-log': 'Google Cloud의 방화벽 규칙 로그',
  'hubble-compact': 'hubble observe의 출력',
  'hubble-json': 'Hubble이 JSON으로 출력한 Cilium의 흐름',
  'juniper-flow-log': 'Junos의 세션 로그(RT_FLOW)',
  'juniper-structured-log': 'Junos의 구조화된 세션 로그(RT_FLOW)',
  'mikrotik-log': 'RouterOS의 방화벽 로그',
  'netfilter-log': '커널 로그에 있는 netfilter의 행',
  'nft-trace': 'nft monitor trace의 출력',
  'palo-alto-traffic-log': 'Palo Alto의 트래픽 로그',
  'pf-filterlog': 'pf의 filterlog',
  'pf-text-log': 'tcpdump가 출력한 pf의 로그',
  'vpc-flow-log': 'AWS VPC의 흐름 로그',
  'windows-filtering-events': 'Windows 필터링 플랫폼의 감사 이벤트',
  'windows-firewall-log': 'Windows 방화벽의 pfirewall.log',
};

type Note<Code extends keyof Words['readerNotes']> = Parameters<Words['readerNotes'][Code]>[0];

/** "Wireshark에서 내보낸 패킷 목록(CSV)", "tcpdump가 출력한 패킷 목록". */
function originText({ title, maker }: Note<'list-with-bytes'>): string {
  if (maker !== null) return `${withParticle(MAKERS[maker], 'subject')} 출력한 패킷 목록`;
  return `Wireshark에서 내보낸 패킷 목록${title === null ? '' : `(${LISTS[title]})`}`;
}

function extentText({ maker, packets, isSelection }: Note<'list-with-bytes'>): string {
  if (isSelection) {
    return '표시 필터를 적용했을 때처럼 행 사이의 패킷이 빠져 있습니다. 그 가운데 응답이 있을 수 있으므로, 무응답의 비중을 낮게 봅니다.';
  }
  return maker === null
    ? `1부터 ${packets}까지의 모든 패킷이 있습니다.`
    : `${count(packets, '패킷')}가 있습니다.`;
}

/** "행 13개(처음은 3행)", "패킷 2개". */
function rowsText({ number, line }: Note<'rows-unordered'>): string {
  if (line === null) return count(number, '패킷');
  return `${count(number, '행')}(${number === 1 ? '' : '처음은 '}${line}번째 줄)`;
}

function keyText(key: RedactionKeyName): string {
  if (key.kind === 'file') return `키 파일 ${key.name}`;
  return {
    random: '보관되지 않는 임의의 키',
    given: '지정된 키',
    'word-and-file': '단어와 키 파일',
  }[key.kind];
}

/** What readers of captures, lists and logs say of them. */
export const readerNotes: Words['readerNotes'] = {
  'texts-left-out': ({ number, maximum }) =>
    `파일의 텍스트 ${grouped(number)}개(이름, 주석, 키 로그)를 제외했습니다. 파일에 그런 텍스트가 ${grouped(maximum)}바이트 넘게 있습니다.`,
  'files-overlap': ({ name, before, early }) =>
    `${withParticle(name, 'subject')} ${before}의 끝보다 ${early}초 먼저 시작합니다. 한 캡처의 파일들이 아니라 두 위치의 캡처일 수 있습니다. 그렇다면 --sequence 없이 지정하십시오.`,
  'local-times': ({ title }) =>
    `${title} 형식의 시각은 현지 시각이며 어느 시간대인지 나타나지 않습니다. UTC로 봅니다.`,
  'list-without-bytes': ({ lacksTimeToLive, lacksPayload, ...list }) => {
    const unknown = [
      ...(lacksTimeToLive ? ['TTL', 'MAC 주소'] : []),
      ...(lacksPayload ? ['페이로드'] : []),
      `${lacksTimeToLive || lacksPayload ? '그 밖에 ' : ''}목록에 표시되지 않은 것`,
    ];
    return `이것은 ${originText(list)}입니다. ${unknown.join(', ')}은 알 수 없습니다. ${extentText(list)} 더 확실한 판정을 위해서는 캡처 자체를 보내 주십시오.`;
  },
  'list-with-bytes': (list) =>
    `이것은 ${originText(list)}이며, 패킷의 바이트가 있습니다. ${extentText(list)}`,
  'rows-not-understood': ({ number }) => `${number}행을 이해할 수 없어 제외했습니다.`,
  'rows-not-in-order': () =>
    '행이 번호 순서가 아니며, 너무 많아서 순서대로 정렬할 수 없습니다. 응답이 질문보다 앞에 있을 수 있습니다. No. 열로 정렬해 다시 내보내십시오.',
  'rows-put-in-order': () => '행이 번호 순서가 아니어서, 번호 순서로 정렬했습니다.',
  'ports-assumed': () =>
    '목록에 DNS 서버의 포트가 없어, 53으로 봅니다(mDNS 5353, LLMNR 5355). 목적지 포트 열이 있으면 알 수 있습니다.',
  'rows-cut': ({ maximumBytes, maximumColumns, ...rows }) =>
    `${rowsText(rows)}가 한 줄에 ${grouped(maximumBytes)}바이트${maximumColumns === null ? '를' : ` 또는 ${maximumColumns}열을`} 넘습니다. 그 뒤의 내용은 제외했습니다.`,
  'rows-unordered': (rows) =>
    `${rowsText(rows)}의 시각이 바로 앞 행보다 빠르므로, 무엇이 먼저인지 확실하지 않습니다. 번호순으로 정렬해 내보내십시오.`,
  'rows-with-names': (rows) =>
    `${rowsText(rows)}에 주소 대신 이름이 있어, 누가 누구에게 보냈는지 알 수 없습니다. ${rows.line === null ? 'tcpdump -nn으로 다시 출력하십시오' : '이름 해석 없이 다시 내보내십시오(View, Name Resolution)'}.`,
  'rows-without-ports': (rows) =>
    `${rowsText(rows)}에 어느 연결의 것인지 나타나지 않습니다. Source Port 열과 Destination Port 열을 포함해 내보내십시오.`,
  'rows-without-flags': ({ number }) =>
    `TCP ${count(number, '패킷')}에 플래그가 없습니다(tcpdump -q의 출력). 이 패킷에 대해서는 아무것도 알 수 없습니다. -q 없이 다시 출력하십시오.`,
  'rows-without-quotation': (rows) =>
    `${rowsText(rows)}가 어느 패킷에 관한 것인지 나타나지 않는 ICMP 오류이므로, 어느 연결에도 세지 않습니다${rows.line === null ? '. tcpdump -v를 사용하면 출력됩니다' : ''}.`,
  'read-log': ({ kind }) =>
    `이것은 캡처가 아니라 로그입니다(${logKinds[kind]}). 그 장비가 패킷을 어떻게 처리했는지 기록할 뿐, 패킷은 하나도 없습니다. 장비가 기록하지 않는 것은 보이지 않습니다.`,
  'times-without-year': () =>
    '로그의 시각에 연도도 시간대도 없습니다. 1972년의 시각으로, UTC로 표시합니다.',
  'times-without-date': ({ input, lacksHour, isDelta }) => {
    if (input === 'k12') return '텍스트에 날짜 없는 시각만 있으며, 시간대를 알 수 없습니다.';
    const sum = isDelta ? ' 앞 행부터 지난 시간이므로, 이를 더해 나갔습니다.' : '';
    const said = `${input === 'log' ? '로그' : '목록'}의 시각에 날짜${lacksHour ? '와 시(時)' : ''}가 없습니다. 1970-01-01의 시각으로 표시합니다.${sum}`;
    return input === 'tcpdump' ? `${said}(tcpdump -tttt를 사용하면 출력됩니다.)` : said;
  },
  'times-without-zone': ({ input }) =>
    `${input === 'log' ? '로그' : '목록'}의 시각이 어느 시간대의 것인지 나타나지 않습니다. UTC로 표시합니다.`,
  'times-with-doubtful-date': () =>
    '목록의 날짜는 일이 먼저일 수도, 월이 먼저일 수도 있습니다. 월, 일, 연도 순으로 읽었습니다.',
  'no-times': ({ input }) =>
    ({
      list: '목록에 시각이 없는 패킷이 있습니다. 시간에 따라 달라지는 것은 알 수 없습니다.',
      fields:
        '행에 시각이 없습니다. 얼마나 오래 응답이 없었는지 알 수 없습니다. -e frame.time_epoch를 추가하십시오.',
      'hex-dump':
        '16진수 덤프에 시각이 없습니다. 얼마나 오래 응답이 없었는지 알 수 없습니다. 시각을 포함해 내보내십시오: tshark -r FILE -T json -x.',
      log: '로그에 시각이 없는 행이 있습니다.',
    })[input],
  redacted: ({ key, isOwnProfile }) =>
    `${withParticle(keyText(key), 'object')} 사용해 비식별 처리했습니다. 사설 주소, 제품의 것이 아닌 공인 주소, MAC 주소를 바꾸었고(공통 접두사는 공통으로, 사설은 사설로 남음), 이름은 레이블별로 바꾸었으며, 페이로드, 신원 정보, TLS 세션 데이터는 지웠습니다. 남긴 것: 제품의 서버와 이름, 잘 알려진 리졸버, 포트, 시각, 길이, 홉 수.${
      isOwnProfile
        ? ' 프로필은 사용자의 것입니다. 그 서버는 다른 것과 똑같이 바꾸고, 문구는 제외했습니다. 기능 1은 프로필의 첫 번째 기능입니다.'
        : ''
    }`,
  'redaction-differs': ({ number }) =>
    `비식별 처리를 하지 않으면 이 엔드포인트 중 ${number}개의 판정이 달라집니다. 판정을 좌우하는 것이 비식별 처리되었습니다. --redact 없는 보고서로 판단하십시오.`,
};

/** What captures and lists are called; others by their format's name. */
const CAPTURES: ReadonlyMap<string, string> = new Map([
  ['pcap', 'pcap 캡처'],
  ['pcapng', 'pcapng 캡처'],
  ['text', '텍스트로 된 패킷 목록'],
  ['csv', 'CSV로 된 패킷 목록'],
  ['psml', 'PSML로 된 패킷 목록'],
  ['json', 'JSON으로 된 패킷'],
  ['ek', 'Elasticsearch용 JSON으로 된 패킷'],
]);

/** What a file of a case was taken for. */
export const caseFiles: Words['caseFiles'] = {
  'capture-file': ({ format, packets, isDamaged }) =>
    `${CAPTURES.get(format) ?? format}, ${count(packets, '패킷')}${isDamaged ? ', 손상됨: 표시되는 내용이 틀릴 수 있음' : ''}`,
  'log-file': ({ title, records }) =>
    records === null ? products(title) : `${products(title)}, ${count(records, '레코드')}`,
  'device-log-file': ({ kind }) => logKinds[kind],
  'look-up-file': ({ number }) => count(number, '조회', '건'),
  'archive-file': ({ problem }) => `ZIP 압축 파일${problem === '' ? '' : `: ${problem}`}`,
  'empty-file': () => '비어 있음',
  'unknown-file': () => '여기에서 알지 못하는 종류',
  'unreadable-file': () => '읽을 수 없음',
  'same-file': ({ kind, path }) =>
    `${withParticle(path, 'with')} 같은 ${kind === 'log' ? '로그' : '캡처'}`,
  'log-too-many': ({ maximum }) => `읽는 로그 ${maximum}개를 넘는 로그`,
  'endpoints-too-many': ({ maximum }) =>
    `앞의 캡처에 이미 한 케이스가 보관하는 수인 ${count(maximum, '엔드포인트')}가 있음. 별도의 케이스로 만드십시오`,
};
