import type { StatementFormat } from './format.ts';
import { DEBUG_FLOW } from './formats/debug-flow.ts';
import { FILTERLOG } from './formats/filterlog.ts';
import { HUBBLE } from './formats/hubble.ts';
import { NETFILTER } from './formats/netfilter.ts';
import { VPC_FLOW } from './formats/vpc-flow.ts';

/*
 * To add a form of log, write formats/NAME.ts and its row here. The five models, one for each reader:
 *   netfilter.ts   key=value (KeyValues)         filterlog.ts   cells by position (splitCells)
 *   vpc-flow.ts    cells below a heading         hubble.ts      objects of JSON (textAt, objectAt)
 *   debug-flow.ts  sentences with slots (Sentence), several lines for one packet
 * - `isCertain(line)`: no other text has such a line; `line.message` is without syslog's beginning.
 *   Patterns are linear (no nested quantifiers, each repetition bounded), and see at most 64 KiB.
 * - The parser extends `LineParser`: `read(line, statement)` fills a statement that was reset and has
 *   the line's number, time and host. A table maps keys to fields for `fill`, words to actions.
 * - What the line does not say stays -1, '' or null. A word that may mean drop or reject is `refused`;
 *   one that says nothing of the packet's fate is `unknown`. Foreign lines are `NOTHING`, broken ones
 *   `NOT_UNDERSTOOD` with a reason. A line without both addresses makes no statement.
 * - A test with lines written anew from two independent sources, named there: documentation addresses.
 */

/** Logs in which a device says what it did; the first of which a line is certain reads the file. */
export const FORMATS: readonly StatementFormat[] = [
  DEBUG_FLOW,
  FILTERLOG,
  NETFILTER,
  VPC_FLOW,
  HUBBLE,
];
