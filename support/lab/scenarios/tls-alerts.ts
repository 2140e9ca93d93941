// Handshakes that end by a fatal alert in place of the ServerHello: who sends it.

import type { Family, Scenario } from '../scenario.ts';
import { listening } from './programs.ts';
import { are, broad, everywhere, hosts, uses } from './several.ts';
import { redirected } from './tls-certificates.ts';

/** Hosts 20 to 30 have names that are refused; 31 to 41 have others. */
const refused = hosts(20, 11);
const served = hosts(31, 11);
const NAMES = 'shop-2[0-9]|shop-30';
const ACCESS_DENIED = 49;
const UNRECOGNIZED_NAME = 112;

const tasks = (family: Family, port: number) => [
  ...uses(family, refused, 'tls', port, 'fails', { error: 'SSL alert number' }),
  ...uses(family, served, 'tls', port, 'works', { start: 2 }),
];
const alerts = (description: number) => ({
  filter: `tls.alert_message.desc == ${description} and tls.alert_message.level == 2`,
  atLeast: 22,
});

export const tlsAlerts: Scenario[] = [
  broad((family) => ({
    name: 'name-refused-by-alert',
    about:
      'A firewall answers ClientHellos with some server names by a fatal alert, and relays the others.',
    servers: [everywhere(family, 'tls', 443)],
    commands: [
      listening(
        'firewall',
        9443,
        `python3 support/lab/tls_alerts.py 9443 "${NAMES}" ${ACCESS_DENIED}`,
      ),
      redirected('firewall', 'eth0'),
    ],
    tasks: tasks(family, 443),
    endpoints: are(family, refused, 443, 'intercepted', {
      accept: ['reject'],
      reason: 'The firewall refuses, and it does so in place of the server.',
    }),
    others: 'answered',
    sees: [alerts(ACCESS_DENIED)],
  })),
  broad((family) => ({
    name: 'servers-refuse-names-by-alert',
    about: 'Servers answer ClientHellos with names that they do not have by a fatal alert.',
    servers: [everywhere(family, 'tls', 9444)],
    commands: [
      listening(
        'server',
        9445,
        `python3 support/lab/tls_alerts.py 9445 "${NAMES}" ${UNRECOGNIZED_NAME} 9444`,
      ),
    ],
    tasks: tasks(family, 9445),
    endpoints: [],
    others: 'answered',
    sees: [alerts(UNRECOGNIZED_NAME)],
  })),
].flat();
