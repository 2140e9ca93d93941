import { Protocol } from '../../wire/protocol.ts';
import * as udp from '../../wire/udp.ts';
import { FieldTable } from './field.ts';

/** User Datagram Protocol. */
export const udpFields = new FieldTable([Protocol.UDP])
  .number('udp.srcport', 'FT_UINT16', 'BASE_PT_UDP', 'Source port', udp.sourcePort)
  .number('udp.dstport', 'FT_UINT16', 'BASE_PT_UDP', 'Destination port', udp.destinationPort)
  .number('udp.port', 'FT_UINT16', 'BASE_PT_UDP', 'Source or destination port', [
    udp.sourcePort,
    udp.destinationPort,
  ])
  .number(
    'udp.length',
    'FT_UINT16',
    'BASE_DEC',
    'Length of header and payload in bytes',
    udp.length,
  )
  .number('udp.checksum', 'FT_UINT16', 'BASE_HEX', 'Checksum', udp.checksum)
  .values('udp.payload', 'FT_BYTES', '', 'Payload', (view, layer, sink) => {
    const start = view.layerStart[layer] + udp.HEADER_LENGTH;
    const end = view.layerEnd[layer];
    return end > start && sink.bytes(view.layerBytes(layer), start, end);
  }).fields;
