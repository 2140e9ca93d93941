import { bitsOf, type Condition, FieldTable, type NumberReader } from '../fields/field.ts';
import { Protocol } from '../protocol.ts';
import * as llc from './codec.ts';

/** Cisco's organisation, whose protocol numbers have a field of their own. */
const CISCO = 0x00000c;
const POLL_OR_FINAL = 0x10;

/** Headers with SNAP, of an organisation that is meant. */
const snap =
  (isMeant: (organisation: number) => boolean): Condition =>
  (bytes, at, end) =>
    llc.isSnap(bytes, at) && end - at >= llc.SNAP_HEADER_LENGTH && isMeant(llc.oui(bytes, at));

const isUnnumbered = (bytes: Uint8Array, at: number) => (llc.control(bytes, at) & 3) === 3;
const isResponse = (bytes: Uint8Array, at: number) => (llc.sourceSap(bytes, at) & 1) !== 0;

/** The control field: one byte in unnumbered frames, else two, least significant byte first. */
const control: NumberReader = (bytes, at, end) => {
  if (isUnnumbered(bytes, at)) return llc.control(bytes, at);
  return at + 4 <= end ? bytes[at + 2] | (bytes[at + 3] << 8) : Number.NaN;
};
const modifier =
  (ofResponse: boolean): NumberReader =>
  (bytes, at) =>
    isUnnumbered(bytes, at) && isResponse(bytes, at) === ofResponse
      ? (llc.control(bytes, at) & 0xec) >> 2
      : Number.NaN;

/** Shown where it is set. */
const pollOrFinal =
  (ofResponse: boolean): NumberReader =>
  (bytes, at, end, view, layer) => {
    const mask = isUnnumbered(bytes, at) ? POLL_OR_FINAL : 0x100;
    const value = control(bytes, at, end, view, layer);
    return isResponse(bytes, at) === ofResponse && (value & mask) !== 0 ? 1 : Number.NaN;
  };

/** Logical Link Control. */
const table = new FieldTable([Protocol.LLC])
  .hex8('llc.dsap', 'Destination service access point', llc.destinationSap)
  .number('llc.dsap.sap', 'FT_UINT8', 'BASE_CUSTOM', 'Its number', bitsOf(llc.destinationSap, 0xfe))
  .bit('llc.dsap.ig', '8', 'It is a group', llc.destinationSap, 1)
  .hex8('llc.ssap', 'Source service access point', llc.sourceSap)
  .number('llc.ssap.sap', 'FT_UINT8', 'BASE_CUSTOM', 'Its number', bitsOf(llc.sourceSap, 0xfe))
  .bit('llc.ssap.cr', '8', 'The frame is a response', llc.sourceSap, 1)
  .hex16('llc.control', 'Control field', control)
  .hex16(
    'llc.control.ftype',
    'Kind of frame: 0 information, 1 supervisory, 3 unnumbered',
    (bytes, at) => ((llc.control(bytes, at) & 1) === 0 ? 0 : llc.control(bytes, at) & 3),
  )
  .hex8('llc.control.u_modifier_cmd', 'Unnumbered command', modifier(false))
  .hex8('llc.control.u_modifier_resp', 'Unnumbered response', modifier(true))
  .number('llc.control.p', 'FT_BOOLEAN', '8', 'Poll', pollOrFinal(false))
  .number('llc.control.f', 'FT_BOOLEAN', '8', 'Final', pollOrFinal(true));
table
  .when((bytes, at) => !isUnnumbered(bytes, at))
  .uint16('llc.control.n_r', 'Next number expected', bitsOf(control, 0xfe00));
table
  .when((bytes, at) => (llc.control(bytes, at) & 1) === 0)
  .uint16('llc.control.n_s', 'Number of the frame', bitsOf(control, 0xfe));
table
  .when((bytes, at) => (llc.control(bytes, at) & 3) === 1)
  .hex16('llc.control.s_ftype', 'Supervisory frame', bitsOf(llc.control, 0xc));
table
  .when(snap(() => true))
  .number('llc.oui', 'FT_UINT24', 'BASE_OUI', 'Organisation of the protocol number', llc.oui);
table
  .when(snap((oui) => oui === llc.OUI_ENCAPSULATED_ETHERNET || oui === llc.OUI_BRIDGE_TUNNEL))
  .hex16('llc.type', 'EtherType of what follows', llc.pid);
table
  .when(snap((oui) => oui === CISCO))
  .hex16('llc.cisco_pid', "Protocol in Cisco's numbers", llc.pid);

export const llcFields = table.fields;
