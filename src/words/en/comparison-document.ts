import { amounts, further } from './amounts.ts';
import { documents } from './documents.ts';
import { grouped } from './phrases.ts';

/** What a document about two captures, or of several places, says beside its sentences. */
export const comparisonDocument = {
  headings: {
    restsOn: 'What this rests on',
    eachSays: 'What each capture says',
    eachSaysAlone: 'What each capture says alone',
    changed: 'What was changed on the way',
    timeline: 'Time line',
  },
  columns: {
    purpose: 'For',
    addresses: 'Addresses',
    failsOn: 'Fails on',
    where: 'Where',
    packet: 'Packet',
    goesTo: 'Goes to',
  },
  crossCheckOf: 'Cross-check of ',
  kicker: (first: string, second: string) => `cross-check of ${first} and ${second}`,
  /** The two captures: before facts, and in a row. */
  titles: { first: 'First', second: 'Second' },
  ordinals: { first: 'first', second: 'second' },
  captures: { first: 'First capture', second: 'Second capture' },
  inCaptures: { first: 'first capture', second: 'second capture' },
  notAsked: 'not asked',
  inPart: (verdict: string) => `${verdict} in part`,
  noService: 'No service is asked for in either capture.',
  servicesCaption: (services: number, left: number) =>
    `${amounts.services(services)}, what fails first; where its address differs, the first capture’s stands first${documents.rowsLeftOut(left)}`,
  unclearLeft: (number: number) => `… and ${further.services(number)} that fail or are unclear.`,
  answeredLeft: (number: number) => `… and ${further.services(number)} that only ever answered.`,
  evidenceIn: {
    first: 'Evidence in the first capture (frame numbers as in Wireshark)',
    second: 'Evidence in the second capture (frame numbers as in Wireshark)',
  },
  evidenceCaption: (left: number) => `The weightiest evidence of each failure${rowsLeft(left)}`,
  furtherRows: (number: number) => `… and ${further.rows(number)}.`,
  furtherLines: (number: number) => `… and ${further.lines(number)}.`,
  furtherPackets: (number: number) => `… and ${further.packets(number)}.`,
  furtherChanges: (number: number) => `… and ${further.changes(number)}.`,
  outcomes: {
    'first-only': 'first only',
    'second-only': 'second only',
    both: 'both',
    'cannot-tell': 'cannot tell',
  },
  sidesOf: 'Sides ',
  sidesKicker: (captures: number) => `the same packets in ${captures} captures`,
  /** What stands before the name at `index`, of the names of so many captures. */
  joint: (index: number, of: number) => (index === 0 ? '' : index === of - 1 ? ' and ' : ', '),
  /** A place before facts: "Client", "Server", "Place 2". */
  shortPlace: (place: number, places: number) =>
    place === 0 ? 'Client' : place === places - 1 ? 'Server' : `Place ${place + 1}`,
  noServiceAsked: 'The client’s side asks for no service.',
  sidesCaption: (services: number, left: number) =>
    `${amounts.services(services)}, what is stopped first${documents.rowsLeftOut(left)}`,
  sidesEvidence: 'Evidence (frame numbers as in Wireshark, each of its own capture)',
  sidesEvidenceCaption: (left: number) => `What the captures show together${rowsLeft(left)}`,
  at: (place: string) => ` At ${place}:`,
  oneTimeline: (service: string) => `One time line: ${service}`,
  goesTo: { 'to-server': 'server', 'to-client': 'client' },
  notThere: 'not there',
  frame: (frame: number) => `frame ${frame}`,
  /** A packet and what it carries. */
  withBytes: (packet: string, bytes: number) => `${packet}, ${bytes} bytes`,
  changeOf: (change: string, services: number) => `${change} (${amounts.services(services)})`,
};

function rowsLeft(left: number): string {
  return left > 0 ? `; ${grouped(left)} ${left === 1 ? 'row' : 'rows'} left out` : '';
}
