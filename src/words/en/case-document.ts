import { amounts, further } from './amounts.ts';
import { count, grouped, list } from './phrases.ts';

/** What a document about a case says beside its sentences. */
export const caseDocument = {
  headings: {
    bothSides: 'Both sides',
    timeline: 'Time line',
    logs: 'Logs',
    files: 'Files',
    furtherCaptures: 'Further captures',
    furtherInCapture: 'Further findings in this capture',
    takenFor: 'What each was taken for',
    notUsed: 'Not used',
  },
  columns: {
    seenIn: 'Seen in',
    what: 'What',
    where: 'Where',
    file: 'File',
    takenFor: 'Taken for',
    whatItIs: 'What it is',
    bytes: 'Bytes',
    furtherCapture: 'Further capture',
  },
  facts: {
    records: 'Records',
    firstToLast: 'First to last',
    itsClock: 'Its clock',
  },
  /** What a time line's entry was seen in. */
  kinds: { packets: 'packets', log: 'log' },
  case: 'Case ',
  /** @param contents "2 captures, 1 log", or '' */
  kicker: (name: string, contents: string) =>
    `case ${name}${contents === '' ? '' : `: ${contents}`}`,
  /** @param tool name and version */
  madeBy: (tool: string) => `Made by ${tool}.`,
  inCapture: (capture: string) => `in ${capture}`,
  /** Before a file's name, behind which its lines are named. */
  inFile: 'In ',
  inTheLog: (places: string) => `In the log: ${places}.`,
  frameNumbersOf: (capture: string) => `Frame numbers are those of ${capture}.`,
  noTime: 'No time',
  logClock: 'the log’s own clock',
  ofItsOwnClock: (clock: string) => `at ${clock} of its own clock`,
  byTheLog: (clock: string) => `${clock} by the log`,
  timelineOf: (day: string, zone: string) => `Time line, ${day} (${zone})`,
  entriesBetween: (number: number) => `… ${count(number, 'entry', 'entries')} between …`,
  entriesLeftOut: (number: number) =>
    `${count(number, 'entry', 'entries')} that tell less are left out.`,
  furtherEntries: (number: number) => `… and ${further.entries(number)}.`,
  logTitle: (file: string, title: string, records: number, known: string, span: string) =>
    `Log ${file}: ${title}, ${amounts.records(records)}, ${known}${span === '' ? '' : `, ${span}`}`,
  allKnown: 'all known here',
  someKnown: (known: number) => `${known} known here`,
  last: (status: string) => `Last: ${status}`,
  problemAtLine: (line: number) => `Problem in line ${line}: `,
  lineIs: (line: number) => `Line ${grouped(line)}: `,
  furtherLogs: (number: number) => `… and ${further.logs(number)}.`,
  moreLogs: (number: number) => `and ${count(number, 'log')} more: see the JSON report.`,
  file: 'File: ',
  localTime: 'Local time: ',
  inLocalTime: ', local time',
  noTimes: 'no times',
  clock: (clock: string) => `Clock: ${clock}.`,
  knownRecords: (known: number, unknown: number) =>
    `${grouped(known)} known, ${grouped(unknown)} not known`,
  knownRecordsLeftAside: (records: number, known: number, unknown: number) =>
    `${grouped(records)}: ${grouped(known)} known, ${grouped(unknown)} not known and left aside; `,
  certainties: { certain: 'certain', probable: 'probable', unknown: 'unknown', given: 'given' },
  clockNotKnown: 'not known',
  /** A log's clock beside that of a packet list. @param apart `02:00`; '' for none */
  ofPacketList: (apart: string, isBehind: boolean) =>
    `${apart === '' ? '' : `${apart} ${isBehind ? 'behind' : 'ahead of'} `}that of the packet list`,
  notRead: 'NOT READ: ',
  /** @param unread files of these that could not be read */
  furtherFiles: (number: number, unread: number) =>
    `… and ${further.files(number)}${unread > 0 ? `, ${grouped(unread)} of them NOT READ` : ''}.`,
  /** @param rest of them that are not named */
  notUsed: (named: readonly string[], rest: number) =>
    `Not used: ${list(rest > 0 ? [...named, further.any(rest)] : named)}.`,
  notLookedAt: (number: number) => `${further.files(number)} were not looked at.`,
  filesOf: (name: string, files: number) => `Case ${name}: ${amounts.files(files)}`,
  ofNoUse: (files: number) => `${amounts.files(files)} of no use for a verdict, or not known here`,
  notListed: (files: number) => `${further.files(files)} of the case not listed.`,
  furtherInJson: 'Their endpoints are in the JSON report, or in a report of each by itself.',
};
