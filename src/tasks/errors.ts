import { InputError } from '../capture/errors.ts';
import { DisplayFilterError } from '../filter/display-filter-error.ts';
import { escapeText } from '../protocols/escape.ts';
import { inWords } from '../words/errors/said.ts';
import { taskWords } from '../words/tasks.ts';

/** What kind of use it was; `usage` where no program needs to tell it apart. */
export type UsageErrorCode =
  | 'usage'
  /** A second look at what can be read once: standard input, a pipe. */
  | 'not-repeatable'
  /** A display filter that asks what came before was not asked of every packet. */
  | 'packets-skipped'
  | 'unknown-field'
  | 'unknown-language'
  | 'unknown-time-zone'
  | 'bad-key'
  | 'no-files';

/** What was asked for cannot be done, in one or two plain lines; of a command, exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /**
   * @param advice a second line (or more, with `\n` between them), or ''
   * @param code stable, for programs
   */
  constructor(
    message: string,
    readonly advice = '',
    readonly code: UsageErrorCode = 'usage',
  ) {
    super(message);
  }
}

/**
 * What a person is told of an error: plain lines, no stack trace.
 * @param name what the error is about, such as a file's name; '' for nothing
 */
export function errorLines(error: unknown, name: string): string[] {
  inWords(error);
  const about = name === '' ? '' : `${escapeText(name)}: `;
  if (error instanceof InputError) {
    // Some messages are about the file as such, and name it.
    const isNamed = name !== '' && error.message.startsWith(name);
    // At the beginning of a file it is the file as such.
    const place = error.offset > 0 ? ` (byte ${error.offset})` : '';
    const lines = [`pcap-verdict: ${isNamed ? '' : about}${escapeText(error.message)}${place}`];
    if (error.advice !== '') lines.push(escapeText(error.advice));
    return lines;
  }
  if (error instanceof DisplayFilterError) {
    return `pcap-verdict: ${error.format()}`.split('\n').map(escapeText);
  }
  if (error instanceof UsageError) {
    const lines = [`pcap-verdict: ${escapeText(error.message)}`];
    if (error.advice !== '') lines.push(...error.advice.split('\n').map(escapeText));
    return lines;
  }
  const code = (error as { code?: unknown } | null)?.code;
  const message = error instanceof Error ? error.message : String(error);
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) {
    return [`pcap-verdict: ${about}${escapeText(message)}`];
  }
  return [
    `pcap-verdict: ${about}internal error: ${escapeText(message)}`,
    taskWords.bugReadBeforeNot,
  ];
}

/** An error in a few words, without the program's name in front. */
export function reason(error: unknown): string {
  const [line] = errorLines(error, '');
  return escapeText(line.replace(/^pcap-verdict: (?:internal error: )?/, ''));
}
