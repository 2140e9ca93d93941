// What firewalls, routers and servers say no with, one capture each.
import { writePcapng } from '../capture-writer.ts';
import { dnsRcode, isIpv6, tcpFlag, tlsClientHello } from '../packet-builder.ts';
import type { CaptureFile } from './capture-file.ts';
import {
  atTheOffice,
  client,
  client6,
  distantServer,
  linux,
  providerRouter,
  providerRouter6,
  resolver,
  resolver6,
  router,
  router6,
} from './office.ts';
import { type Host, microseconds, millisecond, Scenario, second } from './scenario.ts';
import { services, visit } from './services.ts';

const { syn, ack, rst } = tcpFlag;
const begin = microseconds('2024-09-03 10:00:00.214530');

function file(name: string, scenario: Scenario): CaptureFile {
  return { name, bytes: writePcapng(scenario.frames()) };
}

/** How much a Linux box quotes here: the whole packet over IPv6 (RFC 4443), its head over IPv4. */
function quoteLength(asker: Host): number | undefined {
  return isIpv6(asker.address) ? undefined : 60;
}

/** Three SYNs from three ports, each answered by an ICMP error after its sender's round trip. */
function refusedByIcmp(
  scenario: Scenario,
  time: number,
  asker: Host,
  server: Host,
  from: Host,
  type: number,
  code: number,
): void {
  for (let attempt = 0; attempt < 3; attempt++) {
    const connection = scenario.connection(time + attempt * second, asker, server, 443);
    const packet = connection.clientSegment(syn);
    scenario.icmpError(
      connection.now + from.roundTrip,
      from,
      asker,
      type,
      code,
      packet,
      quoteLength(asker),
    );
  }
}

/** Three DNS questions, a second apart, each answered by an ICMP error. */
function refusedDns(
  scenario: Scenario,
  time: number,
  asker: Host,
  server: Host,
  from: Host,
  type: number,
  code: number,
): void {
  for (let attempt = 0; attempt < 3; attempt++) {
    const sent = time + attempt * second;
    const packet = scenario.dnsQuery(sent, asker, server, { name: 'www.example.org', type: 'A' });
    scenario.icmpError(sent + from.roundTrip, from, asker, type, code, packet, quoteLength(asker));
  }
}

function icmpAdminProhibited(): Scenario {
  const scenario = atTheOffice(0x1001, begin, 6 * second, 5, linux);
  refusedByIcmp(
    scenario,
    begin + second,
    linux,
    distantServer('203.0.113.50'),
    providerRouter,
    3,
    13,
  );
  refusedByIcmp(
    scenario,
    begin + 1.4 * second,
    linux,
    distantServer('203.0.113.51'),
    router,
    3,
    10,
  );
  refusedDns(
    scenario,
    begin + 2 * second,
    linux,
    distantServer('198.51.100.53'),
    providerRouter,
    3,
    13,
  );
  return scenario;
}

function icmpPortUnreachableServer(): Scenario {
  const scenario = atTheOffice(0x1002, begin, 6 * second, 4);
  const server = distantServer('203.0.113.60', 51, 14_100);
  const name = 'portal.example.com';
  visit(scenario, begin + second, client, resolver, { name, host: server, port: 443 });
  refusedDns(scenario, begin + 2 * second, client, server, server, 3, 3);
  return scenario;
}

function icmpPortUnreachableFirewall(): Scenario {
  const scenario = atTheOffice(0x1003, begin, 6 * second, 4);
  refusedDns(scenario, begin + second, client, distantServer('203.0.113.61'), router, 3, 3);
  refusedByIcmp(
    scenario,
    begin + 1.5 * second,
    client,
    distantServer('203.0.113.62'),
    router,
    3,
    3,
  );
  return scenario;
}

