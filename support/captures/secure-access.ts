// Cisco Secure Client's roaming module behind a firewall, as a vendor's troubleshooting article shows
// it: the article's packets stand at their own frame numbers and times among healthy traffic.
import { writePcapng } from '../capture-writer.ts';
import { dnsResponse, tcpFlag } from '../packet-builder.ts';
import { type Anchor, AnchoredBackground } from './anchored-background.ts';
import type { CaptureFile } from './capture-file.ts';
import {
  gateway,
  type Host,
  internetServer,
  localServer,
  macs,
  microseconds,
  millisecond,
  Scenario,
  type ScenarioPacket,
  second,
  type TcpConversation,
  windowsClient,
} from './scenario.ts';
import { type Service, services, visit } from './services.ts';

const client = windowsClient('192.168.0.204');
const router = gateway('192.168.0.1', 64);
const siteResolver = localServer('192.168.0.65');
const fileServer = localServer('192.168.0.70', 64, '00:50:56:9a:31:7c');
const neighbour = localServer('192.168.0.117', 128, macs.neighbour);

const openDns1 = internetServer('208.67.222.222', 56, 9_600);
const openDns2 = internetServer('208.67.220.220', 56, 9_700);

/** The Secure Web Gateway, by the chain of names that the article's look-up shows. */
const webGateway: Service = {
  name: 'swg-url-proxy-https-sse.sigproxy.qq.opendns.com',
  aliases: [
    'swg-proxy_eu-west-2_1_1n.sigproxy.aws.umbrella.com',
    'k8s-sigproxy-sigproxy-c8f482b42a-ddf1929ae349b3e5.elb.eu-west-2.amazonaws.com',
  ],
  host: internetServer('18.135.112.200', 47, 14_300),
  port: 443,
};

/** EDNS option 20292 ("OpenDNS"): organisation, device and internal address. Filled with zeros. */
const identity = [{ code: 20292, data: new Uint8Array(28) }];
identity[0]!.data.set([0x4f, 0x44, 0x4e, 0x53, 1]); // "ODNS", version 1

/** What a resolver of OpenDNS says to `debug.opendns.com`. */
function debugAnswer(
  scenario: Scenario,
  time: number,
  asker: Host,
  resolver: Host,
  port: number,
): void {
  const question = { name: 'debug.opendns.com', type: 'TXT' } as const;
  const strings = [
    'server m84.lhr',
    'flags 20040020 0 70 180000000000000000003950800000000000000',
    'originid 0',
    'source 198.51.100.7:53114',
  ];
  const answers = strings.map((data) => ({ ...question, timeToLive: 0, data }));
  scenario.dnsLookup(time, asker, resolver, question, { answers }, { port });
}

function dnsCryptAnswer(scenario: Scenario, time: number, asker: Host, resolver: Host): void {
  const question = { name: '2.dnscrypt-cert.opendns.com', type: 'TXT' } as const;
  const id = scenario.random.uint16();
  const clientPort = scenario.port();
  scenario.dnsQuery(time, asker, resolver, question, { id, clientPort, port: 443 });
  const data = `DNSC${'x'.repeat(120)}`;
  const response = dnsResponse({ id, ...question, answers: [{ ...question, data }] });
  scenario.udp(time + resolver.roundTrip, resolver, 443, asker, clientPort, response);
}

/** The broadcast that any LAN is full of. */
function broadcastArp(scenario: Scenario, time: number): void {
  const asked = { ...fileServer, address: `192.168.0.${scenario.random.between(20, 60)}` };
  scenario.arp(time, neighbour, asked, false);
}

/** Long-lived sessions: a chat, a mail box, a screen on the file server. */
function openFlows(scenario: Scenario, time: number): TcpConversation[] {
  return [services[7]!, services[2]!, services[9]!, services[0]!].map(({ host, name }, index) =>
    scenario
      .connection(time + index * 7_000, client, host, 443)
      .open()
      .tls(name),
  );
}

interface AnchoredCapture {
  scenario: Scenario;
  anchors: Anchor[];
  begin: number;
  end: number;
  frames: number;
  visits: number;
  /** Conversations that the case needs, and when. */
  needed: { time: number; write: (time: number) => void }[];
}

