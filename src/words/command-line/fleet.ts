import { count, grouped, listSome } from '../en/phrases.ts';

/** Networks that a sentence names. */
const NAMED = 5;

/** What a report on a fleet of captures says; in English, as the findings that it puts together are. */
export const fleet = {
  title: 'Fleet of captures',
  facts: {
    scope: 'Scope',
    captured: 'Captured',
    verdicts: 'Verdicts',
    seen: 'Seen',
    failed: 'Failed',
    networks: 'Networks',
    sensors: 'Sensors',
    answered: 'Answered',
    suchAs: 'Such as',
  },
  columns: { captures: 'Captures', since: 'Since', whatFails: 'What fails' },
  since: (time: string) => `since ${time}`,
  until: (time: string) => `until ${time}`,
  ofSensor: (sensor: string) => `of sensor ${sensor}`,
  furtherFindings: (number: number) => `and ${count(number, 'further finding')} (--top)`,
  seenIn: (captures: number, confidence: string) =>
    `in ${count(captures, 'capture')}, confidence up to ${confidence}`,
  last: (time: string) => `, last ${time}`,
  /** Before the name of one of them. */
  troubles: (captures: number, outcome: string) =>
    `${count(captures, 'capture')} ${outcome}, such as `,
  withoutReport: 'Captures without a whole report',
  enqueued: (added: number, known: number, refused: number) =>
    `${count(added, 'capture')} enqueued${known > 0 ? `, ${known} known already` : ''}${refused > 0 ? `, ${refused} refused` : ''}`,
  enqueuedNow: (added: number, known: number) =>
    `${count(added, 'capture')} enqueued, ${known} known already`,
  done: (number: number) => `${count(number, 'capture')} done`,
  attemptsFailed: (number: number) => `${count(number, 'attempt')} failed`,
  late: (number: number) => `${count(number, 'result')} that another worker had written already`,
  givenBack: (number: number) => `${count(number, 'capture')} given back`,
  enqueuedAgain: (number: number) => `${count(number, 'capture')} enqueued again`,
  forgotten: (number: number) => `${count(number, 'capture')} forgotten`,
  dead: (captures: number, reason: string) => `Dead: ${count(captures, 'capture')}: ${reason}`,
  lastHour: (captures: number, megabytes: number) =>
    `Last hour: ${count(captures, 'capture')}, ${grouped(megabytes)} MB`,
  worker: (
    {
      process,
      active,
      jobs,
      seen,
    }: Readonly<Record<'process' | 'active' | 'jobs' | 'seen', number>>,
    host: string,
    version: string,
  ) =>
    `process ${process} on ${host}, version ${version}: ${active} of ${count(jobs, 'job')}, seen ${Math.round(seen)} s ago`,
  footnote:
    'The same finding in many captures is reported once. Networks are those of the clients, /24 or /64, as no capture says how large a network is; a client behind NAT counts for the network that the sensor sees. Confidence is the highest of any capture.',
  /** @param inconclusive captures that cannot tell: without a failure they are no all-clear */
  summary(captures: number, sensors: number, findings: number, inconclusive: number): string {
    if (captures === 0) return 'No capture with a report is in this scope';
    const of = `${count(captures, 'capture')} of ${count(sensors, 'sensor')}`;
    if (findings > 0) return `${of}: ${count(findings, 'finding')} of what fails`;
    if (inconclusive === captures) return `${of}: none of them can tell`;
    if (inconclusive > 0) return `${of}: nothing is seen to fail, and ${inconclusive} cannot tell`;
    return `${of}: nothing fails`;
  },
  /** What became of captures without a whole report. */
  outcomes: {
    damaged: 'damaged: judged as far as they could be read',
    unreadable: 'not readable',
    missing: 'not there any more when it was their turn',
    changed: 'not what was enqueued when it was their turn',
    failed: 'in the dead letters',
  },
  /** Networks, or sensors, with the captures of each. */
  places(named: readonly { name: string; captures: number }[], more: number): string {
    const texts = named.map(({ name, captures }) => `${name} (${captures})`);
    if (more > 0) texts.push(`${more} more`);
    return texts.length === 0 ? 'not known' : texts.join(', ');
  },
  answered(captures: number, networks: readonly string[]): string {
    if (captures === 0) return 'in no capture of this scope';
    const where = networks.length > 0 ? `, from ${listSome(networks, NAMED)}` : '';
    return `in ${count(captures, 'capture')}${where}`;
  },
};
