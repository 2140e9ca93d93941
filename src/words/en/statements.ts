import type { Said } from '../../evidence/firewall-says.ts';
import { escapeText } from '../../protocols/escape.ts';
import { count, grouped, list } from './phrases.ts';

/** Lines that a sentence names. */
const LINES_NAMED = 3;

type Did = `says that it ${'dropped' | 'rejected' | 'refused' | 'let through'}` | 'logged';

/** "The firewall gate": a device by its name, as far as its log has it. */
export function deviceText(device: string): string {
  return device === '' ? 'The firewall' : `The firewall ${escapeText(device)}`;
}

/** "(rule “allow-web”, “Denied by policy”)": a rule and a reason in the device's own words. */
function wordsText({ rule, reason }: Said): string {
  const parts = [
    ...(rule === '' ? [] : [`rule “${escapeText(rule)}”`]),
    ...(reason === '' ? [] : [`“${escapeText(reason)}”`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function linesText({ file, firstLines, lines }: Said): string {
  if (file === '' || firstLines.length === 0) return '';
  const named = firstLines.slice(0, LINES_NAMED).map(grouped);
  const more = lines - named.length;
  const all = more > 0 ? [...named, `${grouped(more)} more`] : named;
  return `; line${all.length === 1 ? '' : 's'} ${list(all)} of ${escapeText(file)}`;
}

function timeText({ firstTime, lastTime }: Said): string {
  if (firstTime === null || lastTime === null) return '';
  return firstTime === lastTime ? `, at ${firstTime}` : `, from ${firstTime} to ${lastTime}`;
}

/** "The firewall gate says that it dropped 3 packets …". */
export function saidText(said: Said, did: Did): string {
  const of = said.isAnswer ? ' of the server’s answers' : '';
  const by = said.clients > 1 ? ` of at least ${grouped(said.clients)} clients` : '';
  const fragments =
    said.fragments === 0
      ? ''
      : said.fragments === said.count
        ? ', all of them IP fragments'
        : `, ${grouped(said.fragments)} of them IP fragments`;
  const further =
    said.further > 0
      ? `, and ${count(said.further, 'other rule or reason', 'other rules or reasons')}`
      : '';
  return `${deviceText(said.device)} ${did} ${count(said.count, 'packet')}${of}${by}${fragments}${wordsText(said)}${further}${timeText(said)}${linesText(said)}`;
}

/** What packets of the capture say to a refusal. */
export function refusedBesideText({ beside }: Said): string {
  switch (beside) {
    case 'silence':
      return ' The capture agrees: nothing came back.';
    case 'refusals':
      return ' The capture has a refusal that came back.';
    case 'answers':
      return ' But the capture has answers: other packets of this service got through.';
    default:
      return '';
  }
}

/** What packets of the capture say to a passage. */
export function allowedBesideText({ beside, isAnswer }: Said): string {
  switch (beside) {
    case 'silence':
      return isAnswer
        ? ' But no answer is in the capture: it was dropped between that firewall and where was captured.'
        : ' But nothing came back in the capture: what drops is further on, or on the way back.';
    case 'refusals':
      return ' The refusal in the capture comes from further on.';
    case 'answers':
      return ' The capture has answers, too.';
    default:
      return ' What came back is not in this log.';
  }
}
