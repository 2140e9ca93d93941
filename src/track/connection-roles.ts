import { PortKind, portKind } from '../protocols/application-ports.ts';
import { DATA_PORT, portOfCommand, portOfReply } from '../protocols/ftp-data-ports.ts';
import { RecentTable } from '../protocols/hash-tables.ts';
import * as http from '../protocols/http/codec.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import * as tls from '../protocols/tls/codec.ts';
import { writeDestination, writeSource } from './address-key.ts';
import { Flow, FROM_CLIENT, FROM_SERVER } from './flow-table.ts';

/** Ends of connections whose roles their ports do not tell. */
const MAXIMUM_ENDS = 4_096;
/** Words of an end: address and port. */
const END_WORDS = 5;
/** Numbers of an end: its first peer's port and last word of its address, and `EndTrait`s. */
enum End {
  PEER_PORT = 0,
  PEER_ADDRESS = 1,
  TRAITS = 2,
}
const END_NUMBERS = 3;

enum EndTrait {
  /** Something says that it waits for connections. */
  LISTENS = 1 << 0,
  /** Seen with two peers: a system does not give one port to two connections at once, if it can. */
  REPEATED = 1 << 1,
}

const NOBODY = -1;

/** Services that clients were seen to ask. */
export interface Services {
  /** @param service four words of an address, and a port */
  isService(service: Int32Array, protocol: Protocol): boolean;
}

/**
 * Which side of a connection waited for the other, where the capture lacks its SYN. In this order: FTP's
 * control connection, or its data port; a known service's port; who was asked by a SYN elsewhere in the
 * capture; a port that no system chooses; what the first packet carries; the port that is there again.
 */
export class ConnectionRoles {
  readonly #ends = new RecentTable(END_WORDS, END_NUMBERS, MAXIMUM_ENDS);
  readonly #key = new Int32Array(END_WORDS);
  /** Where sides of FTP control connections wait for data connections: words of address and port, joined; the first of them. */
  readonly dataEnds = new Set<string>();

  /**
   * The direction of a packet that begins a flow, and is no SYN.
   * @param isReset it is a RST: one from a data port may be a closed port's answer
   */
  directionOf(view: PacketView, services: Services, isReset: boolean): number {
    const { sourcePort, destinationPort } = view;
    const source = portKind(sourcePort);
    const destination = portKind(destinationPort);
    if (!isReset && source !== PortKind.SERVICE && destinationPort === DATA_PORT) {
      return FROM_SERVER;
    }
    if (!isReset && destination !== PortKind.SERVICE && sourcePort === DATA_PORT) {
      return FROM_CLIENT;
    }
    if ((source === PortKind.SERVICE) !== (destination === PortKind.SERVICE)) {
      return source === PortKind.SERVICE ? FROM_SERVER : FROM_CLIENT;
    }
    if (source !== PortKind.SERVICE) {
      const told = this.#toldDirection(view, services);
      if (told !== NOBODY) return told;
      if (source !== destination) return source > destination ? FROM_SERVER : FROM_CLIENT;
      const again = this.#againDirection(view);
      if (again !== NOBODY) return again;
    }
    return sourcePort < destinationPort ? FROM_SERVER : FROM_CLIENT;
  }

  /**
   * Whether it is known that the server of a flow without SYN is that.
   * @param base first word of its record
   */
  isClear(words: Int32Array, base: number): boolean {
    const serverPort = words[base + Flow.PORTS] & 0xffff;
    const clientPort = words[base + Flow.PORTS] >>> 16;
    const kind = portKind(serverPort);
    if (kind === PortKind.SERVICE || clientPort === DATA_PORT) return true;
    if (kind > portKind(clientPort) || words[base + Flow.APPLICATION] !== 0) return true;
    const server = this.#traitsAt(words, base + Flow.SERVER_ADDRESS, serverPort);
    const client = this.#traitsAt(words, base + Flow.CLIENT_ADDRESS, clientPort);
    return server > client;
  }

