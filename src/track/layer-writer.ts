import { MAXIMUM_LAYERS, type PacketView } from '../protocols/packet-view.ts';
import type { Protocol } from '../protocols/protocol.ts';

/** Writes the layers after TCP anew. */
export class LayerWriter {
  end: number;
  constructor(
    readonly view: PacketView,
    readonly bytes: Uint8Array,
    readonly isJoined: boolean,
  ) {
    this.end = view.transport + 1;
  }
  add(protocol: Protocol, start: number, end: number): void {
    const { view } = this;
    if (this.end === MAXIMUM_LAYERS) return;
    view.layerProtocol[this.end] = protocol;
    view.layerStart[this.end] = start;
    view.layerEnd[this.end] = end;
    this.end++;
  }
}
