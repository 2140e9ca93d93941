import type { AddressWords } from '../protocols/address-text.ts';
import { AnsweredAddresses } from '../protocols/dns/answered-addresses.ts';
import * as dns from '../protocols/dns/codec.ts';
import { WordTable } from '../protocols/hash-tables.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { hashName, nameHash } from './name-hash.ts';

const MAXIMUM_ADDRESSES = 32_768;
const MAXIMUM_PAIRS = 65_536;
const NAMES_PER_ADDRESS = 6;
/** Characters of all names together: a name may be long, and an address have several. */
const MAXIMUM_CHARACTERS = 1 << 23;
/** Records of one response that are looked at: the count in the header is the sender's claim. */
const MAXIMUM_RECORDS = 64;

/** Where the capture first gives an address for a name. */
export interface NameAnswer {
  /** Frame of the DNS answer, and who sent it. */
  readonly frame: number;
  readonly resolver: AddressWords;
  /** The CNAME chain between the name and the address. */
  readonly through: readonly string[];
}

/**
 * Which names the capture itself gives to addresses: the questions of DNS look-ups, with the
 * CNAME chain between them and the address. Text is made once for each new pair.
 */
export class Names {
  readonly #addressSlots = new WordTable(4, MAXIMUM_ADDRESSES);
  readonly #names: string[][] = [];
  /** For each of these the answer that it first was in; one object for all names of an answer. */
  readonly #answers: Omit<NameAnswer, 'through'>[][] = [];
  #characters = 0;
  readonly #pairs = new WordTable(5, MAXIMUM_PAIRS);
  readonly #found = new AnsweredAddresses();
  readonly #addressKey = new Int32Array(4);
  readonly #pairKey = new Int32Array(5);

  /**
   * Takes in the answers of a DNS response.
   * @param at offset of the DNS header
   * @param limit end of the captured message
   * @param view the packet that it came in, or ended in
   */
  learn(bytes: Uint8Array, at: number, limit: number, view: PacketView): void {
    const question = dns.questionNameEnd(bytes, at, limit);
    if (question < 0 || dns.questionCount(bytes, at) !== 1) return;
    hashName(bytes, at + dns.HEADER_LENGTH, question);
    const questionHash = nameHash.first;
    const first = question + dns.QUESTION_FIXED_LENGTH;
    const found = this.#found;
    found.begin(bytes, at, question, limit, MAXIMUM_RECORDS);
    while (found.next()) {
      this.#addressKey.set(found.words);
      this.#learnPair(bytes, at, limit, view, questionHash, first, found.before);
    }
  }

  /** A pair of question and address: new ones cost text, known ones one look-up. */
  #learnPair(
    bytes: Uint8Array,
    at: number,
    limit: number,
    view: PacketView,
    questionHash: number,
    firstRecord: number,
    recordsBefore: number,
  ): void {
    for (let word = 0; word < 4; word++) this.#pairKey[word] = this.#addressKey[word];
    this.#pairKey[4] = questionHash;
    if (this.#pairs.find(this.#pairKey) >= 0 || this.#pairs.insert(this.#pairKey) < 0) return;
    let slot = this.#addressSlots.find(this.#addressKey);
    if (slot < 0) {
      slot = this.#addressSlots.insert(this.#addressKey);
      if (slot < 0) return;
      this.#names[slot] = [];
      this.#answers[slot] = [];
    }
    const names = this.#names[slot];
    const answer = {
      frame: view.frameNumber,
      resolver: [view.source0, view.source1, view.source2, view.source3] as const,
    };
    const add = (name: string | null) => {
      if (name === null || name === '' || names.length >= NAMES_PER_ADDRESS) return;
      if (names.includes(name) || this.#characters + name.length > MAXIMUM_CHARACTERS) return;
      this.#characters += name.length;
      names.push(name);
      this.#answers[slot].push(answer);
    };
    add(dns.nameText(bytes, at, at + dns.HEADER_LENGTH, limit));
    let record = firstRecord;
    for (let i = 0; i < recordsBefore; i++) {
      const end = dns.nameEnd(bytes, record, limit);
      const data = end + dns.RECORD_FIXED_LENGTH;
      if (dns.recordType(bytes, end) === dns.TYPE_CNAME) add(dns.nameText(bytes, at, data, limit));
      record = data + dns.recordDataLength(bytes, end);
    }
  }

  /** Names of an address, the one that was asked for first, then along the CNAME chain. */
  of(address: AddressWords): readonly string[] {
    this.#addressKey.set(address);
    const slot = this.#addressSlots.find(this.#addressKey);
    return slot < 0 ? [] : this.#names[slot];
  }

  /** The addresses that answers give for a name, with the first such answer; null where none does. */
  givenFor(name: string): { readonly addresses: AddressWords[]; readonly frame: number } | null {
    const wanted = name.toLowerCase();
    const addresses: AddressWords[] = [];
    let frame = Infinity;
    for (const [slot, names] of this.#names.entries()) {
      const at = names.findIndex((known) => known.toLowerCase() === wanted);
      if (at < 0) continue;
      const word = (index: number) => this.#addressSlots.keyWord(slot, index);
      addresses.push([word(0), word(1), word(2), word(3)]);
      frame = Math.min(frame, this.#answers[slot][at].frame);
    }
    return addresses.length === 0 ? null : { addresses, frame };
  }

  /** The DNS answer that first gave an address for one of its names, or null. */
  answerOf(address: AddressWords, name: string): NameAnswer | null {
    this.#addressKey.set(address);
    const slot = this.#addressSlots.find(this.#addressKey);
    const index = slot < 0 ? -1 : this.#names[slot].indexOf(name);
    if (index < 0) return null;
    const answers = this.#answers[slot];
    const isBehind = (_: string, at: number) => at > index && answers[at] === answers[index];
    return { ...answers[index], through: this.#names[slot].filter(isBehind) };
  }
}
