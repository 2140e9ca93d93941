import { NEIGHBOR_ADVERTISEMENT, NEIGHBOR_SOLICITATION, ROUTER_ADVERTISEMENT } from './codec.ts';

/*
 * Neighbor discovery for IPv6 (RFC 4861 §4), the part that says who has which address.
 *
 * Neighbor solicitation and advertisement, behind the ICMPv6 header of 4 bytes:
 *  4          8                24
 * +----------+----------------+---------…
 * | flags    | target address | options
 * +----------+----------------+---------…
 *
 * Options (§4.6): type, length in units of 8 bytes, data.
 */
const TARGET = 8;
const OPTIONS = 24;
const OPTIONS_OF_ROUTER_ADVERTISEMENT = 16;

const SOURCE_LINK_LAYER_ADDRESS = 1;
const TARGET_LINK_LAYER_ADDRESS = 2;
/** Bytes in such an option for Ethernet (RFC 2464 §6). */
const ETHERNET_OPTION_LENGTH = 8;

/** Nothing from off the link has this hop limit left (RFC 4861 §7.1). */
export const HOP_LIMIT = 255;

/** Where the target address of a solicitation or advertisement starts. */
export function targetAt(at: number): number {
  return at + TARGET;
}

/** Whether solicitation and advertisement have their target before `limit`. */
export function hasTarget(at: number, limit: number): boolean {
  return limit - at >= OPTIONS;
}

/**
 * Where the Ethernet address starts that a message gives: of its target in an advertisement, of its
 * sender in a solicitation or router advertisement; -1 where it gives none.
 */
export function hardwareAddressAt(bytes: Uint8Array, at: number, limit: number): number {
  const type = bytes[at];
  const wanted =
    type === NEIGHBOR_ADVERTISEMENT ? TARGET_LINK_LAYER_ADDRESS : SOURCE_LINK_LAYER_ADDRESS;
  let option: number;
  if (type === NEIGHBOR_ADVERTISEMENT || type === NEIGHBOR_SOLICITATION) option = at + OPTIONS;
  else if (type === ROUTER_ADVERTISEMENT) option = at + OPTIONS_OF_ROUTER_ADVERTISEMENT;
  else return -1;
  while (option + ETHERNET_OPTION_LENGTH <= limit) {
    const length = bytes[option + 1] << 3;
    // A length of 0 makes the whole message invalid (RFC 4861 §4.6).
    if (length === 0) return -1;
    if (bytes[option] === wanted && length === ETHERNET_OPTION_LENGTH) return option + 2;
    option += length;
  }
  return -1;
}
