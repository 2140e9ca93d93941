import type { WrittenPacket } from '../../support/capture-writer.ts';
import {
  dnsQuery,
  dnsResponse,
  ethernet,
  etherType,
  icmp,
  icmpQuote,
  ipProtocol,
  ipv4,
  tcp,
  tcpFlag,
  text,
  tlsClientHello,
  udp,
} from '../../support/packet-builder.ts';

const CLIENT = '192.168.7.7';
const RESOLVER = '198.51.100.7';
const SERVER = '203.0.113.7';
const clientMac = '02:00:00:00:00:02';
const routerMac = '02:00:00:00:00:01';

/** What somebody could write into a capture to fool a terminal, a spreadsheet, a browser, a person. */
export const HOSTILE_NAMES: readonly string[] = [
  '\u001b[31mred\u001b[0m',
  '\u001b]0;title\u0007',
  '\u009b2J',
  'line\r\nbreak\n',
  'a\tb\u0000c\u007f',
  'user\u202egnp.exe',
  '\u2066iso\u2069late\u200f',
  'separator\u2028line\u2029',
  '=cmd|/c calc!A1',
  '+1+1',
  '@SUM(1)',
  '-2+3',
  '<script>alert(1)</script>',
  'quote"comma,semi;colon',
  '\ufeffmark\u0085next',
];

function frame(fromClient: boolean, protocol: number, peer: string, payload: Uint8Array) {
  return ethernet(
    {
      source: fromClient ? clientMac : routerMac,
      destination: fromClient ? routerMac : clientMac,
      etherType: etherType.ipv4,
    },
    ipv4(
      {
        source: fromClient ? CLIENT : peer,
        destination: fromClient ? peer : CLIENT,
        protocol,
        ttl: fromClient ? 128 : 52,
      },
      payload,
    ),
  );
}

/**
 * Look-ups, answers, connections, HTTP requests and ICMP errors that carry `HOSTILE_NAMES` wherever
 * a packet has room for a text. Answers give the servers the names, so that reports show them.
 */
export function hostilePackets(): WrittenPacket[] {
  const packets: WrittenPacket[] = [];
  let milliseconds = 0;
  const add = (bytes: Uint8Array, comment?: string) => {
    milliseconds += 40;
    packets.push({
      bytes,
      seconds: 1_725_000_000 + Math.floor(milliseconds / 1000),
      nanoseconds: (milliseconds % 1000) * 1_000_000,
      ...(comment === undefined ? {} : { comment }),
    });
  };
  HOSTILE_NAMES.forEach((name, index) => {
    const server = `203.0.113.${10 + index}`;
    // A name's labels are split at dots: none of these may become one.
    const label = name.replaceAll('.', '_');
    const asked = `${label}.example.com`;
    const port = 50_000 + index;
    const query = udp(
      { source: CLIENT, destination: RESOLVER, sourcePort: port, destinationPort: 53 },
      dnsQuery({ id: index + 1, name: asked, type: 'A' }),
    );
    add(frame(true, ipProtocol.udp, RESOLVER, query), name);
    const response = udp(
      { source: RESOLVER, destination: CLIENT, sourcePort: 53, destinationPort: port },
      dnsResponse({
        id: index + 1,
        name: asked,
        type: 'A',
        answers: [
          { name: asked, type: 'CNAME', data: `alias-${label}.example.net` },
          { name: `alias-${label}.example.net`, type: 'A', data: server },
        ],
      }),
    );
    add(frame(false, ipProtocol.udp, RESOLVER, response));
    const segment = (fromClient: boolean, flags: number, payload: Uint8Array = new Uint8Array(0)) =>
      frame(
        fromClient,
        ipProtocol.tcp,
        server,
        tcp(
          {
            source: fromClient ? CLIENT : server,
            destination: fromClient ? server : CLIENT,
            sourcePort: fromClient ? port : 443,
            destinationPort: fromClient ? 443 : port,
            sequence: fromClient ? 1_000 : 9_000,
            acknowledgment: fromClient ? 9_001 : 1_001,
            flags,
            window: 64_240,
          },
          payload,
        ),
      );
    add(segment(true, tcpFlag.syn), name);
    if (index % 3 === 0) return; // nobody answers
    if (index % 3 === 1) {
      add(segment(false, tcpFlag.rst | tcpFlag.ack));
      return;
    }
    add(segment(false, tcpFlag.syn | tcpFlag.ack));
    add(segment(true, tcpFlag.ack));
    add(segment(true, tcpFlag.psh | tcpFlag.ack, tlsClientHello(name)));
    add(segment(true, tcpFlag.psh | tcpFlag.ack, tlsClientHello(name)));
    add(
      segment(
        true,
        tcpFlag.psh | tcpFlag.ack,
        text(`GET /${name} HTTP/1.1\r\nHost: ${name}\r\n\r\n`),
      ),
    );
  });
  const lost = ipv4(
    { source: CLIENT, destination: SERVER, protocol: ipProtocol.udp, ttl: 127 },
    udp(
      { source: CLIENT, destination: SERVER, sourcePort: 51_000, destinationPort: 53 },
      dnsQuery({ id: 99, name: `${HOSTILE_NAMES[0]}.example.com`, type: 'TXT' }),
    ),
  );
  add(frame(false, ipProtocol.icmp, RESOLVER, icmp({ type: 3, code: 13 }, icmpQuote(lost, 200))));
  return packets;
}
