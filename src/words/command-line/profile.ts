/** What is wrong with a profile file, and what the command `profile` says. */
export const profileWords = {
  positionals: {
    action: 'what to do; schema: print the JSON Schema of profiles, for editors',
    name: 'name of a profile, or a profile file',
  },
  examples: {
    list: 'which products are known?',
    show: 'a shipped profile, as JSON',
    init: 'an example with every member explained',
    check: 'is it right? if not, where?',
  },
  showWithoutName: 'which profile? profile show NAME',
  unknownProfile: (name: string) => `no shipped profile "${name}"`,
  unknownProfileAdvice: (profiles: string) => `Shipped are ${profiles}.`,
  exampleAlreadyThere: (path: string) => `${path} is there already: it is left as it is`,
  exampleUnwritable: (path: string, code: string | undefined, message: string) =>
    `cannot write ${path}: ${code === 'ENOENT' ? 'there is no such folder' : message}`,
  exampleAlreadyThereAdvice:
    'Name another file, or none: the example then goes to standard output.',
  checkWithoutFile: 'which file? profile check FILE',
  fileFromStandardInput: 'a profile is read from a file, not from standard input',
  neitherProfileNorFile: (path: string) => `no profile "${path}": it is neither shipped nor a file`,
  neitherProfileNorFileAdvice: (profiles: string) =>
    `Shipped are ${profiles}; \`pcap-verdict profile init FILE\` writes an example to begin with.`,
  fileIsFolder: (path: string) => `${path} is a folder; a profile is a file`,
  fileUnreadable: (path: string, message: string) =>
    `${path}: the profile cannot be read: ${message}`,
  fileTooLong: (path: string, maximumLength: number) =>
    `${path} is no profile: it is longer than ${maximumLength} bytes`,
  fileNotUtf8: (path: string) => `${path} is no profile: it is not UTF-8 text`,
  fileNotUtf8Advice: 'A profile is JSON; editors save it with the encoding UTF-8.',
  nestedTooDeep: (maximumDepth: number) =>
    `lists and objects are nested more than ${maximumDepth} deep`,
  tooManyValues: (maximumValues: number) => `there are more than ${maximumValues} values in it`,
  syntax: {
    invalidSymbol: 'texts and names stand in double quotes',
    invalidNumber: 'this is no number',
    nameExpected: 'the name of a member is expected, in double quotes',
    valueExpected: 'a value is expected',
    colonExpected: 'a colon is missing before this',
    commaExpected: 'a comma is missing before this',
    closeBraceExpected: 'a closing brace } is missing before this',
    closeBracketExpected: 'a closing bracket ] is missing before this',
    endOfFileExpected: 'the profile ends before this; nothing may follow',
    endOfComment: 'a comment is not closed with */',
    endOfText: 'a text is not closed with a double quote in its line',
    endOfNumber: 'this number is not whole',
    invalidUnicode: '\\u takes four hexadecimal digits',
    invalidEscape: 'there is no such escape; a backslash is written \\\\',
    invalidCharacter: 'a control character stands in a text: write it as an escape',
    emptyFile: 'the file is empty',
    problem: (known: string | undefined, isAtEnd: boolean) =>
      `${known ?? 'this is no JSON'}${isAtEnd ? ' (the file ends here)' : ''}`,
  },
  duplicateMember: (place: string, show: string) => `${place}${show} is there twice`,
  unknownMember: (show: string, nearest: string) => `there is no member ${show} here${nearest}`,
  valueIsNoChoice: (show: string, known: string, nearest: string) =>
    `${show} is none of ${known}${nearest}`,
  listEmpty: (expected: string) => `the list is empty${expected}`,
  textEmpty: (expected: string) => `the text is empty${expected}`,
  tooManyItems: (limit: number) => `there are more than ${limit}`,
  textTooLong: (limit: number) => `the text is longer than ${limit} characters`,
  numberOutOfRange: (show: string, expected: string) => `${show} is out of range${expected}`,
  types: {
    text: 'a text in double quotes',
    integer: 'a whole number',
    boolean: 'true or false',
  },
  nameOfShippedProfile: (show: string) =>
    `${show} is a shipped profile: a file takes a name of its own`,
  duplicateFunctionId: (show: string) => `${show} is the id of another function, too`,
  serverWithoutAddress: '"addresses", "names" or "ranges" is missing: which servers?',
  unknownFunction: (show: string, nearest: string) => `there is no function ${show}${nearest}`,
  rangeAmongAddresses: (show: string) => `${show} is a range: it belongs into "ranges"`,
  badAddress: (show: string) => `${show} is no address, such as 192.0.2.1 or 2001:db8::1`,
  badRange: (show: string) => `${show} is no range, such as 198.51.100.0/24 or 2001:db8::/32`,
  addressAmongNames: (show: string) => `${show} is an address, not a name`,
  badHostName: (show: string, mayBeAny: boolean) =>
    `${show} is no host name, such as vpn.example.com${mayBeAny ? ' or *.example.com' : ''}`,
  didYouMean: (candidate: string) => `; did you mean "${candidate}"?`,
  moreErrors: (number: number, told: number) => `and ${number - told} more errors`,
};
