/** What the command `check` says, and what is wrong with an expectation file. */
export const checkWords = {
  path: 'folders of captures, or captures',
  readingPipelines: 'for reading, or for pipelines',
  update: 'write what is seen into the expectation files; comments stay',
  watch: 'go on: check again what changes, until Ctrl-C',
  doAllCapturesStill: 'do all captures still show what they showed?',
  writeExpectationsReadDifference: 'write the expectations; read the difference',
  whileCapturesExpectationsWorked: 'while captures or expectations are worked on',
  everyCaptureShowsExpected: 'every capture shows what is expected',
  doesNotExpectationCapture: 'one does not, or expectation or capture is missing',
  wrongUsageFileCannot: 'wrong usage, or a file that cannot be read',
  folderNameFolderCaptures: 'which folder? Name a folder of captures, or captures.',
  watchShowsChangesNo: (update: boolean) =>
    `--watch shows what changes: no ${update ? '--update' : 'JUnit'} with it`,
  giveTwo: 'Give one of the two.',
  noCaptureFolder: (path: string) => `${path}: there is no capture in this folder`,
  capturesCalledPcapPcapng:
    'Captures are called *.pcap, *.pcapng or *.cap, with .gz, .zst or .lz4 where compressed.',
  twoExpectationFiles: (path: string) => `${path} has two expectation files`,
  keepOneOf: (there: string) => `Keep one of ${there}.`,
  captureNot: (shortName: string) => `${shortName} is there, its capture is not`,
  noExpectYamlBeside: (shortName: string) =>
    `no ${shortName}.expect.yaml beside it; --update writes one`,
  newFileSeenRead: '  a new file, of what is seen: read it before it is committed',
  expectationFileNoMore: (maximumLength: string) =>
    `an expectation file has no more than ${maximumLength} bytes`,
  nestedMoreThanDeep: (maximumDepth: number) => `nested more than ${maximumDepth} deep`,
  expectationFileNotLong: 'an expectation file is not as long',
  indentedMoreThanSpaces: (maximumIndent: number) =>
    `indented by more than ${maximumIndent} spaces`,
  expectationFile: 'an expectation file',
  endpointsMappingAddressTcp: 'endpoints are a mapping: "ADDRESS tcp PORT: VERDICT"',
  endpointAddressTcpPort: 'an endpoint is "ADDRESS tcp PORT" or "CLIENT → ADDRESS udp PORT"',
  mappingKeysValues: (what: string) => `${what} is a mapping of keys to values`,
  unknownKeyKnown: (name: string, keys: string) => `unknown key "${name}"; known here: ${keys}`,
  isNoneOf: (text: string, values: string) => `"${text}" is none of ${values}`,
  wordExpected: 'a word is expected here',
  wholeNumberExpected: 'a whole number is expected here',
  notReport: 'not in the report',
  noSuchEndpoint: 'no such endpoint',
};
