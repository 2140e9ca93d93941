import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCapture } from '../../src/capture/open-capture.ts';
import { openPath } from '../../src/platform/node/path-source.ts';
import { Decoder } from '../../src/protocols/decoder.ts';
import { PacketView } from '../../src/protocols/packet-view.ts';
import { Protocol } from '../../src/protocols/protocol.ts';
import * as tcp from '../../src/protocols/tcp/codec.ts';
import { TcpState } from '../../src/track/connection-state.ts';
import { FLOW_WORDS, Flow } from '../../src/track/flow-table.ts';
import { Tracker } from '../../src/track/tracker.ts';
import { filler, text, tlsClientHello } from '../../support/packet-builder.ts';
import { labCaptureNames } from '../../support/shipped-captures.ts';
import { ACK, FIN, PSH, RST, type Side, SYN, Tracked } from '../../support/tracked.ts';

const LEFT = '192.0.2.20';
const RIGHT = '203.0.113.55';
const left = (port: number): Side => ({ address: LEFT, port });
const right = (port: number): Side => ({ address: RIGHT, port });

interface Segment {
  readonly flags?: number;
  readonly data?: Uint8Array;
}

/** Packets of connections that began before; the endpoints that come of them. */
class Conversations {
  readonly tracked = new Tracked();
  #at = 0;

