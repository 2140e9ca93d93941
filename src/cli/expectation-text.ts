import { Lexer } from 'yaml';
import { checkWords } from '../words/command-line/check.ts';
import { smallFile } from './small-file.ts';

/** Bytes of an expectation file. */
const MAXIMUM_LENGTH = 262_144;
/** Words, signs, spaces and line ends that it is made of, as YAML counts them: of some thousand endpoints. */
const MAXIMUM_TOKENS = 65_536;
/** Nesting: the deepest that is known has four levels. */
const MAXIMUM_DEPTH = 16;
/** Spaces before what stands in a line. */
const MAXIMUM_INDENT = 64;

/** YAML's own signs in its tokens: what follows is a text, whatever it looks like. */
const SCALAR = '\u001f';

/** An expectation file with an error in it. */
export class ExpectationError extends Error {
  override readonly name = 'ExpectationError';
  /** @param line, column from 1 */
  constructor(
    message: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(message);
  }
}

/** The text of an expectation file. @throws ExpectationError where it is longer than one can be */
export function expectationText(path: string): string {
  const bytes = smallFile(path, MAXIMUM_LENGTH);
  if (bytes.length > MAXIMUM_LENGTH) {
    throw new ExpectationError(
      checkWords.fileTooLong(MAXIMUM_LENGTH.toLocaleString('en-US')),
      1,
      1,
    );
  }
  return new TextDecoder().decode(bytes);
}

/**
 * Why a text is not given to the parser, which goes down into what is nested, and remembers every error;
 * null where it is.
 */
export function excessOf(
  text: string,
): { readonly message: string; readonly offset: number } | null {
  let tokens = 0;
  let depth = 0;
  // `- - - x` nests as well.
  let signs = 0;
  let offset = 0;
  let isText = false;
  const tooDeep = checkWords.nestedTooDeep(MAXIMUM_DEPTH);
  for (const token of new Lexer().lex(text)) {
    const isSign = !isText;
    isText = token === SCALAR;
    tokens++;
    if (tokens > MAXIMUM_TOKENS) return { message: checkWords.tooManyTokens, offset };
    if (isSign) {
      if (token === '[' || token === '{') depth++;
      else if (token === ']' || token === '}') depth--;
      else if (token === '-' || token === '?') signs++;
      else if (token.startsWith('\n') || token === '\r\n') signs = 0;
      else if (token.length > MAXIMUM_INDENT && token.trim() === '') {
        return { message: checkWords.indentedTooFar(MAXIMUM_INDENT), offset };
      }
      if (depth > MAXIMUM_DEPTH || signs > MAXIMUM_DEPTH) return { message: tooDeep, offset };
      // Signs of the lexer's own stand for nothing in the text.
      if (isText || token === '\u0002' || token === '\u0018') continue;
    }
    offset += token.length;
  }
  return null;
}
