import type { Said } from '../../evidence/firewall-says.ts';
import { escapeText } from '../../protocols/escape.ts';
import { count, grouped, list, withParticle } from './phrases.ts';

/** Lines that a sentence names. */
const LINES_NAMED = 3;

const DID = {
  dropped: '드롭했다고 기록했습니다',
  rejected: '거부했다고 기록했습니다',
  refused: '차단했다고 기록했습니다',
  'let-through': '통과시켰다고 기록했습니다',
  logged: '기록했습니다',
};

/** "방화벽 gate": a device by its name, as far as its log has it. */
export function deviceText(device: string): string {
  return device === '' ? '방화벽' : `방화벽 ${escapeText(device)}`;
}

/** "규칙 “allow-web”, “Denied by policy”": a rule and a reason in the device's own words. */
function wordsOf({ rule, reason }: Said): string[] {
  return [
    ...(rule === '' ? [] : [`규칙 “${escapeText(rule)}”`]),
    ...(reason === '' ? [] : [`“${escapeText(reason)}”`]),
  ];
}

function linesOf({ file, firstLines, lines }: Said): string[] {
  if (file === '' || firstLines.length === 0) return [];
  const named = firstLines.slice(0, LINES_NAMED).map(grouped);
  const more = lines - named.length;
  const text = more > 0 ? `${named.join(', ')}행 외 ${grouped(more)}개 행` : `${list(named)}행`;
  return [`${escapeText(file)} ${text}`];
}

function timesOf({ firstTime, lastTime }: Said): string[] {
  if (firstTime === null || lastTime === null) return [];
  return [firstTime === lastTime ? firstTime : `${firstTime}부터 ${lastTime}까지`];
}

/** "방화벽 gate이(가) 패킷 3개를 드롭했다고 기록했습니다(규칙 …)". */
export function saidText(said: Said, did: keyof typeof DID): string {
  const of = said.isAnswer ? '서버의 응답 ' : '';
  const about = [
    ...(said.clients > 1 ? [`클라이언트 최소 ${grouped(said.clients)}대`] : []),
    ...(said.fragments === 0
      ? []
      : said.fragments === said.count
        ? ['모두 IP 프래그먼트']
        : [`그중 ${grouped(said.fragments)}개는 IP 프래그먼트`]),
  ];
  const packets = `${of}${count(said.count, '패킷')}${inParentheses(about, ', ')}를`;
  const further = said.further > 0 ? [`그 밖의 ${count(said.further, '규칙 또는 사유')}`] : [];
  const parts = [
    [...wordsOf(said), ...further].join(', '),
    timesOf(said).join(''),
    linesOf(said).join(''),
  ].filter((part) => part !== '');
  return `${withParticle(deviceText(said.device), 'subject')} ${packets} ${DID[did]}${inParentheses(parts, '; ')}`;
}

function inParentheses(parts: readonly string[], between: string): string {
  return parts.length === 0 ? '' : `(${parts.join(between)})`;
}

/** What packets of the capture say to a refusal. */
export function refusedBesideText({ beside }: Said): string {
  switch (beside) {
    case 'silence':
      return ' 캡처도 이와 일치합니다: 아무것도 돌아오지 않았습니다.';
    case 'refusals':
      return ' 캡처에 되돌아온 거부 응답이 있습니다.';
    case 'answers':
      return ' 그러나 캡처에는 응답이 있습니다: 이 서비스의 다른 패킷은 통과했습니다.';
    default:
      return '';
  }
}

/** What packets of the capture say to a passage. */
export function allowedBesideText({ beside, isAnswer }: Said): string {
  switch (beside) {
    case 'silence':
      return isAnswer
        ? ' 그러나 캡처에는 응답이 없습니다: 그 방화벽과 캡처 위치 사이에서 드롭되었습니다.'
        : ' 그러나 캡처에는 아무것도 돌아오지 않았습니다: 드롭하는 지점은 그 뒤쪽이거나 되돌아오는 경로에 있습니다.';
    case 'refusals':
      return ' 캡처에 있는 거부 응답은 더 먼 곳에서 온 것입니다.';
    case 'answers':
      return ' 캡처에도 응답이 있습니다.';
    default:
      return ' 무엇이 돌아왔는지는 이 로그에 없습니다.';
  }
}
