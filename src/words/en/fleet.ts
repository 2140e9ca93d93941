import { count, listSome } from './phrases.ts';

/** Networks that a sentence names. */
const NAMED = 5;

/** What a report on a fleet of captures says. */
export const fleet = {
  footnote:
    'The same finding in many captures is told once. Networks are those of the clients, /24 or /64, as no capture says how large a network is; a client behind NAT counts for the network that the sensor sees. Confidence is the highest of any capture.',
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
