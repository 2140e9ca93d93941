import { InputError } from '../../capture/errors.ts';
import { type Told, UntoldError } from '../../capture/sentence.ts';
import { DisplayFilterError } from '../../filter/display-filter-error.ts';
import type { Unspoken } from '../sentence.ts';
import { filterTexts } from './filter.ts';
import { inputTexts } from './input.ts';

/** All that is said of what cannot be read or used, by key: in English alone, as errors are (docs/languages.md). */
const TEXTS: Readonly<Record<string, (values: never, say: typeof said) => string>> = {
  ...filterTexts,
  ...inputTexts,
};

/** Characters of a message about a filter; what quotes a longer text leaves its middle out. */
const LONGEST = 400;
const SHOWN_BEFORE = 200;
const SHOWN_AFTER = 100;

/** A sentence of an error, a warning or a problem, in words. */
export function said(sentence: Told | Unspoken): string {
  return TEXTS[sentence.code](sentence as never, said);
}

function shortened(message: string): string {
  return message.length <= LONGEST
    ? message
    : `${message.slice(0, SHOWN_BEFORE)}…${message.slice(-SHOWN_AFTER)}`;
}

/** Gives an error its sentence as `message`, where it has one to be told; any other stays as it is. */
export function inWords<Thrown>(error: Thrown): Thrown {
  if (error instanceof DisplayFilterError) {
    error.message = shortened(said(error.sentence));
    error.help = filterTexts['names-meant']({ names: error.suggestions }, said);
  } else if (error instanceof UntoldError) {
    error.message = said(error.sentence);
    if (error instanceof InputError && error.remedy !== null) error.advice = said(error.remedy);
  }
  return error;
}

/** Runs what may be refused; a refusal is in words. */
export function toldInWords<Result>(run: () => Result): Result {
  try {
    const result = run();
    if (!(result instanceof Promise)) return result;
    return result.catch((error: unknown) => {
      throw inWords(error);
    }) as Result;
  } catch (error) {
    throw inWords(error);
  }
}
