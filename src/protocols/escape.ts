/** C escapes that Wireshark's format_text() writes. */
const SHORT_ESCAPES: ReadonlyMap<number, string> = new Map([
  [0x07, '\\a'],
  [0x08, '\\b'],
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0b, '\\v'],
  [0x0c, '\\f'],
  [0x0d, '\\r'],
]);

// Control and format characters (bidirectional overrides among them), line separators, what has no
// meaning assigned: never to reach a terminal as they stand.
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

const utf8 = new TextDecoder('utf-8');

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0)!;
  const short = SHORT_ESCAPES.get(code);
  if (short !== undefined) return short;
  if (code < 0x80) return `\\${code.toString(8).padStart(3, '0')}`;
  const digits = code.toString(16).toUpperCase();
  return code > 0xffff ? `\\U${digits.padStart(8, '0')}` : `\\u${digits.padStart(4, '0')}`;
}

/** Text with everything unprintable escaped, as Wireshark's format_text() does. */
export function escapeText(text: string): string {
  return text.replace(UNPRINTABLE, escapeCharacter);
}

/** Bytes [start, end) of a packet, as UTF-8, with everything unprintable escaped. */
export function escapeBytes(bytes: Uint8Array, start: number, end: number): string {
  // A copy, as TextDecoder refuses shared memory, where a reader may keep its bytes.
  return escapeText(utf8.decode(bytes.slice(start, end)));
}

// What JSON.stringify() leaves as it stands, though no terminal or editor should see it.
const UNPRINTABLE_IN_JSON = /[\u007f-\u009f\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/** Elements of a list that are written at a time: some hundred thousand characters of endpoints. */
const ELEMENTS_AT_A_TIME = 128;

/**
 * The text of `printableJson` for an object, piece by piece: of a report with tens of thousands of endpoints
 * the whole is twice as large as all that is known of them.
 */
export function* jsonPieces(value: object, spaces = 2): Generator<string> {
  const [line, gap] = spaces === 0 ? ['', ''] : ['\n', ' '];
  const indent = (levels: number) => line + ' '.repeat(levels * spaces);
  // Inside a list inside another it is indented as it is to be, and the two brackets fall away.
  const [before, after] = [`[${indent(1)}[`.length, `${indent(1)}]${line}]`.length];
  const nested = (elements: readonly unknown[]) =>
    printableJson([elements], spaces).slice(before, -after);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  let text = '{';
  for (const [index, [name, member]] of members.entries()) {
    text += `${index === 0 ? '' : ','}${indent(1)}${printableJson(name)}:${gap}`;
    if (!Array.isArray(member) || member.length === 0) {
      text += printableJson(member, spaces).replaceAll('\n', indent(1));
      continue;
    }
    text += '[';
    for (let at = 0; at < member.length; at += ELEMENTS_AT_A_TIME) {
      yield text;
      const elements = nested(member.slice(at, at + ELEMENTS_AT_A_TIME));
      yield elements;
      text = at + ELEMENTS_AT_A_TIME < member.length ? ',' : '';
    }
    text += `${indent(1)}]`;
  }
  yield `${text}${members.length === 0 ? '' : indent(0)}}`;
}

/** JSON text, with so many spaces a level, in which everything unprintable is a \u escape. */
export function printableJson(value: unknown, spaces = 2): string {
  const text = JSON.stringify(value, null, spaces);
  if (text.search(UNPRINTABLE_IN_JSON) < 0) return text;
  return text.replace(UNPRINTABLE_IN_JSON, (character) =>
    Array.from(
      { length: character.length },
      (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}
