/** Pairs of a line that are looked at. */
const MAXIMUM_PAIRS = 256;

const QUOTE = '"';

/**
 * Reader of lines of `key=value`: values in quotation marks may have separators in them, words without
 * `=` are kept as words. One object, filled again and again.
 */
export class KeyValues {
  readonly keys: string[] = [];
  readonly values: string[] = [];
  /** Words without a value, such as `SYN`. */
  readonly words: string[] = [];

  /** @param separators what stands between pairs beside spaces, such as `,` */
  constructor(private readonly separators = '') {}

  scan(text: string, from = 0): void {
    const { keys, values, words, separators } = this;
    keys.length = 0;
    values.length = 0;
    words.length = 0;
    const isBetween = (letter: string) =>
      letter === ' ' || letter === '\t' || separators.includes(letter);
    let at = from;
    while (at < text.length && keys.length + words.length < MAXIMUM_PAIRS) {
      if (isBetween(text[at])) {
        at++;
        continue;
      }
      const start = at;
      while (at < text.length && text[at] !== '=' && !isBetween(text[at])) at++;
      if (text[at] !== '=') {
        words.push(text.slice(start, at));
        continue;
      }
      keys.push(text.slice(start, at));
      at++;
      if (text[at] === QUOTE) {
        let end = at + 1;
        let isEscaped = false;
        while (end < text.length && text[end] !== QUOTE) {
          if (text[end] === '\\') {
            isEscaped = true;
            end++;
          }
          end++;
        }
        const value = text.slice(at + 1, end);
        values.push(isEscaped ? value.replace(/\\(.)/g, '$1') : value);
        at = end + 1;
        continue;
      }
      const valueStart = at;
      while (at < text.length && !isBetween(text[at])) at++;
      values.push(text.slice(valueStart, at));
    }
  }

  /** The first value of a key, or '' where it is not there. */
  get(key: string): string {
    const index = this.keys.indexOf(key);
    return index < 0 ? '' : this.values[index];
  }

  has(key: string): boolean {
    return this.keys.includes(key);
  }
}
