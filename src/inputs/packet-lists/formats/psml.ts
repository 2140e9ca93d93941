import type { InputSentence } from '../../../capture/input-sentence.ts';
import { MAXIMUM_COLUMNS } from '../columns.ts';
import { type ListFormat, type ListText, Step } from '../format.ts';
import { MAXIMUM_LINE } from '../lines.ts';
import { type Row, RowParser, type RowScanner } from '../rows.ts';
import { ElementScanner, unescapeXml } from './xml-elements.ts';

/** Takes rows out of PSML: an element each, in which a section is a cell. */
class PsmlScanner implements RowScanner {
  readonly #elements = new ElementScanner(['structure', 'packet']);

  get reason(): InputSentence | null {
    return this.#elements.reason;
  }

  next(text: ListText, row: Row): Step {
    const step = this.#elements.next(text);
    row.line = this.#elements.line;
    row.offset = this.#elements.offset;
    if (step === Step.PACKET) this.#cells(this.#elements.element, row);
    return step;
  }

  #cells(element: string, row: Row): void {
    row.cells = [];
    let at = 0;
    for (;;) {
      at = element.indexOf('<section', at);
      if (at < 0) return;
      const open = element.indexOf('>', at);
      if (open < 0) return;
      at = open + 1;
      let content = '';
      // `<section/>` is empty.
      if (element[open - 1] !== '/') {
        const close = element.indexOf('</section>', at);
        if (close < 0) return;
        content = element.slice(at, close);
        at = close + '</section>'.length;
      }
      if (row.cells.length >= MAXIMUM_COLUMNS || content.length > MAXIMUM_LINE) row.isCut = true;
      if (row.cells.length >= MAXIMUM_COLUMNS) return;
      row.cells.push(unescapeXml(content.slice(0, MAXIMUM_LINE)));
    }
  }
}

/** "Export Packet Dissections → As PSML XML packet summary", `tshark -T psml`. */
export const PSML_FORMAT: ListFormat = {
  name: 'psml',
  title: 'psml',
  matches: (head) => /^\s*<(\?xml|!--|psml)/.test(head) && /<psml[\s>]/.test(head),
  open: () => new RowParser(() => new PsmlScanner()),
};
