// Calls by SIP, and the media whose ports its descriptions name.

import { type ClientTask, forward, ipv4, type Scenario } from '../scenario.ts';
import type { TruthEndpoint } from '../truth.ts';
import { listening } from './programs.ts';
import { broad, hosts } from './several.ts';

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

export const sipCalls: Scenario[] = [
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
