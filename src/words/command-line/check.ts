/** What the command `check` says, and what is wrong with an expectation file. */
export const checkWords = {
  positionals: {
    path: 'folders of captures, or captures',
  },
  options: {
    format: 'for reading, or for pipelines',
    update: 'write what is seen into the expectation files; comments stay',
    watch: 'go on: check again what changes, until Ctrl-C',
  },
  examples: {
    check: 'do all captures still show what they showed?',
    update: 'write the expectations; read the difference',
    watch: 'while captures or expectations are worked on',
  },
  exitStatus: {
    asExpected: 'every capture shows what is expected',
    different: 'one does not, or expectation or capture is missing',
    unusable: 'wrong usage, or a file that cannot be read',
  },
  pathMissing: 'which folder? Name a folder of captures, or captures.',
  watchWithUpdateOrJunit: (update: boolean) =>
    `--watch shows what changes: no ${update ? '--update' : 'JUnit'} with it`,
  watchWithUpdateOrJunitAdvice: 'Give one of the two.',
  folderWithoutCapture: (path: string) => `${path}: there is no capture in this folder`,
  folderWithoutCaptureAdvice:
    'Captures are called *.pcap, *.pcapng or *.cap, with .gz, .zst or .lz4 where compressed.',
  twoExpectationFiles: (path: string) => `${path} has two expectation files`,
  twoExpectationFilesAdvice: (there: string) => `Keep one of ${there}.`,
  captureMissing: (shortName: string) => `${shortName} is there, its capture is not`,
  expectationMissing: (shortName: string) =>
    `no ${shortName}.expect.yaml beside it; --update writes one`,
  expectationFileIsNew: '  a new file, of what is seen: read it before it is committed',
  fileTooLong: (maximumLength: string) =>
    `an expectation file has no more than ${maximumLength} bytes`,
  nestedTooDeep: (maximumDepth: number) => `nested more than ${maximumDepth} deep`,
  tooManyTokens: 'an expectation file is not as long',
  indentedTooFar: (maximumIndent: number) => `indented by more than ${maximumIndent} spaces`,
  fileAsMapping: 'an expectation file',
  endpointsNoMapping: 'endpoints are a mapping: "ADDRESS tcp PORT: VERDICT"',
  badEndpointName: 'an endpoint is "ADDRESS tcp PORT" or "CLIENT → ADDRESS udp PORT"',
  noMapping: (what: string) => `${what} is a mapping of keys to values`,
  unknownKey: (name: string, keys: string) => `unknown key "${name}"; known here: ${keys}`,
  valueIsNoChoice: (text: string, values: string) => `"${text}" is none of ${values}`,
  wordExpected: 'a word is expected here',
  wholeNumberExpected: 'a whole number is expected here',
  seenNotInReport: 'not in the report',
  expectedNoSuchEndpoint: 'no such endpoint',
};
