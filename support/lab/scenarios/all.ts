import type { Scenario } from '../scenario.ts';
import { acknowledgments } from './acknowledgments.ts';
import { answers } from './answers.ts';
import { applications } from './applications.ts';
import { bans } from './bans.ts';
import { captures } from './captures.ts';
import { closed } from './closed.ts';
import { crowds } from './crowds.ts';
import { dnsDropped } from './dns-dropped.ts';
import { dnsRejected } from './dns-rejected.ts';
import { healthy } from './healthy.ts';
import { idles } from './idle.ts';
import { injected } from './injected.ts';
import { intercepted } from './intercepted.ts';
import { largePackets } from './large-packets.ts';
import { limits } from './limits.ts';
import { manyEndpoints } from './many.ts';
import { moments } from './moments.ts';
import { names } from './names.ts';
import { notAFirewall } from './not-a-firewall.ts';
import { onTheLinks } from './on-the-link.ts';
import { origin } from './origin.ts';
import { ownFirewall } from './own-firewall.ts';
import { partOfAService } from './part-of-a-service.ts';
import { probes } from './probes.ts';
import { publicDns } from './public-resolvers.ts';
import { quic } from './quic.ts';
import { quicNames } from './quic-names.ts';
import { resets } from './resets.ts';
import { scans } from './scans.ts';
import { sides } from './sides.ts';
import { tcpDropped } from './tcp-dropped.ts';
import { tcpRejected } from './tcp-rejected.ts';
import { unreachable } from './unreachable.ts';
import { views } from './views.ts';

const GROUPS = [
  acknowledgments,
  answers,
  applications,
  bans,
  captures,
  closed,
  crowds,
  dnsDropped,
  dnsRejected,
  healthy,
  idles,
  injected,
  intercepted,
  largePackets,
  limits,
  manyEndpoints,
  moments,
  names,
  notAFirewall,
  onTheLinks,
  origin,
  ownFirewall,
  partOfAService,
  probes,
  publicDns,
  quic,
  quicNames,
  resets,
  scans,
  sides,
  tcpDropped,
  tcpRejected,
  unreachable,
  views,
];

/** Every scenario, sorted by name. */
export function allScenarios(): Scenario[] {
  return GROUPS.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
}
