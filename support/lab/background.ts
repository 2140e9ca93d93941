// Services that work, and are used all the while: what an office's computer does besides.

import type { Background, ClientTask, Family, ServerSpec } from './scenario.ts';
import { ipv4, ipv6 } from './scenario.ts';
import type { TruthEndpoint } from './truth.ts';

const SERVICES = [
  { host: 80, name: 'www-80.example.net', kind: 'tls', port: 443, start: 0.3, every: 21 },
  { host: 81, name: 'mail-81.example.net', kind: 'tls', port: 993, start: 1.1, every: 33 },
  { host: 82, name: 'updates-82.example.net', kind: 'http', port: 80, start: 1.9, every: 9 },
  { host: 83, name: 'time-83.example.net', kind: 'http', port: 80, start: 2.6, every: 19 },
  { host: 84, name: 'files-84.example.net', kind: 'tls', port: 8443, start: 3.7, every: 16 },
  { host: 85, name: 'metrics-85.example.net', kind: 'http', port: 8080, start: 4.4, every: 9 },
] as const;

const SERVICES_USUALLY = 3;

function familyOf(background: Background): Family {
  return background.ipv6 ? ipv6 : ipv4;
}

export function backgroundServers(background: Background | null): ServerSpec[] {
  const servers: ServerSpec[] = [ipv4, ipv6].map((family) => ({
    kind: 'dns',
    at: 'resolver',
    address: family.siteResolver,
    delay: 0.002,
  }));
  if (background === null) return servers;
  for (const { host, kind, port } of SERVICES) {
    servers.push({ kind, address: familyOf(background).web(host), port });
  }
  return servers;
}

export function backgroundTasks(background: Background): ClientTask[] {
  const family = familyOf(background);
  return SERVICES.slice(0, background.services ?? SERVICES_USUALLY).map(
    ({ host, name, kind, port, start, every }) => ({
      id: `background ${name}`,
      kind,
      address: family.web(host),
      port,
      serverName: name,
      resolver: family.siteResolver,
      start,
      attempts: 1000,
      pause: background.every ?? every,
      timeout: 20,
      expect: background.expect ?? 'works',
      background: true,
    }),
  );
}

/** The background in the truth of a capture that may not show enough of it. */
export function backgroundMayAbstain(background: Background, reason: string): TruthEndpoint[] {
  const family = familyOf(background);
  const tcp: TruthEndpoint[] = SERVICES.slice(0, background.services ?? SERVICES_USUALLY).map(
    ({ host, port }) => ({
      server: family.web(host),
      port,
      protocol: 'tcp',
      verdict: 'answered',
      mayAbstain: true,
      reason,
    }),
  );
  const resolver = { server: family.siteResolver, port: 53, protocol: 'udp' } as const;
  return [...tcp, { ...resolver, verdict: 'answered', mayAbstain: true, reason }];
}
