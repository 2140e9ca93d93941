import { count, grouped } from './phrases.ts';

/** So many of a thing, which documents count. */
export const amounts = {
  packets: (number: number) => count(number, 'packet'),
  bytes: (number: number) => count(number, 'byte'),
  files: (number: number) => count(number, 'file'),
  captures: (number: number) => count(number, 'capture'),
  packetCaptures: (number: number) => count(number, 'packet capture'),
  logs: (number: number) => count(number, 'log'),
  lookups: (number: number) => count(number, 'look-up'),
  records: (number: number) => count(number, 'record'),
  endpoints: (number: number) => count(number, 'endpoint'),
  services: (number: number) => count(number, 'service'),
  problems: (number: number) => count(number, 'problem'),
  tries: (number: number) => count(number, 'try', 'tries'),
  /** Retransmissions. */
  repetitions: (number: number) => count(number, 'retransmission'),
  sensors: (number: number) => count(number, 'sensor'),
  findings: (number: number) => count(number, 'finding'),
};

/** So many more of a thing than are shown. */
export const further = {
  endpoints: (number: number) => count(number, 'further endpoint'),
  problems: (number: number) => count(number, 'further problem'),
  findings: (number: number) => count(number, 'further finding'),
  services: (number: number) => count(number, 'further service'),
  entries: (number: number) => count(number, 'further entry', 'further entries'),
  files: (number: number) => count(number, 'further file'),
  logs: (number: number) => count(number, 'further log'),
  rows: (number: number) => count(number, 'further row'),
  lines: (number: number) => count(number, 'further line'),
  changes: (number: number) => count(number, 'further change'),
  frames: (number: number) => count(number, 'further frame'),
  packets: (number: number) => count(number, 'further packet'),
  /** Of anything: "7 more". */
  any: (number: number) => `${grouped(number)} more`,
};
