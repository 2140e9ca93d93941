import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/** Records what is left of the packet as bytes that no decoder claims, as Wireshark's `data`. */
export function decode(view: PacketView): void {
  view.nextTable = NextTable.END;
  if (view.cursor < view.limit) view.pushLayer(Protocol.DATA, view.limit);
}
