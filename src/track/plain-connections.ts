import { TcpState } from './connection-state.ts';
import { Flow } from './flow-table.ts';
import { askedIn } from './turns.ts';

/*
 * Most connections of most captures go as they should from the handshake to both sides' FIN. What became of them
 * is known at once, and all that it adds to their endpoint is in its row (`facts/endpoint-row.ts`).
 */

const PLAIN =
  TcpState.SYN |
  TcpState.SYN_ACK |
  TcpState.SERVER_ACK |
  TcpState.CLIENT_ACK |
  TcpState.CLIENT_DATA |
  TcpState.SERVER_DATA |
  TcpState.EXCHANGED |
  TcpState.CLIENT_FIN |
  TcpState.SERVER_FIN;
/** What says nothing of how it went. */
const BESIDE = TcpState.IN_SCOPE | TcpState.OUTSIDE;

/**
 * Whether the connection of that record went as it should, and is over: one SYN, the server's answer to it,
 * data of both sides, each acknowledged, both FINs; nothing waits for an answer, nothing was odd.
 */
export function isPlain(words: Int32Array, base: number): boolean {
  return (
    (words[base + Flow.STATE] & ~BESIDE) === PLAIN &&
    words[base + Flow.SYN_COUNT] === 1 &&
    askedIn(words, base) === 0
  );
}
