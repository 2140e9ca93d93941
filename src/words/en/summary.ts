import type { ProfileFunction } from '../../profiles/profile.ts';
import type { Say, Unspoken } from '../sentence.ts';
import { count, grouped, list, listSome, percent } from './phrases.ts';
import { type Undecoded, undecodedText } from './quality.ts';
import { portText, type Service, serverText, servicesText } from './services.ts';

/** A function of a product that a finding is about. */
export interface FailingFunction {
  readonly function: Pick<ProfileFunction, 'title' | 'isPlural'>;
  /** Others of its servers answer. */
  readonly isPartial: boolean;
}

/** How many of something are told below. */
export interface Numbered {
  number: number;
}

const plural = (number: number) => (number === 1 ? '' : 's');

/** The gravest in a sentence or two, of a capture and of a case. */
export const summary = {
  'nothing-asked': ({ isFiltered }: { isFiltered: boolean }) =>
    `${isFiltered ? 'No service is asked for in the packets that the display filter selects' : 'No client asks for a service in this capture'}: there is nothing to judge.`,
  'nothing-decoded': ({ undecoded }: { undecoded: Undecoded }) =>
    `Nothing in this capture could be decoded: ${undecodedText(undecoded)}. There is nothing to judge.`,
  'only-scans': ({ scans }: { scans: readonly Unspoken[] }, say: Say) =>
    `${scansText(scans, say)}. No client asks for a service otherwise: there is nothing to judge.`,
  'scans-too': ({ scans }: { scans: readonly Unspoken[] }, say: Say) =>
    `Beside that, ${scansText(scans, say)}.`,
  'product-absent': ({
    product,
    isAsked,
    isFiltered,
  }: {
    product: string;
    /** Whether servers that may be the product's are asked for. */
    isAsked: boolean;
    isFiltered: boolean;
  }) =>
    `No server of ${product} was asked for${isAsked ? ' by name or address' : ''}${isFiltered ? ', in the packets that the display filter selects' : ''}.`,
  'targets-absent': ({
    targets,
    isFiltered,
  }: {
    targets: readonly string[];
    isFiltered: boolean;
  }) =>
    `No client asks for ${listSome(targets, TARGETS_NAMED)} in ${isFiltered ? 'the packets that the display filter selects' : 'this capture'}: the capture cannot tell whether it works.`,
  'gravest-finding': (
    { title, functions }: { title: Unspoken; functions: readonly FailingFunction[] },
    say: Say,
  ) => `${say(title)}${consequenceText(functions)}.`,
  'further-findings': ({ number }: Numbered) => `${number} further finding${plural(number)} below.`,
  'no-answer-needed': ({ services }: { services: readonly Service[] }) =>
    `The capture cannot tell: ${servicesText(services)} had no answer, and need not have one.`,
  'one-answered': ({ services, isTarget }: { services: readonly Service[]; isTarget: boolean }) =>
    `The ${isTarget ? 'target' : 'service that was asked'} answered: ${servicesText(services)}.`,
  'several-answered': ({
    number,
    isAll,
    areTargets,
  }: Numbered & { isAll: boolean; areTargets: boolean }) =>
    `${isAll ? (number === 2 ? 'Both' : `All ${grouped(number)}`) : grouped(number)} ${areTargets ? 'targets' : 'services'} answered.`,
  /** Behind what the capture cannot tell of. */
  'others-answered': ({ number }: Numbered) => `${number} other service${plural(number)} answered.`,
  'but-finding': ({ title }: { title: Unspoken }, say: Say) => `But: ${say(title)}.`,
  'but-sentences': ({ sentences }: { sentences: readonly Unspoken[] }, say: Say) =>
    `But: ${sentences.map(say).join(' ')}`,
  'but-line-loses': ({ share }: { share: number }) =>
    `But the line loses packets: about ${Math.round(share * 100)} % had to be sent again.`,
  'other-services-fail': ({ number }: Numbered) =>
    `${number} finding${plural(number)} on other services below.`,
  'others-unclear': ({ number }: Numbered) =>
    `For ${number} other${plural(number)} the capture cannot tell.`,
  /** Why no all-clear is given, whatever answered. */
  'no-all-clear': ({ obstacles }: { obstacles: readonly Obstacle[] }) =>
    `But this capture cannot show that nothing fails: ${list(obstacles.map(obstacleText))}.`,
  'nothing-in-the-way': () => 'No blocking was seen in this capture.',
  'same-at-others': ({ number }: Numbered) =>
    `The same at ${number} other service${plural(number)}.`,
  /** What a reader should know of a service that answered. */
  'seen-at-service': (
    { service, sentence }: { service: Service; sentence: Unspoken },
    say: Say,
  ) => {
    const port = portText(service);
    return `${serverText(service)} ${service.isPortAssumed ? port : port.toLowerCase()}: ${say(sentence)}`;
  },
};

