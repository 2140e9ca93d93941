import { isFailure, type Stage } from '../evidence/verdict.ts';
import type { Judgement } from './judge.ts';

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
