// UDP services that must answer: some are dropped, some answer, some are right to be silent.

import { type ClientTask, type Command, forward, ipv4, type Scenario } from '../scenario.ts';
import type { TruthEndpoint } from '../truth.ts';
import { each } from './programs.ts';
import { meanwhile } from './resets.ts';
import { broad, everywhere, hosts, range, uses } from './several.ts';

const many = hosts(20, 22);
const alive = hosts(20, 11);
const rest = hosts(31, 11);
const answering = hosts(42, 8);

function asks(
  service: string,
  list: readonly number[],
  expect: 'works' | 'fails',
  more: Partial<Extract<ClientTask, { kind: 'command' }>> & { options?: string } = {},
): ClientTask {
  const { options = '', ...rest } = more;
  return {
    id: `${service}${options} of ${list.length} hosts`,
    kind: 'command',
    run: `python3 support/lab/datagrams.py ask ${service} ${list[0]}-${list[list.length - 1]}${options}`,
    start: 1,
    expect,
    ...(expect === 'fails' ? { error: `no answer: [${list.join(', ')}]` } : {}),
    ...rest,
  };
}

function udpAre(
  list: readonly number[],
  port: number,
  verdict: TruthEndpoint['verdict'],
  more: Partial<TruthEndpoint> = {},
): TruthEndpoint[] {
  return list.map((host) => ({ server: ipv4.web(host), port, protocol: 'udp', verdict, ...more }));
}

/** The other service of some of the hosts, which works. */
const web = everywhere(ipv4, 'http', 80);
const lives = uses(ipv4, alive, 'http', 80, 'works', { start: 1.5, attempts: 1, timeout: 20 });

const noOtherSign = {
  mayAbstain: true,
  reason: 'Nothing else is seen of these hosts; one that is off is silent, too.',
} as const;
const maySilence = {
  mayAbstain: true,
  reason: 'A server may be silent to whom it does not know.',
} as const;

/** The firewall drops the questions to some hosts; others answer. */
function someDropped(
  name: string,
  about: string,
  services: readonly string[],
  ports: readonly number[],
  more: Partial<TruthEndpoint> = {},
): Scenario[] {
  return broad((family) => ({
    name,
    about: `The firewall drops ${about} to some hosts; others answer.`,
    servers: [web],
    commands: [
      meanwhile('server', `datagrams.py serve ${services.join(',')}`),
      forward(`ip daddr ${range(family, many)} udp dport { ${ports.join(', ')} } counter drop`),
    ],
    tasks: [
      ...services.flatMap((service) => [
        asks(service, many, 'fails'),
        asks(service, answering, 'works', { start: 2 }),
      ]),
      ...lives,
    ],
    endpoints: ports.flatMap((port) => [
      ...udpAre(alive, port, 'drop', more),
      ...udpAre(rest, port, 'drop', { ...noOtherSign, ...more }),
    ]),
    others: 'answered',
    sees: ports.map((port) => ({ filter: `udp.dstport == ${port}`, atLeast: 60 })),
  }));
}

const partOnly = 'Others of the same service are answered: the server may be set so.';

/** What is served, what of it is answered, and what is not. */
type Part = readonly [served: string, answered: string, silent: string];

/** Some requests are answered, others of the same hosts are not. */
function part(
  [served, answered, silent]: Part,
  port: number,
  sees: Scenario['sees'],
  capture: Scenario['capture'] = { options: ['-s', '600'] },
): Omit<Scenario, 'name' | 'about' | 'endpoints'> {
  return {
    servers: [web],
    capture,
    commands: [meanwhile('server', `datagrams.py serve ${served}`)],
    tasks: [
      asks(answered, many, 'works'),
      asks(silent, many, 'fails', { start: 2 }),
      asks(answered, many, 'works', { start: 7, options: ' --times=1' }),
      ...lives,
    ],
    others: 'answered',
    sees: [{ filter: `udp.srcport == ${port}`, atLeast: 60 }, ...(sees ?? [])],
  };
}

/** A capture filter by ports, which later fragments do not have. */
const byPorts: Scenario['capture'] = { options: ['tcp or udp port 53 or udp port 1812'] };
const firstFragmentsOnly = { filter: 'ip.frag_offset > 0', atMost: 0 } as const;

