import type { InputSentence } from '../../../capture/input-sentence.ts';
import { Statement } from '../../../capture/statement.ts';
import { type ActionWords, actionOf, fill, isAboutPacket, wordsOf } from '../fields.ts';
import { begin, type StatementFormat, type StatementParser, Taken } from '../format.ts';
import { objectAt, textAt } from '../json.ts';
import type { LogLine } from '../log-line.ts';

/** Tuples that are read of one record; of a minute there are hundreds. */
const MAXIMUM_TUPLES = 100_000;

/** Flow logs of Azure: of network security groups (tuples of version 1 and 2), and of virtual networks. */
class Parser implements StatementParser {
  readonly statement = new Statement();
  reason: InputSentence | null = null;
  readonly #begun = new Statement();
  /** Tuples of the record that was taken in, and the rule of each. */
  #tuples: {
    readonly rule: string;
    readonly cells: readonly string[];
    readonly isVirtual: boolean;
  }[] = [];
  #next = 0;

  take(line: LogLine): Taken {
    this.#tuples = [];
    this.#next = 0;
    begin(this.#begun, line);
    this.#begun.device = wordsOf(textAt(line.object, 'macAddress'));
    this.#collect(objectAt(line.object, 'properties.flows'), false);
    this.#collect(objectAt(line.object, 'flowRecords.flows'), true);
    if (this.#tuples.length > 0) return Taken.STATEMENT;
    this.reason = { code: 'no-flow-tuples' };
    return line.object === null ? Taken.NOT_UNDERSTOOD : Taken.NOTHING;
  }

  #collect(flows: unknown, isVirtual: boolean): void {
    for (const one of list(flows)) {
      const outer = textAt(one, 'rule');
      for (const group of list(objectAt(one, isVirtual ? 'flowGroups' : 'flows'))) {
        const rule = isVirtual ? textAt(group, 'rule') : outer;
        for (const tuple of list(objectAt(group, 'flowTuples'))) {
          if (this.#tuples.length >= MAXIMUM_TUPLES) return;
          if (typeof tuple !== 'string' || tuple.length > 512) continue;
          this.#tuples.push({ rule, cells: tuple.split(','), isVirtual });
        }
      }
    }
  }

  next(): boolean {
    while (this.#next < this.#tuples.length) {
      const { rule, cells, isVirtual } = this.#tuples[this.#next++];
      const { statement } = this;
      Object.assign(statement, this.#begun);
      fill(statement, 'source', cells[1] ?? '');
      fill(statement, 'destination', cells[2] ?? '');
      if (!isAboutPacket(statement)) continue;
      statement.rule = wordsOf(rule);
      fill(statement, 'source-port', cells[3] ?? '');
      fill(statement, 'destination-port', cells[4] ?? '');
      fill(statement, 'protocol', PROTOCOLS.get(cells[5]) ?? cells[5] ?? '');
      // A virtual network's tuples count milliseconds, and have the denial in the state.
      const time = cells[0] ?? '';
      fill(statement, 'time', isVirtual ? `${time.slice(0, -3)}.${time.slice(-3)}` : time);
      const word = isVirtual && cells[7] !== 'D' ? 'A' : (cells[7] ?? '');
      statement.action = actionOf(word, ACTIONS);
      const counts = ['packets', 'bytes', 'packets-back', 'bytes-back'] as const;
      for (const [index, field] of counts.entries()) fill(statement, field, cells[9 + index] ?? '');
      statement.sender = 'client';
      return true;
    }
    this.#tuples = [];
    return false;
  }

  end(): void {}
}

const PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ['T', '6'],
  ['U', '17'],
]);
/** Who is denied gets no answer. */
const ACTIONS: ActionWords = { a: 'allowed', d: 'dropped' };

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export const AZURE_FLOW: StatementFormat = {
  name: 'azure-flow-log',
  isCertain: ({ text }) =>
    text.startsWith('{') && /"flowTuples"\s*:\s*\[/.test(text) && /"macAddress"|"rule"/.test(text),
  open: () => new Parser(),
};
