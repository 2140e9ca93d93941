import type { Judgement } from './judge.ts';
import { isFailure } from './verdict.ts';

/**
 * How far the exchange came before it failed, in the stages of "Global, Passive Detection of
 * Connection Tampering" (SIGCOMM 2023). A UDP request has one stage: the question.
 */
export type Stage =
  | 'question'
  | 'after-syn'
  | 'after-handshake'
  | 'after-server-name'
  | 'after-large-packets'
  | 'later';

/** Stages in plain words. */
export const STAGE_TEXTS: Readonly<Record<Stage, string>> = {
  question: 'the question',
  'after-syn': 'after the SYN',
  'after-handshake': 'after the handshake',
  'after-server-name': 'after the server name',
  'after-large-packets': 'after large packets',
  later: 'later, in mid-exchange',
};

/** What a pattern says of the stage; ICMP errors and DNS go by the transport. */
const STAGE_OF_PATTERN: Readonly<Record<string, Stage>> = {
  'syn-only-retransmits': 'after-syn',
  'syn-unanswered': 'after-syn',
  'syn-reset': 'after-syn',
  'reset-injected': 'after-syn',
  'first-data-dropped': 'after-handshake',
  'first-data-reset': 'after-handshake',
  'clienthello-dropped': 'after-server-name',
  'clienthello-reset': 'after-server-name',
  'server-name-filtered': 'after-server-name',
  'large-packets-dropped': 'after-large-packets',
  'syn-ack-unacknowledged': 'after-syn',
  'attempts-lost': 'after-syn',
  'rate-limited': 'after-syn',
  'captive-portal': 'after-handshake',
  'request-unanswered': 'after-handshake',
  'server-data-dropped': 'after-large-packets',
  'connection-stalled': 'later',
  'connection-reset-later': 'later',
};

/**
 * The stage at which an endpoint fails, by the heaviest pattern that speaks for its verdict; null
 * where it does not fail.
 */
export function stageOf({ verdict, evidence }: Judgement, isTcp: boolean): Stage | null {
  if (!isFailure(verdict)) return null;
  if (!isTcp) return 'question';
  let stage: Stage | null = null;
  let heaviest = 0;
  for (const { code, weight } of evidence) {
    const of = STAGE_OF_PATTERN[code];
    if (of === undefined || weight <= heaviest) continue;
    heaviest = weight;
    stage = of;
  }
  return stage ?? 'after-syn';
}
