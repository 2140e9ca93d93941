import type { FunctionMatch, ProfileFunction } from '../profiles/profile.ts';
import { formatAddress } from '../protocols/address-text.ts';
import type { EndpointFacts } from '../track/facts.ts';
import type { Names } from '../track/names.ts';
import { list, singular } from '../words/en/phrases.ts';
import type { Target, Targets } from './target.ts';

/** How it is known what an endpoint's server is; in the order of trust. */
export type KnownByCode =
  | 'profile-address'
  | 'server-name'
  | 'dns-answer'
  | 'user'
  | 'look-up'
  | 'range';

export interface KnownBy {
  readonly by: KnownByCode;
  /** One sentence: what the server is, and what says so. */
  readonly text: string;
}

/** How a function's server, or one that the case is about, was recognized; null for all others. */
export function knownBy(
  facts: EndpointFacts,
  match: FunctionMatch | null,
  target: Target | null,
  { names, targets }: { readonly names: Names; readonly targets: Targets },
): KnownBy | null {
  const address = formatAddress(...facts.server);
  if (match !== null) {
    const what = `${address} is ${roleOf(match.function)}`;
    switch (match.by) {
      case 'address':
        return { by: 'profile-address', text: `${what}: the product has this address.` };
      case 'name':
        return nameKnownBy(facts, match.value, what, names);
      case 'told': {
        const source = targets.naming(facts.server, match.value);
        return { by: 'look-up', text: `${what}: ${toldText(source, match.value)}.` };
      }
      case 'port':
        return null;
      case 'range':
        return {
          by: 'range',
          text: `${address} is probably ${roleOf(match.function)}: it lies in ${match.value}, a range of the product's; nothing in the capture names it.`,
        };
    }
  }
  if (target === null) return null;
  const what = `${address} is a target of this case`;
  if (target.address === address) {
    if (target.source === 'user') return { by: 'user', text: `${what}: it was given as one.` };
    const [asked] = target.names;
    return asked === undefined
      ? { by: 'look-up', text: `${what}: ${target.text}, was about it.` }
      : { by: 'look-up', text: `${what}: ${toldText(target, asked)}.` };
  }
  const [asked] = target.names;
  const isAsked = (name: string) => name.toLowerCase() === asked.toLowerCase();
  const sent = facts.serverNames.find(({ name }) => isAsked(name))?.name;
  const told = sent ?? names.of(facts.server).find(isAsked) ?? asked;
  return nameKnownBy(facts, told, what, names);
}

/** "the Secure Web Gateway", "one of the OpenDNS resolvers". */
function roleOf({ serverTitle }: ProfileFunction): string {
  return singular(serverTitle) === serverTitle ? `the ${serverTitle}` : `one of the ${serverTitle}`;
}

function nameKnownBy(facts: EndpointFacts, name: string, what: string, names: Names): KnownBy {
  if (facts.serverNames.some((sent) => sent.name === name)) {
    return {
      by: 'server-name',
      text: `${what}: the client asks it for ${name} (TLS server name).`,
    };
  }
  return { by: 'dns-answer', text: `${what}: ${answerText(facts, name, names)}.` };
}

/** "a DNS answer in this capture (frame 41) gives it for a.example, through b.example". */
function answerText(facts: EndpointFacts, name: string, names: Names): string {
  const answer = names.answerOf(facts.server, name);
  const frame = answer === null ? '' : ` (frame ${answer.frame})`;
  return `a DNS answer in this capture${frame} gives it for ${name}${throughText(answer?.through ?? [])}`;
}

function toldText(source: Target | null, name: string): string {
  const [asked, ...through] = source?.names ?? [name];
  return `${source?.text ?? 'a look-up'}, gives it for ${asked}${throughText(through)}`;
}

function throughText(through: readonly string[]): string {
  return through.length === 0 ? '' : `, through ${list(through)}`;
}
