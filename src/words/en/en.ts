import { places, stages, verdicts } from './verdicts.ts';

/** English: a topic each, in a file of its own. */
export const en = { verdicts, places, stages };
