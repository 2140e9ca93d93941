import { Protocol } from './protocol.ts';

/*
 * TCP ports whose conversations Wireshark takes for TLS, HTTP or DNS whatever they look like: the
 * defaults of its preferences `tls.tcp.port`, `http.tcp.port` and of packet-dns.c.
 */
const PORTS: ReadonlyMap<number, Protocol> = new Map([
  ...[80, 3128, 3132, 5985, 8080, 8088, 11371, 1900, 2869, 2710].map((port): [number, Protocol] => [
    port,
    Protocol.HTTP,
  ]),
  ...[443, 636, 853, 989, 990, 992, 993, 994, 995, 465, 5061].map((port): [number, Protocol] => [
    port,
    Protocol.TLS,
  ]),
  [53, Protocol.DNS],
]);

/** The protocol that the ports name, the lower first; `Protocol.NONE` for none. */
export function dispatchOfPorts(source: number, destination: number): Protocol {
  return (
    PORTS.get(Math.min(source, destination)) ??
    PORTS.get(Math.max(source, destination)) ??
    Protocol.NONE
  );
}
