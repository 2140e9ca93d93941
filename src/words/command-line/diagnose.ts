/** What the command `diagnose` says: its options, examples, confirmations and errors. */
export const diagnoseWords = {
  positionals: {
    capture: 'capture files, or -',
  },
  options: {
    format: 'what the report is for: reading, or scripts',
    output: 'write the report here; FOLDER/ has a file for each capture',
    joint: 'one report about several captures, and what fails where',
    displayFilter: 'judge only endpoints with a matching packet',
    logs: "the client's logs: a file, folder or ZIP such as a DART bundle; once for each",
    quiet: 'no progress display and no hints',
    live: 'verdicts while the capture goes on (by default where a pipe brings packets of right now)',
  },
  examples: {
    plain: 'what is wrong?',
    filtered: 'judge one server, with the rest as context',
    lookUp: 'is it what the look-up names?',
    logs: 'what do packets and logs say together?',
    page: 'a page to attach to the case',
    markdown: 'for a ticket',
    joint: 'what differs between two captures?',
    sequence: 'files of a ring buffer, read as one capture',
    junit: 'for a pipeline',
    json: 'for a script',
  },
  logTimeZoneWithoutLogs: '--log-time-zone is the zone of logs, and none are named',
  logTimeZoneWithoutLogsAdvice: 'Name them: --logs FILE, FOLDER or ZIP.',
  redactedCaptureUnreadable: 'it cannot be read',
  filesLookLikeSequence: (number: number) =>
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
