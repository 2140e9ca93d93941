import { type AddressKey, type AddressWords, addressKey } from '../protocols/address-text.ts';

/** Answers that are remembered, to be compared with another to the same question. */
const REMEMBERED = 4_096;
/** Seconds within which two answers are to one question. */
const TOGETHER_SECONDS = 5;

/** Words of an answer. */
enum Answer {
  FLOW = 0,
  ID = 1,
  NAME = 2,
  TYPE = 3,
  DIGEST = 4,
  FRAME = 5,
  TIME_TO_LIVE = 6,
  /** How often it was asked. */
  SENT = 7,
  SECONDS = 8,
}
const ANSWER_WORDS = 9;

/**
 * The last answers to questions over UDP. Two to one question that differ are of two hosts: one of them
 * answers in the server's place.
 */
export class RecentAnswers {
  readonly #words = new Int32Array(REMEMBERED * ANSWER_WORDS);
  /** What `find` found. */
  frame = 0;
  timeToLive = -1;
  sent = 0;

  /** Remembers an answer. @param flow from 0 on */
  add(
    flow: number,
    id: number,
    name: number,
    type: number,
    digest: number,
    frame: number,
    timeToLive: number,
    sent: number,
    seconds: number,
  ): void {
    const words = this.#words;
    const base = placeOf(flow, id);
    words[base + Answer.FLOW] = flow + 1;
    words[base + Answer.ID] = id;
    words[base + Answer.NAME] = name;
    words[base + Answer.TYPE] = type;
    words[base + Answer.DIGEST] = digest;
    words[base + Answer.FRAME] = frame;
    words[base + Answer.TIME_TO_LIVE] = timeToLive;
    words[base + Answer.SENT] = sent;
    words[base + Answer.SECONDS] = seconds;
  }

  /** Whether the same question had another answer just before; `frame` and so on are that answer's. */
  differs(
    flow: number,
    id: number,
    name: number,
    type: number,
    digest: number,
    seconds: number,
  ): boolean {
    const words = this.#words;
    const base = placeOf(flow, id);
    if (
      words[base + Answer.FLOW] !== flow + 1 ||
      words[base + Answer.ID] !== id ||
      words[base + Answer.NAME] !== name ||
      words[base + Answer.TYPE] !== type ||
      words[base + Answer.DIGEST] === digest ||
      ((seconds - words[base + Answer.SECONDS]) | 0) > TOGETHER_SECONDS
    ) {
      return false;
    }
    this.frame = words[base + Answer.FRAME];
    this.timeToLive = words[base + Answer.TIME_TO_LIVE];
    this.sent = words[base + Answer.SENT];
    return true;
  }
}

function placeOf(flow: number, id: number): number {
  const mixed = Math.imul(flow ^ (id << 16), 0x9e3779b1);
  return ((mixed >>> 16) & (REMEMBERED - 1)) * ANSWER_WORDS;
}

/** A name's address, as one DNS server gave it. */
export interface Resolution {
  readonly name: string;
  readonly server: AddressWords;
  /** The first address of the answer. */
  readonly address: AddressWords;
  readonly frame: number;
}

/** DNS servers of one name that are told apart. */
const SERVERS_PER_NAME = 3;

/** Which DNS servers gave an address for a name: what one denies, another may know. */
export class Resolutions {
  /** By the name's slot (`DnsTracker`): one for each name and type. */
  readonly #bySlot: Resolution[][] = [];
  /** Null after a change. */
  #shared: Map<AddressKey, (readonly Resolution[])[]> | null = null;

  /** The server of `words` gave that address for the name. */
  add(slot: number, name: string, server: AddressWords, address: Int32Array, frame: number): void {
    let known = this.#bySlot[slot];
    if (known === undefined) {
      known = [];
      this.#bySlot[slot] = known;
    }
    if (known.length === SERVERS_PER_NAME) return;
    const [zero, one, two, three] = address;
    this.#shared = null;
    known.push({ name, server, address: [zero, one, two, three], frame });
  }

  /** Whether there is nothing to add of that server for the name. */
  has(slot: number, server3: number, server2: number, server1: number, server0: number): boolean {
    const known = this.#bySlot[slot];
    if (known === undefined) return false;
    for (const { server } of known) {
      if (
        server[3] === server3 &&
        server[2] === server2 &&
        server[1] === server1 &&
        server[0] === server0
      ) {
        return true;
      }
    }
    return known.length === SERVERS_PER_NAME;
  }

  of(slot: number): readonly Resolution[] {
    return this.#bySlot[slot] ?? [];
  }

  /** Names for which that server gave an address, and another one, too; by slot. */
  sharedBy(server: AddressWords): readonly (readonly Resolution[])[] {
    this.#shared ??= this.#sharedByServer();
    return this.#shared.get(addressKey(...server)) ?? [];
  }

  #sharedByServer(): Map<AddressKey, (readonly Resolution[])[]> {
    const shared = new Map<AddressKey, (readonly Resolution[])[]>();
    for (const known of this.#bySlot) {
      if (known === undefined || known.length < 2) continue;
      for (const key of new Set(known.map(({ server }) => addressKey(...server)))) {
        const names = shared.get(key);
        if (names === undefined) shared.set(key, [known]);
        else names.push(known);
      }
    }
    return shared;
  }
}
