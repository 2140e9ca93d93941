import { type FirewallAction, Statement } from '../../../capture/statement.ts';

/**
 * Turns the lines of another program, or of a device, into those that tcpdump prints for the same:
 * what it does not print is left out of them.
 */
export interface Rewriter {
  /** @returns the line; null where it belongs to what follows, or to nothing */
  rewrite(line: string): string | null;
  /** What the device says of the packet in the line given last; one of its own each time. */
  readonly statement: Statement | null;
  /** The packet was given before, and only the statement is new. */
  readonly isStatementOnly: boolean;
  /** At the end of the text: a line whose statement only all lines together bear out; null for no more. */
  last?(): string | null;
}

/** Characters of a device's reason that are kept. */
const LONGEST_REASON = 160;

/** tcpdump's own lines, and those of programs that are it, with what a device puts behind them. */
export class Unchanged implements Rewriter {
  statement: Statement | null = null;
  readonly isStatementOnly = false;

  rewrite(line: string): string {
    this.statement = null;
    const at = line.indexOf('Drop-reason: ');
    if (at < 0 || !DROPPED.test(line.slice(at, at + 64))) return line;
    const words = line.slice(at + 'Drop-reason: '.length);
    // Where in the device: `, Drop-location: frame 0x…`.
    this.statement = dropped(words.replace(/, Drop-location: .*$/, ''));
    return line.slice(0, at).trimEnd();
  }
}

const DROPPED = /^Drop-reason: \([\w-]{1,40}\)/;

/** A statement that a packet was dropped, or did not get through in another way. */
export function dropped(reason: string, action: FirewallAction = 'dropped'): Statement {
  const statement = new Statement();
  statement.action = action;
  statement.reason = reason.trim().slice(0, LONGEST_REASON);
  return statement;
}
