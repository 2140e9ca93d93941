/** Options that several commands take. */
export const optionsWords = {
  sequence: 'the files are those of one capture, as a ring buffer writes them: read them as one',
  filesFrom:
    'read names of captures from this file, or - for standard input: one a line, or ended by NUL',
  jobs: 'how many captures are judged at a time; by default as many as pay, up to half of the processors',
  jobsOutOfRange: (mostJobs: number) => `--jobs takes a whole number from 1 to ${mostJobs}`,
  format: (purpose: string, name: string) =>
    `${purpose} (default: by the extension of -o, else ${name})`,
  filterFile: 'read the display filter from this file; lines that begin with # are comments',
  severalDisplayFilters: (number: number) => `${number} display filters are given`,
  severalDisplayFiltersAdvice: (joined: string) => `Such as: -Y "${joined}"`,
  exitCode:
    'exit with 1 where a service is dropped, rejected or intercepted, or the capture cannot tell',
  color: 'colours: always, or with --no-color never (by default on a terminal)',
  timeZone: 'of the times in a report: UTC, local, +02:00, Europe/Berlin; JSON has UTC',
  language:
    'language of a report to read (text, html, markdown, wiki, adf, eml; by default by LC_ALL, LC_MESSAGES, LANG); the rest is English',
  title: 'title of a report to read (text, html, markdown, wiki, adf, eml)',
  note: 'a note below the verdict of a report to read: its text, or a file with it',
  quiet: 'no progress display',
  profile:
    'the product: a name (see `profile list`) or a profile file (default: by what the capture has)',
  tlsKeys:
    'a key log (SSLKEYLOGFILE): certificates and alerts of TLS 1.3 are read with its secrets',
  zipPasswordFile: 'a file with the password of encrypted files in ZIP archives',
  logTimeZone: "the logs' own time zone (default: found by what logs and packets have in common)",
  target: 'what the case is about: NAME or ADDRESS[:PORT]; once for each',
  nslookup: 'what nslookup or dig printed: a text file, or -; once for each',
  redact: "replace addresses, names and payloads that are not the product's",
  redactKeyFile:
    'redact under the key in this file, the same in every run; made where there is none',
  redactKey: 'with --redact-key-file: a word that one must know beside the file',
  redactKeep: 'redact, but keep this address, range, name or profile; once for each',
};
