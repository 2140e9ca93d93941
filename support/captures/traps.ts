// Captures that fool a hasty reader: each looks like a firewall's doing, or hides one.
import { type WrittenPacket, writePcapng } from '../capture-writer.ts';
import {
  dnsRcode,
  dnsResponse,
  filler,
  ipProtocol,
  linuxCooked2,
  tcpFlag,
  tlsClientHello,
  tlsRecord,
} from '../packet-builder.ts';
import type { CaptureFile } from './capture-file.ts';
import {
  atTheOffice,
  client,
  distantServer,
  linux,
  providerRouter,
  resolver,
  router,
} from './office.ts';
import {
  ethernetFrame,
  internetServer,
  linuxClient,
  localServer,
  macs,
  microseconds,
  millisecond,
  Scenario,
  type ScenarioPacket,
  second,
  writtenAt,
} from './scenario.ts';
import { addressRecords, httpResponse, services, visit } from './services.ts';

const { syn, ack, psh, fin, rst } = tcpFlag;
const begin = microseconds('2024-09-05 14:30:00.118204');

function file(name: string, scenario: Scenario): CaptureFile {
  return { name: `trap-${name}.pcapng`, bytes: writePcapng(scenario.frames()) };
}

/** A browser that drops its own connections, and a health check that never wants more. */
function clientAborts(): Scenario {
  const scenario = atTheOffice(0x2001, begin, 8 * second, 4);
  const server = distantServer('203.0.113.90', 51, 15_000);
  for (let index = 0; index < 5; index++) {
    const connection = scenario.connection(begin + (1 + index) * second, client, server, 443);
    connection
      .open()
      .tls('video.example.com')
      .exchange(60, 400)
      .wait(30 * millisecond);
    connection.clientSegment(rst | ack);
    // What the server had on its way meets a closed port.
    connection.wait(9 * millisecond);
    const payload = tlsRecord(23, filler(300));
    connection.serverSegment(psh | ack, { payload });
    connection.wait(35);
    connection.clientSegment(rst);
  }
  const checked = distantServer('203.0.113.91', 51, 15_400);
  for (let index = 0; index < 4; index++) {
    const connection = scenario.connection(begin + (1.3 + index) * second, client, checked, 443);
    connection.clientSegment(syn);
    connection.wait(checked.roundTrip);
    connection.serverSegment(syn | ack);
    connection.wait(60);
    connection.clientSegment(rst | ack);
  }
  return scenario;
}

/** Servers that end a whole exchange with RST: at once, or after the client's FIN, or when idle. */
function serverResetsAfterExchange(): Scenario {
  const scenario = atTheOffice(0x2002, begin, 30 * second, 5);
  const server = distantServer('203.0.113.92', 49, 21_000);
  for (let index = 0; index < 6; index++) {
    const connection = scenario.connection(begin + (1 + 2 * index) * second, client, server, 443);
    connection.open().tls('shop.example.org').exchange(80, 500);
    if (index % 3 === 0) {
      connection.wait(400).serverSegment(rst | ack);
    } else if (index % 3 === 1) {
      connection.wait(300).clientSegment(fin | ack);
      connection.wait(server.roundTrip).serverSegment(rst | ack);
    } else {
      connection.wait(15 * second).serverSegment(rst);
    }
  }
  return scenario;
}

