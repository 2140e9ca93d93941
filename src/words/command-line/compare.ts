/** What the command `compare` says: its options, examples, confirmations and errors. */
export const compareWords = {
  captureNetworkFails: 'capture of the network where it fails, or -',
  captureAnotherNetworkSuch: 'capture of another network, such as a hotspot',
  more: 'with --sides: captures of further places, the client first, the server last',
  sides:
    'the captures are of one network, at the same time: the client’s side first, the server’s last',
  evidence:
    'with --sides: write the frames that show it to this file (pcapng), an interface for each place',
  comparisonReadingScripts: 'what the comparison is for: reading, or scripts',
  writeComparisonFile: 'write the comparison to this file',
  displayFilter: 'compare only endpoints with a matching packet',
  exitCode: 'exit with 1 where an endpoint of the first is dropped or rejected',
  timeZone: 'of the times in the comparison: UTC, local, +02:00, Europe/Berlin',
  stoppedBetweenTwoWay: 'what is stopped between the two, and which way',
  isItTheNetwork: 'is it the network?',
  pageAttachCase: 'a page to attach to the case',
  twoCapturesNameNetwork:
    "which two captures? Name the one of the network where it fails, then the other; with --sides the client's side, then the server's.",
  onlyTwoCapturesCan: 'only one of the two captures can be standard input',
  compareTakesTwoCaptures: (number: number) => `compare takes two captures, not ${number}`,
  sidesTheyMayMore:
    'With --sides they may be more: of places on the way from the client to the server.',
  evidenceNeedsSidesWrites:
    '--evidence needs --sides, and writes packets as they are: not redacted',
  sidesTakesCapturesMost: (maximumPlaces: number) =>
    `--sides takes ${maximumPlaces} captures at the most`,
  noComparisons: (name: string) => `-f ${name} has no comparisons`,
  namedTwice: (path: string) => `${path} is named twice`,
  andAreOneFile: (before: string, path: string) => `${before} and ${path} are one file`,
  comparisonTakesCapturesTwo: 'A comparison takes captures of two networks.',
  sidesTakesTwoLooks:
    '--sides takes two looks at a capture, and standard input or a pipe allows one',
  writeCaptureFileFirst: 'Write the capture to a file first.',
  logFirewallLinesNo: (shortName: string) =>
    `${shortName} is a log of a firewall: it has lines, and no packets that --sides could compare`,
  putBesideCaptureAll:
    'Put it beside a capture, or all in one case: pcap-verdict CAPTURE LOG, pcap-verdict case CAPTURE CAPTURE LOG.',
  capturesEvidenceTakesAnother: (output: string) =>
    `${output} is one of the captures; --evidence takes another file`,
  cannotWriteEvidence: (output: string, code: string | undefined) =>
    `cannot write the evidence to ${output}: ${code}`,
  framesPlaces: (frames: number, places: number) =>
    `pcap-verdict: ${frames} frames of ${places} places\n`,
};
