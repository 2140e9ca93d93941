// Certificates: whose they are, who does not trust them, and who says so.

import { type ClientTask, type Command, ipv4, type Place, type Scenario } from '../scenario.ts';
import type { TruthEndpoint } from '../truth.ts';
import { curl, each, listening } from './programs.ts';
import { are, broad, everywhere, hosts, range, uses } from './several.ts';

const many = hosts(20, 22);
const byCurl = hosts(20, 10);
const byGnutls = hosts(30, 6);
const byPython = hosts(36, 6);
const half = hosts(20, 11);

interface Rule {
  readonly names: string;
  readonly issuer?: string;
  readonly self?: 1;
  readonly expired?: 1;
  readonly bare?: 1;
  readonly root?: 1;
}

/** Starts certificates.py; `$LAB/root.pem` gets the CAs that clients are to trust. */
export function certificates(
  at: Place,
  port: number,
  rules: readonly Rule[],
  options: string,
): Command {
  const text = JSON.stringify(rules).replaceAll('"root":1', '"root":"ROOT"');
  return listening(
    at,
    port,
    `python3 support/lab/certificates.py ${port} "$(echo '${text}' | sed "s|ROOT|$LAB/root.pem|g")" ${options}`,
  );
}

/** What is meant for the servers' TLS port goes to a program at this host. */
export function redirected(at: Place, device: string, to = range(ipv4, many)): Command {
  return {
    at,
    run: `nft 'add table ip lured; add chain ip lured prerouting { type nat hook prerouting priority dstnat; }; add rule ip lured prerouting iifname ${device} ip daddr ${to} tcp dport 443 counter redirect to :9443'`,
  };
}

const python = `python3 -c "
import os, socket, ssl
context = ssl.create_default_context(cafile=os.environ['LAB'] + '/root.pem')
context.verify_flags |= ssl.VERIFY_X509_STRICT
try:
    with socket.create_connection(('203.0.113.$h', 443), 20) as transport:
        context.wrap_socket(transport, server_hostname='shop-$h.example.net')
except ssl.SSLError as error:
    raise SystemExit(str(error))"`;

/** Three kinds of clients, none of which trusts what it gets: alerts 48, 42 and 46. */
const distrusting: ClientTask[] = [
  each(byCurl, 'curl', 'fails', curl(''), { error: 'certificate' }),
  each(
    byGnutls,
    'gnutls-cli',
    'fails',
    'gnutls-cli --sni-hostname=shop-$h.example.net --verify-hostname=shop-$h.example.net 203.0.113.$h',
    { start: 2, error: 'certificate' },
  ),
  each(byPython, 'strict-python', 'fails', python, { start: 3, error: 'certificate' }),
];

/** The same, and the client writes its secrets down (browsers and libraries know this variable). */
function logged(task: ClientTask): ClientTask {
  if (task.kind !== 'command') return task;
  return { ...task, run: `export SSLKEYLOGFILE=$LAB/keys.log; ${task.run}` };
}
/** What certificates look like with keys of TLS 1.3. */
const keys = { hasKeys: true } as const;

const trusting = each(many, 'curl', 'works', curl('--cacert $LAB/root.pem'), { times: 1 });

/** Firewalls as they name their own CAs. */
export const FIREWALLS: readonly Rule[] = [
  { names: 'shop-2[0-5]', issuer: 'FG100FTK20012345/Fortinet' },
  { names: 'shop-2[6-9]', issuer: 'Zscaler Intermediate Root CA (zscaler.net)/Zscaler Inc.' },
  { names: 'shop-3[0-5]', issuer: 'Example Corp SSL Inspection/Example Corp' },
  { names: '', issuer: 'Example Corp SSL Inspection 2/Example Corp', bare: 1, root: 1 },
];
export const trusted = FIREWALLS.map(({ bare: _, ...rule }): Rule => ({ ...rule, root: 1 }));

/** Certificates that are the servers' own, and that clients do not accept. */
export const OWN: readonly Rule[] = [
  { names: 'shop-2[0-3]', self: 1 },
  { names: 'shop-2[4-6]', issuer: 'Public Test CA/Example Trust Services', expired: 1, root: 1 },
  { names: 'shop-2[7-9]|shop-3[0-5]', issuer: 'Example Corp Issuing CA 2/Example Corp' },
  { names: '', issuer: 'Public Test CA 2/Example Trust Services', bare: 1, root: 1 },
];

/** Real servers behind an interceptor, and their other port, which nobody touches. */
const origins = [everywhere(ipv4, 'tls', 443), everywhere(ipv4, 'http', 80)];
const others = (list: readonly number[]) =>
  uses(ipv4, list, 'http', 80, 'works', { start: 2, attempts: 1, timeout: 20 });