/** `-i any` on a bridge: every frame twice. Repeats are copies, not retransmissions. */
function duplicatedFrames(): CaptureFile {
  const scenario = atTheOffice(0x2003, begin, 20 * second, 6, linux);
  const dropped = distantServer('203.0.113.93');
  scenario.connection(begin + second, linux, dropped, 443).unansweredSyn([1, 3, 7, 15]);
  const refused = distantServer('203.0.113.94');
  for (const start of [2, 4]) {
    scenario
      .connection(begin + start * second, linux, refused, 443)
      .refusedSyn(540, { through: router });
  }
  // One question and one SYN, each sent once, less than half a second before the end.
  const late = begin + 19.8 * second;
  visit(scenario, late - 700 * millisecond, linux, resolver, services[3]!, 1);
  scenario.dnsQuery(late, linux, distantServer('198.51.100.53'), {
    name: 'late.example.org',
    type: 'A',
  });
  scenario.connection(late + 5_000, linux, distantServer('203.0.113.95'), 443).unansweredSyn([]);
  visit(scenario, late + 20 * millisecond, linux, resolver, services[3]!, 1);

  const cooked = (packet: ScenarioPacket, interfaceIndex: number): Uint8Array =>
    linuxCooked2(
      {
        source: packet.from.mac,
        packetType: packet.from === linux ? 4 : packet.destinationMac === macs.broadcast ? 1 : 0,
        etherType: packet.etherType,
        interfaceIndex,
      },
      packet.bytes,
    );
  const packets = scenario
    .inOrder()
    .flatMap((packet) => [
      writtenAt(packet.time, cooked(packet, 3)),
      writtenAt(packet.time + 7, cooked(packet, 2)),
    ])
    .sort((a, b) => a.seconds - b.seconds || a.nanoseconds - b.nanoseconds);
  return {
    name: 'trap-duplicated-frames.pcapng',
    bytes: writePcapng(packets, { interfaces: [{ linkType: 276 }] }),
  };
}

/** A mirror port that carries one direction: the client's own ACKs prove that answers came. */
function oneDirection(): CaptureFile {
  const scenario = atTheOffice(0x2004, begin, 12 * second, 14);
  const packets = scenario
    .inOrder()
    .filter(({ from }) => from === client)
    .map((packet) => writtenAt(packet.time, ethernetFrame(packet)));
  return { name: 'trap-one-direction.pcapng', bytes: writePcapng(packets) };
}

/** A resolver that answers after the client has given up and closed the port. */
function lateAnswers(): Scenario {
  const scenario = atTheOffice(0x2005, begin, 20 * second, 5);
  const slow = internetServer('198.51.100.54', 50, 13_000);
  ['one', 'two', 'three'].forEach((label, index) => {
    const name = `${label}.example.org`;
    const start = begin + (1 + index * 0.4) * second;
    const id = scenario.random.uint16();
    const clientPort = scenario.port();
    for (const delay of [0, 1, 2, 4, 8]) {
      scenario.dnsQuery(
        start + delay * second,
        client,
        slow,
        { name, type: 'A' },
        { id, clientPort },
      );
    }
    for (let answer = 0; answer < 5; answer++) {
      const time = start + 12.6 * second + answer * 2_100;
      const answers = [{ name, type: 'A', data: `203.0.113.${101 + index}` }] as const;
      const response = dnsResponse({ id, name, type: 'A', answers: [...answers] });
      const packet = scenario.udp(time, slow, 53, client, clientPort, response);
      scenario.icmpError(time + 60, client, slow, 3, 3, packet);
    }
  });
  return scenario;
}

/** Captured with the filter `icmp`: the refused questions are only there as quotes. */
function dnsInIcmpQuotes(): CaptureFile {
  const scenario = new Scenario(0x2006);
  for (let index = 0; index < 6; index++) {
    const server = distantServer(index % 2 === 0 ? '198.51.100.53' : '198.51.100.55');
    const time = begin + index * 1.3 * second;
    const question = { name: `host${index}.example.org`, type: 'A' } as const;
    const packet = scenario.dnsQuery(time, client, server, question);
    const quoteLength = packet.length;
    scenario.icmpError(time + 1_400, providerRouter, client, 3, 13, packet, quoteLength);
  }
  const packets = scenario
    .inOrder()
    .filter(({ bytes }) => bytes[9] === ipProtocol.icmp)
    .map((packet) => writtenAt(packet.time, ethernetFrame(packet)));
  return { name: 'trap-dns-in-icmp-quotes.pcapng', bytes: writePcapng(packets) };
}

