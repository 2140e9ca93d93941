/** How the records of a log are written; `read-log.ts` has the reader of each. */
export type ProfileLogFormat =
  /** `2024-08-27 03:07:43 [8880] [DEBUG] < 12> message`, a record a line. */
  | 'bracketed-lines'
  /** A Windows event log as text: blocks of `Date :`, `Time :`, `Type :`, `Source :`, `Description :`. */
  | 'event-blocks';

/** What a line of a product's log means; the literal texts are the whole pattern: no regular expressions. */
export interface ProfileLogEvent {
  /** Stable, such as `resolvers-rejected`. */
  readonly id: string;
  /** A record is of this event when its message has all of these texts, in this order. */
  readonly contains: readonly string[];
  /** What the client did, to stand behind "the client": "rejected all candidate resolvers". */
  readonly text: string;
  /**
   * `probe`: it sends packets to its servers at this time. `failure`: it found that they cannot be
   * reached. `open`: it lets traffic pass unprotected. `recovery`: it works again. `state`: else.
   */
  readonly kind: 'probe' | 'failure' | 'open' | 'recovery' | 'state';
  /** Id of the function that it is about; absent where it is about none. */
  readonly function?: string;
}

/** A log among a product's diagnostics. */
export interface ProfileLog {
  /** What a report calls it: "roaming module's log". */
  readonly title: string;
  /** Names of its file in the diagnostics, without folders; case does not matter. */
  readonly fileNames: readonly string[];
  readonly format: ProfileLogFormat;
  /** Texts in a message that tell about which address family a record is. */
  readonly addressFamilies?: { readonly ipv4: string; readonly ipv6: string };
  /** The first that matches counts. */
  readonly events: readonly ProfileLogEvent[];
}
