import { FieldTable, type NumberReader } from '../fields/field.ts';
import { bitsOf, uint8At } from '../fields/parts.ts';
import { Protocol } from '../protocol.ts';
import * as llc from './codec.ts';

/** Cisco's organisation, whose protocol numbers have a field of their own. */
const CISCO = 0x00000c;
const ENCAPSULATED_ETHERNET = 0x000000;
const POLL_OR_FINAL = 0x10;

const snap =
  (isMeant: (organisation: number) => boolean, reader: NumberReader): NumberReader =>
  (bytes, at, end, view, layer) =>
    llc.isSnap(bytes, at) && end - at >= llc.SNAP_HEADER_LENGTH && isMeant(llc.oui(bytes, at))
      ? reader(bytes, at, end, view, layer)
      : Number.NaN;

const isUnnumbered = (bytes: Uint8Array, at: number) => (bytes[at + 2] & 3) === 3;
const isResponse = (bytes: Uint8Array, at: number) => (bytes[at + 1] & 1) !== 0;

/** The control field: one byte in unnumbered frames, else two, least significant byte first. */
const control: NumberReader = (bytes, at, end) => {
  if (isUnnumbered(bytes, at)) return bytes[at + 2];
  return at + 4 <= end ? bytes[at + 2] | (bytes[at + 3] << 8) : Number.NaN;
};
const numbered =
  (reader: NumberReader): NumberReader =>
  (bytes, at, end, view, layer) =>
    isUnnumbered(bytes, at) ? Number.NaN : reader(bytes, at, end, view, layer);
const modifier =
  (ofResponse: boolean): NumberReader =>
  (bytes, at) =>
    isUnnumbered(bytes, at) && isResponse(bytes, at) === ofResponse
      ? (bytes[at + 2] & 0xec) >> 2
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
export const llcFields = new FieldTable([Protocol.LLC])
  .hex8('llc.dsap', 'Destination service access point', 0)
  .number('llc.dsap.sap', 'FT_UINT8', 'BASE_CUSTOM', 'Its number', bitsOf(uint8At(0), 0xfe))
  .bit('llc.dsap.ig', '8', 'It is a group', uint8At(0), 1)
  .hex8('llc.ssap', 'Source service access point', 1)
  .number('llc.ssap.sap', 'FT_UINT8', 'BASE_CUSTOM', 'Its number', bitsOf(uint8At(1), 0xfe))
  .bit('llc.ssap.cr', '8', 'The frame is a response', uint8At(1), 1)
  .hex16('llc.control', 'Control field', control)
  .hex16(
    'llc.control.ftype',
    'Kind of frame: 0 information, 1 supervisory, 3 unnumbered',
    (bytes, at) => ((bytes[at + 2] & 1) === 0 ? 0 : bytes[at + 2] & 3),
  )
  .hex8('llc.control.u_modifier_cmd', 'Unnumbered command', modifier(false))
  .hex8('llc.control.u_modifier_resp', 'Unnumbered response', modifier(true))
  .uint16('llc.control.n_r', 'Next number expected', numbered(bitsOf(control, 0xfe00)))
  .uint16('llc.control.n_s', 'Number of the frame', (bytes, at, end, view, layer) =>
    (bytes[at + 2] & 1) === 0 ? bitsOf(control, 0xfe)(bytes, at, end, view, layer) : Number.NaN,
  )
  .hex16('llc.control.s_ftype', 'Supervisory frame', (bytes, at) =>
    (bytes[at + 2] & 3) === 1 ? (bytes[at + 2] & 0xc) >> 2 : Number.NaN,
  )
  .number('llc.control.p', 'FT_BOOLEAN', '8', 'Poll', pollOrFinal(false))
  .number('llc.control.f', 'FT_BOOLEAN', '8', 'Final', pollOrFinal(true))
  .number(
    'llc.oui',
    'FT_UINT24',
    'BASE_OUI',
    'Organisation of the protocol number',
    snap(() => true, llc.oui),
  )
  .hex16(
    'llc.type',
    'EtherType of what follows',
    snap((oui) => oui === ENCAPSULATED_ETHERNET || oui === 0x0000f8, llc.pid),
  )
  .hex16(
    'llc.cisco_pid',
    "Protocol in Cisco's numbers",
    snap((oui) => oui === CISCO, llc.pid),
  ).fields;
