import { bytesOfDigits, characters, hexDigits } from '../bytes.ts';
import { RecentMap } from '../recent-map.ts';

/*
 * Key logs as NSS began to write them (RFC 9850): in each line a label, the random of the Client Hello and
 * a secret, the latter two in hexadecimal digits. What is no such line is passed over.
 */

/** Connections whose secrets are kept: those that come first make room. */
const MAXIMUM_CONNECTIONS = 16_384;
/** Characters of a line: the longest label, a random, and a secret as long as SHA-512's. */
const LONGEST_LINE = 300;
const RANDOM_LENGTH = 32;

const NEWLINE = 0x0a;
const LINE = /^([A-Z0-9_]+) ([0-9a-fA-F]{64}) ((?:[0-9a-fA-F]{2}){32,64})\s*$/;

/**
 * The secrets of a connection, as far as they are known: traffic secrets (RFC 8446 §7.1), or the master secret
 * of TLS 1.2 (RFC 5246 §8.1).
 */
export interface ConnectionSecrets {
  readonly clientRandom: Uint8Array;
  master?: Uint8Array;
  clientHandshake?: Uint8Array;
  serverHandshake?: Uint8Array;
  client?: Uint8Array;
  server?: Uint8Array;
}

const LABELS: Readonly<Record<string, Exclude<keyof ConnectionSecrets, 'clientRandom'>>> = {
  CLIENT_RANDOM: 'master',
  CLIENT_HANDSHAKE_TRAFFIC_SECRET: 'clientHandshake',
  SERVER_HANDSHAKE_TRAFFIC_SECRET: 'serverHandshake',
  CLIENT_TRAFFIC_SECRET_0: 'client',
  SERVER_TRAFFIC_SECRET_0: 'server',
};

/**
 * Secrets of TLS connections, by the random of their Client Hello. They serve to read, and nothing hands
 * them on.
 */
export class KeyLog {
  readonly #secrets = new RecentMap<string, ConnectionSecrets>(MAXIMUM_CONNECTIONS);
  /** How many of the logs have been read. */
  #read = 0;

  /**
   * @param logs key logs, to which a capture adds as it is read
   * @param beside what the user names beside the capture
   */
  constructor(
    private readonly logs: readonly Uint8Array[],
    private readonly beside?: KeyLog | undefined,
  ) {}

  /** The secrets of the connection whose Client Hello has its random at `at`; null where none are known. */
  find(bytes: Uint8Array, at: number, limit: number): ConnectionSecrets | null {
    while (this.#read < this.logs.length) this.#add(this.logs[this.#read++]);
    if (limit - at < RANDOM_LENGTH) return null;
    const known =
      this.#secrets.size === 0
        ? undefined
        : this.#secrets.get(hexDigits(bytes, at, at + RANDOM_LENGTH));
    return known ?? this.beside?.find(bytes, at, limit) ?? null;
  }

  #add(log: Uint8Array): void {
    for (const [, label, random, secret] of linesOf(log)) {
      this.#addSecret(label, random.toLowerCase(), secret);
    }
  }

  #addSecret(label: string, random: string, digits: string): void {
    const kind = Object.hasOwn(LABELS, label) ? LABELS[label] : undefined;
    if (kind === undefined) return;
    let secrets = this.#secrets.get(random);
    if (secrets === undefined) {
      secrets = { clientRandom: bytesOfDigits(random) };
      this.#secrets.set(random, secrets);
    }
    secrets[kind] = bytesOfDigits(digits);
  }
}

/** Whether there is a line in it that a key log has. */
export function isKeyLog(bytes: Uint8Array): boolean {
  for (const _ of linesOf(bytes)) return true;
  return false;
}

function* linesOf(log: Uint8Array): Generator<RegExpExecArray> {
  for (let at = 0; at < log.length; ) {
    const newline = log.indexOf(NEWLINE, at);
    const end = newline < 0 ? log.length : newline;
    if (end - at <= LONGEST_LINE) {
      const found = LINE.exec(characters(log, at, end));
      if (found !== null) yield found;
    }
    at = end + 1;
  }
}
