import { FieldTable } from '../fields/field.ts';
import { Protocol } from '../protocol.ts';
import * as esp from './codec.ts';

export const espFields = new FieldTable([Protocol.ESP], 'esp.')
  .number('spi', 'FT_UINT32', 'BASE_HEX_DEC', 'Security parameter index', esp.spi)
  .number('sequence', 'FT_UINT32', 'BASE_DEC', 'Sequence number', esp.sequence).fields;
