import type { Scenario } from '../scenario.ts';
import { captures } from './captures.ts';
import { closed } from './closed.ts';
import { crowds } from './crowds.ts';
import { dnsDropped } from './dns-dropped.ts';
import { dnsRejected } from './dns-rejected.ts';
import { healthy } from './healthy.ts';
import { intercepted } from './intercepted.ts';
import { largePackets } from './large-packets.ts';
import { limits } from './limits.ts';
import { names } from './names.ts';
import { ownFirewall } from './own-firewall.ts';
import { quic } from './quic.ts';
import { resets } from './resets.ts';
import { tcpDropped } from './tcp-dropped.ts';
import { tcpRejected } from './tcp-rejected.ts';
import { unreachable } from './unreachable.ts';

const GROUPS = [
  captures,
  closed,
  crowds,
  dnsDropped,
  dnsRejected,
  healthy,
  intercepted,
  largePackets,
  limits,
  names,
  ownFirewall,
  quic,
  resets,
  tcpDropped,
  tcpRejected,
  unreachable,
];

/** Every scenario, sorted by name. */
export function allScenarios(): Scenario[] {
  return GROUPS.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
}
