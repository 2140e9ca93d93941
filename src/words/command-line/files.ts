import { escapeText } from '../../protocols/escape.ts';

/** Files that are named on the command line: what is wrong with them, and what was written. */
export const filesWords = {
  listTooLong: (longestList: number) =>
    `--files-from takes a list of up to ${longestList >> 20} MiB`,
  listEmpty: '--files-from names a list without a name in it',
  keyLogFromStandardInput: 'a key log is read from a file, not from standard input',
  reason: {
    noSuchFile: 'no such file',
    unreadable: (code: string | undefined) => `it cannot be read (${code})`,
    noSuchFolder: 'there is no such folder',
  },
  keyLogUnreadable: (path: string, why: string) => `the key log ${path}: ${why}`,
  checkPath: 'Check the path.',
  keyLogTooLong: (path: string, maximumLength: number) =>
    `the key log ${path} is longer than ${maximumLength} bytes`,
  notAKeyLog: (path: string) => `${path} is no key log of TLS`,
  notAKeyLogAdvice:
    'Programs write one to the file that the environment variable SSLKEYLOGFILE names.',
  standardInputTwice: 'standard input is the capture and the look-up; it can be one of them',
  standardInputTwiceAdvice: 'Write one of them to a file first.',
  badTarget: (text: string) =>
    `--target takes a name or an address, with a port or without; "${text}" is none of these`,
  badTargetAdvice: 'Such as vpn.example.com, 192.0.2.1:443 or [2001:db8::1]:443.',
  lookUpWithoutName: 'the name of the look-up is empty',
  notALookUp: (path: string) =>
    `${path} has no look-up: it is not what nslookup, dig or Resolve-DnsName prints`,
  notALookUpAdvice:
    'Paste what the command printed into a text file, with the line of the command.',
  measuredTimes: (seconds: string, cpu: string) =>
    `pcap-verdict: ${seconds} s after the last packet, ${cpu} s of processors\n`,
  extensionMade: {
    capture: 'The frames that prove a verdict: pcap-verdict evidence CAPTURE -o proof.pcapng',
    list: 'Lists: pcap-verdict flows CAPTURE -f csv > flows.csv',
    document: 'Print the page, or open it in Word: -o case.html',
  },
  formatAsOutputFile: (output: string, word: string) =>
    `-o ${output}: -o takes a file, and ${word} is a format`,
  formatAsOutputFileAdvice: (word: string, extension: string) =>
    `Such as: -f ${word}; -o case.${extension}`,
  outputNamedAsCapture: (output: string) => `-o ${output} would write over a capture`,
  outputNamedAsCaptureAdvice: 'Name another file: -o case.html',
  unknownExtension: (output: string, extension: string, known: string) =>
    `-o ${output}: no report has the extension .${extension}; there are ${known}`,
  unknownExtensionAdvice: 'With -f FORMAT the file may have any name.',
  wroteFile: (output: string, title: string, sizeText: string) =>
    `pcap-verdict: wrote ${escapeText(output)} (${title}, ${sizeText})\n`,
  wroteIntoFolder: (output: string, title: string) =>
    `pcap-verdict: wrote into ${escapeText(output)} (${title})\n`,
  unknownTimeZone: (name: string) => `unknown time zone "${name}"`,
  unknownTimeZoneNearest: (near: string) => `Did you mean ${near}?`,
  unknownTimeZoneAdvice:
    'It takes UTC, local, an offset such as +02:00, or an IANA name such as Europe/Berlin.',
  jointReportIntoFolder: '--joint makes one report: -o takes a file for it, no folder',
  jointReportOfFormat: (name: string) => `-f ${name} has no joint report`,
  severalCapturesOfFormat: (name: string) => `-f ${name} takes one capture for a file`,
  oneDocumentFormatAdvice: 'Give a folder for a file each: -o FOLDER/',
  oneReportIntoFolder: (output: string) =>
    `there is one report: -o takes a file for it, and ${output} is a folder`,
  outputIsCapture: (output: string) => `-o ${output} would write over a capture that is to be read`,
  reportUnwritable: (path: string, why: string) => `cannot write the report to ${path}: ${why}`,
  noteUnreadable: (path: string, code: string | undefined) =>
    `the note ${path} cannot be read (${code})`,
  noteNotUtf8: (path: string) => `the note ${path} is no text in UTF-8`,
  titleOrNoteTooLong: (option: string, most: number) =>
    `${option} takes ${most} characters at the most`,
  redactKeyEmpty: '--redact-key is empty',
  redactKeyFileUnnamed: '--redact-key-file is empty',
  redactKeyWithoutFile:
    '--redact-key needs --redact-key-file: who has the report tries words, and the file stops that',
  redactKeyWithoutFileAdvice:
    'Give --redact-key-file FILE: it is made where there is none, and is enough without a word.',
  redactionKeyNotInFile: (path: string) => `${path} is no file; a key is kept in one`,
  redactionKeyUnreadable: (path: string, code: string | undefined) =>
    `${path}: the redaction key cannot be read: ${code}`,
  notARedactionKey: (path: string) => `${path} holds no redaction key`,
  notARedactionKeyAdvice:
    'A file that is not there yet is made: name a new one, or the one that was made before.',
  redactionKeyReadableByOthers: (path: string) =>
    `pcap-verdict: others may read the redaction key in ${path}: chmod 600 ${path}`,
  redactionKeyUnwritable: (path: string, code: string | undefined) =>
    `${path}: the redaction key cannot be written: ${code}`,
  redactionKeyMade: (path: string) =>
    `pcap-verdict: made a redaction key in ${path}: keep it, and keep it from others`,
  tooManyCaptures: (number: number) => `this takes one capture, and ${number} are named`,
  tooManyCapturesAdvice:
    'Files of one capture, as a ring buffer writes them, are read as one with --sequence.',
  sequenceFromStandardInput: '--sequence reads files, and standard input is none',
  sequenceFromStandardInputAdvice: 'Name the files: pcap-verdict ring_*.pcapng --sequence',
  threadEnded: 'its thread ended',
  fileUnwritable: (path: string, message: string) => `cannot write ${path}: ${message}`,
  passwordFromStandardInput: '--zip-password-file takes a file, not standard input',
  passwordFileUnreadable: (path: string, why: string) => `the password file ${path}: ${why}`,
  passwordFileEmpty: (path: string) => `the password file ${path} is empty`,
  passwordFileTooLong: (path: string, maximumLength: number) =>
    `the password file ${path} is longer than ${maximumLength} bytes`,
};
