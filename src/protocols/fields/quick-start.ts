import { bits8, bits32, type PartTable } from './field.ts';

/**
 * Adds the fields of Quick-Start (RFC 4782 §3.1), an option of IPv4 and IPv6 in the same form:
 * function 0 asks for a rate, 8 reports the one approved.
 */
export function addQuickStartFields(options: PartTable, prefix: 'ip' | 'ipv6'): PartTable {
  const of = (...functions: readonly number[]) =>
    options.when((bytes, at) => functions.includes(bytes[at + 2] >> 4));
  options.uint8(`${prefix}.opt.qs_func`, 'Quick-Start function', bits8(2, 0xf0));
  of(0, 8)
    .uint8(`${prefix}.opt.qs_rate`, 'Quick-Start rate', bits8(2, 0x0f))
    .hex32(`${prefix}.opt.qs_nonce`, 'Quick-Start nonce', bits32(4, 0xfffffffc))
    .hex32(`${prefix}.opt.qs_reserved`, 'Reserved', bits32(4, 3));
  of(0).uint8(`${prefix}.opt.qs_ttl`, 'Quick-Start TTL', 3);
  of(8).uint8(`${prefix}.opt.qs_unused`, 'Not used', 3);
  return options;
}
