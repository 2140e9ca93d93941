/** What the command `case` says: its options, examples, confirmations and errors. */
export const caseWords = {
  positionals: {
    path: 'a folder or ZIP archive as it came; or files and folders that belong together',
  },
  options: {
    format: 'what the report is for: reading, or scripts',
    output: 'write the report to this file',
    displayFilter: 'judge only endpoints with a matching packet',
    quiet: 'no progress display and no hints',
  },
  examples: {
    archive: 'what is wrong?',
    page: 'a page to attach to the case',
  },
  exitStatus: {
    analysed: 'the case was analysed, whatever the verdict',
    blocked: 'only with --exit-code: a service is dropped or rejected',
    unusable: 'wrong usage, or no capture, log or look-up that can be read',
  },
  pathMissing: 'which folder? Name the folder, ZIP archive or files that the case is made of.',
  caseFromStandardInput:
    'what belongs to a case is read more than once, and standard input gives its bytes once',
  caseFromStandardInputAdvice: 'Write it to a file first.',
  pathEmpty: 'the name of a file or folder is empty',
  formatWithoutCase: (name: string) => `-f ${name} has no report on a case`,
  logsOfNoKnownKind: (logs: string) =>
    `pcap-verdict: --logs: no log of a kind that is known in ${logs}; docs/logs.md has those that are\n`,
};
