import { escapeText } from '../../protocols/escape.ts';

/** How the program is used: commands, help, and what is wrong on a command line. */
export const usageWords = {
  didYouMean: (first: string, last: string) =>
    `Did you mean ${first === '' ? last : `${first} or ${last}`}?`,
  captureFilterTyped: (text: string) =>
    `${text} is a capture filter, and a display filter is asked for`,
  captureFilterTypedAdvice: (option: string, displayFilter: string) =>
    `Such as: ${option}${displayFilter}`,
  captureFilterUntranslatable: (why: string) => `None says the same: ${why}.`,
  displayFilterMistyped: (text: string) => `${text} is not quite a display filter`,
  displayFilterMistypedAdvice: (option: string, meant: string) => `Did you mean ${option}${meant}?`,
  captureFilterInPlaceOfFile: (word: string, text: string) =>
    `there is no file ${word}, and ${text} is a capture filter`,
  captureFilterInPlaceOfFileAdvice: (why: string) => `No display filter says the same: ${why}.`,
  filterInPlaceOfFile: (word: string) => `there is no file ${word}; filters stand behind -Y`,
  filterInPlaceOfFileAdvice: (command: string, displayFilter: string) =>
    `Such as: pcap-verdict ${command}CAPTURE -Y ${displayFilter}`,
  help: {
    about:
      'Says for every service that a client tried to reach whether it answered, was dropped or was rejected by a firewall, with the frames that prove it. A CAPTURE is a pcap or pcapng file (also .gz, .zst, .lz4), or - for standard input.',
    moreOfProgram: (program: string) =>
      `${program} help diagnose has all options; help COMMAND is about one command.`,
    moreOfCommand: (program: string, name: string) =>
      `${program} help ${name} has all options and examples.`,
  },
  exitStatus: {
    analysed: 'the capture was analysed, whatever the verdict',
    blocked: 'only with --exit-code: a service is blocked, or the capture cannot tell',
    unusable: 'wrong usage, a bad filter, or nothing readable',
  },
  helpOnUnknownCommand: (topic: string) => `no command is called "${topic}"`,
  filterCommandNeedsQuotes: (number: number) =>
    `the display filter has ${number} words: quotes make it one`,
  filterCommandNeedsQuotesAdvice: (plain: string) => `Such as: pcap-verdict filter "${plain}"`,
  numberAsOption: (word: string) => `${word} is no option here`,
  numberAsOptionAdvice: (word: string) => `Such as: -c ${word}`,
  longOptionWithOneHyphen: (spelling: string) => `${spelling} has one hyphen too few`,
  longOptionWithOneHyphenAdvice: (word: string) => `Such as: -${word}`,
  valueOfToggle: (spelling: string) => `${spelling} takes no value`,
  valueOfToggleAdvice: (spelling: string) => `Such as: ${spelling}`,
  valueMissing: (spelling: string, what: string) => `${spelling} needs a value: ${what}`,
  wiresharkPreference: (whole: string) =>
    `-o ${whole}: preferences of Wireshark's are not read here`,
  wiresharkPreferenceAdvice: 'Leave it out; -o FILE is where the report goes.',
  keyLogForListOfPackets: (name: string) =>
    `${name} shows packets as they are: key logs serve verdicts alone`,
  keyLogForListOfPacketsAdvice: 'Such as: pcap-verdict CAPTURE --tls-keys FILE',
  optionOfAnotherCommand: (spelling: string, name: string) => `${spelling} is no option of ${name}`,
  optionOfAnotherCommandAdvice: (shown: string, meant: string) =>
    `Such as: pcap-verdict ${shown}CAPTURE ${meant}`,
  unknownOption: (spelling: string) => `${spelling} is no option`,
  unknownOptionAdvice: (name: string, value: string) =>
    `\`pcap-verdict help${name === value ? ' diagnose' : ` ${name}`}\` lists all.`,
  commandAfterFile: (first: string) => `there is no file ${first}; a command stands first`,
  commandAfterFileAdvice: (first: string, word: string) => `Such as: pcap-verdict ${first} ${word}`,
  unknownCommandOrFile: (first: string) => `there is no command and no file ${first}`,
  displayFilterNeedsQuotes: (end: number, at: number) =>
    `the display filter has ${end - at + 1} words, and -Y takes one: quotes make it one`,
  displayFilterNeedsQuotesAdvice: (whole: string) => `Such as: -Y ${whole}`,
  valueIsNoChoice: (spelling: string, choices: string, value: string) =>
    `${spelling} takes ${choices}; "${value}" is none of them`,
  summary: {
    diagnose: 'the verdict report (the default command)',
    compare: 'two captures: what fails where, and is it the network?',
    evidence: 'the frames that prove the verdict, as a capture with comments',
    check: 'captures against the expectation files beside them',
    case: 'one report on all that a user sent: captures, logs, look-ups',
    fleet: 'very many captures, many workers, results in PostgreSQL',
    packets: 'the packet list as Wireshark shows it',
    flows: "connections and UDP conversations, with Zeek's conn_state",
    filter: 'a display filter in words, and what it selects',
    fields: 'the display-filter fields, their types and meaning',
    explain: 'a verdict, evidence or note code in plain words, and what to do',
    profile: 'what is known of products: shipped profiles, and your own',
    mcp: 'a Model Context Protocol server: these commands as tools',
    wireshark: 'a plug-in and a profile for Wireshark: verdicts as fields',
    completion: 'completes what is typed in bash, zsh, fish and PowerShell',
  },
  filterAndFilterFile: '-Y and --filter-file were both given; one filter is taken',
  filterFileUnreadable: (message: string) => `the filter file cannot be read: ${message}`,
  filterFileTooLong: (maximumFileLength: number) =>
    `the filter file has more than ${maximumFileLength} bytes`,
  filterWarning: (piece: string, more: string, message: string) =>
    `pcap-verdict: filter: in ${piece}${more}: ${message}`,
  usageHint: '`pcap-verdict --help` shows how it is used.',
  captureProblem: (offset: number, text: string) =>
    `pcap-verdict: at byte ${offset}: ${escapeText(text)}\n`,
  furtherCaptureProblems: (further: number) => `pcap-verdict: and ${further} further problems\n`,
  standardOutputUnwritable: (code: string | undefined) =>
    `pcap-verdict: standard output cannot be written: ${code}\n`,
  captureMissing: 'which capture? Name a file, or - for standard input.',
};
