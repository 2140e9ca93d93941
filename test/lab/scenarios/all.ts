import type { Scenario } from '../scenario.ts';
import { dnsDropped } from './dns-dropped.ts';
import { healthy } from './healthy.ts';
import { tcpDropped } from './tcp-dropped.ts';
import { tcpRejected } from './tcp-rejected.ts';

/** Every scenario, sorted by name. */
export function allScenarios(): Scenario[] {
  return [dnsDropped, healthy, tcpDropped, tcpRejected]
    .flat()
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