/** A rule drops them. */
function partDropped(
  name: string,
  about: string,
  what: Part,
  rule: string,
  port: number,
  sees: Scenario['sees'],
  capture?: Scenario['capture'],
): Scenario[] {
  return broad(() => {
    const common = part(what, port, sees, capture);
    return {
      name,
      about,
      ...common,
      commands: [...(common.commands ?? []), forward(`${rule} counter drop`)],
      endpoints: udpAre(many, port, 'drop', { mayAbstain: true, reason: partOnly }),
    };
  });
}

/** The server has them, and says nothing. */
function partIgnored(
  name: string,
  about: string,
  what: Part,
  port: number,
  sees: Scenario['sees'],
  capture?: Scenario['capture'],
): Scenario[] {
  return broad(() => ({
    name,
    about,
    ...part(what, port, sees, capture),
    endpoints: udpAre(many, port, 'inconclusive', {
      reason: 'All arrive; the server does not answer this kind.',
    }),
  }));
}

/** DTLS beside a TLS that works, both at port 443. */
function besideTls(
  name: string,
  about: string,
  served: string,
  endpoints: TruthEndpoint[],
  commands: readonly Command[] = [],
  asked = 'dtls-once',
): Scenario[] {
  return broad((family) => ({
    name,
    about,
    servers: [everywhere(family, 'tls', 443)],
    commands: [meanwhile('server', `datagrams.py serve ${served}`), ...commands],
    tasks: [
      ...uses(family, many, 'tls', 443, 'works', { attempts: 1, timeout: 20 }),
      asks(asked, many, 'fails', { start: 3 }),
    ],
    endpoints,
    others: 'answered',
    sees: [{ filter: 'dtls.handshake.type == 1', atLeast: 80 }],
  }));
}

const three = hosts(20, 3);
const PORTS_OF_SERVICES = [
  ['ntp', 123],
  ['stun', 3478],
  ['radius', 1812],
  ['snmp', 161],
  ['kerberos', 88],
  ['cldap', 389],
  ['sip', 5060],
  ['openvpn', 1194],
] as const;
const limited = {
  mayAbstain: true,
  reason: 'Most of the ICMP errors were held back by the limit: that is silence.',
} as const;

const SINKS = [162, 514, 2055, 6343, 8125, 12201];