  /** One packet. */
  sends(from: Side, to: Side, { flags = PSH | ACK, data = filler(0) }: Segment = {}): this {
    this.#at += 0.01;
    const numbers = { sequence: 7001, acknowledgment: 7001 };
    this.tracked.segment(this.#at, from, to, { flags, data, ...numbers });
    return this;
  }

  /** Data forth, and its acknowledgment. */
  between(one: Side, other: Side, data = filler(40)): this {
    this.sends(one, other, { data });
    return this.sends(other, one, { flags: ACK });
  }

  /** `server:port`, with `?` where it is not known to be the server. */
  get servers(): string[] {
    return this.tracked.finish(60).map(({ server, port, partial }) => {
      const address = [server[3] >>> 24, 0, 113].join() === '203,0,113' ? 'right' : 'left';
      return `${address} ${port}${partial.unclearRoles.total > 0 ? '?' : ''}`;
    });
  }
}

describe('which side of a connection without its SYN serves', () => {
  it('is not known of two ports that systems choose', () => {
    expect(new Conversations().between(left(50_001), right(40_021)).servers).toEqual([
      'right 40021?',
    ]);
    expect(new Conversations().between(left(40_021), right(50_001)).servers).toEqual([
      'left 40021?',
    ]);
  });

  it('is not known of a call-back, from a port that needs privileges', () => {
    expect(new Conversations().between(right(711), left(41_234)).servers).toEqual(['right 711?']);
  });

  it('is not known of two ports that are neither chosen nor known', () => {
    expect(new Conversations().between(left(1_067), right(4_997)).servers).toEqual(['left 1067?']);
  });

  it.each([
    ['a known service', left(720), right(2_049), 'right 2049'],
    ['a known service, and a client of an old system', left(1_311), right(3_389), 'right 3389'],
    ['a system port', left(2_582), right(502), 'right 502'],
    ['no system chooses it', left(50_000), right(12_345), 'right 12345'],
    ['FTP: its data port calls', right(20), left(41_000), 'left 41000'],
  ])('%s', (_, one, other, server) => {
    expect(new Conversations().between(one, other).servers).toEqual([server]);
    expect(new Conversations().between(other, one).servers).toEqual([server]);
  });

  it('a RST of the data port may be a closed port', () => {
    const reset = new Conversations().sends(right(20), left(50_000), { flags: RST | ACK });
    expect(reset.servers).toEqual(['right 20']);
  });

  it('FTP says where the server waits, and where the client', () => {
    const passive = text('227 Entering Passive Mode (10,0,0,1,195,80).\r\n');
    const known = new Conversations()
      .sends(right(21), left(50_000), { data: passive })
      .between(left(40_000), right(50_000));
    expect(known.servers).toEqual(['right 21', 'right 50000']);
    const active = new Conversations()
      .sends(left(50_000), right(21), { data: text('EPRT |1|10.0.0.1|50001|\r\n') })
      .between(right(40_000), left(50_001));
    expect(active.servers).toEqual(['right 21', 'left 50001']);
  });

  it('the same words on another port say nothing', () => {
    const known = new Conversations()
      .sends(right(25), left(50_000), {
        data: text('227 Entering Passive Mode (10,0,0,1,195,80).\r\n'),
      })
      .between(left(40_000), right(50_000));
    expect(known.servers).toEqual(['right 25', 'left 40000?']);
  });

  it('a SYN to the same port elsewhere in the capture', () => {
    const known = new Conversations()
      .sends({ address: '192.0.2.21', port: 44_000 }, right(50_000), { flags: SYN })
      .between(left(40_000), right(50_000));
    expect(known.servers).toEqual(['right 50000', 'right 50000']);
  });

  it('what the first packet carries', () => {
    for (const data of [tlsClientHello('www.example.com'), text('GET / HTTP/1.1\r\n\r\n')]) {
      expect(new Conversations().between(left(40_000), right(50_000), data).servers).toEqual([
        'right 50000',
      ]);
    }
    const status = text('HTTP/1.1 200 OK\r\n\r\n');
    expect(new Conversations().between(right(50_000), left(40_000), status).servers).toEqual([
      'right 50000',
    ]);
  });

  it('a port with a second peer: from then on', () => {
    const again = new Conversations()
      .between(left(40_001), right(50_000))
      .between(left(40_002), right(50_000));
    expect(again.servers).toEqual(['left 40001?', 'right 50000']);
    const same = new Conversations()
      .between(left(40_001), right(50_000))
      .sends(left(40_001), right(50_000), { flags: FIN | ACK });
    expect(same.servers).toEqual(['left 40001?']);
    const both = new Conversations()
      .between(left(40_001), right(50_000))
      .between(left(40_002), right(50_000))
      .between(left(40_002), right(50_001));
    expect(both.servers).toContain('left 40002?');
  });
});

/** `client > server` of each connection, by its ends; SYNs left out or not. */
async function rolesOf(path: string, withoutSyns: boolean) {
  const roles = new Map<string, { way: string; isTold: boolean; isClear: boolean }>();
  const tracker: Tracker = new Tracker({
    onFlowEnd(flow) {
      const { words } = tracker.flows;
      const base = flow * FLOW_WORDS;
      if (words[base + Flow.PROTOCOL] !== Protocol.TCP) return;
      const end = (address: number, port: number) =>
        `${words.subarray(base + address, base + address + 4).join('.')}:${port}`;
      const client = end(Flow.CLIENT_ADDRESS, words[base + Flow.PORTS] >>> 16);
      const server = end(Flow.SERVER_ADDRESS, words[base + Flow.PORTS] & 0xffff);
      const key = [client, server].sort().join(' ');
      const way = `${client} > ${server}`;
      const known = roles.get(key);
      roles.set(key, {
        way: known === undefined || known.way === way ? way : 'both ways',
        isTold: (words[base + Flow.STATE] & (TcpState.SYN | TcpState.SYN_ACK)) !== 0,
        isClear: tracker.capture.roles.isClear(words, base),
      });
    },
  });
  const reader = await openCapture(await openPath(path));
  const decoder = new Decoder({ stopAtTcp: true });
  const view = new PacketView();
  while (await reader.refill()) {
    while (reader.next(view)) {
      decoder.decode(view);
      if (withoutSyns && view.transportProtocol === Protocol.TCP) {
        const flags = tcp.flagBits(
          view.layerBytes(view.transport),
          view.layerStart[view.transport],
        );
        if ((flags & tcp.SYN) !== 0) continue;
      }
      tracker.observe(view, true);
    }
  }
  await reader.close();
  tracker.finish();
  return roles;
}

/** Connections whose roles are others without their SYNs, although they count as known. */
async function wrongOf(paths: readonly string[]) {
  const wrong: string[] = [];
  let right = 0;
  for (const path of paths) {
    const whole = await rolesOf(path, false).catch(() => null);
    if (whole === null) continue;
    const cut = await rolesOf(path, true);
    for (const [key, { way, isTold }] of whole) {
      const other = cut.get(key);
      if (!isTold || way === 'both ways' || other === undefined || !other.isClear) continue;
      if (other.way === way) right++;
      else wrong.push(`${path} ${way}`);
    }
  }
  return { wrong, right };
}

describe('the same connections with their SYNs and without', () => {
  it('of the lab: services of chosen ports, and FTP', async () => {
    const names = labCaptureNames().filter((name) => /ftp|passive|scan|sip|smb|domain/.test(name));
    const { wrong, right } = await wrongOf(names.map((name) => `captures/${name}`));
    expect(wrong).toEqual([]);
    expect(right).toBeGreaterThan(100);
  }, 60_000);

  const CORPUS = '../shared/corpus/zeek+zeek/testing/btest/Traces';
  it.skipIf(!existsSync(CORPUS))(
    'of others: but for one client that has the port of a service',
    async () => {
      const paths = [
        'ftp',
        'nfs',
        'mount',
        'dnp3',
        'dce-rpc',
        'rdp',
        'modbus',
        'smb',
        'tls',
        'http',
      ]
        .flatMap((folder) => readdirSync(join(CORPUS, folder)).map((name) => `${folder}/${name}`))
        .filter((name) => /\.(pcap|pcapng|trace)$/.test(name))
        .map((name) => join(CORPUS, name));
      const { wrong, right } = await wrongOf(paths);
      // A client of the port 502, which is Modbus's own.
      expect(wrong.map((one) => one.split('/').at(-1)?.split(' ')[0])).toEqual(['fuzz-72.pcap']);
      expect(right).toBeGreaterThan(200);
    },
    120_000,
  );
});
