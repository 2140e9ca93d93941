import { MAPPED_PREFIX } from '../address-text.ts';
import * as ipv6 from '../ipv6/codec.ts';
import * as dns from './codec.ts';

/** Walks the addresses among the answers of a response: `begin` once, then `next` until it is false. */
export class AnsweredAddresses {
  /** The address: four words, IPv4 mapped, as of all addresses. */
  readonly words = new Int32Array(4);
  /** Records before its own. */
  before = -1;

  #bytes: Uint8Array = new Uint8Array(0);
  #record = 0;
  #limit = 0;
  #records = 0;

  /**
   * @param at offset of the DNS header
   * @param question end of its question's name
   * @param limit end of the captured message
   * @param most records that are looked at: the count in the header is the sender's claim
   */
  begin(bytes: Uint8Array, at: number, question: number, limit: number, most: number): void {
    this.#bytes = bytes;
    this.#record = question + dns.QUESTION_FIXED_LENGTH;
    this.#limit = limit;
    this.#records = Math.min(dns.answerCount(bytes, at), most);
    this.before = -1;
  }

  /** Whether there is one more; where a record is not whole there is none behind it. */
  next(): boolean {
    const bytes = this.#bytes;
    while (++this.before < this.#records) {
      const end = dns.nameEnd(bytes, this.#record, this.#limit);
      if (end < 0 || end + dns.RECORD_FIXED_LENGTH > this.#limit) return false;
      const type = dns.recordType(bytes, end);
      const length = dns.recordDataLength(bytes, end);
      const data = end + dns.RECORD_FIXED_LENGTH;
      if (data + length > this.#limit) return false;
      this.#record = data + length;
      if (type === dns.TYPE_A && length === 4) {
        this.words[0] = 0;
        this.words[1] = 0;
        this.words[2] = MAPPED_PREFIX;
        this.words[3] = ipv6.addressWord(bytes, data, 0);
        return true;
      }
      if (type === dns.TYPE_AAAA && length === 16) {
        for (let word = 0; word < 4; word++) this.words[word] = ipv6.addressWord(bytes, data, word);
        return true;
      }
    }
    return false;
  }
}
