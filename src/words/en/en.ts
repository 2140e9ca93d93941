import { evidence } from './evidence.ts';
import { findings } from './findings.ts';
import { judgement } from './judgement.ts';
import { quality } from './quality.ts';
import { knownBy } from './services.ts';
import { summary } from './summary.ts';
import { places, stages, verdicts } from './verdicts.ts';

/** English: a topic each, in a file of its own. */
export const en = {
  verdicts,
  places,
  stages,
  evidence,
  judgement,
  findings,
  knownBy,
  quality,
  summary,
};
