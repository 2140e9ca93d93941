/** What the command `compare` says: its options, examples, confirmations and errors. */
export const compareWords = {
  positionals: {
    first: 'capture of the network where it fails, or -',
    second: 'capture of another network, such as a hotspot',
    more: 'with --sides: captures of further places, the client first, the server last',
  },
  options: {
    sides:
      'the captures are of one network, at the same time: the client’s side first, the server’s last',
    evidence:
      'with --sides: write the frames that show it to this file (pcapng), an interface for each place',
    format: 'what the comparison is for: reading, or scripts',
    output: 'write the comparison to this file',
    displayFilter: 'compare only endpoints with a matching packet',
    exitCode: 'exit with 1 where an endpoint of the first is dropped or rejected',
    timeZone: 'of the times in the comparison: UTC, local, +02:00, Europe/Berlin',
  },
  examples: {
    sides: 'what is stopped between the two, and which way',
    networks: 'is it the network?',
    page: 'a page to attach to the case',
  },
  capturesMissing:
    "which two captures? Name the one of the network where it fails, then the other; with --sides the client's side, then the server's.",
  standardInputTwice: 'only one of the two captures can be standard input',
  tooManyCaptures: (number: number) => `compare takes two captures, not ${number}`,
  tooManyCapturesAdvice:
    'With --sides they may be more: of places on the way from the client to the server.',
  evidenceWithoutSidesOrRedacted:
    '--evidence needs --sides, and writes packets as they are: not redacted',
  tooManySides: (maximumPlaces: number) => `--sides takes ${maximumPlaces} captures at the most`,
  formatWithoutComparison: (name: string) => `-f ${name} has no comparisons`,
  sameCaptureTwice: (path: string) => `${path} is named twice`,
  sameFileTwice: (before: string, path: string) => `${before} and ${path} are one file`,
  sameCaptureTwiceAdvice: 'A comparison takes captures of two networks.',
  sidesFromPipe: '--sides takes two looks at a capture, and standard input or a pipe allows one',
  firewallLogAmongSides: (shortName: string) =>
    `${shortName} is a log of a firewall: it has lines, and no packets that --sides could compare`,
  firewallLogAmongSidesAdvice:
    'Put it beside a capture, or all in one case: pcap-verdict CAPTURE LOG, pcap-verdict case CAPTURE CAPTURE LOG.',
  evidenceIsCapture: (output: string) =>
    `${output} is one of the captures; --evidence takes another file`,
  evidenceUnwritable: (output: string, code: string | undefined) =>
    `cannot write the evidence to ${output}: ${code}`,
  evidenceWritten: (frames: number, places: number) =>
    `pcap-verdict: ${frames} frames of ${places} places\n`,
};
