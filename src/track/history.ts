import { Flow } from './flow-table.ts';

/**
 * Letters of Zeek's `history` (base/protocols/conn/main.zeek): upper case for the side that began
 * the connection, lower case for the other. The index of a letter is its code; 0 is none.
 */
const LETTERS = ' SsHhAaDdFfRrTt^';

export enum HistoryLetter {
  SYN = 1,
  SYN_ACK = 3,
  ACK = 5,
  DATA = 7,
  FIN = 9,
  RST = 11,
  RETRANSMISSION = 13,
}
/** The connection was flipped: its first packet came from the server. */
export const FLIPPED = 15;

/** Adds a letter, where it does not stand in the record's history already. */
export function addHistory(words: Int32Array, base: number, code: number): void {
  const bit = 1 << code;
  if ((words[base + Flow.HISTORY_SEEN] & bit) !== 0) return;
  words[base + Flow.HISTORY_SEEN] |= bit;
  const length = words[base + Flow.HISTORY_LENGTH]++;
  words[base + Flow.HISTORY + (length >> 3)] |= code << ((length & 7) << 2);
}

/** The history of the record at `base`, in Zeek's letters. */
export function historyText(words: Int32Array, base: number): string {
  let text = '';
  for (let i = 0; i < words[base + Flow.HISTORY_LENGTH]; i++) {
    text += LETTERS[(words[base + Flow.HISTORY + (i >> 3)] >>> ((i & 7) << 2)) & 15];
  }
  return text;
}
