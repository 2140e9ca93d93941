import type { PacketRecord } from '../../capture/packet-record.ts';
import type { CaptureReader } from '../../capture/reader.ts';
import { Statement } from '../../capture/statement.ts';
import { Decoder, type DnsPolicy } from '../../protocols/decoder.ts';
import { PacketView } from '../../protocols/packet-view.ts';
import type { Mappers } from '../../protocols/redact/canvas.ts';
import type { KeyedFunction } from './address-mapper.ts';
import type { KeptAddresses, KeptNames } from './kept.ts';
import { mappersUnder } from './mappers.ts';
import { PacketRedactor } from './packet-redactor.ts';

/** Bytes that redacted packets of one chunk are written to; more are added where it takes more. */
const ROOM = 1 << 20;

export interface RedactionOptions {
  /** What the capture is called: the file's own name may be somebody's. */
  readonly name: string;
  readonly keyed: KeyedFunction;
  readonly addresses: KeptAddresses;
  readonly names: KeptNames;
  /** That of the diagnosis. */
  readonly dns: DnsPolicy;
  /** Told of every packet as it was, decoded: what filters ask about is not there any more later. */
  readonly onOriginal?: ((view: PacketView) => void) | undefined;
}

/** Reasons without names, numbers or addresses. */
const FIXED_WORDS =
  /^(?:Denied by forward policy check|POLICY_DENIED|POLICY_DENY|match|fragment|state-mismatch)$/;

/** What a device says of a packet and tells of nobody: what was done, numbers of the header, counts, when. */
const KEPT_OF_STATEMENTS = [
  ...(['action', 'sender', 'protocol', 'sourcePort', 'destinationPort'] as const),
  ...(['translatedSourcePort', 'translatedDestinationPort', 'tcpFlags', 'icmpType'] as const),
  ...(['icmpCode', 'timeToLive', 'identification', 'length', 'isFragment', 'packets'] as const),
  ...(['bytes', 'packetsBack', 'bytesBack', 'isEstablished', 'seconds', 'nanoseconds'] as const),
  ...(['timeKind', 'line', 'offset', 'frame'] as const),
];

const ADDRESSES = [
  ...(['source', 'destination', 'translatedSource', 'translatedDestination'] as const),
];
/** What somebody has given a name; characters of one that is replaced, at most. */
const NAMED = ['device', 'interfaceName', 'rule'] as const;
const LONGEST_WORD = 24;

/**
 * A capture whose packets are redacted as they are read: what reads it never sees the original, so
 * nothing of it can reach a report. Times, lengths on the wire and frame numbers stay.
 */
export class RedactingReader implements CaptureReader {
  readonly comments: readonly string[] = [];
  readonly names = [];
  /** What they are of is gone, and so are they. */
  readonly tlsKeyLogs = [];
  readonly #view = new PacketView();
  readonly #statement = new Statement();
  readonly #decoder: Decoder;
  readonly #redactor: PacketRedactor;
  readonly #mappers: Mappers;
  #room = new Uint8Array(ROOM);
  #used = 0;

  constructor(
    private readonly inner: CaptureReader,
    private readonly options: RedactionOptions,
  ) {
    this.#decoder = new Decoder(options.dns);
    const { keyed, addresses, names } = options;
    this.#mappers = mappersUnder(keyed, addresses, names);
    this.#redactor = new PacketRedactor(this.#mappers);
  }

  get name() {
    return this.options.name;
  }
  get format() {
    return this.inner.format;
  }
  get compression() {
    return this.inner.compression;
  }
  get interfaces() {
    return this.inner.interfaces;
  }
  get isSelection() {
    return this.inner.isSelection;
  }
  get notes() {
    return this.inner.notes;
  }
  get problems() {
    return this.inner.problems.map(({ code, offset }) => ({
      ...{ code, offset, sentence: { code: `redacted-${code}` } as const },
    }));
  }
  get furtherProblems() {
    return this.inner.furtherProblems;
  }
  get isLog() {
    return this.inner.isLog === true;
  }
  get packets() {
    return this.inner.packets;
  }
  get bytesRead() {
    return this.inner.bytesRead;
  }
  get sourceBytesRead() {
    return this.inner.sourceBytesRead;
  }
  get size() {
    return this.inner.size;
  }

  refill(): Promise<boolean> {
    // Packets given out before are not borrowed any longer.
    this.#room.fill(0, 0, this.#used);
    this.#used = 0;
    return this.inner.refill();
  }

  next(record: PacketRecord): boolean {
    const view = this.#view;
    if (!this.inner.next(view)) return false;
    this.#decoder.decode(view);
    this.options.onOriginal?.(view);
    const length = view.end - view.start;
    if (this.#used + length > this.#room.length) {
      // What was given out keeps the old room alive for as long as somebody looks at it.
      this.#room = new Uint8Array(Math.max(ROOM, length));
      this.#used = 0;
    }
    const start = this.#used;
    const kept = this.#redactor.redact(view, this.#room.subarray(start, start + length));
    this.#used += kept;
    // A checksum may have been put where the packet is cut: nothing behind the cut is kept.
    this.#room.fill(0, start + kept, start + length);
    record.bytes = this.#room;
    record.start = start;
    record.end = start + kept;
    record.originalLength = view.originalLength;
    record.capturedLength = kept;
    record.frameNumber = view.frameNumber;
    record.seconds = view.seconds;
    record.nanoseconds = view.nanoseconds;
    record.hasTime = view.hasTime;
    record.linkType = view.linkType;
    record.interfaceIndex = view.interfaceIndex;
    record.fcsLength = 0;
    record.fileOffset = view.fileOffset;
    record.unknown = view.unknown;
    record.statement = this.#redacted(view.statement);
    record.optionsStart = start + kept;
    record.optionsEnd = start + kept;
    return true;
  }

  /** A statement without whose it is: addresses as in the packets, words of the user's replaced. */
  #redacted(statement: Statement | null): Statement | null {
    if (statement === null) return null;
    const redacted = this.#statement;
    redacted.reset();
    for (const key of KEPT_OF_STATEMENTS) Object.assign(redacted, { [key]: statement[key] });
    for (const key of ADDRESSES) {
      const address = statement[key];
      redacted[key] = address === null ? null : this.#mappers.addresses.words(address);
    }
    for (const key of NAMED) redacted[key] = this.#word(statement[key], key);
    // Fixed words of a device, and not what somebody named.
    if (FIXED_WORDS.test(statement.reason)) redacted.reason = statement.reason;
    return redacted;
  }

  /** What stands for a name that somebody gave: the same for the same, so that one rule stays one. */
  #word(text: string, kind: (typeof NAMED)[number]): string {
    const word = text.slice(0, LONGEST_WORD).toLowerCase();
    // Behind a dot at the end no name is kept.
    return word === '' ? '' : (this.#mappers.names.label(word, `${kind}.`) ?? '');
  }

  close(): Promise<void> {
    return this.inner.close();
  }
}
