import { Unknown } from '../../capture/packet-record.ts';
import { formatAddress, formatMac } from '../../protocols/address-text.ts';
import * as ethernet from '../../protocols/ethernet/codec.ts';
import { describePacket } from '../../protocols/info/describe.ts';
import { PacketMemory } from '../../protocols/info/packet-memory.ts';
import { PacketText } from '../../protocols/info/packet-text.ts';
import type { PacketView } from '../../protocols/packet-view.ts';
import { Protocol } from '../../protocols/protocol.ts';
import type { PacketRow } from './columns.ts';
import { type TimeFormat, TimeWriter } from './time-format.ts';

/** Makes the rows of the packet list from decoded packets. */
export class RowWriter {
  readonly #times: TimeWriter;
  readonly #memory = new PacketMemory();
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
   * Takes in every packet of the conversations that are shown, in order: some cells speak of earlier
   * ones. The view is decoded and has its TCP annotation.
   */
  observe(view: PacketView): void {
    this.observeTime(view);
    this.#memory.observe(view);
  }

  /**
   * The row of the packet that was observed last.
   * @param fractionDigits digits of the capture's times: 6 or 9
   * @returns the same object each time
   */
  row(view: PacketView, fractionDigits: number): PacketRow {
    const row = this.#row;
    describePacket(view, this.#text, this.#memory);
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
        row.source = cookedSource(bytes, at, 4, 6);
        return;
      case Protocol.LINUX_SLL2:
        row.source = cookedSource(bytes, at, 11, 12);
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

/** Link-layer address of a Linux cooked header, which has the sender's only. */
function cookedSource(
  bytes: Uint8Array,
  at: number,
  lengthOffset: number,
  addressOffset: number,
): string {
  // Version 1 has a length of two bytes; no address is longer than 8 (tcpdump.org/linktypes).
  const length =
    lengthOffset === 4 ? (bytes[at + 4] << 8) | bytes[at + 5] : bytes[at + lengthOffset];
  return length === 6 ? formatMac(bytes, at + addressOffset) : '';
}
