/** What the command `case` says: its options, examples, confirmations and errors. */
export const caseWords = {
  path: 'a folder or ZIP archive as it came; or files and folders that belong together',
  reportReadingScripts: 'what the report is for: reading, or scripts',
  writeReportFile: 'write the report to this file',
  displayFilter: 'judge only endpoints with a matching packet',
  quiet: 'no progress display and no hints',
  whatIsWrong: 'what is wrong?',
  pageAttachCase: 'a page to attach to the case',
  caseAnalysedWhateverVerdict: 'the case was analysed, whatever the verdict',
  onlyExitCodeService: 'only with --exit-code: a service is dropped or rejected',
  wrongUsageNoCapture: 'wrong usage, or no capture, log or look-up that can be read',
  folderNameFolderZip:
    'which folder? Name the folder, ZIP archive or files that the case is made of.',
  belongsCaseReadMore:
    'what belongs to a case is read more than once, and standard input gives its bytes once',
  writeFileFirst: 'Write it to a file first.',
  nameFileFolderEmpty: 'the name of a file or folder is empty',
  noReportCase: (name: string) => `-f ${name} has no report on a case`,
  logsNoLogKind: (logs: string) =>
    `pcap-verdict: --logs: no log of a kind that is known in ${logs}; docs/logs.md has those that are\n`,
};