function anchoredCapture(capture: AnchoredCapture): Uint8Array {
  const { scenario, begin, end } = capture;
  const flowCount = 4;
  const background = new AnchoredBackground(
    scenario,
    capture.anchors,
    begin - 1,
    end,
    capture.frames - 3 * flowCount,
  );
  background.insist(begin, (time) => scenario.arp(time, client, router));
  background.insist(begin + 900, (time) => scenario.arp(time, client, siteResolver));
  let flows: TcpConversation[] = [];
  background.insist(begin + 2_000, (time) => {
    flows = openFlows(scenario, time);
  });
  const opened = Math.max(...flows.map(({ now }) => now));
  for (const { time, write } of capture.needed) background.insist(time, write);
  for (let index = 0; index < capture.visits; index++) {
    const time = scenario.random.between(0, end - opened - second);
    const visited = services[index % services.length]!;
    background.offer(() => visit(scenario, opened + time, client, siteResolver, visited));
  }
  background.fill(opened + millisecond, flows, (time) => broadcastArp(scenario, time));
  background.append(() => {
    flows.forEach((flow, index) => {
      flow.now = end + index * millisecond;
      flow.close();
    });
  });
  return writePcapng(background.frames());
}

function onlyPacket(scenario: Scenario, write: () => void): ScenarioPacket {
  return scenario.draft(write)[0]!;
}

// --- DNS protection: Unprotected --------------------------------------------------------------

/** Frame, time, resolver, port, transaction ID; `identified` adds the identity option. */
const unansweredProbes: {
  frame: number;
  time: string;
  resolver: Host;
  port: number;
  id: number;
  identified?: true;
  name?: string;
}[] = [
  {
    frame: 57,
    time: '03:06:36.491417',
    resolver: openDns1,
    port: 53,
    id: 0xf7fb,
    identified: true,
  },
  {
    frame: 3327,
    time: '03:07:16.585199',
    resolver: openDns1,
    port: 53,
    id: 0xf7fc,
    identified: true,
  },
  { frame: 6797, time: '03:07:43.572681', resolver: openDns1, port: 443, id: 0xe989 },
  { frame: 6798, time: '03:07:43.572896', resolver: openDns2, port: 443, id: 0xc500 },
  { frame: 6825, time: '03:07:43.742936', resolver: openDns1, port: 443, id: 0xfec6 },
  { frame: 6826, time: '03:07:43.743145', resolver: openDns2, port: 443, id: 0x39ea },
  { frame: 6915, time: '03:07:48.569876', resolver: openDns2, port: 53, id: 0xbafa },
  { frame: 6916, time: '03:07:48.569878', resolver: openDns1, port: 53, id: 0xe671 },
  { frame: 6918, time: '03:07:48.757141', resolver: openDns1, port: 53, id: 0x64d4 },
  { frame: 6919, time: '03:07:48.757198', resolver: openDns2, port: 53, id: 0xc555 },
  {
    frame: 7610,
    time: '03:07:54.070832',
    resolver: openDns1,
    port: 443,
    id: 0xfa51,
    name: '2.dnscrypt-cert.opendns.com',
  },
  { frame: 7886, time: '03:07:58.541137', resolver: openDns2, port: 443, id: 0x4381 },
  { frame: 7887, time: '03:07:58.541137', resolver: openDns1, port: 443, id: 0xa5b3 },
  { frame: 7891, time: '03:07:58.663816', resolver: openDns1, port: 443, id: 0xe5f3 },
  { frame: 7892, time: '03:07:58.663964', resolver: openDns2, port: 443, id: 0x31c3 },
];

function dnsUnprotected(): Uint8Array {
  const scenario = new Scenario(0x0d25);
  const anchors = unansweredProbes.map((probe) => ({
    frame: probe.frame,
    packet: onlyPacket(scenario, () => {
      const { name = 'debug.opendns.com', resolver, id, port } = probe;
      const time = microseconds(`2024-08-27 ${probe.time}`);
      const question = { name, type: 'TXT' } as const;
      scenario.dnsQuery(
        time,
        client,
        resolver,
        probe.identified ? { ...question, ednsOptions: identity } : question,
        { id, port },
      );
    }),
  }));
  const begin = microseconds('2024-08-27 03:06:35.702114');
  return anchoredCapture({
    scenario,
    anchors,
    begin,
    // Fifteen seconds more, so that the silence after the last probe says something.
    end: microseconds('2024-08-27 03:08:13.9'),
    frames: 8_400,
    visits: 150,
    needed: [12, 47, 90].map((seconds) => ({
      time: begin + seconds * second,
      write: (time) => visit(scenario, time, client, siteResolver, webGateway),
    })),
  });
}

// --- Web protection: Cloud service unavailable ------------------------------------------------

