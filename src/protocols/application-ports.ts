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

/**
 * Ports whose server speaks first: FTP (RFC 959 §5.4), SSH (RFC 4253 §4.2), SMTP (RFC 5321 §3.1, with
 * submission), POP3 (RFC 1939 §4), NNTP (RFC 3977 §5.1), IMAP (RFC 3501 §7.1), MySQL's protocol, and
 * VNC (RFC 6143 §7.1.1).
 */
const GREETING_PORTS: ReadonlySet<number> = new Set([21, 22, 25, 110, 119, 143, 587, 3306, 5900]);

/** Whether a server on that TCP port greets its client before anything is asked. */
export function speaksFirst(port: number): boolean {
  return GREETING_PORTS.has(port);
}
