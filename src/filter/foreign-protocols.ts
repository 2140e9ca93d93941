import { WIRESHARK_PROTOCOLS } from '../data/wireshark-protocols.ts';
import type { FieldDefinition } from '../protocols/fields/field.ts';

let names: ReadonlySet<string> | null = null;

/** Whether Wireshark has a protocol of this name that is not decoded here. */
export function isForeignProtocol(name: string): boolean {
  names ??= new Set(WIRESHARK_PROTOCOLS.split(' '));
  return names.has(name);
}

/** A protocol that no packet has here. */
export function absentProtocol(name: string): FieldDefinition {
  return {
    name,
    type: 'FT_PROTOCOL',
    base: '',
    meaning: 'A protocol of Wireshark, not decoded here',
    layers: [],
    each: () => false,
    numbers: null,
    wordOffsets: null,
    names: null,
    needs: 0,
    needsTcpAnalysis: false,
  };
}
