/**
 * Words of an endpoint's row: what connections that go well read and count, packet by packet. It lies close
 * together, two lines of the processor's cache, since with thousands of services each is out of the cache when
 * its next packet comes. All else that is known of an endpoint is in its `EndpointFacts`, which reads and
 * writes these words, too.
 */
export enum Row {
  /** What flows know the endpoint by; -1 in a row that nobody has. */
  REFERENCE = 0,
  /** 1 where a packet of it matched the display filter, or there is none. */
  IN_SCOPE = 1,
  LOWEST_REQUEST_TIME_TO_LIVE = 2,
  HIGHEST_REQUEST_TIME_TO_LIVE = 3,
  /** Microseconds from a request to its answer. */
  FASTEST_ANSWER = 4,
  SLOWEST_ANSWER = 5,
  /** Number plus 1 of its server's facts in the table; 0 where they were not looked up yet. */
  SERVER = 6,
  /** Hash of the server name that was sent last (TLS), and its index plus 1 among the endpoint's. */
  NAME_HASH = 7,
  NAME = 8,
  /** Index plus 1 of a server name that is known to work. */
  WORKING_NAME = 9,
  /** Handshakes that were read for their certificate. */
  CERTIFICATES_READ = 10,
  CLIENT_HELLOS = 11,
  LAST_SYN = 12,
  /** What is known of an endpoint without facts: see `endpoint-table.ts`. */
  LONE = 13,
  /** Its silence in microseconds, a float64 of two words. */
  LONE_SILENCE = 14,
  // From here on what is counted when a connection ends.
  PACKETS = 16,
  FIRST_FRAME = 17,
  FIRST_SECONDS = 18,
  FIRST_NANOSECONDS = 19,
  LAST_SECONDS = 20,
  LAST_NANOSECONDS = 21,
  /** A float64 of two words. */
  BYTES = 22,
  ATTEMPTS = 24,
  ANSWERED = 25,
  EXCHANGES = 26,
  LAST_CLIENT_PORT = 27,
  LAST_FLOW_FRAME = 28,
  LAST_ANSWER_FRAME = 29,
}

/** 32-bit words in a row. */
export const ROW_WORDS = 32;

/** Words that are -1 where nothing is known. */
const UNKNOWN = [
  Row.REFERENCE,
  Row.LOWEST_REQUEST_TIME_TO_LIVE,
  Row.HIGHEST_REQUEST_TIME_TO_LIVE,
  Row.FASTEST_ANSWER,
  Row.SLOWEST_ANSWER,
] as const;

/** Rows of endpoints in one array; `at` is a row's first word. */
export class EndpointRows {
  readonly words: Int32Array;
  /** The same memory as float64: index = (at + word) / 2. */
  readonly doubles: Float64Array;

  /** @param capacity rows; those that are never cleared cost no memory */
  constructor(capacity: number) {
    const memory = new ArrayBuffer(capacity * ROW_WORDS * 4);
    this.words = new Int32Array(memory);
    this.doubles = new Float64Array(memory);
  }

  /** Makes the row that of an endpoint of which nothing is known. */
  clear(at: number): void {
    const { words } = this;
    for (let i = at; i < at + ROW_WORDS; i++) words[i] = 0;
    for (const word of UNKNOWN) words[at + word] = -1;
  }

  /** A row of its own that says the same. */
  copy(at: number): EndpointRows {
    const copy = new EndpointRows(1);
    copy.words.set(this.words.subarray(at, at + ROW_WORDS));
    return copy;
  }

  /** Takes a packet's frame and time into first and last. */
  touch(at: number, frame: number, seconds: number, nanoseconds: number): void {
    const { words } = this;
    const first = words[at + Row.FIRST_FRAME];
    if (first === 0 || frame < first) {
      words[at + Row.FIRST_FRAME] = frame;
      words[at + Row.FIRST_SECONDS] = seconds;
      words[at + Row.FIRST_NANOSECONDS] = nanoseconds;
    }
    const last = words[at + Row.LAST_SECONDS] >>> 0;
    if (seconds > last || (seconds === last && nanoseconds > words[at + Row.LAST_NANOSECONDS])) {
      words[at + Row.LAST_SECONDS] = seconds;
      words[at + Row.LAST_NANOSECONDS] = nanoseconds;
    }
  }

  /** Takes in the microseconds from a request to its answer. */
  addDelay(at: number, microseconds: number): void {
    const { words } = this;
    const delay = Math.round(microseconds);
    const fastest = words[at + Row.FASTEST_ANSWER];
    if (fastest < 0 || delay < fastest) words[at + Row.FASTEST_ANSWER] = delay;
    if (delay > words[at + Row.SLOWEST_ANSWER]) words[at + Row.SLOWEST_ANSWER] = delay;
  }

  /** Takes in the TTL or hop limit of a request; below 0 where it is not known. */
  addRequestTimeToLive(at: number, value: number): void {
    if (value < 0) return;
    const { words } = this;
    const lowest = words[at + Row.LOWEST_REQUEST_TIME_TO_LIVE];
    if (lowest < 0 || value < lowest) words[at + Row.LOWEST_REQUEST_TIME_TO_LIVE] = value;
    if (value > words[at + Row.HIGHEST_REQUEST_TIME_TO_LIVE]) {
      words[at + Row.HIGHEST_REQUEST_TIME_TO_LIVE] = value;
    }
  }

  /** Takes in the client's port of a flow that ended, and its first frame: flows end in any order. */
  noteClientPort(at: number, port: number, frame: number): void {
    const { words } = this;
    if (frame < words[at + Row.LAST_FLOW_FRAME]) return;
    words[at + Row.LAST_FLOW_FRAME] = frame;
    words[at + Row.LAST_CLIENT_PORT] = port;
  }

  /** Takes in the frame of an answer. */
  noteAnswer(at: number, frame: number): void {
    if (frame > this.words[at + Row.LAST_ANSWER_FRAME]) {
      this.words[at + Row.LAST_ANSWER_FRAME] = frame;
    }
  }
}

/** What a row says of TLS, for those who have a row. */
export abstract class TlsRow {
  abstract get rows(): EndpointRows;
  /** First word of the row. */
  abstract get at(): number;

  get clientHellos(): number {
    return this.rows.words[this.at + Row.CLIENT_HELLOS];
  }

  set clientHellos(value: number) {
    this.rows.words[this.at + Row.CLIENT_HELLOS] = value;
  }

  /** Hash of the TLS server name that was sent last, and its index plus 1 among `tls.serverNames`. */
  get lastNameHash(): number {
    return this.rows.words[this.at + Row.NAME_HASH];
  }

  set lastNameHash(value: number) {
    this.rows.words[this.at + Row.NAME_HASH] = value;
  }

  get lastName(): number {
    return this.rows.words[this.at + Row.NAME];
  }

  set lastName(value: number) {
    this.rows.words[this.at + Row.NAME] = value;
  }

  /** Handshakes that were read for their certificate. */
  get certificatesRead(): number {
    return this.rows.words[this.at + Row.CERTIFICATES_READ];
  }

  set certificatesRead(value: number) {
    this.rows.words[this.at + Row.CERTIFICATES_READ] = value;
  }
}
