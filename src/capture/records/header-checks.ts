import { InputError } from '../errors.ts';
import type { InputSentence } from '../input-sentence.ts';

/** @throws InputError where fewer than `length` bytes of a file's header are there */
export function wantHeader(title: string, at: number, end: number, length: number): void {
  if (end - at >= length) return;
  throw new InputError(
    'damaged-header',
    { code: 'file-header-cut-short', title, end, at, length },
    { code: 'copy-or-capture-again' },
    0,
  );
}

/** The error for a version or kind that is not known. */
export function unknownKind(sentence: InputSentence, offset: number): InputError {
  return new InputError('damaged-header', sentence, { code: 'damaged-or-kind-not-read' }, offset);
}

/** Whether bytes [at, end) begin with these: text, or numbers. */
export function startsWith(
  bytes: Uint8Array,
  at: number,
  end: number,
  ...parts: readonly (string | number)[]
): boolean {
  const wanted = parts.flatMap((part) =>
    typeof part === 'number' ? [part] : [...part].map((letter) => letter.charCodeAt(0)),
  );
  return end - at >= wanted.length && wanted.every((byte, index) => bytes[at + index] === byte);
}
