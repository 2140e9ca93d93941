// The healthy world around a failure: names, addresses, distances. Addresses of the outside are from
// the documentation ranges (RFC 5737, RFC 3849) unless a product is known by its own.
import { type DnsRecord, filler, isIpv6, text } from '../packet-builder.ts';
import { type Host, internetServer, type Scenario } from './scenario.ts';

export interface Service {
  name: string;
  host: Host;
  /** 443 speaks TLS, 80 plain HTTP. */
  port: 80 | 443;
  /** Names between the asked one and the address. */
  aliases?: string[];
}

function service(
  name: string,
  address: string,
  timeToLive: number,
  roundTrip: number,
  port: 80 | 443 = 443,
  aliases?: string[],
): Service {
  const host = internetServer(address, timeToLive, roundTrip);
  return aliases === undefined ? { name, host, port } : { name, host, port, aliases };
}

/** Fourteen services that answer: TTL 44 to 57 at the client, 8 to 31 ms away. */
export const services: Service[] = [
  service('www.example.com', '203.0.113.20', 52, 11_200),
  service('login.example.com', '203.0.113.34', 52, 11_900),
  service('mail.example.net', '198.51.100.25', 47, 19_400, 443, ['mail.hosting.example.net']),
  service('cdn.example.net', '198.51.100.80', 57, 8_100, 443, ['edge-7.cdn.example.net']),
  service('static.example.org', '198.51.100.81', 57, 8_400),
  service('updates.example.org', '203.0.113.77', 49, 22_700, 80),
  service('telemetry.example.com', '203.0.113.99', 45, 30_800),
  service('chat.example.net', '198.51.100.143', 51, 14_600),
  service('files.example.org', '203.0.113.151', 48, 17_300),
  service('calendar.example.com', '203.0.113.35', 52, 12_300),
  service('sync.hydra.opendns.com', '146.112.63.8', 50, 16_900),
  service('ocsp.digicert.com', '203.0.113.190', 56, 8_900, 80, ['ocsp.edge.example.net']),
  service('crl4.digicert.com', '203.0.113.191', 56, 9_100, 80, ['crl4.edge.example.net']),
  service('news.example.org', '198.51.100.210', 44, 28_500),
];

/** The records of a look-up: aliases one after the other, then the address. */
export function addressRecords(asked: Service): DnsRecord[] {
  const names = [asked.name, ...(asked.aliases ?? [])];
  const chain: DnsRecord[] = names
    .slice(1)
    .map((alias, index) => ({ name: names[index]!, type: 'CNAME', data: alias }));
  const { address } = asked.host;
  const type = isIpv6(address) ? 'AAAA' : 'A';
  return [...chain, { name: names.at(-1)!, type, timeToLive: 60, data: address }];
}

/** What a resolver says about a name that has addresses of the other family only. */
export function noSuchRecords(name: string): DnsRecord[] {
  const zone = name.split('.').slice(-2).join('.');
  const numbers = '2024082601 7200 900 1209600 300';
  return [{ name: zone, type: 'SOA', data: `ns1.${zone} hostmaster.${zone} ${numbers}` }];
}

/** Look-ups of A and AAAA, then one connection from handshake to close. Returns when it ends. */
export function visit(
  scenario: Scenario,
  time: number,
  client: Host,
  resolver: Host,
  visited: Service,
  exchanges = scenario.random.between(1, 3),
): number {
  const { name, host, port } = visited;
  const lookUp = (start: number, type: 'A' | 'AAAA'): number =>
    scenario.dnsLookup(
      start,
      client,
      resolver,
      { name, type },
      (type === 'AAAA') === isIpv6(host.address)
        ? { answers: addressRecords(visited) }
        : { authority: noSuchRecords(name) },
    );
  const answered = lookUp(time, 'A');
  const without = lookUp(time + 90, 'AAAA');
  const connection = scenario.connection(Math.max(answered, without) + 700, client, host, port);
  connection.open();
  if (port === 443) connection.tls(name);
  for (let index = 0; index < exchanges; index++) {
    if (port === 443) connection.exchange(scenario.random.between(24, 90), 60 + index * 17);
    else {
      connection.send(text(`GET /${index} HTTP/1.1\r\nHost: ${name}\r\n\r\n`));
      connection.receive(httpResponse(24));
    }
    connection.wait(scenario.random.between(2_000, 40_000));
  }
  connection.close();
  return connection.now;
}

/** A small 200 answer with a body of so many bytes. */
export function httpResponse(bodyLength: number): Uint8Array {
  const head = text(`HTTP/1.1 200 OK\r\nContent-Length: ${bodyLength}\r\n\r\n`);
  const response = new Uint8Array(head.length + bodyLength);
  response.set(head);
  response.set(filler(bodyLength), head.length);
  return response;
}
