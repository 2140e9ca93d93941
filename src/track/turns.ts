import { TcpState } from './connection-state.ts';
import { Flow, TURN } from './flow-table.ts';

/*
 * Requests and answers of a TCP connection, of plain HTTP and of SIP: the word `TURN` of its record has
 * above `SHIFT` the second, counted from the first packet's plus 1, of the last data of a request that has
 * had no answer yet (of SIP the oldest such request), 0 for none; below it the seconds of the slowest answer.
 */
const SHIFT = 12;
const SLOWEST = (1 << SHIFT) - 1;
/** Seconds of a connection for which its requests are followed. */
const MOST_SECONDS = (1 << (32 - SHIFT)) - 1;
/** What put the frame of a refusal in this place. */
const REFUSALS = TcpState.SERVER_RST | TcpState.ICMP_ERROR;

/** A second as requests are counted by; 0 where the connection is too old for that. */
export function turnSecond(words: Int32Array, base: number, seconds: number): number {
  const second = ((seconds - words[base + Flow.FIRST_SECONDS]) | 0) + 1;
  return second > MOST_SECONDS ? 0 : Math.max(0, second);
}

/** The second in which what has no answer yet was asked, as `turnSecond` counts; 0 for nothing. */
export function askedIn(words: Int32Array, base: number): number {
  return isRefused(words, base) ? 0 : words[base + TURN] >>> SHIFT;
}

/** Whether the word has the frame of a refusal, which is not written over. */
function isRefused(words: Int32Array, base: number): boolean {
  return (words[base + Flow.STATE] & REFUSALS) !== 0;
}

/** Takes in when what waits for an answer was asked; 0: nothing does any more. */
export function setAsked(words: Int32Array, base: number, second: number): void {
  if (isRefused(words, base)) return;
  words[base + TURN] = (second << SHIFT) | (words[base + TURN] & SLOWEST);
}

/** Takes in how many seconds an answer took. */
export function addTurn(words: Int32Array, base: number, seconds: number): void {
  if (isRefused(words, base)) return;
  const turn = words[base + TURN];
  words[base + TURN] = (turn & ~SLOWEST) | Math.max(turn & SLOWEST, Math.min(seconds, SLOWEST));
}

/** Seconds of the slowest answer. */
export function slowestTurn(words: Int32Array, base: number): number {
  return words[base + TURN] & SLOWEST;
}
