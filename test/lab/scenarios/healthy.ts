// Nothing is wrong, though some of it looks bad.

import { both, type ClientTask, type Family, type Scenario } from '../scenario.ts';
import { probes, publicResolvers } from './dns-dropped.ts';

export function shopping(family: Family, expect: ClientTask['expect'] = 'works'): ClientTask[] {
  return [
    {
      id: 'shop',
      kind: 'tls',
      address: family.web(20),
      port: 443,
      serverName: 'shop-20.example.net',
      resolver: family.siteResolver,
      attempts: 3,
      pause: 3,
      requests: 2,
      timeout: 20,
      expect,
    },
  ];
}

export const healthy: Scenario[] = [
  both((family) => ({
    name: 'healthy',
    about: 'Everything works.',
    servers: [
      ...publicResolvers(family),
      { kind: 'tls', address: family.web(20), port: 443, bytes: 4000 },
    ],
    tasks: [...shopping(family), probes(family, 'works')],
    endpoints: [],
    others: 'answered',
    sees: [
      { filter: 'tcp.flags.reset == 1', atMost: 6 },
      { filter: 'tls.handshake.type == 1', atLeast: 3 },
    ],
  })),
].flat();