const hidden: Partial<TruthEndpoint> = {
  accept: ['answered'],
  mayAbstain: true,
  reason: 'TLS 1.3 hides the certificate: only delay and hop count tell who answers.',
};

const alerts = (atLeast: number) => ({ filter: 'tls.alert_message.level == 2', atLeast });
/** That tshark has decrypted: it takes the secrets from the capture. */
const encryptedAlerts = (atLeast: number) => ({
  filter: `tls.record.opaque_type == 23 and (${[42, 45, 46, 48].map((desc) => `tls.alert_message.desc == ${desc}`).join(' or ')})`,
  atLeast,
});
const issuers = (words: string, atLeast: number) => ({
  filter: `x509sat.printableString contains "${words}" or x509sat.uTF8String contains "${words}"`,
  atLeast,
});

export const tlsCertificates: Scenario[] = [
  broad((family) => ({
    name: 'tls-intercepted-not-trusted',
    about:
      'A firewall opens TLS 1.2 with certificates of its own CA, which the clients do not trust.',
    servers: origins,
    commands: [
      certificates('firewall', 9443, FIREWALLS, '--intercept --version 1.2'),
      redirected('firewall', 'eth0'),
    ],
    tasks: [...distrusting, ...others(half)],
    endpoints: are(family, many, 443, 'intercepted'),
    others: 'answered',
    sees: [alerts(40), issuers('Fortinet', 6), issuers('Example Corp', 10)],
  })),
  broad((family) => ({
    name: 'tls13-intercepted-not-trusted',
    about:
      'A firewall opens TLS 1.3 with certificates of its own CA, which the clients do not trust.',
    servers: origins,
    commands: [
      certificates('firewall', 9443, FIREWALLS, '--intercept'),
      redirected('firewall', 'eth0'),
    ],
    tasks: [...distrusting, ...others(half)],
    endpoints: [
      ...are(family, half, 443, 'intercepted', {
        mayAbstain: true,
        reason: 'TLS 1.3 hides the certificate; the other port is answered from much farther.',
      }),
      ...are(family, hosts(31, 11), 443, 'intercepted', hidden),
    ],
    others: 'answered',
    sees: [{ filter: 'tls.handshake.type == 2', atLeast: 40 }],
  })),
  broad((family) => ({
    name: 'tls-intercepted-far',
    about:
      'A proxy as far as the servers opens TLS 1.2 with certificates of its own CA; some clients trust it.',
    servers: origins,
    commands: [
      certificates('server', 9443, FIREWALLS, '--intercept --version 1.2'),
      redirected('server', 'eth0'),
    ],
    tasks: [...distrusting, ...others(half)],
    endpoints: are(family, many, 443, 'intercepted', {
      mayAbstain: true,
      reason: 'Only the issuer of the certificate tells it.',
    }),
    others: 'answered',
    sees: [alerts(40), issuers('Zscaler', 6), issuers('Example Corp', 10)],
  })),
  broad((family) => ({
    name: 'tls-intercepted-trusted',
    about: 'A firewall opens TLS 1.2 with certificates of its own CA, and the clients trust it.',
    servers: origins,
    commands: [
      certificates('firewall', 9443, trusted, '--intercept --version 1.2'),
      redirected('firewall', 'eth0'),
    ],
    tasks: [trusting, ...others(half)],
    endpoints: are(family, many, 443, 'intercepted', {
      accept: ['answered'],
      mayAbstain: true,
      reason: 'The client gets what it asked for, through a proxy whose name the certificate has.',
    }),
    others: 'answered',
    sees: [issuers('Fortinet', 6), { filter: 'tls.record.content_type == 23', atLeast: 40 }],
  })),
  broad((family) => ({
    name: 'tls13-intercepted-trusted',
    about: 'A firewall opens TLS 1.3 with certificates of its own CA, and the clients trust it.',
    servers: origins,
    commands: [
      certificates('firewall', 9443, trusted, '--intercept'),
      redirected('firewall', 'eth0'),
    ],
    tasks: [trusting, ...others(half)],
    endpoints: are(family, many, 443, 'intercepted', hidden),
    others: 'answered',
    sees: [{ filter: 'tls.record.opaque_type == 23', atLeast: 80 }],
  })),
  broad((family) => ({
    name: 'tls-origin-not-trusted',
    about:
      "TLS 1.2 servers' own certificates are not accepted: signed by themselves, expired, of a company's CA.",
    servers: [everywhere(ipv4, 'http', 80)],
    commands: [certificates('server', 9443, OWN, '--version 1.2'), redirected('server', 'eth0')],
    tasks: [...distrusting, ...others(half)],
    endpoints: are(family, many, 443, 'answered'),
    others: 'answered',
    sees: [alerts(40), issuers('Example Corp', 8)],
  })),
  broad((family) => ({
    name: 'tls13-origin-not-trusted',
    about:
      "TLS 1.3 servers' own certificates are not accepted: signed by themselves, expired, of a company's CA.",
    servers: [everywhere(ipv4, 'http', 80)],
    commands: [certificates('server', 9443, OWN, ''), redirected('server', 'eth0')],
    tasks: [...distrusting, ...others(half)],
    endpoints: are(family, many, 443, 'answered', {
      mayAbstain: true,
      reason: 'TLS 1.3 hides the certificate and the alert: whose it was, nobody can tell.',
    }),
    others: 'answered',
    sees: [{ filter: 'tls.handshake.type == 2', atLeast: 40 }],
  })),
  broad((family) => ({
    name: 'tls13-keys-intercepted-not-trusted',
    about:
      'A firewall opens TLS 1.3 with a CA that the clients do not trust; their secrets are in the capture.',
    servers: origins,
    commands: [
      certificates('firewall', 9443, FIREWALLS, '--intercept'),
      redirected('firewall', 'eth0'),
    ],
    capture: keys,
    tasks: [...distrusting.map(logged), ...others(half)],
    endpoints: are(family, many, 443, 'intercepted'),
    others: 'answered',
    sees: [issuers('Fortinet', 6), issuers('Example Corp', 10), encryptedAlerts(10), alerts(40)],
  })),
  broad((family) => ({
    name: 'tls13-keys-origin-not-trusted',
    about:
      "TLS 1.3 servers' own certificates are not accepted; the clients' secrets are in the capture.",
    servers: [everywhere(ipv4, 'http', 80)],
    commands: [certificates('server', 9443, OWN, ''), redirected('server', 'eth0')],
    capture: keys,
    tasks: [...distrusting.map(logged), ...others(half)],
    endpoints: are(family, many, 443, 'answered'),
    others: 'answered',
    sees: [issuers('Example Corp', 8), encryptedAlerts(10), alerts(40)],
  })),
  broad((family) => ({
    name: 'tls13-keys-intercepted-far',
    about:
      'A proxy as far as the servers opens TLS 1.3; some clients trust it. Their secrets are in the capture.',
    servers: origins,
    commands: [
      certificates('server', 9443, FIREWALLS, '--intercept'),
      redirected('server', 'eth0'),
    ],
    capture: keys,
    tasks: [...distrusting.map(logged), ...others(half)],
    endpoints: are(family, many, 443, 'intercepted', {
      mayAbstain: true,
      reason: 'Only the issuer of the certificate tells it.',
    }),
    others: 'answered',
    sees: [issuers('Zscaler', 6), encryptedAlerts(10), alerts(40)],
  })),
  broad((family) => ({
    name: 'tls13-keys-intercepted-trusted',
    about:
      'A firewall opens TLS 1.3, and the clients trust its CA; their secrets are in the capture.',
    servers: origins,
    commands: [
      certificates('firewall', 9443, trusted, '--intercept'),
      redirected('firewall', 'eth0'),
    ],
    capture: keys,
    tasks: [logged(trusting), ...others(half)],
    endpoints: are(family, many, 443, 'intercepted', {
      accept: ['answered'],
      mayAbstain: true,
      reason: 'The client gets what it asked for, through a proxy whose name the certificate has.',
    }),
    others: 'answered',
    sees: [issuers('Fortinet', 6), { filter: 'http.response.code == 200', atLeast: 20 }],
  })),
  broad((family) => ({
    name: 'tls13-keys-one-private-ca',
    about:
      "A company's servers have TLS 1.3 certificates of its own CA, which its clients trust; with secrets.",
    servers: [everywhere(ipv4, 'http', 80)],
    commands: [
      certificates(
        'server',
        9443,
        [{ names: '', issuer: 'Example Corp Issuing CA 2/Example Corp', root: 1 }],
        '',
      ),
      redirected('server', 'eth0'),
    ],
    capture: keys,
    tasks: [logged(trusting), ...others(half)],
    endpoints: are(family, many, 443, 'answered'),
    others: 'answered',
    sees: [issuers('Example Corp', 22), { filter: 'http.response.code == 200', atLeast: 20 }],
  })),
  broad((family) => ({
    name: 'tls-one-private-ca',
    about: "A company's servers have TLS 1.2 certificates of its own CA, which its clients trust.",
    servers: [everywhere(ipv4, 'http', 80)],
    commands: [
      certificates(
        'server',
        9443,
        [{ names: '', issuer: 'Example Corp Issuing CA 2/Example Corp', root: 1 }],
        '--version 1.2',
      ),
      redirected('server', 'eth0'),
    ],
    tasks: [trusting, ...others(half)],
    endpoints: are(family, many, 443, 'answered'),
    others: 'answered',
    sees: [issuers('Example Corp', 22), { filter: 'tls.record.content_type == 23', atLeast: 40 }],
  })),
].flat();