/** Frames and times of the SYNs to the gateway and of the RSTs in its name. */
const refusedAttempts: { frame: number; time: string; port: number; reset?: true }[] = [
  { frame: 7071, time: '06:41:19.812444', port: 56287 },
  { frame: 7072, time: '06:41:19.812972', port: 56287, reset: true },
  { frame: 7128, time: '06:41:20.091970', port: 56288 },
  { frame: 7129, time: '06:41:20.092096', port: 56289 },
  { frame: 7130, time: '06:41:20.092255', port: 56288, reset: true },
  { frame: 7131, time: '06:41:20.092255', port: 56289, reset: true },
  { frame: 7205, time: '06:41:20.314423', port: 56287 },
  { frame: 7206, time: '06:41:20.314819', port: 56287, reset: true },
  { frame: 7289, time: '06:41:20.603627', port: 56288 },
  { frame: 7290, time: '06:41:20.603645', port: 56289 },
  { frame: 7291, time: '06:41:20.604033', port: 56288, reset: true },
  { frame: 7292, time: '06:41:20.604033', port: 56289, reset: true },
  { frame: 7434, time: '06:41:21.110571', port: 56288 },
  { frame: 7435, time: '06:41:21.110582', port: 56289 },
  // Not in the article, which ends its excerpt here.
  { frame: 7436, time: '06:41:21.110977', port: 56288, reset: true },
  { frame: 7437, time: '06:41:21.110977', port: 56289, reset: true },
];

/** The box at the site's edge repeats the SYN's window in its RST. */
const firewallReset = { window: 64240, through: router };

function webReject(): Uint8Array {
  const scenario = new Scenario(0x3eb7);
  const connections = new Map(
    [56287, 56288, 56289].map((port) => [
      port,
      scenario.connection(0, client, webGateway.host, 443, port),
    ]),
  );
  const firstAttempt = scenario.draft(() => {
    const connection = connections.get(56287)!;
    connection.now = microseconds('2024-08-27 06:41:19.310287');
    connection.refusedSyn(431, firewallReset);
  });
  const anchors = refusedAttempts.map((attempt) => ({
    frame: attempt.frame,
    packet: onlyPacket(scenario, () => {
      const connection = connections.get(attempt.port)!;
      connection.now = microseconds(`2024-08-27 ${attempt.time}`);
      if (attempt.reset) {
        connection.serverSegment(tcpFlag.rst | tcpFlag.ack, { sequence: 0, ...firewallReset });
      } else {
        // A refused client tries again on the same port with a new initial sequence number.
        connection.renew();
        connection.clientSegment(tcpFlag.syn);
      }
    }),
  }));
  const begin = microseconds('2024-08-27 06:40:47.118206');
  const probes = [3, 8.2, 19, 26].map((seconds) => ({
    time: begin + seconds * second,
    write: (time: number) => {
      for (const port of [443, 53]) {
        debugAnswer(scenario, time, client, openDns1, port);
        debugAnswer(scenario, time + 210, client, openDns2, port);
      }
      dnsCryptAnswer(scenario, time + 80 * millisecond, client, openDns1);
    },
  }));
  return anchoredCapture({
    scenario,
    anchors,
    begin,
    end: microseconds('2024-08-27 06:41:21.16'),
    frames: 7_459,
    visits: 110,
    needed: [
      {
        time: microseconds('2024-08-27 06:41:19.284410'),
        write: (time) => gatewayLookup(scenario, time),
      },
      {
        time: firstAttempt[0]!.time,
        write: () => {
          scenario.packets.push(...firstAttempt);
        },
      },
      ...probes,
    ],
  });
}

function gatewayLookup(scenario: Scenario, time: number): void {
  const { name, aliases = [] } = webGateway;
  const chain = [name, ...aliases].map((owner, index, names) =>
    index + 1 < names.length
      ? ({ name: owner, type: 'CNAME', timeToLive: 60, data: names[index + 1]! } as const)
      : ({ name: owner, type: 'A', timeToLive: 60, data: webGateway.host.address } as const),
  );
  const options = { delay: 11_830 };
  scenario.dnsLookup(time, client, siteResolver, { name, type: 'A' }, { answers: chain }, options);
  scenario.dnsLookup(
    time + 110,
    client,
    siteResolver,
    { name, type: 'AAAA' },
    { answers: chain.slice(0, -1) },
    options,
  );
}

// --- The field variant, and the module at work ------------------------------------------------

