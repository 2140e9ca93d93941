import type {
  Profile,
  ProfileBlockPages,
  ProfileFunction,
  ProfileServer,
} from '../../profiles/profile.ts';
import {
  type AddressWords,
  familyOf,
  formatAddress,
  parseAddress,
} from '../../protocols/address-text.ts';
import type { Mappers } from '../../protocols/redact/canvas.ts';
import { evidenceCaptureWords } from '../../words/evidence-capture.ts';

/** An endpoint of which it is known, from the packets as they were, which function it serves. */
export interface KnownEndpoint {
  readonly server: AddressWords;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  readonly function: Pick<ProfileFunction, 'id'> | null;
}

/**
 * A profile that finds the same and says nothing: all its words may name anybody. Functions, logs and
 * their events are numbered in its order.
 */
export function withoutWords(profile: Profile): Profile {
  const ids = new Map(profile.functions.map(({ id }, index) => [id, `function-${index + 1}`]));
  return {
    ...profile,
    name: 'redacted-profile',
    title: evidenceCaptureWords.profileWhoseWordsLeft,
    functions: profile.functions.map((fn, index) => ({
      ...fn,
      id: `function-${index + 1}`,
      title: `Function ${index + 1}`,
      isPlural: false,
      serverTitle: `function ${index + 1} servers`,
      impact: '',
      opens: [],
      remedy: [],
    })),
    ...withPages(profile, ({ address }, index) => ({ address, reason: `reason ${index + 1}` })),
    logs: (profile.logs ?? []).map((log, index) => ({
      ...log,
      title: `log ${index + 1}`,
      events: log.events.map(({ function: id, ...event }, number) => ({
        ...event,
        id: `event-${number + 1}`,
        text: evidenceCaptureWords.wroteEventLog(number, index),
        ...(id !== undefined && { function: ids.get(id) ?? id }),
      })),
    })),
  };
}

/**
 * A profile for packets that the same mappers redacted: it finds in them what the original finds in
 * the original packets. Its words stay as they are.
 * @param known ranges may come apart under redaction, where it steps around kept addresses
 */
export function redactedProfile(
  profile: Profile,
  mappers: Mappers,
  known: readonly KnownEndpoint[],
): Profile {
  const address = (text: string): string => {
    const words = mappers.addresses.words(parseAddress(text) as AddressWords);
    return formatAddress(...words);
  };
  const name = (text: string): string =>
    text.startsWith('*.') ? `*.${mappers.names.host(text.slice(2))}` : mappers.names.host(text);
  const range = (text: string): string => {
    const [first, prefix] = text.split('/');
    return `${address(first)}/${prefix}`;
  };
  const server = ({ addresses, ranges, names, addressNames, ports }: ProfileServer) => ({
    addresses: (addresses ?? []).map(address),
    ranges: (ranges ?? []).map(range),
    names: (names ?? []).map(name),
    addressNames: Object.fromEntries(
      Object.entries(addressNames ?? {}).map(([of, called]) => [address(of), name(called)]),
    ),
    ports,
  });
  const knownServers = (id: string): ProfileServer[] =>
    known
      .filter((endpoint) => endpoint.function?.id === id)
      .map((endpoint) => ({
        ranges: [
          range(
            `${formatAddress(...endpoint.server)}/${familyOf(endpoint.server) === 6 ? 128 : 32}`,
          ),
        ],
        ports: [{ protocol: endpoint.protocol, port: endpoint.port }],
      }));
  return {
    ...profile,
    functions: profile.functions.map((fn) => ({
      ...fn,
      servers: [...fn.servers.map(server), ...knownServers(fn.id)],
      probeNames: (fn.probeNames ?? []).map(name),
    })),
    dnsServers: profile.dnsServers.map(({ address: of, port }) => ({ address: address(of), port })),
    ...withPages(profile, (page) => ({ ...page, address: address(page.address) }), false),
  };
}

/** A profile's block pages anew, where it has any. */
function withPages(
  { blockPages }: Profile,
  anew: (page: ProfileBlockPages['pages'][number], index: number) => typeof page,
  isUnnamed = true,
): Pick<Profile, 'blockPages'> {
  if (blockPages === undefined) return {};
  const service = isUnnamed ? evidenceCaptureWords.serviceProfile : blockPages.service;
  return { blockPages: { service, pages: blockPages.pages.map(anew) } };
}
