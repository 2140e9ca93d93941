// The names of the lab. A name says where its server is: `shop-20.example.net` is the 20th host for
// web services, by both families, so that a scenario needs no list of names.

import { ipv4, ipv6 } from './scenario.ts';

/** What OpenDNS answers to its own debug name, shortened. */
export const DEBUG_NAME = 'debug.opendns.com';
const DEBUG_TEXTS = [
  'server m84.lhr',
  'flags 20 0 70 3950800000000000000',
  'source 192.0.2.20:40210',
];

/** Addresses or texts of a name; null where the name does not exist. */
export function lookUp(name: string, type: string): string[] | null {
  if (name.toLowerCase() === DEBUG_NAME) return type === 'TXT' ? DEBUG_TEXTS : [];
  const found = /^[a-z]+-(\d+)\.example\.net$/i.exec(name);
  if (found === null) return null;
  const host = Number(found[1]);
  if (type === 'A') return [ipv4.web(host)];
  if (type === 'AAAA') return [ipv6.web(host)];
  if (type !== 'TXT') return [];
  // Two IP packets' worth of text.
  return name.startsWith('large-') ? Array(11).fill('lab '.repeat(60)) : ['v=spf1 -all'];
}
