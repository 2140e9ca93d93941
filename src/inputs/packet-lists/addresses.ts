import { type AddressWords, parseAddress } from '../../protocols/address-text.ts';

/** Longest cell in which an address is looked for: a name of 255 bytes with its address behind. */
const MAXIMUM_CELL = 320;

/** The address in a cell: `192.168.0.1`, `fe80::1%eth0`, `one.example.org (192.0.2.1)`; else null. */
export function addressIn(cell: string): AddressWords | null {
  if (cell.length > MAXIMUM_CELL) return null;
  const open = cell.endsWith(')') ? cell.lastIndexOf('(') : -1;
  const text = open >= 0 ? cell.slice(open + 1, -1) : cell;
  const zone = text.indexOf('%');
  return parseAddress(zone > 0 ? text.slice(0, zone) : text);
}

/** Names that Wireshark gives to groups of the link layer. */
const LINK_LAYER_NAMES = /^(Broadcast$|Spanning-tree|IPv[46]mcast_|LLDP_|CDP\/|PVST\+|ISIS-|IEEE)/;

/** Whether a cell has a MAC address, by number or with its vendor's name: `VMware_3e:61:7a`. */
export function isLinkLayerAddress(cell: string): boolean {
  return (
    LINK_LAYER_NAMES.test(cell) ||
    (cell.length <= 64 && /(^|_)[0-9a-f]{2}([:-][0-9a-f]{2}){2,7}( \(.*\))?$/i.test(cell))
  );
}
