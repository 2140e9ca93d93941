/** What the command `diagnose` says: its options, examples, confirmations and errors. */
export const diagnoseWords = {
  capture: 'capture files, or -',
  reportReadingScripts: 'what the report is for: reading, or scripts',
  writeReportFolderFile: 'write the report here; FOLDER/ has a file for each capture',
  joint: 'one report about several captures, and what fails where',
  displayFilter: 'judge only endpoints with a matching packet',
  logs: "the client's logs: a file, folder or ZIP such as a DART bundle; once for each",
  quiet: 'no progress display and no hints',
  live: 'verdicts while the capture goes on (by default where a pipe brings packets of right now)',
  whatIsWrong: 'what is wrong?',
  judgeServerRestContext: 'judge one server, with the rest as context',
  lookUpNames: 'is it what the look-up names?',
  doPacketsLogsSay: 'what do packets and logs say together?',
  pageAttachCase: 'a page to attach to the case',
  forTicket: 'for a ticket',
  differsBetweenTwoCaptures: 'what differs between two captures?',
  filesRingBufferRead: 'files of a ring buffer, read as one capture',
  forPipeline: 'for a pipeline',
  forScript: 'for a script',
  logTimeZoneZone: '--log-time-zone is the zone of logs, and none are named',
  nameThemLogsFile: 'Name them: --logs FILE, FOLDER or ZIP.',
  captureNameFileStandard: 'which capture? Name a file, or - for standard input.',
  cannotRead: 'it cannot be read',
  theseFilesLookLike: (number: number) =>
    `pcap-verdict: these ${number} files look like one capture: --sequence reads them as one\n`,
  whatNext: (
    path: string,
    address: string,
    server: string,
    protocol: string,
    port: number | null,
    verdict: string,
  ) =>
    `\nThe packets: pcap-verdict packets ${path} -Y '${address} == ${server} and ${protocol}.port == ${port}'\n` +
    `The verdict: pcap-verdict explain ${verdict}\n`,
};