/** The same traffic at any snap length: an answered, a dropped and a rejected server. */
function cutAt(snapLength: number): CaptureFile {
  const scenario = atTheOffice(0x2007, begin, 24 * second, 8);
  const dropped = distantServer('203.0.113.96');
  scenario.connection(begin + second, client, dropped, 443).unansweredSyn([1, 3, 7, 15]);
  const refused = distantServer('203.0.113.97');
  const connection = scenario.connection(begin + 2 * second, client, refused, 443);
  for (let attempt = 0; attempt < 3; attempt++) {
    connection.refusedSyn(480, { through: router, window: 64240 });
    connection.wait(500 * millisecond).renew();
  }
  const silent = distantServer('198.51.100.56');
  const clientPort = scenario.port();
  for (const delay of [0, 1, 2, 4, 8]) {
    const question = { name: 'www.example.org', type: 'A' } as const;
    const choices = { id: 0x51c7, clientPort };
    scenario.dnsQuery(begin + (3 + delay) * second, client, silent, question, choices);
  }
  const packets = scenario.frames().map((packet) => ({
    ...packet,
    bytes: packet.bytes.subarray(0, snapLength),
    originalLength: packet.bytes.length,
  }));
  return {
    name: `trap-snaplen-${snapLength}.pcapng`,
    bytes: writePcapng(packets, { interfaces: [{ linkType: 1, snapLength }] }),
  };
}

/** Started while sessions were open: no handshakes, a FIN or a RST without its beginning. */
function startsMidConnection(): CaptureFile {
  const scenario = new Scenario(0x2008);
  for (let index = 0; index < 6; index++) {
    const { host, name } = services[index]!;
    const start = begin - 10 * second + index * 300 * millisecond;
    const connection = scenario.connection(start, client, host, 443).open().tls(name);
    for (let round = 0; round < 12; round++) {
      connection.exchange(40, 90).wait(scenario.random.between(600, 1_400) * millisecond);
    }
    if (index === 4) connection.serverSegment(rst | ack);
    else if (index !== 5) connection.close();
  }
  // Its last answer before the start, its end after it.
  const ending = scenario.connection(begin - 3 * second, client, services[6]!.host, 443);
  ending.open().exchange(40, 60);
  ending.now = begin + 1.2 * second;
  ending.close();
  // A question just before the start, its answer just after.
  const question = { name: 'www.example.com', type: 'A' } as const;
  scenario.dnsLookup(begin - 200, client, resolver, question, {
    answers: [{ ...question, data: '203.0.113.20' }],
  });
  const packets = scenario
    .inOrder()
    .filter(({ time }) => time >= begin)
    .map((packet) => writtenAt(packet.time, ethernetFrame(packet)));
  return { name: 'trap-starts-mid-connection.pcapng', bytes: writePcapng(packets) };
}

