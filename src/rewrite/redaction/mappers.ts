import type { Mappers } from '../../protocols/redact/canvas.ts';
import { AddressMapper, type KeyedFunction } from './address-mapper.ts';
import { IdentifierMapper } from './identifier-mapper.ts';
import type { KeptAddresses, KeptNames } from './kept.ts';
import { NameMapper } from './name-mapper.ts';

/** All that stands for something under one key. */
export function mappersUnder(
  keyed: KeyedFunction,
  addresses: KeptAddresses,
  names: KeptNames,
): Mappers {
  return {
    addresses: new AddressMapper(keyed, addresses),
    names: new NameMapper(keyed, names),
    identifiers: new IdentifierMapper(keyed),
  };
}
