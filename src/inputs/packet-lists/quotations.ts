import { type AddressWords, isSameAddress, MAPPED_PREFIX } from '../../protocols/address-text.ts';
import { PORT as DNS_PORT } from '../../protocols/dns/codec.ts';
import { RecentWords } from '../../protocols/recent-words.ts';
import { ACK, SYN } from '../../protocols/tcp/codec.ts';
import { PacketFacts, TcpFacts, unknownUdp } from './packet-facts.ts';

/** Hosts whose packets are remembered; of more, the oldest are forgotten. */
const MAXIMUM_HOSTS = 8_192;
/** Unanswered packets of one host that are remembered. */
const MAXIMUM_UNANSWERED = 16;
/** Seconds within which an ICMP error comes: at once, but for hosts that a router first looks for. */
const ERROR_WITHIN = 0.25;
const HOST_ERROR_WITHIN = 4;
const ADDRESS_WORDS = 4;

interface Unanswered {
  readonly destination: AddressWords;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly isTcp: boolean;
  frameNumber: number;
  /** When it was sent last, in seconds. */
  sent: number;
  /** An error was about it. */
  isReported: boolean;
}

/** Address, port and transport that something was sent to. */
type Target = Pick<Unanswered, 'destination' | 'destinationPort' | 'isTcp'>;

interface Host {
  unanswered: Unanswered[];
  /** What the host asked first, and whether it asked others. */
  readonly first: Target;
  hasOthers: boolean;
}

/**
 * An ICMP error's row does not show which packet it quotes. It is told only where one can be meant:
 * just before, the host that the error came to had asked (SYN or UDP) one address and port alone that
 * did not answer; and either the list has every frame since, by their numbers, or that host asked
 * nobody else in the whole list.
 */
export class Quotations {
  /** ICMP errors whose packet was not found. */
  undecided = 0;
  readonly #hosts = new RecentWords<Host>(ADDRESS_WORDS, MAXIMUM_HOSTS);
  readonly #key = new Int32Array(ADDRESS_WORDS);
  /** The frame from which on the list has every number up to the last row. */
  #completeFrom = -1;
  #lastFrame = -1;

  observe(facts: PacketFacts): void {
    if (facts.frameNumber < 0 || facts.frameNumber !== this.#lastFrame + 1) {
      this.#completeFrom = facts.frameNumber;
    }
    this.#lastFrame = facts.frameNumber;
    const { source, destination } = facts;
    if (source === null || destination === null || !facts.hasTime) return;
    if (facts.icmp !== null) {
      const { quoted } = facts.icmp;
      const isKnown = quoted !== null && quoted.sourcePort >= 0;
      if (isError(facts) && !isKnown) this.#find(facts, destination);
      return;
    }
    if (facts.tcp === null && facts.udp === null) return;
    this.#answered(facts, source, destination);
    const isAsking = facts.tcp === null || (facts.tcp.flags & (SYN | ACK)) === SYN;
    // Nobody answers to a group with an error (RFC 1122 §3.2.2).
    if (isAsking && !isGroup(destination)) this.#sent(facts, source, destination);
  }

