/** Takes words out of a line of the packet list, from left to right. No step goes back far. */
export class WordScanner {
  at = 0;
  constructor(readonly text: string) {}

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  spaces(): void {
    while (this.text.charCodeAt(this.at) === 0x20) this.at++;
  }

  /** The next word, up to a space; '' at the end. */
  word(): string {
    this.spaces();
    const start = this.at;
    const space = this.text.indexOf(' ', start);
    this.at = space < 0 ? this.text.length : space;
    return this.text.slice(start, this.at);
  }

  /** Takes that text if it is next, behind spaces. */
  take(text: string): boolean {
    this.spaces();
    if (!this.text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  /** What stands up to that text, which is taken too; null where it does not follow. */
  until(text: string): string | null {
    const end = this.text.indexOf(text, this.at);
    if (end < 0) return null;
    const found = this.text.slice(this.at, end);
    this.at = end + text.length;
    return found;
  }
}

/**
 * A whole number, also with marks between thousands (`64,240`), but not so many that it might be an
 * address; -1 for anything else.
 */
export function wholeNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  if (/^\d{1,3}([.,'\u00a0\u202f]\d{3}){1,2}$/.test(text)) return Number(text.replace(/\D/g, ''));
  return -1;
}
