// Calls by SIP, and the media whose ports its descriptions name.

import { type ClientTask, forward, ipv4, type Scenario } from '../scenario.ts';
import type { TruthEndpoint } from '../truth.ts';
import { listening } from './programs.ts';
import { are, broad, hosts } from './several.ts';

const many = hosts(20, 22);

const server = (mode: 'both' | 'announce') =>
  listening('server', 5060, `python3 support/lab/calls.py serve ${mode}`);

function calls(expect: 'works' | 'fails'): ClientTask {
  return {
    id: 'calls to 22 hosts',
    kind: 'command',
    run: 'python3 support/lab/calls.py call 20-41',
    start: 1,
    expect,
    ...(expect === 'fails' ? { error: 'nothing heard from 22 of 22' } : {}),
  };
}

function mediaIs(
  port: number,
  verdict: TruthEndpoint['verdict'],
  more: Partial<TruthEndpoint> = {},
): TruthEndpoint[] {
  return many.map((host) => ({
    server: ipv4.web(host),
    port,
    protocol: 'udp',
    verdict,
    ...more,
  }));
}

const capture = { options: ['-s', '600'] };
const unsaid = 'Media has no answers of its own; only the call says that both are to speak.';

/** OPTIONS and INVITE over one TCP connection to each host. */
function overTcp(
  name: string,
  about: string,
  mode: 'all' | 'without-invite' | 'late',
  endpoints: TruthEndpoint[],
  sees: Scenario['sees'],
  asks: string,
  expect: 'works' | 'fails' = 'fails',
  rules: Scenario['commands'] = [],
): Scenario[] {
  return broad(() => ({
    name,
    about,
    commands: [
      listening('server', 5060, `python3 support/lab/sip_tcp.py serve ${mode}`),
      ...(rules ?? []),
    ],
    tasks: [
      {
        id: 'SIP over TCP of 22 hosts',
        kind: 'command',
        run: `python3 support/lab/sip_tcp.py ask 20-41 ${asks}`,
        start: 1,
        timeout: 70,
        expect,
        ...(expect === 'fails' ? { error: `no answer: [${many.join(', ')}]` } : {}),
      },
    ],
    endpoints,
    others: 'answered',
    sees: [
      { filter: 'tcp.srcport == 5060 and sip.CSeq.method == "OPTIONS"', atLeast: 22 },
      ...sees,
    ],
  }));
}

const overTcpAre = (verdict: TruthEndpoint['verdict'], more: Partial<TruthEndpoint> = {}) =>
  are(ipv4, many, 5060, verdict, more);

export const sipCalls: Scenario[] = [
  ...overTcp(
    'sip-tcp-some-silent',
    'OPTIONS over TCP are answered; the server takes each INVITE, and never says anything to it.',
    'without-invite',
    overTcpAre('inconclusive', {
      accept: ['closed', 'answered'],
      reason:
        'The server acknowledges each request: nothing is dropped. It answers one kind, and not the other.',
      patterns: ['request-unanswered'],
    }),
    [{ filter: 'tcp.srcport == 5060 and sip.CSeq.method == "INVITE"', atMost: 0 }],
    '36 1',
  ),
  ...overTcp(
    'sip-tcp-invite-dropped',
    'OPTIONS over TCP are answered; the firewall drops every segment that begins with INVITE.',
    'all',
    overTcpAre('drop'),
    [
      {
        filter: 'tcp.dstport == 5060 and tcp.len > 0 and tcp.analysis.retransmission',
        atLeast: 88,
      },
    ],
    '14 2',
    'fails',
    [forward('tcp dport 5060 @th,256,32 0x494e5649 counter drop')],
  ),
  ...overTcp(
    'sip-over-tcp-invite-late',
    'Calls over TCP ring for long before somebody takes them.',
    'late',
    overTcpAre('answered'),
    [{ filter: 'tcp.srcport == 5060 and sip.Status-Code == 180', atLeast: 22 }],
    '60 1',
    'works',
  ),
  broad(() => ({
    name: 'call-media-dropped',
    about: 'Calls are answered; the firewall drops the media that the servers send.',
    capture,
    commands: [server('both'), forward('iifname wan0 udp sport 30000 counter drop')],
    tasks: [calls('fails')],
    endpoints: mediaIs(30_000, 'drop', { mayAbstain: true, reason: unsaid }),
    others: 'answered',
    sees: [
      { filter: 'udp.dstport == 30000', atLeast: 1000 },
      { filter: 'udp.srcport == 30000', atMost: 0 },
      { filter: 'sip.Status-Code == 200', atLeast: 40 },
    ],
  })),
  broad(() => ({
    name: 'call-works',
    about: 'Calls are answered, and media goes both ways.',
    capture,
    commands: [server('both')],
    tasks: [calls('works')],
    endpoints: [],
    others: 'answered',
    sees: [
      { filter: 'udp.dstport == 30000', atLeast: 1000 },
      { filter: 'udp.srcport == 30000', atLeast: 1000 },
    ],
  })),
  broad(() => ({
    name: 'call-announcement',
    about: 'Calls are answered by an announcement: media goes one way only, as both have said.',
    capture,
    commands: [server('announce')],
    tasks: [calls('works')],
    endpoints: [
      ...mediaIs(30_000, 'answered', {
        unasked: true,
        mayAbstain: true,
        mayBeAbsent: true,
        reason: 'The client only listens.',
      }),
      ...many.map((_, index) => ({
        server: ipv4.client,
        port: 42_000 + 2 * index,
        protocol: 'udp' as const,
        verdict: 'inconclusive' as const,
        accept: ['answered'] as const,
        unasked: true as const,
        mayBeAbsent: true as const,
        reason: 'The client only listens.',
      })),
    ],
    others: 'answered',
    sees: [
      { filter: 'udp.dstport == 30000', atMost: 0 },
      { filter: 'udp.srcport == 30000', atLeast: 1000 },
    ],
  })),
].flat();
