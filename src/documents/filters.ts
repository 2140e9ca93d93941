import type { ReportEndpoint } from '../diagnosis/report/report.ts';
import { parseIpv4 } from '../protocols/address-text.ts';

/** Endpoints named in one filter; more would be no help to read. */
const MAXIMUM_ENDPOINTS = 6;

/** Wireshark's display filter for what these endpoints exchange, ICMP errors about it included. */
export function displayFilterOf(endpoints: readonly ReportEndpoint[]): string {
  const terms = servers(endpoints).map(({ client, server, protocol, ports }) => {
    const hosts = (client === 'many' ? [server] : [client, server]).map(
      (address) => `${parseIpv4(address) === null ? 'ipv6' : 'ip'}.addr == ${address}`,
    );
    const port = ports.length === 1 ? `== ${ports[0]}` : `in {${ports.join(', ')}}`;
    return [...hosts, ports.length === 0 ? protocol : `${protocol}.port ${port}`].join(' && ');
  });
  return terms.length === 1 ? terms[0] : terms.map((term) => `(${term})`).join(' || ');
}

/** Wireshark's display filter for these frames. */
export function frameFilterOf(frames: readonly number[]): string {
  return `frame.number in {${frames.join(', ')}}`;
}

/** A capture filter (pcap-filter) for the same at another place, where the client's address may differ. */
export function captureFilterOf(endpoints: readonly ReportEndpoint[]): string {
  const terms = servers(endpoints).map(({ server, protocol, ports }) => {
    const port = ports.map((number) => `${protocol} port ${number}`).join(' or ');
    if (ports.length === 0) return `(host ${server})`;
    return `(host ${server} and ${ports.length === 1 ? port : `(${port})`})`;
  });
  // Errors about the packets come from anybody.
  const icmp = endpoints.some((one) => parseIpv4((one.via ?? one).server) === null)
    ? 'icmp6'
    : 'icmp';
  return [...new Set(terms), icmp].join(' or ');
}

interface Server {
  readonly client: string;
  readonly server: string;
  readonly protocol: 'tcp' | 'udp';
  /** None where the protocol has none. */
  readonly ports: number[];
}

/** Endpoints that differ by their port only, put together. */
function servers(endpoints: readonly ReportEndpoint[]): Server[] {
  const found = new Map<string, Server>();
  for (const endpoint of endpoints) {
    const { client, protocol } = endpoint;
    // What a proxy was asked for is in the packets to the proxy.
    const { server, port } = endpoint.via ?? endpoint;
    const key = `${client} ${server} ${protocol}`;
    const known = found.get(key);
    const ports = port === null ? [] : [port];
    if (known !== undefined) known.ports.push(...ports.filter((one) => !known.ports.includes(one)));
    else if (found.size < MAXIMUM_ENDPOINTS) found.set(key, { client, server, protocol, ports });
  }
  for (const { ports } of found.values()) ports.sort((a, b) => a - b);
  return [...found.values()];
}
