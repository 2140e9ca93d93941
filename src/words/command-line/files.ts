import { escapeText } from '../../protocols/escape.ts';

/** Files that are named on the command line: what is wrong with them, and what was written. */
export const filesWords = {
  filesFromTakesList: (longestList: number) =>
    `--files-from takes a list of up to ${longestList >> 20} MiB`,
  filesFromNamesList: '--files-from names a list without a name in it',
  keyLogReadFrom: 'a key log is read from a file, not from standard input',
  noSuchFile: 'no such file',
  cannotRead: (code: string | undefined) => `it cannot be read (${code})`,
  keyLog: (path: string, why: string) => `the key log ${path}: ${why}`,
  checkPath: 'Check the path.',
  keyLogLongerThan: (path: string, maximumLength: number) =>
    `the key log ${path} is longer than ${maximumLength} bytes`,
  noKeyLogTls: (path: string) => `${path} is no key log of TLS`,
  programsWriteFileEnvironment:
    'Programs write one to the file that the environment variable SSLKEYLOGFILE names.',
  standardInputCaptureLook: 'standard input is the capture and the look-up; it can be one of them',
  writeThemFileFirst: 'Write one of them to a file first.',
  targetTakesNameAddress: (text: string) =>
    `--target takes a name or an address, with a port or without; "${text}" is none of these`,
  tryVpnExampleCom: 'Such as vpn.example.com, 192.0.2.1:443 or [2001:db8::1]:443.',
  nameLookUpEmpty: 'the name of the look-up is empty',
  noLookUpNot: (path: string) =>
    `${path} has no look-up: it is not what nslookup, dig or Resolve-DnsName prints`,
  pasteCommandPrintedInto:
    'Paste what the command printed into a text file, with the line of the command.',
  afterLastPacketProcessors: (seconds: string, cpu: string) =>
    `pcap-verdict: ${seconds} s after the last packet, ${cpu} s of processors\n`,
  noSuchFileAs: (path: string) => `${path}: no such file`,
  framesProveVerdictEvidence:
    'The frames that prove a verdict: pcap-verdict evidence CAPTURE -o proof.pcapng',
  listsFlowsCaptureCsv: 'Lists: pcap-verdict flows CAPTURE -f csv > flows.csv',
  printPageOpenWord: 'Print the page, or open it in Word: -o case.html',
  takesFileFormat: (output: string, word: string) =>
    `-o ${output}: -o takes a file, and ${word} is a format`,
  tryCase: (word: string, extension: string) => `Such as: -f ${word}; -o case.${extension}`,
  wouldWriteOverCapture: (output: string) => `-o ${output} would write over a capture`,
  nameAnotherFileCase: 'Name another file: -o case.html',
  noReportExtension: (output: string, extension: string, known: string) =>
    `-o ${output}: no report has the extension .${extension}; there are ${known}`,
  formatFileMayAny: 'With -f FORMAT the file may have any name.',
  wrote: (output: string, title: string, sizeText: string) =>
    `pcap-verdict: wrote ${escapeText(output)} (${title}, ${sizeText})\n`,
  wroteInto: (output: string, title: string) =>
    `pcap-verdict: wrote into ${escapeText(output)} (${title})\n`,
  unknownTimeZone: (name: string) => `unknown time zone "${name}"`,
  didYouMean: (near: string) => `Did you mean ${near}?`,
  takesUtcLocalOffset:
    'It takes UTC, local, an offset such as +02:00, or an IANA name such as Europe/Berlin.',
  jointMakesReportTakes: '--joint makes one report: -o takes a file for it, no folder',
  noJointReport: (name: string) => `-f ${name} has no joint report`,
  takesCaptureFile: (name: string) => `-f ${name} takes one capture for a file`,
  giveFolderFileEach: 'Give a folder for a file each: -o FOLDER/',
  reportTakesFileFolder: (output: string) =>
    `there is one report: -o takes a file for it, and ${output} is a folder`,
  wouldWriteOverCaptureRead: (output: string) =>
    `-o ${output} would write over a capture that is to be read`,
  noSuchFolder: 'there is no such folder',
  cannotWriteReport: (path: string, why: string) => `cannot write the report to ${path}: ${why}`,
  noteCannotRead: (path: string, code: string | undefined) =>
    `the note ${path} cannot be read (${code})`,
  noteNoTextUtf: (path: string) => `the note ${path} is no text in UTF-8`,
  takesCharactersMost: (option: string, most: number) =>
    `${option} takes ${most} characters at the most`,
  redactKeyEmpty: '--redact-key is empty',
  redactKeyFileEmpty: '--redact-key-file is empty',
  redactKeyNeedsRedact:
    '--redact-key needs --redact-key-file: who has the report tries words, and the file stops that',
  giveRedactKeyFile:
    'Give --redact-key-file FILE: it is made where there is none, and is enough without a word.',
  noFileKeyKept: (path: string) => `${path} is no file; a key is kept in one`,
  redactionKeyCannotRead: (path: string, code: string | undefined) =>
    `${path}: the redaction key cannot be read: ${code}`,
  holdsNoRedactionKey: (path: string) => `${path} holds no redaction key`,
  fileNotYetMade:
    'A file that is not there yet is made: name a new one, or the one that was made before.',
  othersMayReadRedaction: (path: string) =>
    `pcap-verdict: others may read the redaction key in ${path}: chmod 600 ${path}`,
  redactionKeyCannotWritten: (path: string, code: string | undefined) =>
    `${path}: the redaction key cannot be written: ${code}`,
  madeRedactionKeyKeep: (path: string) =>
    `pcap-verdict: made a redaction key in ${path}: keep it, and keep it from others`,
  takesCaptureNamed: (number: number) => `this takes one capture, and ${number} are named`,
  filesCaptureRingBuffer:
    'Files of one capture, as a ring buffer writes them, are read as one with --sequence.',
  sequenceReadsFilesStandard: '--sequence reads files, and standard input is none',
  nameFilesRingPcapng: 'Name the files: pcap-verdict ring_*.pcapng --sequence',
  threadEnded: 'its thread ended',
  cannotWrite: (path: string, message: string) => `cannot write ${path}: ${message}`,
  zipPasswordFileTakes: '--zip-password-file takes a file, not standard input',
  passwordFile: (path: string, why: string) => `the password file ${path}: ${why}`,
  passwordFileEmpty: (path: string) => `the password file ${path} is empty`,
  passwordFileLongerThan: (path: string, maximumLength: number) =>
    `the password file ${path} is longer than ${maximumLength} bytes`,
};
