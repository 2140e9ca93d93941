import type { Said } from '../../evidence/firewall-says.ts';
import { escapeText } from '../../protocols/escape.ts';
import { grouped, list } from './phrases.ts';

/** Lines that a sentence names. */
const LINES_NAMED = 3;

/** What a line says that became of packets, behind 「パケット 3 個を」. */
type Did = 'ドロップした' | '拒否した' | '遮断した' | '通過させた' | '記録した';

/** 「ファイアウォール gate」: a device by its name, as far as its log has it. */
export function deviceText(device: string): string {
  return device === '' ? 'ファイアウォール' : `ファイアウォール ${escapeText(device)} `;
}

/** 「（ルール「allow-web」、「Denied by policy」）」: a rule and a reason in the device's own words. */
function wordsText({ rule, reason }: Said): string {
  const parts = [
    ...(rule === '' ? [] : [`ルール「${escapeText(rule)}」`]),
    ...(reason === '' ? [] : [`「${escapeText(reason)}」`]),
  ];
  return parts.length === 0 ? '' : `（${parts.join('、')}）`;
}

function linesText({ file, firstLines, lines }: Said): string {
  if (file === '' || firstLines.length === 0) return '';
  const named = firstLines.slice(0, LINES_NAMED).map(grouped);
  const more = lines - named.length;
  const all = more > 0 ? [...named, `ほか ${grouped(more)} 行`] : named;
  return `。${escapeText(file)} の行 ${list(all)}`;
}

function timeText({ firstTime, lastTime }: Said): string {
  if (firstTime === null || lastTime === null) return '';
  return firstTime === lastTime ? `、時刻 ${firstTime}` : `、${firstTime} から ${lastTime} まで`;
}

/** 「ファイアウォール gate は、パケット 3 個をドロップしたと記録しています…」. */
export function saidText(said: Said, did: Did): string {
  const by = said.clients > 1 ? `少なくとも ${grouped(said.clients)} 台のクライアントの` : '';
  const of = said.isAnswer ? 'サーバーの応答の' : '';
  const fragments =
    said.fragments === 0
      ? ''
      : said.fragments === said.count
        ? '（すべて IP フラグメント）'
        : `（うち ${grouped(said.fragments)} 個は IP フラグメント）`;
  const further = said.further > 0 ? `、ほかに ${grouped(said.further)} 件のルールまたは理由` : '';
  const says = did === '記録した' ? '記録しています' : `${did}と記録しています`;
  return `${deviceText(said.device)}は、${by}${of}パケット ${grouped(said.count)} 個${fragments}を${says}${wordsText(said)}${further}${timeText(said)}${linesText(said)}`;
}

/** What packets of the capture say to a refusal. */
export function refusedBesideText({ beside }: Said): string {
  switch (beside) {
    case 'silence':
      return 'キャプチャもこれと一致します。何も返ってきていません。';
    case 'refusals':
      return 'キャプチャには、返ってきた拒否が含まれています。';
    case 'answers':
      return 'ただし、キャプチャには応答があります。このサービスのほかのパケットは通過しました。';
    default:
      return '';
  }
}

/** What packets of the capture say to a passage. */
export function allowedBesideText({ beside, isAnswer }: Said): string {
  switch (beside) {
    case 'silence':
      return isAnswer
        ? 'ただし、キャプチャには応答がありません。そのファイアウォールとキャプチャ地点の間でドロップされました。'
        : 'ただし、キャプチャでは何も返ってきていません。ドロップしているのはその先、または戻りの経路上です。';
    case 'refusals':
      return 'キャプチャにある拒否は、その先から来ています。';
    case 'answers':
      return 'キャプチャには応答もあります。';
    default:
      return '何が返ってきたかは、このログには含まれていません。';
  }
}
