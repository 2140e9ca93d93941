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

/** Ports below are services' (RFC 6335 §6: system ports), but for those that programs of root connect from. */
const FIRST_RESERVED_PORT = 512;
/** From here on a program needs no privilege; below, BSD's `rresvport` gives the ports to clients, too. */
const FIRST_USER_PORT = 1_024;
/** From here on systems choose the ports of their connections, Linux as the others (RFC 6335 §6). */
export const FIRST_CHOSEN_PORT = 32_768;

/** Services between these: file sharing, mail, directories, printing, databases and so on, as IANA has them. */
const SERVICE_PORTS: ReadonlySet<number> = new Set([
  ...[512, 513, 514, 515, 543, 544, 548, 554, 563, 587, 593, 623, 631, 636, 646, 664, 830, 853],
  ...[860, 873, 902, 989, 990, 992, 993, 994, 995, 1099, 1194, 1352, 1433, 1521, 1720, 1723],
  ...[
    1883, 2000, 2049, 2181, 2222, 2375, 2376, 2379, 2380, 2404, 2525, 3000, 3128, 3260, 3268, 3269,
  ],
  ...[
    3306, 3389, 3868, 4433, 4443, 4840, 5000, 5001, 5060, 5061, 5222, 5223, 5228, 5269, 5357, 5432,
  ],
  ...[
    5555, 5671, 5672, 5900, 5938, 5984, 5985, 5986, 6000, 6379, 6443, 6514, 6633, 6653, 6667, 6697,
  ],
  ...[
    7001, 7680, 8000, 8008, 8009, 8080, 8081, 8088, 8089, 8291, 8333, 8443, 8530, 8531, 8883, 8888,
  ],
  ...[9000, 9001, 9042, 9090, 9092, 9100, 9200, 9300, 9389, 9418, 9443, 10_000, 10_050, 10_051],
  ...[
    10_250, 11_211, 15_672, 19_132, 20_000, 20_048, 25_565, 27_017, 32_400, 33_060, 44_818, 50_051,
  ],
  ...[61_613, 61_616],
]);

/** How likely a service waits at a port, the likeliest last. */
export enum PortKind {
  /** Systems choose it for a connection. */
  CHOSEN,
  /** Neither chosen by today's systems nor a service's that is known. */
  OTHER,
  /** A known service's. */
  SERVICE,
}

export function portKind(port: number): PortKind {
  if (port < FIRST_RESERVED_PORT || SERVICE_PORTS.has(port)) return PortKind.SERVICE;
  // Of ports that root's programs connect from nobody knows more than of those that systems choose.
  const isChosen = port < FIRST_USER_PORT || port >= FIRST_CHOSEN_PORT;
  return isChosen ? PortKind.CHOSEN : PortKind.OTHER;
}
