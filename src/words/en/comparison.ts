import type { Confidence, Stage } from '../../evidence/verdict.ts';
import { type AddressWords, formatAddress } from '../../protocols/address-text.ts';
import type { Say, Unspoken } from '../sentence.ts';
import { hedge } from './findings.ts';
import { capitalized, count, duration, list, listSome } from './phrases.ts';
import { stages } from './verdicts.ts';

/** A compared service as sentences call it. */
export interface ComparedName {
  /** Its name; null where it has none, or is each site's own resolver. */
  readonly name: string | null;
  /** What each site has one of, under an address of its own. */
  readonly isSiteResolver: boolean;
  /** In both captures, each once. */
  readonly addresses: readonly AddressWords[];
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}

/** Services that fail in the first capture: how many, and what they are for where all have a purpose. */
export interface Failing {
  all: number;
  purposes: readonly string[];
}

/** A share of these. */
export interface Part extends Failing {
  part: number;
}

/** Which of the two captures. */
export interface Which {
  which: 'first' | 'second';
}

export interface Numbers {
  number: number;
}

/** Clients of a capture; none stands for very many. */
export type Clients = readonly AddressWords[];

export interface TwoClients {
  clients: readonly [Clients, Clients];
}

/** Two servers of one name or purpose, and what one of them may do that the other does not. */
export interface TwoServers {
  servers: readonly [readonly AddressWords[], readonly AddressWords[]];
  alone: 'be-down' | 'refuse' | 'fail';
}

const SITE_RESOLVER = "the site's own resolver";
const NAMED = 2;
const SERVICES_NAMED = 3;

const fails = (number: number) => (number === 1 ? 'fails' : 'fail');
const works = (number: number) => (number === 1 ? 'works' : 'work');
const purpose = ({ purposes }: Failing) =>
  purposes.length === 0 ? '' : ` of ${listSome(purposes, NAMED)}`;
const otherOf = ({ which }: Which) => (which === 'first' ? 'second' : 'first');

/** "4 of 4 services of DNS protection that", "the one service that". */
function allOf(failing: Failing): string {
  const { all } = failing;
  return `${all === 1 ? 'the one service' : `${all} of ${all} services`}${purpose(failing)} that`;
}

/** The name, where there is one; else the address, or what has another one on each site. */
export function comparedTitle({ name, isSiteResolver, addresses }: ComparedName): string {
  if (name !== null) return name;
  return isSiteResolver ? SITE_RESOLVER : addressesText(addresses);
}

/** What a compared service is for; '' where that is not known. */
function comparedRole(
  { isSiteResolver }: ComparedName,
  fn: { readonly title: string } | null,
): string {
  return isSiteResolver ? SITE_RESOLVER : (fn?.title ?? '');
}

/** What is put together beside whole sentences. */
export const comparedParts = { comparedTitle, comparedRole };

function nameText(service: ComparedName): string {
  return `${comparedTitle(service)} ${service.protocol} ${service.port}`;
}

function namesText(services: readonly ComparedName[]): string {
  return listSome(
    services.map((one) => `${comparedTitle(one)} (${one.protocol} ${one.port})`),
    SERVICES_NAMED,
  );
}

function addressesText(addresses: readonly AddressWords[]): string {
  return listSome(
    addresses.map((address) => formatAddress(...address)),
    NAMED,
  );
}

function clientsText(clients: Clients): string {
  if (clients.length === 0) return 'very many clients';
  return `client${clients.length === 1 ? '' : 's'} ${addressesText(clients)}`;
}

const bothClients = ({ clients: [first, second] }: TwoClients) =>
  `${clientsText(first)}, and ${clientsText(second)}`;

const serversText = ({ servers: [first, second] }: TwoServers) =>
  `${addressesText(first)} and ${addressesText(second)}`;

const ALONE = { 'be-down': 'be down', refuse: 'refuse by itself', fail: 'fail by itself' };

