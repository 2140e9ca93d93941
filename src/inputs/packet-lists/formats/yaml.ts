import type { InputSentence } from '../../../capture/input-sentence.ts';
import { type ListFormat, type ListText, Step } from '../format.ts';
import { LineReader } from '../lines.ts';
import { type Row, RowParser, type RowScanner } from '../rows.ts';

/*
 * "Copy → Summary as YAML": for each row four hyphens, a comment with its number and file, and a line for
 * each column. The columns have no titles.
 */
const BEGIN = /^-{3,4}\s*$/;
const COMMENT = /^# Packet \d{1,10} from /;
const CELL = /^- (.*)$/;
/** Columns of a row that are kept. */
const MAXIMUM_COLUMNS = 256;

class YamlScanner implements RowScanner {
  reason: InputSentence | null = null;
  readonly #lines = new LineReader();
  #cells: string[] = [];
  #line = 1;
  #offset = 0;

  next(text: ListText, row: Row): Step {
    for (;;) {
      const line = this.#lines.next(text);
      if (line === null) {
        if (!text.ended || text.at < text.end || this.#cells.length === 0) return Step.MORE;
        return this.#give(row);
      }
      const cell = CELL.exec(line)?.[1];
      if (cell !== undefined) {
        if (this.#cells.length === 0) {
          this.#line = this.#lines.line;
          this.#offset = this.#lines.offset;
        }
        if (this.#cells.length < MAXIMUM_COLUMNS) this.#cells.push(cell);
        else row.isCut = true;
      } else if ((BEGIN.test(line) || COMMENT.test(line)) && this.#cells.length > 0)
        return this.#give(row);
    }
  }

  #give(row: Row): Step {
    row.cells = this.#cells;
    row.line = this.#line;
    row.offset = this.#offset;
    this.#cells = [];
    return Step.PACKET;
  }
}

export const YAML_FORMAT: ListFormat = {
  name: 'yaml',
  title: 'yaml',
  matches: (head) => {
    const lines = head.split('\n', 8);
    return lines.some((line) => COMMENT.test(line)) && lines.some((line) => CELL.test(line));
  },
  open: () => new RowParser(() => new YamlScanner()),
};
