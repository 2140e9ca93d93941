import { RecentTable } from '../protocols/hash-tables.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import * as tcp from '../protocols/tcp/codec.ts';
import { writeDestination, writeSource } from './address-key.ts';
import { ElapsedBounds } from './elapsed-bounds.ts';

/** Sides of connections whose time stamps are remembered; of more, the oldest are forgotten. */
const MAXIMUM_SIDES = 65_536;
/** Both addresses and ports. */
const KEY_WORDS = 9;
/** A side's last time stamp and what the clock said then; a frame of it, and the stamp there, from which steps go. */
const SIDE_NUMBERS = 4;
/**
 * Milliseconds that one step of a time stamp may mean: the longest pause between retransmissions (RFC 6298
 * §2.5 allows a limit of 60 s or more). What jumps further is another clock, as behind a SYN proxy.
 */
const LONGEST_STEP = 120_000;

/**
 * A clock for packets' bytes that have no times: TCP's time stamps tell how much time has passed at least, as one of
 * their steps is a millisecond or more (RFC 7323 §5.4). It begins at 0, and is what tells how long an
 * answer stayed away at least.
 */
export class TimestampClock {
  #now = 0;
  /** What the stamps say of the time up to the end. */
  readonly bounds = new ElapsedBounds();
  readonly #sides = new RecentTable(KEY_WORDS, SIDE_NUMBERS, MAXIMUM_SIDES);
  readonly #key = new Int32Array(KEY_WORDS);

  /** Gives a packet without a time the one that the clock has. */
  observe(view: PacketView): void {
    // What was rebuilt from words lacks more than times: there silence stays unknown.
    if (view.unknown !== 0) return;
    if (view.transportProtocol === Protocol.TCP) this.#advance(view);
    view.seconds = Math.floor(this.#now / 1000);
    view.nanoseconds = (this.#now % 1000) * 1e6;
  }

  #advance(view: PacketView): void {
    const bytes = view.layerBytes(view.transport);
    const at = view.layerStart[view.transport];
    const option = tcp.findOption(bytes, at, view.layerEnd[view.transport], tcp.OPTION_TIMESTAMPS);
    if (option < 0) return;
    const value = tcp.timestampWord(bytes, option);
    const key = this.#key;
    writeSource(view, key);
    writeDestination(view, key, 4);
    key[8] = (view.sourcePort << 16) | view.destinationPort;
    let side = this.#sides.find(key);
    const isNew = side < 0;
    if (isNew) side = this.#sides.insert(key);
    const { numbers } = this.#sides;
    const step = (value - numbers[side]) | 0;
    const isTold = !isNew && Math.abs(step) <= LONGEST_STEP;
    // One that was sent before what came before it tells nothing new.
    if (isTold && step < 0) return;
    if (isTold) this.#now = Math.max(this.#now, numbers[side + 1] + step);
    numbers[side] = value;
    // It came no sooner than the clock says.
    numbers[side + 1] = this.#now;
    const since = (value - numbers[side + 3]) | 0;
    if (isTold && since === 0) return;
    // From a frame on which many steps could go, the one to the next is kept if it is long enough.
    if (isTold && since > 0 && !this.bounds.add(numbers[side + 2], view.frameNumber, since)) return;
    numbers[side + 2] = view.frameNumber;
    numbers[side + 3] = value;
  }
}