function icmpHostUnreachable(): Scenario {
  const scenario = atTheOffice(0x1004, begin, 14 * second, 5, linux);
  // The last router asks ARP three times, a second apart, before it says so.
  const lastRouter = { ...distantServer('203.0.113.254', 51), roundTrip: 3.1 * second };
  const absent = distantServer('203.0.113.63');
  for (const start of [1, 6]) {
    const connection = scenario.connection(begin + start * second, linux, absent, 443);
    const packets = connection.unansweredSyn([1, 3]);
    const time = begin + start * second + lastRouter.roundTrip;
    scenario.icmpError(time, lastRouter, linux, 3, 1, packets[0]!, 60);
    scenario.icmpError(time + 900, lastRouter, linux, 3, 1, packets[1]!, 60);
  }
  refusedByIcmp(scenario, begin + 2 * second, linux, distantServer('192.0.2.64'), router, 3, 0);
  // A routing loop: the time to live runs out.
  const looping = distantServer('192.0.2.65');
  refusedByIcmp(scenario, begin + 8 * second, linux, looping, providerRouter, 11, 0);
  return scenario;
}

/** As `atTheOffice`, over IPv6. */
function overIpv6(seed: number): Scenario {
  const scenario = new Scenario(seed);
  [0.02, 0.6, 2.8].forEach((seconds, index) => {
    const host = distantServer(`2001:db8:20::${index + 1}`, 54 - index, 12_000 + 3_000 * index);
    const name = `www${index + 1}.example.com`;
    visit(scenario, begin + seconds * second, client6, resolver6, { name, host, port: 443 });
  });
  return scenario;
}

function icmpv6AdminProhibited(): Scenario {
  const scenario = overIpv6(0x1011);
  [1, 5, 6].forEach((code, index) => {
    const server = distantServer(`2001:db8:50::${index + 1}`);
    const time = begin + second + index * 150 * millisecond;
    refusedByIcmp(scenario, time, client6, server, providerRouter6, 1, code);
  });
  return scenario;
}

function icmpv6PortUnreachableServer(): Scenario {
  const scenario = overIpv6(0x1012);
  const server = distantServer('2001:db8:60::1', 52, 15_300);
  const name = 'portal.example.com';
  visit(scenario, begin + second, client6, resolver6, { name, host: server, port: 443 });
  refusedDns(scenario, begin + 2 * second, client6, server, server, 1, 4);
  return scenario;
}

function icmpv6PortUnreachableFirewall(): Scenario {
  const scenario = overIpv6(0x1013);
  const server = distantServer('2001:db8:61::1');
  refusedDns(scenario, begin + second, client6, server, router6, 1, 4);
  refusedByIcmp(
    scenario,
    begin + 1.5 * second,
    client6,
    distantServer('2001:db8:62::1'),
    router6,
    1,
    4,
  );
  return scenario;
}

function icmpv6AddressUnreachable(): Scenario {
  const scenario = overIpv6(0x1014);
  const lastRouter = { ...distantServer('2001:db8:63::ff', 53), roundTrip: 3 * second };
  const absent = distantServer('2001:db8:63::1');
  refusedByIcmp(scenario, begin + second, client6, absent, lastRouter, 1, 3);
  refusedByIcmp(
    scenario,
    begin + 1.5 * second,
    client6,
    distantServer('2001:db8:64::1'),
    router6,
    1,
    0,
  );
  return scenario;
}

const windowsDataRetransmits = [0.3, 0.9, 2.1, 4.5, 9.3];

/** Two names on one server: the filter lets one through. */
function clientHelloDrop(): Scenario {
  const scenario = atTheOffice(0x1021, begin, 25 * second, 6);
  const server = distantServer('203.0.113.52');
  const allowed = { name: 'allowed.example.com', host: server, port: 443 as const };
  visit(scenario, begin + second, client, resolver, allowed);
  for (const start of [2, 2.2, 14]) {
    scenario
      .connection(begin + start * second, client, server, 443)
      .open()
      .unansweredData(tlsClientHello('blocked.example.com'), windowsDataRetransmits)
      .wait(9.6 * second)
      .clientSegment(rst | ack);
  }
  return scenario;
}