const MATCHED = {
  address: 'by address',
  name: 'by name',
  function: 'by what they are for',
  'site-resolver': "as each site's own resolver",
};

const SUSPECTS = {
  pc: 'look at the PC, which stops it by itself',
  service: 'look at the service, as the refusals come from its end',
  networks: 'something near the PC refuses on both, in each network or on the PC',
  different:
    'look at the PC or the service, but it fails in different ways, so each network may have a rule of its own',
  open: 'look at the PC or the service',
};

/** On one network: what two PCs do not share, or what was changed in between. */
const changed = (isSameClient: boolean | null) =>
  `${isSameClient === false ? 'The PCs differ, or something' : 'Something'} changed between the captures, which are probably of the same network`;

const onlyInSecond = (number: number) =>
  `${count(number, 'service')} that ${works(number)} in the first ${fails(number)} in the second`;

/** The cross-check: what two captures say together, what that rests on, what weakens it. */
export const comparison = {
  'capture-given-twice': () =>
    'Both are the same capture: a cross-check takes one of another network.',
  'network-is-cause': ({ confidence, ...failing }: Failing & { confidence: Confidence }) =>
    `The network is ${hedge(confidence)}the cause: ${allOf(failing)} ${fails(failing.all)} on the first ${works(failing.all)} on the second.`,
  'network-is-cause-of-part': ({ confidence, ...failing }: Part & { confidence: Confidence }) =>
    `The network is ${hedge(confidence)}the cause for ${failing.part} of ${count(failing.all, 'service')}${purpose(failing)} that fail on the first: ${failing.part === 1 ? 'it works' : 'they work'} on the second.`,
  'others-fail-on-both': ({ number }: Numbers) =>
    `The other ${number} ${fails(number)} on both: look at the PC or the service.`,
  'second-does-not-tell': ({ number, isAllElse }: Numbers & { isAllElse: boolean }) =>
    `For ${isAllElse ? 'the other ' : ''}${number} the second capture does not tell.`,
  'both-fail': ({ suspect }: { suspect: keyof typeof SUSPECTS }) =>
    `Both fail: ${SUSPECTS[suspect]}.`,
  'fail-on-both': (failing: Part) => {
    const { part, all } = failing;
    return part === all
      ? `${capitalized(allOf(failing))} ${fails(all)} on the first ${fails(all)} on the second, too.`
      : `${part} of ${count(all, 'service')}${purpose(failing)} that fail on the first ${fails(part)} on the second, too.`;
  },
  'fail-on-same-network': (failing: Part) =>
    `${count(failing.part, 'service')}${purpose(failing)} ${fails(failing.part)} in both captures, but both are probably of the same network: a cross-check takes a capture of another one.`,
  'changed-between': ({ isSameClient, ...failing }: Part & { isSameClient: boolean | null }) =>
    `${changed(isSameClient)}: ${failing.part} of ${count(failing.all, 'service')}${purpose(failing)} that ${fails(failing.all)} in the first ${works(failing.part)} in the second.`,
  'second-never-asks': () =>
    'The cross-check cannot tell: the second capture never asks for what fails in the first.',
  'captures-do-not-say': ({ number }: Numbers) =>
    `The cross-check cannot tell: for ${count(number, 'service')} that ${fails(number)} in the first the captures do not say whether the network is the cause.`,
  'first-asks-nothing': () =>
    'The cross-check cannot tell: no client asks for a service in the first capture.',
  'nothing-fails-in-first': () =>
    'Nothing fails in the first capture: there is nothing to cross-check.',
  'changed-for-worse': ({ number, isSameClient }: Numbers & { isSameClient: boolean | null }) =>
    `${changed(isSameClient)}: ${onlyInSecond(number)}.`,
  'wrong-way-round': ({
    number,
    about,
    confidence,
  }: Numbers & { about: 'targets' | 'product' | 'all'; confidence: Confidence }) => {
    const nothing = { targets: 'No target', product: 'Nothing of the product', all: 'Nothing' };
    return `${nothing[about]} fails in the first capture, but ${onlyInSecond(number)}: were they given the wrong way round? Then the network of the second is ${hedge(confidence)}the cause.`;
  },

  'capture-on-second': () =>
    'Capture on the second network while the PC does what fails on the first, and compare again.',
  'capture-on-second-about': ({ services }: { services: readonly ComparedName[] }) =>
    `Capture on the second network while the PC does what fails on the first, and compare again. It is about ${namesText(services)}.`,
  'third-network': () => "Try a third network, such as a phone's hotspot, and compare again.",
  'capture-on-first': () => 'Capture on the first network while it fails.',
  'capture-both-pcs': () =>
    'Capture with both PCs at the same time: where it fails on one only, look at that PC.',
  'find-what-changed': () =>
    'Find out what was changed on the network, the PC or the service between the two.',
  'if-two-networks': () => 'If they are two networks all the same, the first network is the cause.',
  'give-failing-first': () => 'Give the capture in which it fails first.',
  'look-at-pc': () => "Look at the PC's own firewall and security software.",
  'look-at-servers': () => 'Look at the servers, and at the firewall right before them.',
  'look-at-security-software': () => 'Look at security software and VPN clients of the PC.',
  'try-another-pc': () =>
    'Try the same with another PC on the second network: where it works there, look at the first PC.',

  'found-again': ({
    ways,
  }: {
    ways: readonly { readonly by: keyof typeof MATCHED; readonly number: number }[];
  }) =>
    `Found again in the other capture: ${ways.map(({ by, number }) => `${number} ${MATCHED[by]}`).join(', ')}.`,
  /** @param apart microseconds */
  'time-between': ({ apart }: { apart: number }) =>
    `There are ${duration(apart)} between the captures.`,
  'nothing-answers-in-first': () =>
    'Nothing off the site answers in the first capture: that its connection works for anything else, it does not show.',
  'second-never-asks-for': ({ services }: { services: readonly ComparedName[] }) =>
    `The second capture never asks for ${namesText(services)}.`,
  'doubts-about': (
    { services, doubts }: { services: readonly ComparedName[]; doubts: readonly Unspoken[] },
    say: Say,
  ) => `${listSome(services.map(nameText), SERVICES_NAMED)}: ${doubts.map(say).join(' ')}`,
  'further-doubts': ({ number }: Numbers) =>
    `${count(number, 'further doubt')}: in the rows of the services.`,
  'fail-on-second-only': ({ number }: Numbers) =>
    `${count(number, 'service')} ${fails(number)} on the second only, and ${works(number)} on the first.`,
  'same-pc-unknown': () => 'Whether both are of the same PC, the captures do not tell.',
  'others-fail-on-first': ({
    first,
    both,
    unknown,
  }: {
    first: number;
    both: number;
    unknown: number;
  }) =>
    `Other services that fail on the first: ${[
      ...(first > 0 ? [`${first} on the first only`] : []),
      ...(both > 0 ? [`${both} on both`] : []),
      ...(unknown > 0 ? [`of ${unknown} the captures do not tell`] : []),
    ].join(', ')}.`,
  'first-unclear': ({ number }: Numbers) =>
    `For ${count(number, 'service')} the first capture cannot tell.`,
  'fail-unasked-in-first': ({ number }: Numbers) =>
    `${count(number, 'service')} that the first capture never asks for ${fails(number)} in the second.`,

  'same-capture': () => 'Both are the same capture.',
  'same-router': ({
    router,
    shared,
    clients,
  }: {
    router: string | null;
    /** Clients that ask in both. */
    shared: Clients;
    /** Those of each, where they are known to be others. */
    clients: readonly [Clients, Clients] | null;
  }) => {
    const who =
      shared.length > 0
        ? `, and ${list(shared.slice(0, NAMED).map((client) => formatAddress(...client)))} asks in both`
        : clients === null
          ? ''
          : `, but their clients have other addresses: ${bothClients({ clients })}`;
    return `Both captures are probably of the same network: the packets of the Internet come from the same router (${router})${who}.`;
  },
  'two-routers': ({
    clients: [first, second],
    routers,
  }: TwoClients & { routers: readonly [string | null, string | null] }) =>
    `The captures are of two networks: ${clientsText(first)} behind router ${routers[0]}, and ${clientsText(second)} behind router ${routers[1]}.`,
  'same-client-address': ({
    client,
    resolver,
  }: {
    client: AddressWords;
    resolver: AddressWords | null;
  }) =>
    `Both captures may be of the same network: the client ${formatAddress(...client)}${resolver === null ? ' has' : ` and the resolver ${formatAddress(...resolver)} have`} the same address in both, and the captures do not tell the routers apart.`,
  'clients-near': ({ clients, resolver }: TwoClients & { resolver: AddressWords | null }) =>
    `Both captures may be of the same network: their clients ${resolver === null ? 'have addresses of one subnet' : `ask the same resolver ${formatAddress(...resolver)}`} (${bothClients({ clients })}), and the captures do not tell the routers apart.`,
  'other-clients': (clients: TwoClients) =>
    `The clients have other addresses: ${bothClients(clients)}.`,

  'capture-unclear': ({ which }: Which) => `The ${which} capture cannot tell.`,
  'some-addresses-answer': ({ which }: Which) =>
    `In the ${which} capture some of its addresses answer and others do not.`,
  'some-clients-answered': ({ which }: Which) =>
    `In the ${which} capture it answers some clients and not others: compare captures of one PC.`,
  'some-attempts-answered': ({ which }: Which) =>
    `In the ${which} capture some attempts are answered and others are not.`,
  'second-wants-log-in': () =>
    'The second network wants a log-in first (captive portal): until then nothing works there.',
  'nothing-answers-in-second': () =>
    'Nothing off the site answers in the second capture: whether that network works at all, it does not tell.',
  'other-address-works': (failing: Which & { servers: readonly AddressWords[] }) =>
    `Another address of the name works in the ${failing.which} capture, too, and no client asks for ${addressesText(failing.servers)} in the ${otherOf(failing)} one: that server may be down.`,
  'asked-for-other-name': (failing: Which & { stage: Stage }) =>
    `It fails ${stages[failing.stage]}, and the ${otherOf(failing)} capture asks the same address for another name.`,
  'other-address-fails': ({ which }: Which) =>
    `In the ${which} capture another address of the name fails.`,
  'not-certain-to-work': ({ which }: Which) =>
    `That it works in the ${which} capture is not certain.`,
  'fails-alike-at-times': ({ which }: Which) =>
    `In the ${which} capture it fails in the same way at times.`,
  'verdict-not-sure': ({ which }: Which) =>
    `The ${which} capture alone is not sure of its verdict.`,
  'pc-itself-stops': ({ which }: Which) =>
    `In the ${which} capture the PC itself stops it: its own firewall may have other rules on other networks.`,
  'server-itself-refuses': ({ which }: Which) =>
    `In the ${which} capture the server itself refuses: it may not serve that network's addresses, or was not started.`,
  'days-apart': () =>
    'The captures are more than a day apart: a service that was down may be up again.',
  /** @param apart microseconds */
  'may-have-been-down': ({ which, apart }: Which & { apart: number }) =>
    `The ${which} capture alone does not rule out that the server was down, and the captures are ${duration(apart)} apart.`,
  'name-has-other-addresses': (servers: TwoServers) =>
    `Its name has different addresses, ${serversText(servers)}: one alone may ${ALONE[servers.alone]}.`,
  'servers-of-one-purpose': (servers: TwoServers & { namesDiffer: boolean }) =>
    `${serversText(servers)} are servers for the same purpose${servers.namesDiffer ? ', but have different names' : ''}: one alone may ${ALONE[servers.alone]}.`,
  'other-ip-version': () =>
    'It was asked for over IPv6 in one capture, and over IPv4 in the other.',
};