export const udpServices: Scenario[] = [
  ...someDropped('udp-ntp-some-dropped', 'NTP', ['ntp'], [123]),
  ...someDropped('udp-stun-some-dropped', 'STUN', ['stun'], [3478]),
  ...someDropped('udp-radius-some-dropped', 'RADIUS', ['radius'], [1812], maySilence),
  ...someDropped('udp-snmp-some-dropped', 'SNMP', ['snmp'], [161], maySilence),
  ...someDropped('udp-tftp-some-dropped', 'TFTP', ['tftp'], [69]).map((scenario) => ({
    ...scenario,
    endpoints: [
      ...scenario.endpoints,
      ...udpAre(answering, 69, 'answered'),
      ...udpAre(answering, 30069, 'answered', {
        mayAbstain: true,
        mayBeAbsent: true,
        reason: 'The answers come from a port of their own (RFC 1350).',
      }),
    ],
  })),
  ...someDropped('udp-domain-some-dropped', 'Kerberos and CLDAP', ['kerberos', 'cldap'], [88, 389]),
  ...someDropped('udp-openvpn-some-dropped', 'OpenVPN', ['openvpn'], [1194], maySilence),
  ...someDropped('udp-wireguard-some-dropped', 'WireGuard', ['wireguard'], [51820], maySilence),
  ...someDropped('udp-ike-some-dropped', 'IKE', ['ike'], [500], maySilence),
  ...someDropped('sip-udp-some-dropped', 'SIP over UDP', ['sip'], [5060]),
  broad((family) => ({
    name: 'udp-dtls-some-dropped',
    about: 'The firewall drops DTLS to some hosts; others answer.',
    servers: [web],
    commands: [
      {
        at: 'server',
        run: `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=vpn.example.net -keyout $LAB/dtls.key -out $LAB/dtls.pem 2>/dev/null
for h in ${[...many, ...answering].join(' ')}; do
  openssl s_server -quiet -dtls1_2 -accept 203.0.113.$h:4433 -key $LAB/dtls.key -cert $LAB/dtls.pem >/dev/null 2>&1 </dev/zero &
done
sleep 2`,
      },
      forward(`ip daddr ${range(family, many)} udp dport 4433 counter drop`),
    ],
    tasks: [
      each(
        many,
        'dtls',
        'fails',
        'timeout 9 openssl s_client -dtls1_2 -connect 203.0.113.$h:4433',
        {
          error: 'status 1',
        },
      ),
      each(
        answering,
        'dtls-answered',
        'works',
        '(sleep 2; echo Q) | timeout 12 openssl s_client -dtls1_2 -connect 203.0.113.$h:4433',
        { times: 1, start: 2 },
      ),
      ...lives,
    ],
    endpoints: [...udpAre(alive, 4433, 'drop'), ...udpAre(rest, 4433, 'drop', noOtherSign)],
    others: 'answered',
    sees: [{ filter: 'dtls.handshake.type == 1 and udp.dstport == 4433', atLeast: 80 }],
  })),
  broad((family) => ({
    name: 'ike-auth-fragments-dropped',
    about:
      'IKE_SA_INIT is answered at 500; IKE_AUTH, in two IP fragments to 4500, is dropped by the firewall.',
    servers: [web],
    capture: { options: ['-s', '256'] },
    commands: [
      meanwhile('server', 'datagrams.py serve ike'),
      forward(`ip daddr ${range(family, many)} ip frag-off & 0x3fff != 0x0 counter drop`),
    ],
    tasks: [asks('ike', many, 'fails'), asks('ike', answering, 'works', { start: 2 }), ...lives],
    endpoints: udpAre(many, 4500, 'drop', {
      mayAbstain: true,
      reason: 'A gateway may be silent to whom it does not know.',
    }),
    others: 'answered',
    sees: [
      { filter: 'ip.flags.mf == 1 and ip.proto == 17', atLeast: 100 },
      { filter: 'udp.srcport == 500', atLeast: 44 },
    ],
  })),
  broad(() => ({
    name: 'ike-completes',
    about: 'IKE_SA_INIT is answered at 500, and IKE_AUTH, in two IP fragments, at 4500.',
    servers: [web],
    capture: { options: ['-s', '256'] },
    commands: [meanwhile('server', 'datagrams.py serve ike')],
    tasks: [asks('ike', many, 'works'), ...lives],
    endpoints: [],
    others: 'answered',
    sees: [
      { filter: 'ip.flags.mf == 1 and ip.proto == 17', atLeast: 40 },
      { filter: 'udp.srcport == 4500', atLeast: 40 },
    ],
  })),
  ...partDropped(
    'sip-invite-dropped',
    'OPTIONS are answered; the firewall drops INVITE.',
    ['sip', 'sip', 'sip-invite'],
    'udp dport 5060 @th,64,32 0x494e5649',
    5060,
    [{ filter: 'sip.Method == "INVITE"', atLeast: 80 }],
  ),
  ...partIgnored(
    'sip-invite-ignored',
    'OPTIONS are answered; the server itself ignores INVITE.',
    ['sip-without-invite', 'sip', 'sip-invite'],
    5060,
    [{ filter: 'sip.Method == "INVITE"', atLeast: 80 }],
  ),
  ...partDropped(
    'sip-fragments-dropped',
    'Short INVITEs are answered; the firewall drops those that take two IP fragments.',
    ['sip', 'sip-invite', 'sip-invite-large'],
    'ip frag-off & 0x3fff != 0x0',
    5060,
    [{ filter: 'ip.flags.mf == 1', atLeast: 80 }],
  ),
  ...partIgnored(
    'sip-large-ignored',
    'Short INVITEs are answered; the server itself ignores those that take two IP fragments.',
    ['sip-small', 'sip-invite', 'sip-invite-large'],
    5060,
    [{ filter: 'ip.flags.mf == 1', atLeast: 80 }],
  ),
  ...partDropped(
    'radius-fragments-dropped',
    'Short requests of RADIUS are answered; the firewall drops those that take two IP fragments.',
    ['radius', 'radius', 'radius-eap'],
    'ip frag-off & 0x3fff != 0x0',
    1812,
    [{ filter: 'ip.flags.mf == 1', atLeast: 80 }],
  ),
  ...partIgnored(
    'radius-large-discarded',
    'Short requests of RADIUS are answered; the server silently discards those with EAP.',
    ['radius-without-eap', 'radius', 'radius-eap'],
    1812,
    [{ filter: 'ip.flags.mf == 1', atLeast: 80 }],
  ),
  ...partDropped(
    'radius-eap-fragments-dropped',
    'The firewall drops RADIUS in IP fragments; the capture has the first of each, which has ports.',
    ['radius', 'radius', 'radius-eap-whole'],
    'ip frag-off & 0x3fff != 0x0',
    1812,
    [{ filter: 'ip.flags.mf == 1', atLeast: 80 }, firstFragmentsOnly],
    byPorts,
  ),
  ...partIgnored(
    'radius-eap-discarded',
    'The server discards EAP, in IP fragments; the capture has the first of each, which has ports.',
    ['radius-without-eap', 'radius', 'radius-eap-whole'],
    1812,
    [{ filter: 'ip.flags.mf == 1', atLeast: 80 }, firstFragmentsOnly],
    byPorts,
  ),
  broad(() => ({
    name: 'radius-challenge-fragments',
    about:
      'RADIUS works in IP fragments both ways; the capture has the first of each, which has ports.',
    servers: [web],
    capture: byPorts,
    commands: [meanwhile('server', 'datagrams.py serve radius-challenges')],
    tasks: [
      asks('radius', many, 'works'),
      asks('radius-eap-whole', many, 'works', { start: 2 }),
      ...lives,
    ],
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'ip.flags.mf == 1', atLeast: 80 }, firstFragmentsOnly],
  })),
  ...partDropped(
    'kerberos-tgs-dropped',
    'AS-REQ is answered; the firewall drops the long TGS-REQ, in IP fragments.',
    ['kerberos', 'kerberos', 'kerberos-tgs'],
    'ip frag-off & 0x3fff != 0x0',
    88,
    [{ filter: 'ip.flags.mf == 1', atLeast: 80 }],
    { options: ['-s', '200'] },
  ),
  ...partIgnored(
    'kerberos-tgs-long-ignored',
    'AS-REQ is answered; the server itself ignores the long TGS-REQ, in IP fragments.',
    ['kerberos-small', 'kerberos', 'kerberos-tgs'],
    88,
    [{ filter: 'ip.flags.mf == 1', atLeast: 80 }],
    { options: ['-s', '200'] },
  ),
  broad(() => ({
    name: 'sip-options-ignored',
    about:
      'Calls are answered; the server ignores OPTIONS, by which the client looks whether it is there.',
    servers: [web],
    commands: [meanwhile('server', 'datagrams.py serve sip-without-options')],
    tasks: [asks('sip-invite', many, 'works'), asks('sip', many, 'fails', { start: 2 }), ...lives],
    endpoints: udpAre(many, 5060, 'answered', {
      mayAbstain: true,
      reason: 'Of what the client asked, one kind was never answered.',
    }),
    others: 'answered',
    sees: [{ filter: 'sip.Method == "OPTIONS"', atLeast: 80 }],
  })),
  broad(() => ({
    name: 'sip-invite-late',
    about: 'The server answers INVITE late; the client has given up by then.',
    servers: [web],
    commands: [meanwhile('server', 'datagrams.py serve sip-late')],
    tasks: [asks('sip-invite-impatient', many, 'fails'), ...lives],
    endpoints: udpAre(many, 5060, 'answered'),
    others: 'answered',
    sees: [{ filter: 'sip.Status-Code == 200', atLeast: 40 }],
  })),
  besideTls(
    'dtls-beside-tls-dropped',
    'TLS works; the firewall drops the DTLS beside it.',
    'dtls-once',
    udpAre(many, 443, 'drop'),
    [forward('udp dport 443 counter drop')],
  ),
  besideTls(
    'dtls-4433-beside-tls-dropped',
    'TLS works; the firewall drops the answers of the DTLS at another port beside it.',
    'dtls-4433',
    udpAre(many, 4433, 'drop'),
    [forward('udp sport 4433 counter drop')],
    'dtls-4433',
  ),
  besideTls(
    'dtls-beside-tls-closed',
    'TLS works; beside it there is no DTLS, as the server says by ICMP.',
    'sip',
    udpAre(many, 443, 'closed'),
    [{ at: 'server', run: 'sysctl -qw net.ipv4.icmp_ratelimit=0' }],
  ),
  besideTls(
    'dtls-none-icmp-limit',
    'TLS works; beside it there is no DTLS, as the server says by ICMP as often as its limit lets it.',
    'sip',
    udpAre(many, 443, 'closed', limited),
  ),
  broad(() => ({
    name: 'closed-ports-one-server',
    about: 'UDP ports of three servers are closed; the kernel limits what it says by ICMP.',
    servers: [web],
    tasks: [
      ...PORTS_OF_SERVICES.map(([service]) => asks(service, three, 'fails')),
      ...uses(ipv4, three, 'http', 80, 'works', { start: 1.5, attempts: 1, timeout: 20 }),
    ],
    endpoints: PORTS_OF_SERVICES.flatMap(([, port]) => udpAre(three, port, 'closed', limited)),
    others: 'answered',
    sees: [
      { filter: 'icmp.type == 3 and icmp.code == 3', atLeast: 6 },
      { filter: 'udp and not icmp', atLeast: 60 },
    ],
  })),
  broad((family) => ({
    name: 'closed-and-dropped-ports',
    about:
      'The firewall drops SIP to hosts whose NTP port is closed, as they say by ICMP, under the limit.',
    servers: [web],
    commands: [
      meanwhile('server', 'datagrams.py serve sip'),
      forward(`ip daddr ${range(family, alive)} udp dport 5060 counter drop`),
    ],
    tasks: [
      asks('sip', alive, 'fails'),
      asks('sip', answering, 'works', { start: 2 }),
      asks('ntp', alive, 'fails', { options: ' --times=1 --step=2.5' }),
      ...lives,
    ],
    endpoints: [...udpAre(alive, 5060, 'drop'), ...udpAre(alive, 123, 'closed')],
    others: 'answered',
    sees: [{ filter: 'icmp.type == 3 and icmp.code == 3', atLeast: 33, atMost: 33 }],
  })),
  besideTls(
    'dtls-beside-tls-late',
    'TLS works; the DTLS beside it is answered when the client has gone on without.',
    'dtls-late',
    udpAre(many, 443, 'answered'),
  ),
  broad(() => ({
    name: 'wireguard-other-port',
    about:
      'WireGuard is answered from another port than the one that was asked; the client ignores the answers.',
    servers: [web],
    commands: [meanwhile('server', 'datagrams.py serve wireguard-elsewhere')],
    tasks: [asks('wireguard', many, 'fails'), ...lives],
    endpoints: [
      ...udpAre(many, 51820, 'inconclusive', {
        accept: ['answered'],
        reason: 'The server is there and answers, but not from the port that was asked.',
      }),
      ...udpAre(many, 51848, 'answered', {
        mayAbstain: true,
        mayBeAbsent: true,
        unasked: true,
        reason: 'Nobody asks this port.',
      }),
      ...many.map((host) => ({
        server: `192.0.2.${100 + (host % 30)}`,
        port: 51820,
        protocol: 'udp' as const,
        verdict: 'inconclusive' as const,
        accept: ['answered'] as const,
        unasked: true as const,
        mayBeAbsent: true as const,
        reason: 'What comes from the other port is for the client, who ignores it.',
      })),
    ],
    others: 'answered',
    sees: [{ filter: 'udp.srcport == 51848', atLeast: 100 }],
  })),
  broad(() => ({
    name: 'udp-wrong-secret',
    about:
      'RADIUS and SNMP servers answer who has the secret, and are silent to others, as they have to be.',
    servers: [web],
    commands: [meanwhile('server', 'datagrams.py serve radius,snmp')],
    tasks: [
      asks('radius', many, 'works', { options: ' --local=192.0.2.100' }),
      asks('radius-stranger', many, 'fails', { options: ' --local=192.0.2.101', start: 3 }),
      asks('snmp', many, 'works', { options: ' --local=192.0.2.100', start: 2 }),
      asks('snmp-stranger', many, 'fails', { options: ' --local=192.0.2.100', start: 6 }),
      ...lives,
    ],
    endpoints: udpAre(many, 1812, 'inconclusive', {
      client: '192.0.2.101',
      accept: ['answered'],
      reason: 'The server answers another client; who has no secret is silently discarded.',
    }),
    others: 'answered',
    sees: [
      { filter: 'udp.dstport == 1812 and ip.src == 192.0.2.101', atLeast: 100 },
      { filter: 'udp.srcport == 161', atLeast: 40 },
    ],
  })),
  broad(() => ({
    name: 'udp-never-answers',
    about: 'Logs, metrics, flow records and traps: nobody ever answers them, and all arrive.',
    servers: [web],
    commands: [meanwhile('server', 'datagrams.py serve sink')],
    tasks: [
      {
        id: 'messages',
        kind: 'command',
        run: 'python3 support/lab/datagrams.py send 20-26',
        start: 1,
        expect: 'works',
      },
      ...lives,
    ],
    endpoints: SINKS.flatMap((port) =>
      udpAre(hosts(20, 7), port, 'inconclusive', {
        accept: ['answered'],
        reason: 'What has no answer shows nothing.',
      }),
    ),
    others: 'answered',
    sees: [{ filter: 'udp.dstport == 514', atLeast: 28 }],
  })),
].flat();
