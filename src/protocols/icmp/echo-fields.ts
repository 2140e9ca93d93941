import { Analysis } from '../analysis.ts';
import { ChecksumStatus, messageChecksum } from '../fields/checksum-status.ts';
import { bits8, type FieldTable } from '../fields/field.ts';
import type { PacketView } from '../packet-view.ts';

const ECHO = { needs: Analysis.ECHO } as const;

/** What ICMP and ICMPv6 have alike: their fields, named after the protocol. */
interface Messages {
  readonly prefix: 'icmp' | 'icmpv6';
  /** Name of the field that says that the checksum is wrong. */
  readonly badChecksum: string;
  /** The Internet checksum over a message; NaN where it cannot be made. */
  readonly sum: (view: PacketView, layer: number) => number;
  readonly type: (bytes: Uint8Array, at: number) => number;
  /** Types of extended echo (RFC 8335). */
  readonly extendedRequest: number;
  readonly extendedReply: number;
}

/** Adds the checksum, what pairs echo requests with replies, and extended echo. */
export function addCommonFields(table: FieldTable, messages: Messages): void {
  const { prefix, sum, type, extendedRequest, extendedReply } = messages;
  table
    .number(
      `${prefix}.checksum.status`,
      'FT_UINT8',
      'BASE_NONE',
      'Checksum: 0 bad, 1 good, 2 not verified',
      (_bytes, _at, _end, view, layer) => messageChecksum(view, layer, sum),
    )
    .label(
      messages.badChecksum,
      'The checksum is wrong',
      (view, layer) => messageChecksum(view, layer, sum) === ChecksumStatus.BAD,
    )
    .frame(
      `${prefix}.resp_in`,
      'Frame of the reply: later than this one, so not known here',
      () => Number.NaN,
    )
    .label(`${prefix}.no_resp`, 'No reply in the capture: not known before its end', () => false)
    .label(
      `${prefix}.resp_not_found`,
      'No reply in the capture: not known before its end',
      () => false,
    );
  table
    .when((_bytes, _at, _end, view, layer) => {
      return layer === view.transport && view.echoAnnotation.requestFrame > 0;
    })
    .frame(
      `${prefix}.resp_to`,
      'Frame of the request that this answers',
      (_bytes, _at, _end, view) => view.echoAnnotation.requestFrame,
      ECHO,
    )
    .number(
      `${prefix}.resptime`,
      'FT_DOUBLE',
      '',
      'Time from request to reply in milliseconds',
      (_bytes, _at, _end, { echoAnnotation: { responseTime } }) =>
        responseTime.seconds * 1000 + responseTime.nanoseconds / 1e6,
      ECHO,
    );
  const isRequest = (bytes: Uint8Array, at: number) => type(bytes, at) === extendedRequest;
  const isReply = (bytes: Uint8Array, at: number) => type(bytes, at) === extendedReply;
  table
    .when((bytes, at) => isRequest(bytes, at) || isReply(bytes, at))
    .number(
      `${prefix}.ext.echo.seq`,
      'FT_UINT8',
      'BASE_DEC_HEX',
      'Sequence number of an extended echo (RFC 8335)',
      bits8(6, 0xff),
    );
  table
    .when(isRequest)
    .hex8(`${prefix}.ext.echo.req.res`, 'Reserved bits', bits8(7, 0xfe))
    .bit(`${prefix}.ext.echo.req.local`, '8', 'The interface is on the node asked', 7, 1);
  table
    .when(isReply)
    .uint8(`${prefix}.ext.echo.rsp.state`, 'State of the neighbor entry', bits8(7, 0xe0))
    .hex8(`${prefix}.ext.echo.rsp.res`, 'Reserved bits', bits8(7, 0x18))
    .bit(`${prefix}.ext.echo.rsp.active`, '8', 'The interface is active', 7, 4)
    .bit(`${prefix}.ext.echo.rsp.ipv4`, '8', 'The interface runs IPv4', 7, 2)
    .bit(`${prefix}.ext.echo.rsp.ipv6`, '8', 'The interface runs IPv6', 7, 1);
}
