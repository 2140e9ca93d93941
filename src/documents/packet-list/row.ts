import { Unknown } from '../../capture/packet-record.ts';
import { type TimeFormat, TimeWriter } from '../../capture/time-text.ts';
import { formatAddress, formatMac } from '../../protocols/address-text.ts';
import { Analysis } from '../../protocols/analysis.ts';
import * as ethernet from '../../protocols/ethernet/codec.ts';
import { describePacket } from '../../protocols/info/describe.ts';
import { PacketText } from '../../protocols/info/packet-text.ts';
import * as linuxSll from '../../protocols/linux-sll/codec.ts';
import * as linuxSll2 from '../../protocols/linux-sll2/codec.ts';
import type { PacketView } from '../../protocols/packet-view.ts';
import { Protocol } from '../../protocols/protocol.ts';
import * as wlan from '../../protocols/wlan/codec.ts';
import type { Column } from '../row-formats.ts';

/** A row of the packet list. Reused: copy what must live longer. */
export interface PacketRow {
  number: number;
  time: string;
  source: string;
  destination: string;
  protocol: string;
  /** Bytes on the wire. */
  length: number;
  /** Destination port of TCP and UDP; null for everything else. */
  destinationPort: number | null;
  info: string;
}

/** The columns, in the order in which they are shown. */
export const PACKET_COLUMNS: readonly Column<PacketRow>[] = [
  column('No.', 'number', 6, 'right'),
  column('Time', 'time', 26, 'left'),
  column('Source', 'source', 15, 'left'),
  column('Destination', 'destination', 15, 'left'),
  column('Protocol', 'protocol', 8, 'left'),
  column('Length', 'length', 6, 'right'),
  column('Destination Port', 'destinationPort', 16, 'right'),
  column('Info', 'info', 0, 'left'),
];

function column(
  title: string,
  key: keyof PacketRow,
  width: number,
  alignment: 'left' | 'right',
): Column<PacketRow> {
  return { title, key, width, alignment, value: (row) => row[key] };
}

/** `Analysis` bits: what a row says of earlier packets of its conversation. */
export const ROW_NEEDS = Analysis.TCP | Analysis.MESSAGES | Analysis.ECHO | Analysis.ARP;

/** Makes the rows of the packet list from decoded packets. */
export class RowWriter {
  readonly #times: TimeWriter;
  readonly #text = new PacketText();
  readonly #row: PacketRow = {
    number: 0,
    time: '',
    source: '',
    destination: '',
    protocol: '',
    length: 0,
    destinationPort: null,
    info: '',
  };

  constructor(timeFormat: TimeFormat) {
    this.#times = new TimeWriter(timeFormat);
  }

  /** Takes in the time of every packet of the capture, in order: relative times need the first. */
  observeTime(view: PacketView): void {
    if (view.hasTime) this.#times.observe(view.seconds, view.nanoseconds);
  }

  /**
   * The row of a packet, decoded and with the annotations that `ROW_NEEDS` names.
   * @param fractionDigits digits of the capture's times: 6 or 9
   * @returns the same object each time
   */
  row(view: PacketView, fractionDigits: number): PacketRow {
    const row = this.#row;
    describePacket(view, this.#text);
    row.number = view.frameNumber;
    row.time = view.hasTime ? this.#times.text(view.seconds, view.nanoseconds, fractionDigits) : '';
    row.protocol = this.#text.protocol;
    row.length = view.originalLength + view.fcsLength;
    row.info = this.#text.info;
    const hasPorts =
      view.transportProtocol === Protocol.TCP || view.transportProtocol === Protocol.UDP;
    row.destinationPort = hasPorts && isPortShown(view) ? view.destinationPort : null;
    fillAddresses(view, row);
    return row;
  }
}

/** Whether the source of a packet says which port it went to; a list may leave out one or both. */
function isPortShown({ unknown, destinationPort, sourcePort }: PacketView): boolean {
  const isClientShown = (unknown & Unknown.CLIENT_PORT) === 0;
  const isServerShown = (unknown & Unknown.SERVER_PORT) === 0;
  // A client's that is not shown is 0; else it is the higher.
  const isToServer = isClientShown ? destinationPort < sourcePort : sourcePort === 0;
  return isToServer ? isServerShown : isClientShown;
}

const UNKNOWN_END = 'N/A';

/** The innermost addresses: of IP, or of an Ethernet frame that is nearer to the payload. */
function fillAddresses(view: PacketView, row: PacketRow): void {
  row.source = '';
  row.destination = '';
  const end = view.quotedFrom >= 0 ? view.quotedFrom : view.layerCount;
  for (let layer = end - 1; layer >= 0; layer--) {
    if (layer === view.network) {
      row.source = formatAddress(view.source0, view.source1, view.source2, view.source3);
      row.destination = formatAddress(
        view.destination0,
        view.destination1,
        view.destination2,
        view.destination3,
      );
      return;
    }
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    switch (view.layerProtocol[layer]) {
      case Protocol.ETHERNET:
        row.source = formatMac(bytes, ethernet.sourceAt(at));
        row.destination = formatMac(bytes, ethernet.destinationAt(at));
        return;
      case Protocol.LINUX_SLL:
        row.source = cookedSource(linuxSll, bytes, at);
        return;
      case Protocol.LINUX_SLL2:
        row.source = cookedSource(linuxSll2, bytes, at);
        return;
      case Protocol.WLAN:
        fillRadioAddresses(bytes, at, view.layerEnd[layer], row);
        return;
      case Protocol.PPP:
        // There are two ends, and the capture does not say which one sent.
        if (layer > 0) break;
        row.source = UNKNOWN_END;
        row.destination = UNKNOWN_END;
        return;
      default:
    }
  }
}

/** Addresses of 802.11; of control frames they are those of the radios, as Wireshark marks. */
function fillRadioAddresses(bytes: Uint8Array, at: number, end: number, row: PacketRow): void {
  const [source, destination] = [wlan.sourceAt(bytes, at, end), wlan.destinationAt(bytes, at, end)];
  const isControl = wlan.isControl(bytes, at);
  if (source >= 0) row.source = formatMac(bytes, source) + (isControl ? ' (TA)' : '');
  if (destination >= 0)
    row.destination = formatMac(bytes, destination) + (isControl ? ' (RA)' : '');
}

/** Link-layer address of a Linux cooked header, which has the sender's only; none of another length. */
function cookedSource(
  cooked: typeof linuxSll | typeof linuxSll2,
  bytes: Uint8Array,
  at: number,
): string {
  return cooked.addressLength(bytes, at) === 6 ? formatMac(bytes, cooked.addressAt(at)) : '';
}
