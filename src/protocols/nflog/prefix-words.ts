import type { FirewallAction } from '../../capture/statement.ts';

/**
 * What the prefix that a rule writes before its line says: whoever wrote the rule chose the words, and the
 * rule behind the log may do anything. UFW says `BLOCK` of rules that drop and of rules that reject.
 */
const PREFIXES: readonly (readonly [RegExp, FirewallAction])[] = [
  [/reject/i, 'rejected'],
  [/drop/i, 'dropped'],
  [/(?:^|[^a-z])(?:den(?:y|ied)|block(?:ed)?|refused?|banned|not allowed)(?![a-z])/i, 'refused'],
  [/(?:^|[^a-z])(?:accept(?:ed)?|allow(?:ed)?|pass(?:ed)?|permit(?:ted)?)(?![a-z])/i, 'allowed'],
];

/** The action that a prefix names, else `unknown`. */
export function prefixAction(prefix: string): FirewallAction {
  const text = prefix.slice(0, 256);
  return PREFIXES.find(([words]) => words.test(text))?.[1] ?? 'unknown';
}