/** Taken on a web server under a SYN flood; its own call to a payment service is dropped. */
function synFlood(): Scenario {
  const scenario = new Scenario(0x2009);
  const victim = linuxClient('203.0.113.10');
  const payment = distantServer('198.51.100.77');
  const database = localServer('203.0.113.12', 64);
  scenario.arp(begin, victim, { ...router, address: '203.0.113.1' });
  scenario.arp(begin + 900, victim, database);
  for (const start of [0.2, 1.4, 2.9, 6.1, 11]) {
    const connection = scenario.connection(begin + start * second, victim, database, 5432);
    connection.open().send(filler(40)).receive(filler(120)).close();
  }
  for (const start of [0.4, 0.9]) {
    scenario.connection(begin + start * second, victim, payment, 443).unansweredSyn([1, 3, 7, 15]);
  }
  // A host of the flood may send from any address; RFC 2544's range stands for all of them.
  for (let index = 0; index < 1_800; index++) {
    const address = `198.${18 + (index & 1)}.${scenario.random.between(0, 255)}.${scenario.random.between(1, 254)}`;
    const timeToLive = scenario.random.between(36, 58);
    const source = { ...internetServer(address, timeToLive, 1), stack: 'windows' as const };
    const port = scenario.random.between(1_024, 65_535);
    const time = begin + second + index * 1_100 + scenario.random.between(0, 900);
    const connection = scenario.connection(time, source, victim, 80, port);
    connection.clientSegment(syn);
    // The backlog is soon full; until then each gets its SYN/ACK, and again a second later.
    if (index < 128) {
      connection.wait(25).serverSegment(syn | ack);
      connection.wait(second).serverSegment(syn | ack, {
        sequence: connection.serverInitialSequence,
      });
    }
  }
  // Visitors before and after.
  [0.1, 0.5, 14, 15.5].forEach((start, index) => {
    const visitor = {
      ...internetServer(`192.0.2.${20 + index}`, 52 - index, 20_000),
      stack: 'windows' as const,
    };
    const connection = scenario.connection(begin + start * second, visitor, victim, 80);
    connection.open();
    connection.wait(20_000).clientSegment(psh | ack, {
      payload: new TextEncoder().encode('GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n'),
    });
    connection.wait(300).serverSegment(psh | ack, { payload: httpResponse(200) });
    connection.wait(20_000).clientSegment(fin | ack);
    connection.wait(40).serverSegment(fin | ack);
    connection.wait(20_000).clientSegment(ack);
  });
  return scenario;
}

/** Refused by the servers themselves: one far away that answers elsewhere, one on the LAN. */
function serverAppDown(): Scenario {
  const scenario = atTheOffice(0x200a, begin, 10 * second, 5);
  const server = distantServer('203.0.113.70');
  const host = { name: 'app.example.com', host: server, port: 443 as const };
  visit(scenario, begin + 600 * millisecond, client, resolver, host);
  visit(scenario, begin + 6 * second, client, resolver, host);
  const refused = scenario.connection(begin + 2 * second, client, server, 8443);
  for (let attempt = 0; attempt < 3; attempt++) {
    refused.refusedSyn(server.roundTrip + 40 * attempt, { identification: 0 });
    refused.wait(500 * millisecond).renew();
  }
  const near = localServer('192.168.1.80', 64, '00:50:56:9a:77:02');
  scenario.arp(begin + 3 * second - 500, client, near);
  const refusedNear = scenario.connection(begin + 3 * second, client, near, 8080);
  for (let attempt = 0; attempt < 3; attempt++) {
    refusedNear.refusedSyn(310 + 15 * attempt, { identification: 0 });
    refusedNear.wait(500 * millisecond).renew();
  }
  return scenario;
}

/** The resolver answers; what it asks does not. */
function dnsServfail(): Scenario {
  const scenario = atTheOffice(0x200b, begin, 10 * second, 5);
  for (const start of [1, 3, 5]) {
    for (const type of ['A', 'AAAA'] as const) {
      scenario.dnsLookup(
        begin + start * second,
        client,
        resolver,
        { name: 'broken.example.org', type },
        { rcode: dnsRcode.servFail },
        { delay: 900 * millisecond },
      );
    }
  }
  return scenario;
}

/** A load balancer that resets idle sessions, and a NAT that resets after the last FIN. */
function loadBalancerResets(): Scenario {
  const scenario = atTheOffice(0x200c, begin, 30 * second, 5);
  const server = distantServer('203.0.113.98', 48, 19_500);
  const balancer = { ...router, timeToLive: 247 };
  for (let index = 0; index < 6; index++) {
    const connection = scenario.connection(begin + (1 + index) * second, client, server, 443);
    connection.open().tls('api.example.net').exchange(50, 140);
    if (index % 2 === 0) {
      connection.wait(12 * second).serverSegment(rst, { through: balancer });
    } else {
      connection.close();
      connection.wait(700).serverSegment(rst | ack, { through: balancer });
      connection.wait(90).serverSegment(rst | ack, { through: balancer });
    }
  }
  return scenario;
}

