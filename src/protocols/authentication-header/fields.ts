import { FieldTable } from '../fields/field.ts';
import { Protocol } from '../protocol.ts';
import * as authenticationHeader from './codec.ts';

/** Authentication header (RFC 4302). */
export const authenticationHeaderFields = new FieldTable([Protocol.AUTHENTICATION_HEADER])
  .uint8('ah.next_header', 'Next header', authenticationHeader.nextHeader)
  .uint8('ah.length', 'Length in words, less two', 1)
  .octets('ah.reserved', 'Reserved', 2, 2)
  .hex32('ah.spi', 'Security parameters index', authenticationHeader.securityParametersIndex)
  .uint32('ah.sequence', 'Sequence number', authenticationHeader.sequence)
  .rest('ah.icv', 'Integrity check value', authenticationHeader.MINIMUM_HEADER_LENGTH).fields;
