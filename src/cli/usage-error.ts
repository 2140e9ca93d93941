/** Exit status of wrong usage, a bad filter, or input that cannot be read. */
export const EXIT_UNUSABLE = 2;

/** The second line where the usage as such was wrong. */
export const USAGE_HINT = '`pcap-verdict --help` shows how it is used.';

/** Wrong use of the command line: exit status 2 and one or two plain lines. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** @param advice a second line (or more, with `\n` between them), or '' */
  constructor(
    message: string,
    readonly advice = '',
  ) {
    super(message);
  }
}