/** The machine that captured was too slow: two frames of three are missing, and it says so. */
function interfaceDrops(): CaptureFile {
  const scenario = atTheOffice(0x200d, begin, 30 * second, 40);
  const busy = distantServer('203.0.113.110');
  for (const start of [3, 9, 17, 22]) {
    scenario
      .connection(begin + start * second, client, busy, 443)
      .open()
      .tls('busy.example.com')
      .exchange(60, 120)
      .close();
  }
  const asked = internetServer('198.51.100.57', 50, 13_000);
  for (const start of [4, 11, 12, 19]) {
    const name = `host${start}.example.org`;
    const answers = [{ name, type: 'A' as const, data: '203.0.113.111' }];
    scenario.dnsLookup(begin + start * second, client, asked, { name, type: 'A' }, { answers });
  }
  const all = scenario.inOrder();
  const packets: WrittenPacket[] = [];
  for (const packet of all) {
    // Of these two, only what the client sent first was caught: it looks like silence.
    const text = packetAddresses(packet);
    let kept = scenario.random.between(1, 3) === 1;
    if (text.includes(busy.address)) kept = packet.from === client && isSyn(packet);
    if (text.includes(asked.address)) kept = packet.from === client;
    if (kept) packets.push(writtenAt(packet.time, ethernetFrame(packet)));
  }
  return {
    name: 'trap-interface-drops.pcapng',
    bytes: writePcapng(packets, {
      interfaces: [{ linkType: 1 }],
      statistics: [
        { interfaceIndex: 0, received: all.length, dropped: all.length - packets.length },
      ],
    }),
  };
}

function packetAddresses({ bytes }: ScenarioPacket): string {
  return `${bytes.subarray(12, 16).join('.')} ${bytes.subarray(16, 20).join('.')}`;
}

function isSyn({ bytes }: ScenarioPacket): boolean {
  return bytes[9] === ipProtocol.tcp && bytes[33] === syn;
}

/** Stopped half a second after the first try: silence that proves nothing. */
function endsTooSoon(): CaptureFile {
  const scenario = atTheOffice(0x200e, begin, 8 * second, 6);
  const end = begin + 7.6 * second;
  const first = end - 500 * millisecond;
  scenario.connection(first, client, distantServer('203.0.113.120'), 443).unansweredSyn([1, 3]);
  const question = { name: 'www.example.org', type: 'A' } as const;
  scenario.dnsQuery(first + 20 * millisecond, client, distantServer('198.51.100.58'), question);
  const waiting = scenario.connection(first - 60_000, client, distantServer('203.0.113.121'), 443);
  waiting.open().unansweredData(tlsClientHello('slow.example.com'), [0.3, 0.9]);
  visit(scenario, first + 100 * millisecond, client, resolver, services[0]!);
  // The last frame, so that the capture's end is where it is meant to be.
  const { name } = services[0]!;
  const answers = addressRecords(services[0]!);
  const last = { delay: 150 };
  scenario.dnsLookup(end - 480, client, resolver, { name, type: 'A' }, { answers }, last);
  const packets = scenario
    .inOrder()
    .filter(({ time }) => time <= end)
    .map((packet) => writtenAt(packet.time, ethernetFrame(packet)));
  return { name: 'trap-ends-too-soon.pcapng', bytes: writePcapng(packets) };
}

/** One capture for each trap. */
export function trapCaptures(): CaptureFile[] {
  return [
    file('client-aborts', clientAborts()),
    file('server-resets-after-exchange', serverResetsAfterExchange()),
    duplicatedFrames(),
    oneDirection(),
    file('late-answers', lateAnswers()),
    dnsInIcmpQuotes(),
    cutAt(64),
    cutAt(96),
    startsMidConnection(),
    file('syn-flood', synFlood()),
    file('server-app-down', serverAppDown()),
    file('dns-servfail', dnsServfail()),
    file('load-balancer-resets', loadBalancerResets()),
    interfaceDrops(),
    endsTooSoon(),
  ];
}
