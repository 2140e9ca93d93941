import { list } from '../verdict/target-text.ts';

/** A function of a product that a finding is about. */
export interface FailingFunction {
  readonly title: string;
  /** Others of its servers answer. */
  readonly isPartial: boolean;
}

/** What a finding means for a product: `: Web protection fails`, `… fails in part`; '' for no function. */
export function consequenceText(functions: readonly FailingFunction[]): string {
  const clauses = [false, true].flatMap((isPartial) => {
    const titles = functions.filter((fn) => fn.isPartial === isPartial).map(({ title }) => title);
    if (titles.length === 0) return [];
    return [
      `${list(titles)} ${titles.length === 1 ? 'fails' : 'fail'}${isPartial ? ' in part' : ''}`,
    ];
  });
  return clauses.length === 0 ? '' : `: ${clauses.join(', ')}`;
}