function clientHelloReset(): Scenario {
  const scenario = atTheOffice(0x1022, begin, 8 * second, 6);
  const server = distantServer('203.0.113.53');
  const allowed = { name: 'allowed.example.com', host: server, port: 443 as const };
  visit(scenario, begin + second, client, resolver, allowed);
  for (const start of [2, 2.3, 3.4, 5]) {
    const connection = scenario.connection(begin + start * second, client, server, 443).open();
    connection.wait(150);
    connection.clientSegment(tcpFlag.psh | ack, { payload: tlsClientHello('blocked.example.com') });
    connection.wait(1_150);
    connection.serverSegment(rst | ack, { through: { ...router, timeToLive: 62 } });
  }
  return scenario;
}

/** Small requests pass; the first full-sized segment never does, and no ICMP says why. */
function largePacketsDrop(): Scenario {
  const scenario = atTheOffice(0x1023, begin, 25 * second, 5);
  const server = distantServer('203.0.113.54');
  for (const start of [1, 3]) {
    const connection = scenario.connection(begin + start * second, client, server, 443).open();
    const hello = tlsClientHello('upload.example.com', 1_700);
    connection.wait(100);
    const head = hello.subarray(0, 1460);
    const sequence = connection.nextSequence;
    connection.clientSegment(ack, { payload: head });
    connection.clientSegment(tcpFlag.psh | ack, { payload: hello.subarray(1460) });
    // The tail arrives: the server asks for what is missing (RFC 2018), for as long as it is sent.
    const edges: [number, number] = [sequence + 1460, sequence + hello.length];
    const sent = connection.now;
    connection.wait(server.roundTrip);
    connection.serverSegment(ack, { acknowledgment: sequence, options: { sack: [edges] } });
    for (const delay of windowsDataRetransmits) {
      connection.now = sent + delay * second;
      connection.clientSegment(ack, { payload: head, sequence });
    }
    connection.wait(10 * second);
    connection.clientSegment(rst | ack);
  }
  return scenario;
}

/** OpenDNS by IPv6: both resolvers silent, each question asked at 0, 1, 2, 4 and 8 s. */
function dnsDropIpv6(): Scenario {
  const scenario = overIpv6(0x1024);
  const resolvers = ['2620:119:53::53', '2620:119:35::35'].map((a) => distantServer(a, 56, 9_800));
  for (const port of [53, 443]) {
    for (const silent of resolvers) {
      const clientPort = scenario.port();
      for (const delay of [0, 1, 2, 4, 8]) {
        scenario.dnsQuery(
          begin + (port === 53 ? 0.5 : 6.5) * second + delay * second,
          client6,
          silent,
          { name: 'debug.opendns.com', type: 'TXT' },
          { clientPort, port, id: port === 53 ? 0x4a21 : 0x9c07 },
        );
      }
    }
  }
  // Other traffic goes on after the last question, so that the silence says something.
  const host = distantServer('2001:db8:20::1', 54, 12_000);
  const name = 'www1.example.com';
  for (const seconds of [9, 21, 26]) {
    visit(scenario, begin + seconds * second, client6, resolver6, { name, host, port: 443 });
  }
  return scenario;
}

/** A generic drop: no product, a Linux client, a SYN sent six times. */
function synDrop(): Scenario {
  const scenario = atTheOffice(0x1031, begin, 45 * second, 8, linux);
  const server = distantServer('203.0.113.55');
  for (const start of [1, 1.2]) {
    scenario
      .connection(begin + start * second, linux, server, 8443)
      .unansweredSyn([1, 3, 7, 15, 31]);
  }
  return scenario;
}