function shortBackground(scenario: Scenario, begin: number, length: number, visits: number): void {
  scenario.arp(begin, client, router);
  scenario.arp(begin + 900, client, siteResolver);
  for (let index = 0; index < visits; index++) {
    const time = begin + 20 * millisecond + scenario.random.between(0, length);
    visit(scenario, time, client, siteResolver, services[index % services.length]!);
  }
}

function answeredProbes(
  scenario: Scenario,
  time: number,
  asker = client,
  resolvers: readonly [Host, Host] = [openDns1, openDns2],
): void {
  for (const port of [443, 53]) {
    debugAnswer(scenario, time, asker, resolvers[0], port);
    debugAnswer(scenario, time + 190, asker, resolvers[1], port);
  }
  dnsCryptAnswer(scenario, time + 60 * millisecond, asker, resolvers[0]);
}

/** Most firewalls drop: three connections to the gateway, each SYN sent five times. */
function webDrop(): Uint8Array {
  const scenario = new Scenario(0x3d20);
  const begin = microseconds('2024-08-27 07:15:02.330518');
  shortBackground(scenario, begin, 40 * second, 30);
  for (const seconds of [2, 30]) answeredProbes(scenario, begin + seconds * second);
  gatewayLookup(scenario, begin + 4 * second);
  [4.02, 4.31, 4.311].forEach((seconds, index) => {
    scenario
      .connection(begin + seconds * second, client, webGateway.host, 443, 57114 + index)
      .unansweredSyn([1, 3, 7, 15]);
  });
  // Windows gives up 21 s after the first SYN; the module tries again with a new connection.
  scenario
    .connection(begin + 25.4 * second, client, webGateway.host, 443, 57131)
    .unansweredSyn([1, 3, 7, 15]);
  return writePcapng(scenario.frames());
}

function healthy(): Uint8Array {
  const scenario = new Scenario(0x3ea1);
  const begin = microseconds('2024-08-27 09:02:11.047733');
  shortBackground(scenario, begin, 25 * second, 24);
  for (const seconds of [1, 6, 16, 24]) answeredProbes(scenario, begin + seconds * second);
  for (const seconds of [2, 2.4, 9, 17]) {
    visit(scenario, begin + seconds * second, client, siteResolver, webGateway);
  }
  return writePcapng(scenario.frames());
}

/**
 * The article's cross-check: the same PC behind a phone's hotspot, which is its resolver, too. All works;
 * the name of the Secure Web Gateway has another address there.
 */
function openNetwork(): Uint8Array {
  const scenario = new Scenario(0x4075);
  const begin = microseconds('2024-08-27 11:20:44.618204');
  const hotspot: Host = {
    ...gateway('172.20.10.1', 64),
    mac: '9e:58:3c:41:d2:64',
    roundTrip: 2_900,
  };
  const phoneClient = windowsClient('172.20.10.4');
  // The radio network is further away from everything.
  const behind = (host: Host): Host => ({
    ...host,
    mac: hotspot.mac,
    timeToLive: host.timeToLive - 3,
    roundTrip: host.roundTrip + 31_400,
  });
  const reached = services.map((service) => ({ ...service, host: behind(service.host) }));
  const otherGateway: Service = {
    ...webGateway,
    host: behind(internetServer('198.51.100.112', 47, 14_800)),
  };
  scenario.arp(begin, phoneClient, hotspot);
  for (let index = 0; index < 24; index++) {
    const time = begin + 20 * millisecond + scenario.random.between(0, 25 * second);
    visit(scenario, time, phoneClient, hotspot, reached[index % reached.length]!);
  }
  for (const seconds of [1, 6, 16, 24]) {
    answeredProbes(scenario, begin + seconds * second, phoneClient, [
      behind(openDns1),
      behind(openDns2),
    ]);
  }
  for (const seconds of [2, 2.4, 9, 17]) {
    visit(scenario, begin + seconds * second, phoneClient, hotspot, otherGateway);
  }
  return writePcapng(scenario.frames());
}

/** The captures of the Secure Access case. */
export function secureAccessCaptures(): CaptureFile[] {
  return [
    { name: 'secure-access-dns-unprotected.pcapng', bytes: dnsUnprotected() },
    { name: 'secure-access-web-reject.pcapng', bytes: webReject() },
    { name: 'secure-access-web-drop.pcapng', bytes: webDrop() },
    { name: 'secure-access-healthy.pcapng', bytes: healthy() },
    { name: 'secure-access-open-network.pcapng', bytes: openNetwork() },
  ];
}