  #answered(facts: PacketFacts, source: AddressWords, destination: AddressWords): void {
    const host = this.#host(destination);
    if (host === undefined || host.unanswered.length === 0) return;
    const port = portsOf(facts)[0];
    const isTcp = facts.tcp !== null;
    const isAnswered = (one: Unanswered) => isTarget(one, source, port, isTcp);
    if (host.unanswered.some(isAnswered)) {
      host.unanswered = host.unanswered.filter((one) => !isAnswered(one));
    }
  }

  #host(address: AddressWords): Host | undefined {
    this.#key.set(address);
    return this.#hosts.get(this.#key);
  }

  #sent(facts: PacketFacts, source: AddressWords, destination: AddressWords): void {
    const [sourcePort, destinationPort] = portsOf(facts);
    const isTcp = facts.tcp !== null;
    const { frameNumber } = facts;
    const sent = timeOf(facts);
    let host = this.#host(source);
    if (host === undefined) {
      const first = { destination, destinationPort, isTcp };
      host = { unanswered: [], first, hasOthers: false };
      this.#hosts.set(this.#key, host);
    } else if (!isTarget(host.first, destination, destinationPort, isTcp)) host.hasOthers = true;
    const same = host.unanswered.find(
      (one) => one.sourcePort === sourcePort && isTarget(one, destination, destinationPort, isTcp),
    );
    if (same !== undefined) {
      same.frameNumber = frameNumber;
      same.sent = sent;
      same.isReported = false;
      return;
    }
    if (host.unanswered.some((one) => sent - one.sent > HOST_ERROR_WITHIN)) {
      host.unanswered = host.unanswered.filter((one) => sent - one.sent <= HOST_ERROR_WITHIN);
    }
    if (host.unanswered.length >= MAXIMUM_UNANSWERED) return;
    host.unanswered.push({
      ...{ destination, sourcePort, destinationPort, isTcp, frameNumber, sent },
      isReported: false,
    });
  }

  #find(facts: PacketFacts, receiver: AddressWords): void {
    const host = this.#host(receiver);
    const within = isHostUnreachable(facts) ? HOST_ERROR_WITHIN : ERROR_WITHIN;
    const now = timeOf(facts);
    // What the error says of it: where it went to, sometimes with its port.
    const told = facts.icmp?.quoted ?? null;
    const isTold = (one: Unanswered) => told === null || isAbout(one, told);
    let recent = (host?.unanswered ?? []).filter((one) => now - one.sent <= within && isTold(one));
    // A router tells of every packet that waited for the host: another error may be about the same.
    if (recent.some((one) => !one.isReported)) recent = recent.filter((one) => !one.isReported);
    const [oldest] = recent;
    const isCertain =
      host !== undefined &&
      oldest !== undefined &&
      recent.length < MAXIMUM_UNANSWERED &&
      oldest.destinationPort >= 0 &&
      recent.every((one) =>
        isTarget(one, oldest.destination, oldest.destinationPort, oldest.isTcp),
      ) &&
      (told !== null ||
        !host.hasOthers ||
        (this.#completeFrom >= 0 && oldest.frameNumber >= this.#completeFrom));
    if (!isCertain || facts.icmp === null) {
      this.undecided++;
      if (facts.icmp !== null) facts.icmp.quoted = null;
      return;
    }
    oldest.isReported = true;
    const quoted = new PacketFacts();
    quoted.source = receiver;
    quoted.destination = oldest.destination;
    quoted.sourcePort = oldest.sourcePort;
    quoted.destinationPort = oldest.destinationPort;
    if (oldest.isTcp) quoted.tcp = new TcpFacts();
    else quoted.udp = unknownUdp();
    facts.icmp.quoted = quoted;
  }
}

/** Whether a packet may be the one of which an error says where it went to. */
function isAbout(
  one: Unanswered,
  { destination, destinationPort, tcp, udp }: PacketFacts,
): boolean {
  const isPort = destinationPort < 0 || one.destinationPort === destinationPort;
  const isTransport = (tcp === null && udp === null) || one.isTcp === (tcp !== null);
  return (
    isPort && isTransport && destination !== null && isSameAddress(one.destination, destination)
  );
}

const FRAGMENTATION_NEEDED = 4;

/** Source and destination port; where the list leaves out a DNS server's, it is taken to be 53. */
function portsOf({ dns, sourcePort, destinationPort }: PacketFacts): [number, number] {
  if (dns === null) return [sourcePort, destinationPort];
  const server = dns.isResponse ? sourcePort : destinationPort;
  const port = server >= 0 ? server : DNS_PORT;
  return dns.isResponse ? [port, destinationPort] : [sourcePort, port];
}

function isTarget(one: Target, address: AddressWords, port: number, isTcp: boolean): boolean {
  return (
    one.destinationPort === port && one.isTcp === isTcp && isSameAddress(one.destination, address)
  );
}

function timeOf({ seconds, nanoseconds }: PacketFacts): number {
  return seconds + nanoseconds / 1e9;
}

/** An error that ends what was asked; not one that a packet is too big, which comes later. */
function isError({ icmp }: PacketFacts): boolean {
  if (icmp === null) return false;
  const { version, type, code } = icmp;
  if (version === 6) return type === 1 || type === 3;
  return (type === 3 && code !== FRAGMENTATION_NEEDED) || type === 11;
}

/** RFC 792 type 3 code 1; RFC 4443 type 1 code 3. */
function isHostUnreachable({ icmp }: PacketFacts): boolean {
  return icmp?.version === 6 ? icmp.code === 3 : icmp?.code === 1;
}

function isGroup([first, , third, last]: AddressWords): boolean {
  const isIpv4 = first === 0 && third === MAPPED_PREFIX;
  return isIpv4 ? last >>> 28 === 0xe || last === -1 : first >>> 24 === 0xff;
}