/** The first scan, and how many more there are. */
function scansText([first, ...others]: readonly Unspoken[], say: Say): string {
  const more =
    others.length === 0 ? '' : `; ${others.length} more scan${plural(others.length)} below`;
  return `${say(first)}${more}`;
}

/** Why a capture cannot carry an all-clear. */
export type Obstacle =
  | {
      readonly is:
        | 'log'
        | 'damaged'
        | 'one-direction'
        | 'data-only'
        | 'no-beginnings'
        | 'cut-short'
        | 'cut-questions'
        | 'cut-errors';
    }
  | { readonly is: 'lost'; readonly share: number }
  | { readonly is: 'undecoded' | 'encrypted'; readonly packets: number }
  | { readonly is: 'first-fragments'; readonly answers: number; readonly isTold: boolean }
  | { readonly is: 'no-ftp-data'; readonly connections: number }
  | { readonly is: 'no-media'; readonly calls: number }
  | { readonly is: 'absent'; readonly targets: readonly string[] };

const TARGETS_NAMED = 4;

function obstacleText(obstacle: Obstacle): string {
  switch (obstacle.is) {
    case 'log':
      return 'it is a log, and no packet is in it';
    case 'damaged':
      return 'its file is damaged or ends in the middle of a packet';
    case 'one-direction':
      return 'it has only one direction of the traffic';
    case 'data-only':
      return 'it has nothing but packets with data';
    case 'no-beginnings':
      return 'it has the beginning of no connection, and so none that fails there';
    case 'cut-short':
      return 'its packets are cut before their ports';
    case 'cut-questions':
      return 'its DNS questions are cut, and different ones count as one';
    case 'cut-errors':
      return 'its ICMP errors are cut, and do not show what was refused';
    case 'lost':
      return `${percent(obstacle.share)} of its packets are missing, lost while capturing or left out`;
    case 'undecoded':
      return `${count(obstacle.packets, 'packet')} of it ${obstacle.packets === 1 ? 'is' : 'are'} of a kind that is not decoded`;
    case 'encrypted':
      return `${count(obstacle.packets, 'frame')} of it ${obstacle.packets === 1 ? 'is' : 'are'} encrypted`;
    case 'first-fragments':
      return `of ${count(obstacle.answers, 'DNS answer')} it has only the first IP fragment${obstacle.isTold ? ', and the client reports that the rest never came (ICMP: fragment reassembly time exceeded)' : ''}`;
    case 'no-ftp-data':
      return `${count(obstacle.connections, 'data connection')} that FTP agrees on ${obstacle.connections === 1 ? 'is' : 'are'} not in it`;
    case 'no-media':
      return `it has no media (RTP) of ${count(obstacle.calls, 'call')} that ${obstacle.calls === 1 ? 'is' : 'are'} agreed on`;
    case 'absent':
      return `no client asks for ${listSome(obstacle.targets, TARGETS_NAMED)}`;
  }
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
