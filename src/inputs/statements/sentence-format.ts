import type { LogKind } from '../../capture/note.ts';
import type { FirewallAction, Statement } from '../../capture/statement.ts';
import {
  type ActionWords,
  fill,
  isAboutPacket,
  STATEMENT_FIELDS,
  type StatementField,
} from './fields.ts';
import { LineParser, type StatementFormat, Taken } from './format.ts';
import type { LogLine } from './log-line.ts';

/** One sentence of a log. */
interface SentenceRow {
  /**
   * The sentence, with named groups for its slots: `source_port` fills `source-port`. Each repetition
   * is bounded and none is in another, so that no line takes more than one pass.
   */
  readonly words: RegExp;
  /** What it says of the packet, where no slot `action` does. */
  readonly action?: FirewallAction;
  /** Other slots, and what follows from several. */
  readonly complete?: (statement: Statement, slots: Readonly<Record<string, string>>) => void;
}

/** A log of sentences, as a table: the first that fits reads the line. */
interface SentenceTable {
  readonly name: LogKind;
  readonly sentences: readonly SentenceRow[];
  readonly actions?: ActionWords;
  /** What a line has that certainly is of it, beside being one of the sentences. */
  readonly mark?: RegExp;
}

/** Characters of a line that are compared. */
const COMPARED = 4096;

const FIELDS: ReadonlySet<string> = new Set(STATEMENT_FIELDS);

/** The reader of such a log. */
export function sentenceFormat(table: SentenceTable): StatementFormat {
  const { sentences, mark, actions } = table;

  function matchIn(text: string): readonly [SentenceRow, Readonly<Record<string, string>>] | null {
    const head = text.length > COMPARED ? text.slice(0, COMPARED) : text;
    if (mark !== undefined && !mark.test(head)) return null;
    for (const row of sentences) {
      const slots = row.words.exec(head)?.groups;
      if (slots !== undefined) return [row, slots];
    }
    return null;
  }

  /** What was taken for a line's beginning may be the sentence's own. */
  function match({ text, message }: LogLine) {
    return matchIn(message) ?? (message === text ? null : matchIn(text));
  }

  class Parser extends LineParser {
    protected read(line: LogLine, statement: Statement): Taken {
      const found = match(line);
      if (found === null) return Taken.NOTHING;
      const [{ action, complete }, slots] = found;
      if (action !== undefined) statement.action = action;
      for (const name in slots) {
        const field = name.replaceAll('_', '-');
        const value = slots[name] as string | undefined;
        if (value !== undefined && FIELDS.has(field)) {
          fill(statement, field as StatementField, value, actions);
        }
      }
      complete?.(statement, slots);
      if (isAboutPacket(statement)) return Taken.STATEMENT;
      this.reason = { code: 'names-in-place-of-addresses' };
      return Taken.NOT_UNDERSTOOD;
    }
  }
  return {
    name: table.name,
    isCertain: (line) => match(line) !== null,
    open: () => new Parser(),
  };
}
