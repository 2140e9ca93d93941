import type { FunctionMatch } from '../profiles/profile.ts';
import { formatAddress } from '../protocols/address-text.ts';
import type { EndpointFacts } from '../track/facts/endpoint-facts.ts';
import type { Names } from '../track/names.ts';
import type { KnownBy } from './diagnosis.ts';
import type { Target, Targets } from './target.ts';

/** How a function's server, or one that the case is about, was recognized; null for all others. */
export function knownBy(
  facts: EndpointFacts,
  match: FunctionMatch | null,
  target: Target | null,
  { names, targets }: { readonly names: Names; readonly targets: Targets },
): KnownBy | null {
  const { server } = facts;
  // Its name is all there is of it.
  if (facts.asked !== null) return null;
  if (match !== null) {
    const what = { server, function: match.function };
    switch (match.by) {
      case 'address':
        return { by: 'profile-address', sentence: { code: 'known-by-product', ...what } };
      case 'name':
        return byName(facts, match.value, what, names);
      case 'look-up':
        return byLookup(targets.naming(server, match.value), match.value, what);
      case 'port':
        return null;
      case 'range':
        return { by: 'range', sentence: { code: 'known-by-range', ...what, range: match.value } };
    }
  }
  // A DNS server has the verdict of what it was asked for in vain; it is not that.
  if (target === null || (facts.isDns && target.address === null)) return null;
  const what = { server, function: null };
  const [asked] = target.names;
  if (target.address === formatAddress(...server)) {
    if (target.source === 'user')
      return { by: 'user', sentence: { code: 'known-by-user', ...what } };
    if (asked !== undefined) return byLookup(target, asked, what);
    return {
      by: 'look-up',
      sentence: { code: 'known-by-question', ...what, source: target.lookup ?? null },
    };
  }
  const isAsked = (name: string) => name.toLowerCase() === asked.toLowerCase();
  const sent = facts.tls.serverNames.find(({ name }) => isAsked(name))?.name;
  return byName(facts, sent ?? names.of(server).find(isAsked) ?? asked, what, names);
}

/** A server, and what it is. */
type Server = Pick<Extract<KnownBy['sentence'], { code: 'known-by-user' }>, 'server' | 'function'>;

function byName(facts: EndpointFacts, name: string, what: Server, names: Names): KnownBy {
  if (facts.tls.serverNames.some((sent) => sent.name === name)) {
    return {
      by: 'server-name',
      sentence: { code: 'known-by-server-name', ...what, name, through: [] },
    };
  }
  const answer = names.answerOf(facts.server, name);
  const [frame, through] = [answer?.frame ?? null, answer?.through ?? []];
  return {
    by: 'dns-answer',
    sentence: { code: 'known-by-dns-answer', ...what, name, through, frame },
  };
}

function byLookup(source: Target | null, named: string, what: Server): KnownBy {
  const [name, ...through] = source?.names ?? [named];
  return {
    by: 'look-up',
    sentence: { code: 'known-by-lookup', ...what, name, through, source: source?.lookup ?? null },
  };
}
