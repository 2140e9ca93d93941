import { MAPPED_PREFIX } from '../address-text.ts';
import { AnsweredAddresses } from './answered-addresses.ts';
import * as dns from './codec.ts';

/** Records of one response that are looked at: the count in the header is the sender's claim. */
const MAXIMUM_RECORDS = 32;

/** What the answers of a response say, in numbers; good until the next call of `readAnswers`. */
export const answers = {
  /** Addresses among them. */
  addresses: 0,
  /** The same for the same addresses, in whatever order; with the response code. */
  digest: 0,
  /** Those that no server can have: 0.0.0.0, ::, and the asking host's own, 127.0.0.1 and ::1. */
  nowhere: 0,
  /** The first address: four words, as of all addresses. */
  first: new Int32Array(4),
};

const found = new AnsweredAddresses();

/** Reads the answers of the response at `at` into `answers`. @param question end of its question's name */
export function readAnswers(bytes: Uint8Array, at: number, question: number, limit: number): void {
  answers.addresses = 0;
  answers.nowhere = 0;
  answers.digest = dns.responseCode(bytes, at);
  found.begin(bytes, at, question, limit, MAXIMUM_RECORDS);
  while (found.next()) addAddress(found.words);
}

const LOOPBACK = 0x7f000001;

function addAddress(words: Int32Array): void {
  const first = words[0];
  const second = words[1];
  const third = words[2];
  const fourth = words[3];
  if (answers.addresses++ === 0) answers.first.set(words);
  // Sums do not know an order.
  const mixed = Math.imul(
    first ^ Math.imul(second, 31) ^ Math.imul(third, 961) ^ fourth,
    0x9e3779b1,
  );
  answers.digest = (answers.digest + (mixed ^ (mixed >>> 15))) | 0;
  const isMapped = first === 0 && second === 0 && third === MAPPED_PREFIX;
  const isNone = first === 0 && second === 0 && third === 0;
  if (
    (isMapped && (fourth === 0 || fourth === LOOPBACK)) ||
    (isNone && (fourth === 0 || fourth === 1))
  ) {
    answers.nowhere++;
  }
}
