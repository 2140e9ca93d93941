import type { LogKind } from '../../capture/note.ts';
import type { Statement } from '../../capture/statement.ts';
import { type ActionWords, fill, isAboutPacket, type StatementField } from './fields.ts';
import { LineParser, type StatementFormat, Taken } from './format.ts';
import { KeyValues } from './key-values.ts';
import type { LogLine } from './log-line.ts';

/** A log of `key=value` lines, as a table. */
interface KeyValueTable {
  readonly name: LogKind;
  /** What a line of it has, and no other text; looked for in its first 4 KiB. */
  readonly mark: RegExp;
  /** What stands between pairs beside spaces. */
  readonly separators?: string;
  /** Key → where its value belongs; an empty value, and one of `-` or `N/A`, says nothing. */
  readonly keys: Readonly<Record<string, StatementField>>;
  readonly actions: ActionWords;
  /** What no table says: asked of a statement that has both addresses. */
  readonly complete?: (statement: Statement, pairs: KeyValues) => void;
}

const MARKED = 4096;
const NOTHING = /^(?:-|n\/a|)$/i;

/** The reader of such a log. */
export function keyValueFormat(table: KeyValueTable): StatementFormat {
  const { name, mark } = table;
  const isOfIt = ({ text }: LogLine) => mark.test(text.slice(0, MARKED));
  class Parser extends LineParser {
    readonly #pairs = new KeyValues(table.separators);

    protected read(line: LogLine, statement: Statement): Taken {
      if (!isOfIt(line)) return Taken.NOTHING;
      const pairs = this.#pairs;
      pairs.scan(line.text);
      const { keys, values } = pairs;
      for (let index = 0; index < keys.length; index++) {
        const key = keys[index];
        if (!Object.hasOwn(table.keys, key) || NOTHING.test(values[index])) continue;
        fill(statement, table.keys[key], values[index], table.actions);
      }
      // Lines about the device itself, and about log-ins, have no addresses of packets.
      if (!isAboutPacket(statement)) return Taken.NOTHING;
      table.complete?.(statement, pairs);
      return Taken.STATEMENT;
    }
  }
  return { name, isCertain: isOfIt, open: () => new Parser() };
}
