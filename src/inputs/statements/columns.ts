/** Cells of a line that are looked at. */
const MAXIMUM_CELLS = 256;

/**
 * Splits a line into cells, as RFC 4180 has it: a cell in quotation marks may have the separator in it,
 * and two marks for one. Where the separator is a space, several of them count as one.
 * @param cells filled anew
 */
export function splitCells(text: string, separator: string, cells: string[]): void {
  cells.length = 0;
  let at = 0;
  while (cells.length < MAXIMUM_CELLS) {
    if (separator === ' ') while (text[at] === ' ') at++;
    if (text[at] === '"') {
      let end = at + 1;
      let cell = '';
      for (;;) {
        const close = text.indexOf('"', end);
        const stop = close < 0 ? text.length : close;
        cell += text.slice(end, stop);
        end = stop + 1;
        if (text[end] !== '"') break;
        cell += '"';
        end++;
      }
      const next = text.indexOf(separator, end);
      cells.push(cell);
      if (next < 0) return;
      at = next + 1;
      continue;
    }
    const next = text.indexOf(separator, at);
    if (next < 0) {
      if (at < text.length || separator !== ' ') cells.push(text.slice(at));
      return;
    }
    cells.push(text.slice(at, next));
    at = next + 1;
  }
}

/** A heading's titles, compared without case, quotation marks and marks between words. */
export function titleKey(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]/g, '');
}
