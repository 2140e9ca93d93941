import * as tcp from '../../protocols/tcp/codec.ts';
import { type PacketJournal, Row } from '../../track/packet-journal.ts';

/** What kind of packet a row is, as far as what becomes of it on the way may differ. */
export const KINDS = [
  'syn',
  'syn-ack',
  'ack',
  'data',
  'fin',
  'rst',
  'icmp-error',
  'datagram',
] as const;

export type Kind = (typeof KINDS)[number];

/** A packet, of the sender or of the other side: 0 as the flow table's client sends, 1 the other way. */
export type Way = 0 | 1;

/** The same packet twice in one capture, as of two interfaces or a mirror port (nanoseconds). */
const COPY_WITHIN = 10e6;
const COPIES_LOOKED_AT = 4;

export function kindOf(journal: PacketJournal, row: number, isTcp: boolean): Kind {
  const bits = journal.bits[row];
  if ((bits & Row.IS_ERROR) !== 0) return 'icmp-error';
  if (!isTcp) return 'datagram';
  if ((bits & tcp.RST) !== 0) return 'rst';
  if ((bits & tcp.SYN) !== 0) return (bits & tcp.ACK) !== 0 ? 'syn-ack' : 'syn';
  if (journal.length[row] > 0) return 'data';
  return (bits & tcp.FIN) !== 0 ? 'fin' : 'ack';
}

/** Rows of a conversation by direction, in the capture's order, copies left out. */
export function rowsOf(journal: PacketJournal, flow: number): [number[], number[]] {
  const ways: [number[], number[]] = [[], []];
  if (flow < 0) return ways;
  for (let row = journal.firstRow[flow]; row >= 0; row = journal.next[row]) {
    const rows = ways[(journal.bits[row] & Row.FROM_SERVER) === 0 ? 0 : 1];
    if (!isCopy(journal, rows, row)) rows.push(row);
  }
  return ways;
}

function isCopy(journal: PacketJournal, before: readonly number[], row: number): boolean {
  for (let i = 1; i <= COPIES_LOOKED_AT && i <= before.length; i++) {
    const other = before[before.length - i];
    if (Math.abs(journal.time[row] - journal.time[other]) > COPY_WITHIN) return false;
    if (
      journal.identification[row] === journal.identification[other] &&
      (journal.identification[row] !== 0 || journal.time[row] - journal.time[other] < 1e5) &&
      journal.sequence[row] === journal.sequence[other] &&
      journal.acknowledgment[row] === journal.acknowledgment[other] &&
      journal.length[row] === journal.length[other] &&
      journal.hash[row] === journal.hash[other] &&
      (journal.bits[row] & ~Row.IS_WHOLE) === (journal.bits[other] & ~Row.IS_WHOLE) &&
      journal.stamp[row] === journal.stamp[other] &&
      journal.window[row] === journal.window[other]
    ) {
      return true;
    }
  }
  return false;
}
