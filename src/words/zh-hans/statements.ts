import type { Said } from '../../evidence/firewall-says.ts';
import { escapeText } from '../../protocols/escape.ts';
import { count, grouped, joined, list } from './phrases.ts';

/** Lines that a sentence names. */
const LINES_NAMED = 3;

type Did = '声明丢弃了' | '声明拒绝了' | '声明拦截了' | '声明放行了' | '记录了';

/** "防火墙 gate": a device by its name, as far as its log has it. */
export function deviceText(device: string): string {
  return device === '' ? '防火墙' : `防火墙 ${escapeText(device)}`;
}

/** A rule and a reason in the device's own words. */
function wordsText({ rule, reason }: Said): string {
  const parts = [
    ...(rule === '' ? [] : [`规则“${escapeText(rule)}”`]),
    ...(reason === '' ? [] : [`“${escapeText(reason)}”`]),
  ];
  return parts.length === 0 ? '' : `（${parts.join('，')}）`;
}

function linesText({ file, firstLines, lines }: Said): string {
  if (file === '' || firstLines.length === 0) return '';
  const named = firstLines.slice(0, LINES_NAMED).map(grouped);
  const more = lines - named.length;
  const all =
    more > 0 ? `第 ${named.join('、')} 行以及另外 ${grouped(more)} 行` : `第 ${list(named)} 行`;
  return `；见 ${escapeText(file)} ${all}`;
}

function timeText({ firstTime, lastTime }: Said): string {
  if (firstTime === null || lastTime === null) return '';
  return firstTime === lastTime ? `，时间为 ${firstTime}` : `，时间为 ${firstTime} 至 ${lastTime}`;
}

/** "防火墙 gate 声明丢弃了 3 个数据包……". */
export function saidText(said: Said, did: Did): string {
  const of = said.isAnswer ? '服务器应答的' : '';
  const by = said.clients > 1 ? `，涉及至少 ${count(said.clients, '个客户端')}` : '';
  const fragments =
    said.fragments === 0
      ? ''
      : said.fragments === said.count
        ? '，全部为 IP 分片'
        : `，其中 ${grouped(said.fragments)} 个为 IP 分片`;
  const further = said.further > 0 ? `，另有 ${count(said.further, '条其他规则或原因')}` : '';
  const what = joined(deviceText(said.device), `${did}${of}`, count(said.count, '个数据包'));
  return `${what}${by}${fragments}${wordsText(said)}${further}${timeText(said)}${linesText(said)}`;
}

/** What packets of the capture say to a refusal. */
export function refusedBesideText({ beside }: Said): string {
  switch (beside) {
    case 'silence':
      return '捕获文件与此相符：没有收到任何回应。';
    case 'refusals':
      return '捕获文件中有返回的拒绝回应。';
    case 'answers':
      return '但捕获文件中有应答：该服务的其他数据包通过了。';
    default:
      return '';
  }
}

/** What packets of the capture say to a passage. */
export function allowedBesideText({ beside, isAnswer }: Said): string {
  switch (beside) {
    case 'silence':
      return isAnswer
        ? '但捕获文件中没有应答：应答是在该防火墙与捕获点之间被丢弃的。'
        : '但捕获文件中没有收到任何回应：丢弃发生在更远处，或在返回途中。';
    case 'refusals':
      return '捕获文件中的拒绝回应来自更远处。';
    case 'answers':
      return '捕获文件中也有应答。';
    default:
      return '返回了什么，此日志中没有记录。';
  }
}