  /** Takes in what an FTP control connection says of the data connection to come. */
  observeControl(view: PacketView, words: Int32Array, base: number, direction: number): void {
    const bytes = view.layerBytes(view.transport);
    const { payloadStart, payloadEnd } = view;
    const isClient = direction === FROM_CLIENT;
    const port = isClient
      ? portOfCommand(bytes, payloadStart, payloadEnd)
      : portOfReply(bytes, payloadStart, payloadEnd);
    if (port === 0) return;
    // Behind a translator the address that it names is another than the packets have.
    this.#setKey(words, base + (isClient ? Flow.CLIENT_ADDRESS : Flow.SERVER_ADDRESS), port);
    this.#ends.numbers[this.#end() + End.TRAITS] = EndTrait.LISTENS;
    if (this.dataEnds.size < MAXIMUM_ENDS) this.dataEnds.add(this.#key.join());
  }

  /** By what was told of an end before, or who was asked elsewhere. */
  #toldDirection(view: PacketView, services: Services): number {
    this.#setSource(view);
    const source = this.#isTold(services);
    this.#setDestination(view);
    const destination = this.#isTold(services);
    if (source === destination) return NOBODY;
    if (source) this.#setSource(view);
    this.#ends.numbers[this.#end() + End.TRAITS] |= EndTrait.LISTENS;
    return source ? FROM_SERVER : FROM_CLIENT;
  }

  #isTold(services: Services): boolean {
    const end = this.#ends.find(this.#key);
    if (end >= 0) return (this.#ends.numbers[end + End.TRAITS] & EndTrait.LISTENS) !== 0;
    // Not among the ends: it was no guess.
    return services.isService(this.#key, Protocol.TCP);
  }

  /** By the packet's own words, else by the end that had another peer before. */
  #againDirection(view: PacketView): number {
    const speaker = speakerOf(view);
    if (speaker !== NOBODY) {
      if (speaker === FROM_SERVER) this.#setSource(view);
      else this.#setDestination(view);
      this.#ends.numbers[this.#end() + End.TRAITS] |= EndTrait.LISTENS;
      return speaker;
    }
    this.#setSource(view);
    const source = this.#hasOtherPeer(view.destination3, view.destinationPort);
    this.#setDestination(view);
    const destination = this.#hasOtherPeer(view.source3, view.sourcePort);
    if (source !== destination) {
      if (source) this.#setSource(view);
      this.#ends.numbers[this.#end() + End.TRAITS] |= EndTrait.REPEATED;
      return source ? FROM_SERVER : FROM_CLIENT;
    }
    this.#addPeer(view.source3, view.sourcePort);
    this.#setSource(view);
    this.#addPeer(view.destination3, view.destinationPort);
    return NOBODY;
  }

  /** Whether the end in the key has had another connection than with that. */
  #hasOtherPeer(address: number, port: number): boolean {
    const end = this.#ends.find(this.#key);
    if (end < 0) return false;
    const { numbers } = this.#ends;
    return numbers[end + End.PEER_PORT] !== port || numbers[end + End.PEER_ADDRESS] !== address;
  }

  #addPeer(address: number, port: number): void {
    const end = this.#end();
    this.#ends.numbers[end + End.PEER_PORT] = port;
    this.#ends.numbers[end + End.PEER_ADDRESS] = address;
  }

  /** The end in the key, which is made where it is not there. */
  #end(): number {
    const known = this.#ends.find(this.#key);
    if (known >= 0) return known;
    const end = this.#ends.insert(this.#key);
    this.#ends.numbers.fill(0, end, end + END_NUMBERS);
    return end;
  }

  #traitsAt(words: Int32Array, address: number, port: number): number {
    this.#setKey(words, address, port);
    const end = this.#ends.find(this.#key);
    if (end < 0) return 0;
    const traits = this.#ends.numbers[end + End.TRAITS];
    // What was told says more than what is there again.
    return (traits & EndTrait.LISTENS) !== 0 ? EndTrait.REPEATED + 1 : traits;
  }

  #setKey(words: Int32Array, address: number, port: number): void {
    for (let i = 0; i < END_WORDS - 1; i++) this.#key[i] = words[address + i];
    this.#key[END_WORDS - 1] = port;
  }

  #setSource(view: PacketView): void {
    const key = this.#key;
    writeSource(view, key);
    key[4] = view.sourcePort;
  }

  #setDestination(view: PacketView): void {
    const key = this.#key;
    writeDestination(view, key);
    key[4] = view.destinationPort;
  }
}

/** Who sends what the packet carries: a request, a ClientHello, or an answer to these; else `NOBODY`. */
function speakerOf(view: PacketView): number {
  const { payloadStart: at, payloadEnd: limit } = view;
  if (limit <= at) return NOBODY;
  const bytes = view.layerBytes(view.transport);
  if (http.looksLikeMessage(bytes, at, limit)) {
    return http.isResponse(bytes, at, limit) ? FROM_SERVER : FROM_CLIENT;
  }
  if (tls.findHandshake(bytes, at, limit, tls.CLIENT_HELLO) >= 0) return FROM_CLIENT;
  return tls.findHandshake(bytes, at, limit, tls.SERVER_HELLO) >= 0 ? FROM_SERVER : NOBODY;
}
