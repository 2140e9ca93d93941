import { escapeText } from '../../protocols/escape.ts';

/** How the program is used: commands, help, and what is wrong on a command line. */
export const usageWords = {
  didYouMean: (first: string, last: string) =>
    `Did you mean ${first === '' ? last : `${first} or ${last}`}?`,
  captureFilterDisplayFilter: (text: string) =>
    `${text} is a capture filter, and a display filter is asked for`,
  tryOption: (option: string, displayFilter: string) => `Such as: ${option}${displayFilter}`,
  noneSaysSame: (why: string) => `None says the same: ${why}.`,
  notQuiteDisplayFilter: (text: string) => `${text} is not quite a display filter`,
  didYouMeanOption: (option: string, meant: string) => `Did you mean ${option}${meant}?`,
  noFileCaptureFilter: (word: string, text: string) =>
    `there is no file ${word}, and ${text} is a capture filter`,
  noDisplayFilterSays: (why: string) => `No display filter says the same: ${why}.`,
  noFileFiltersStand: (word: string) => `there is no file ${word}; filters stand behind -Y`,
  tryCapture: (command: string, displayFilter: string) =>
    `Such as: pcap-verdict ${command}CAPTURE -Y ${displayFilter}`,
  saysEveryServiceClient:
    'Says for every service that a client tried to reach whether it answered, was dropped or was rejected by a firewall, with the frames that prove it. A CAPTURE is a pcap or pcapng file (also .gz, .zst, .lz4), or - for standard input.',
  captureAnalysedWhateverVerdict: 'the capture was analysed, whatever the verdict',
  onlyExitCodeService: 'only with --exit-code: a service is blocked, or the capture cannot tell',
  wrongUsageBadFilter: 'wrong usage, a bad filter, or nothing readable',
  helpDiagnoseAllOptions: (program: string) =>
    `${program} help diagnose has all options; help COMMAND is about one command.`,
  helpAllOptionsExamples: (program: string, name: string) =>
    `${program} help ${name} has all options and examples.`,
  noCommandCalled: (topic: string) => `no command is called "${topic}"`,
  displayFilterWordsQuotes: (number: number) =>
    `the display filter has ${number} words: quotes make it one`,
  tryFilter: (plain: string) => `Such as: pcap-verdict filter "${plain}"`,
  noOption: (word: string) => `${word} is no option here`,
  tryCount: (word: string) => `Such as: -c ${word}`,
  hyphenTooFew: (spelling: string) => `${spelling} has one hyphen too few`,
  tryLetter: (word: string) => `Such as: -${word}`,
  takesNoValue: (spelling: string) => `${spelling} takes no value`,
  trySpelling: (spelling: string) => `Such as: ${spelling}`,
  needsValue: (spelling: string, what: string) => `${spelling} needs a value: ${what}`,
  preferencesWiresharkNotRead: (whole: string) =>
    `-o ${whole}: preferences of Wireshark's are not read here`,
  leaveOutFileReport: 'Leave it out; -o FILE is where the report goes.',
  showsPacketsTheyKey: (name: string) =>
    `${name} shows packets as they are: key logs serve verdicts alone`,
  tryCaptureTlsKeys: 'Such as: pcap-verdict CAPTURE --tls-keys FILE',
  noOptionOf: (spelling: string, name: string) => `${spelling} is no option of ${name}`,
  tryWithCapture: (shown: string, meant: string) =>
    `Such as: pcap-verdict ${shown}CAPTURE ${meant}`,
  noOptionAtAll: (spelling: string) => `${spelling} is no option`,
  listsAll: (name: string, value: string) =>
    `\`pcap-verdict help${name === value ? ' diagnose' : ` ${name}`}\` lists all.`,
  noFileCommandStands: (first: string) => `there is no file ${first}; a command stands first`,
  tryCommand: (first: string, word: string) => `Such as: pcap-verdict ${first} ${word}`,
  noCommandNoFile: (first: string) => `there is no command and no file ${first}`,
  displayFilterWordsTakes: (end: number, at: number) =>
    `the display filter has ${end - at + 1} words, and -Y takes one: quotes make it one`,
  tryFilterOption: (whole: string) => `Such as: -Y ${whole}`,
  takesNoneThem: (spelling: string, choices: string, value: string) =>
    `${spelling} takes ${choices}; "${value}" is none of them`,
  verdictReportDefaultCommand: 'the verdict report (the default command)',
  twoCapturesFailsNetwork: 'two captures: what fails where, and is it the network?',
  framesProveVerdictCapture: 'the frames that prove the verdict, as a capture with comments',
  capturesAgainstExpectationFiles: 'captures against the expectation files beside them',
  reportAllUserSent: 'one report on all that a user sent: captures, logs, look-ups',
  veryManyCapturesMany: 'very many captures, many workers, results in PostgreSQL',
  packetListWiresharkShows: 'the packet list as Wireshark shows it',
  connectionsUdpConversationsZeek: "connections and UDP conversations, with Zeek's conn_state",
  displayFilterWordsSelects: 'a display filter in words, and what it selects',
  displayFilterFieldsTheir: 'the display-filter fields, their types and meaning',
  verdictEvidenceNoteCode: 'a verdict, evidence or note code in plain words, and what to do',
  knownProductsShippedProfiles: 'what is known of products: shipped profiles, and your own',
  modelContextProtocolServer: 'a Model Context Protocol server: these commands as tools',
  plugProfileWiresharkVerdicts: 'a plug-in and a profile for Wireshark: verdicts as fields',
  completesTypedBashZsh: 'completes what is typed in bash, zsh, fish and PowerShell',
  filterFileWereBoth: '-Y and --filter-file were both given; one filter is taken',
  filterFileCannotRead: (message: string) => `the filter file cannot be read: ${message}`,
  filterFileMoreThan: (maximumFileLength: number) =>
    `the filter file has more than ${maximumFileLength} bytes`,
  theNearestThatAre: (related: string) => `the nearest that are: ${related}.`,
  listsWhatIs: '`pcap-verdict fields` lists what is.',
  knownWiresharkButNot: (name: string, instead: string) =>
    `${name} is known to Wireshark, but not decoded here; ${instead}`,
  neitherFieldNorProtocol: (name: string, near: string) =>
    `${name} is neither a field nor a protocol name. Wireshark has ${near}, not decoded here.`,
  bytesHeaderComparedAddress: (piece: string) =>
    `the bytes of the header are compared; an address is ${piece}`,
  filterIn: (piece: string, more: string, message: string) =>
    `pcap-verdict: filter: in ${piece}${more}: ${message}`,
  showsHowUsed: '`pcap-verdict --help` shows how it is used.',
  atByte: (offset: number, text: string) =>
    `pcap-verdict: at byte ${offset}: ${escapeText(text)}\n`,
  furtherProblems: (further: number) => `pcap-verdict: and ${further} further problems\n`,
  standardOutputCannotWritten: (code: string | undefined) =>
    `pcap-verdict: standard output cannot be written: ${code}\n`,
  captureNameFileStandard: 'which capture? Name a file, or - for standard input.',
};
