/** Microseconds from one capture time to another (each seconds and nanoseconds). */
export function microsecondsBetween(
  fromSeconds: number,
  fromNanoseconds: number,
  toSeconds: number,
  toNanoseconds: number,
): number {
  return (toSeconds - fromSeconds) * 1e6 + (toNanoseconds - fromNanoseconds) / 1e3;
}

/*
 * How long silence must last to mean something (microseconds). A client sends a SYN again after 1 s
 * (Linux, Windows, macOS; older Windows 3 s) and a DNS question after 1 to 5 s; an answer that is
 * to come has come by then. With a margin.
 */
export const SYN_SILENCE = 1_500_000;
export const DNS_SILENCE = 2_000_000;
export const DATA_SILENCE = 2_000_000;
/**
 * A QUIC client sends its Initial again after 999 ms, and before that only where it knows the server's
 * round trip (RFC 9002 §6.2.2): who does so for this long, an answer had reached.
 */
export const INITIAL_SILENCE = 900_000;

/**
 * An attempt that had to make room for others was silent only where it was sent again and had no
 * answer for this long (microseconds) after that: its answer may have come later.
 */
export const EVICTED_SILENCE = 5_000_000;

/** A SYN or question seen again sooner than this was captured twice: no stack is that fast. */
export const DUPLICATE_WITHIN = 20_000;

/** The same bytes again sooner than this (microseconds) are the same packet, whatever it is. */
export const COPY_WITHIN = 500;

/**
 * Who has an answer does not ask the same again so soon (microseconds); who has none does: resolvers
 * wait for 1 to 2 s at first. What comes at once was asked twice, without waiting for anything.
 */
export const PROMPT_REPEAT_FROM = 50_000;
export const PROMPT_REPEAT_WITHIN = 2_500_000;

/** The same question asked after a longer pause is a new attempt: resolvers give up in 15 to 20 s. */
export const QUESTION_RETRY_WITHIN = 30_000_000;

/** No stack waits longer for an answer (microseconds). */
const LONGEST_DELAY = 120_000_000;

/** Whether so many microseconds can be an answer's delay: not where the clock was set between. */
export function isPlausibleDelay(microseconds: number): boolean {
  return microseconds >= 0 && microseconds < LONGEST_DELAY;
}

/**
 * While a capture goes on, silence must last so much longer (microseconds) to mean something: what
 * is late may still come. With it a client has sent its SYN three times.
 */
export const INTERIM_PATIENCE = 3_500_000;

/**
 * No server takes so long (microseconds) to refuse: a reset that comes so long after the attempt began,
 * and a while after it was last sent, is that of a timer.
 */
export const TIMER_FROM = 3_000_000;
export const TIMER_SINCE_LAST = 1_000_000;

/** A request that a server has taken is answered sooner than this (microseconds), or the user gives up. */
export const REQUEST_SILENCE = 4_000_000;

/** Retransmissions of the client's first data that say it does not get through. */
export const STALLED_RETRANSMISSIONS = 2;

/**
 * Seconds without a packet after which a firewall may have forgotten the connection: translators of some
 * providers do so after 30 s, whatever RFC 5382 §5 asks for (two hours).
 */
export const IDLE_SECONDS = 20;

/** Seconds for which a receiver takes no data from which on its user notices. */
export const SLOW_SECONDS = 5;
