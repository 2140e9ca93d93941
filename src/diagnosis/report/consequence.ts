import type { ProfileFunction } from '../../profiles/profile.ts';
import { list } from '../../words/en/phrases.ts';

/** A function of a product that a finding is about. */
export interface FailingFunction {
  readonly function: Pick<ProfileFunction, 'title' | 'isPlural'>;
  /** Others of its servers answer. */
  readonly isPartial: boolean;
}

/** What a finding means for a product: `: Web protection fails`, `… fails in part`; '' for no function. */
export function consequenceText(functions: readonly FailingFunction[]): string {
  const clauses = [false, true].flatMap((isPartial) => {
    const alike = functions.filter((one) => one.isPartial === isPartial);
    if (alike.length === 0) return [];
    return [`${failText(alike.map((one) => one.function))}${isPartial ? ' in part' : ''}`];
  });
  return clauses.length === 0 ? '' : `: ${clauses.join(', ')}`;
}

/** `Web protection fails`, `Certificate checks fail`, `Web protection and DNS protection fail`. */
export function failText(functions: readonly FailingFunction['function'][]): string {
  const isPlural = functions.length > 1 || functions.some((fn) => fn.isPlural === true);
  return `${list(functions.map(({ title }) => title))} ${isPlural ? 'fail' : 'fails'}`;
}
