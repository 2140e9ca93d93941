import { Analysis } from '../analysis.ts';
import type { FieldTable } from '../fields/field.ts';

const ECHO = { needs: Analysis.ECHO } as const;

/** Adds the fields that pair echo requests with replies, which ICMP and ICMPv6 have alike. */
export function addEchoFields(table: FieldTable, prefix: 'icmp' | 'icmpv6'): void {
  table
    .number(
      `${prefix}.resp_to`,
      'FT_FRAMENUM',
      '',
      'Frame of the request that this answers',
      (_bytes, _at, _end, view, layer) =>
        layer === view.transport && view.echoAnnotation.requestFrame > 0
          ? view.echoAnnotation.requestFrame
          : Number.NaN,
      ECHO,
    )
    .number(
      `${prefix}.resptime`,
      'FT_DOUBLE',
      '',
      'Time from request to reply in milliseconds',
      (_bytes, _at, _end, view, layer) => {
        const { requestFrame, responseTime } = view.echoAnnotation;
        return layer === view.transport && requestFrame > 0
          ? responseTime.seconds * 1000 + responseTime.nanoseconds / 1e6
          : Number.NaN;
      },
      ECHO,
    )
    .number(
      `${prefix}.resp_in`,
      'FT_FRAMENUM',
      '',
      'Frame of the reply: later than this one, so not known here',
      () => Number.NaN,
    )
    .label(`${prefix}.no_resp`, 'No reply in the capture: not known before its end', () => false)
    .label(
      `${prefix}.resp_not_found`,
      'No reply in the capture: not known before its end',
      () => false,
    );
}