/** Three unrelated servers refuse with one TTL and one delay: one box speaks for all of them. */
function synResetFirewall(): Scenario {
  const scenario = atTheOffice(0x1032, begin, 8 * second, 6);
  const servers: [string, number][] = [
    ['203.0.113.56', 443],
    ['198.51.100.57', 993],
    ['192.0.2.58', 22],
  ];
  servers.forEach(([address, port], index) => {
    const server = distantServer(address);
    const connection = scenario.connection(begin + (index + 1) * second, client, server, port);
    for (let attempt = 0; attempt < 3; attempt++) {
      connection.refusedSyn(610 + attempt * 20, { through: router, identification: 0 });
      connection.wait(500 * millisecond).renew();
    }
  });
  return scenario;
}

/** A reset runs ahead of the server's own SYN/ACK: something on the path forged it. */
function resetInjected(): Scenario {
  const scenario = atTheOffice(0x1033, begin, 8 * second, 6);
  const server = distantServer('203.0.113.59');
  for (const start of [1, 1.5, 3]) {
    const connection = scenario.connection(begin + start * second, client, server, 443);
    connection.clientSegment(syn);
    const sent = connection.now;
    connection.wait(4_100);
    connection.serverSegment(rst | ack, { sequence: 0, through: { ...router, timeToLive: 59 } });
    connection.now = sent + server.roundTrip;
    connection.serverSegment(syn | ack);
    connection.wait(40);
    connection.clientSegment(rst);
  }
  return scenario;
}

/** A server of the same subnet that is off: nobody owns the address. */
function arpUnanswered(): Scenario {
  const scenario = atTheOffice(0x1034, begin, 10 * second, 6);
  const absent: Host = { ...resolver, address: '192.168.1.77' };
  for (const start of [1, 2, 3, 6, 7, 8]) {
    scenario.arp(begin + start * second, client, absent, false);
  }
  return scenario;
}

/** Something near answers in OpenDNS's place: LAN time, its own TTL, no marker, no such name. */
function dnsIntercepted(): Scenario {
  const scenario = atTheOffice(0x1035, begin, 8 * second, 6);
  for (const address of ['208.67.222.222', '208.67.220.220']) {
    const claimed: Host = { ...router, address, timeToLive: 64, roundTrip: 520 };
    for (const start of [1, 2.2, 4.7]) {
      scenario.dnsLookup(
        begin + start * second,
        client,
        claimed,
        { name: 'debug.opendns.com', type: 'TXT' },
        { rcode: dnsRcode.nxDomain },
      );
      scenario.dnsLookup(
        begin + start * second + 1_900,
        client,
        claimed,
        { name: services[0]!.name, type: 'A' },
        { answers: [{ name: services[0]!.name, type: 'A', data: '203.0.113.20' }] },
      );
    }
  }
  return scenario;
}

/** One capture for each way of being refused, silenced or unreachable. */
export function firewallCaptures(): CaptureFile[] {
  return [
    file('icmp-admin-prohibited.pcapng', icmpAdminProhibited()),
    file('icmp-port-unreachable-server.pcapng', icmpPortUnreachableServer()),
    file('icmp-port-unreachable-firewall.pcapng', icmpPortUnreachableFirewall()),
    file('icmp-host-unreachable.pcapng', icmpHostUnreachable()),
    file('icmpv6-admin-prohibited.pcapng', icmpv6AdminProhibited()),
    file('icmpv6-port-unreachable-server.pcapng', icmpv6PortUnreachableServer()),
    file('icmpv6-port-unreachable-firewall.pcapng', icmpv6PortUnreachableFirewall()),
    file('icmpv6-address-unreachable.pcapng', icmpv6AddressUnreachable()),
    file('clienthello-drop.pcapng', clientHelloDrop()),
    file('clienthello-reset.pcapng', clientHelloReset()),
    file('large-packets-drop.pcapng', largePacketsDrop()),
    file('dns-drop-ipv6.pcapng', dnsDropIpv6()),
    file('dns-intercepted.pcapng', dnsIntercepted()),
    file('syn-drop.pcapng', synDrop()),
    file('syn-reset-firewall.pcapng', synResetFirewall()),
    file('reset-injected.pcapng', resetInjected()),
    file('arp-unanswered.pcapng', arpUnanswered()),
  ];
}
