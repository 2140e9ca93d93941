import * as arp from '../../wire/arp.ts';
import { Protocol } from '../../wire/protocol.ts';
import { FieldTable, type NumberReader } from './field.ts';

const OPCODES = { names: { 1: 'request', 2: 'reply' } };

const whereIpv4 =
  (reader: (bytes: Uint8Array, at: number) => number): NumberReader =>
  (bytes, at) =>
    arp.isEthernetIpv4(bytes, at) ? reader(bytes, at) >>> 0 : Number.NaN;

/** Address Resolution Protocol. */
export const arpFields = new FieldTable([Protocol.ARP])
  .number('arp.hw.type', 'FT_UINT16', 'BASE_DEC', 'Hardware type', arp.hardwareType)
  .number('arp.proto.type', 'FT_UINT16', 'BASE_HEX', 'Protocol type', arp.protocolType)
  .number('arp.hw.size', 'FT_UINT8', 'BASE_DEC', 'Length of a hardware address', arp.hardwareLength)
  .number(
    'arp.proto.size',
    'FT_UINT8',
    'BASE_DEC',
    'Length of a protocol address',
    arp.protocolLength,
  )
  .number(
    'arp.opcode',
    'FT_UINT16',
    'BASE_DEC',
    'Operation: 1 request, 2 reply',
    arp.opcode,
    OPCODES,
  )
  .values('arp.src.hw_mac', 'FT_ETHER', '', 'Sender hardware address', (view, layer, sink) => {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    if (!arp.isEthernetIpv4(bytes, at)) return false;
    const address = arp.senderHardwareAt(at);
    return sink.bytes(bytes, address, address + 6);
  })
  .number('arp.src.proto_ipv4', 'FT_IPv4', '', 'Sender IPv4 address', whereIpv4(arp.senderProtocol))
  .values('arp.dst.hw_mac', 'FT_ETHER', '', 'Target hardware address', (view, layer, sink) => {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    if (!arp.isEthernetIpv4(bytes, at)) return false;
    const address = arp.targetHardwareAt(at);
    return sink.bytes(bytes, address, address + 6);
  })
  .number(
    'arp.dst.proto_ipv4',
    'FT_IPv4',
    '',
    'Target IPv4 address',
    whereIpv4(arp.targetProtocol),
  ).fields;
