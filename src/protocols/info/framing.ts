/** What is known of a conversation's application, of both directions. */
export class Conversation {
  /** TLS version that the server chose, as on the wire, or 0. */
  tlsVersion = 0;
  /** A request went by: what comes from the other side may be its response. */
  isHttp = false;
  /** The last request was HEAD, whose responses have no body (RFC 9112 §6.3). */
  asksHead = false;
  /** It was CONNECT: behind a 200 the conversation is another's (RFC 9110 §9.3.6). */
  asksConnect = false;
  isTunnel = false;
}

/** Finds messages of one protocol in the bytes of one direction. */
export interface Framing {
  /**
   * Takes the next bytes of the stream.
   * @returns false where they cannot be that protocol's; the stream is then given up
   */
  add(bytes: Uint8Array, start: number, end: number): boolean;
  /** What the Protocol and Info columns show for the messages that the last bytes completed. */
  readonly protocol: string;
  readonly texts: readonly string[];
  /** The last bytes end inside a message, or belong to one that is not whole. */
  readonly isPartial: boolean;
  /** What of an unfinished message is shown already; null where the TCP line stays. */
  readonly partialText: string | null;
  /**
   * Passes over bytes that were lost.
   * @returns false where they are more than the message at hand
   */
  skip(count: number): boolean;
  /** The other side will send nothing more. @returns whether that completes a message */
  close(): boolean;
}
