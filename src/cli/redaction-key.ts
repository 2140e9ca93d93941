import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import type { Platform } from '../platform/platform.ts';
import { hexDigits } from '../protocols/bytes.ts';
import type { RedactionKey } from '../tasks/redaction.ts';
import { filesWords } from '../words/command-line/files.ts';
import { UsageError } from './errors.ts';
import { smallFile } from './small-file.ts';

export interface GivenKey {
  /** A word that somebody typed. */
  readonly word: string | undefined;
  /** Path of a key file. */
  readonly file: string | undefined;
}

/** Bytes of the key. */
const KEY_LENGTH = 32;
const SHOWN_DIGITS = 8;
/** What a key file begins with; the key follows in hexadecimal digits. */
const FILE_START = 'pcap-verdict redaction key 1: ';
const FILE_LENGTH = FILE_START.length + 2 * KEY_LENGTH + 1;
/** Only the owner reads and writes it. */
const FILE_MODE = 0o600;
const READABLE_BY_OTHERS = 0o077;

const utf8 = (text: string) => new TextEncoder().encode(text);
const hex = (bytes: Uint8Array) => hexDigits(bytes, 0, bytes.length);

/**
 * The key to redact under: of a file, which is made where there is none; of a word, stretched with that
 * file as its salt; else a random one.
 * @param tell takes lines for standard error
 * @throws UsageError where there is a word without a file, or a file that holds no key
 */
export function redactionKey(
  { word, file }: GivenKey,
  platform: Platform,
  tell: (line: string) => void,
): RedactionKey {
  if (word === '') throw new UsageError(filesWords.redactKeyEmpty);
  if (file === '') throw new UsageError(filesWords.redactKeyFileUnnamed);
  if (file === undefined) {
    if (word !== undefined) {
      throw new UsageError(filesWords.redactKeyWithoutFile, filesWords.redactKeyWithoutFileAdvice);
    }
    return { bytes: platform.randomBytes(KEY_LENGTH), name: { kind: 'random' } };
  }
  const secret = readKeyFile(file, tell) ?? makeKeyFile(file, platform, tell);
  if (word !== undefined) {
    // What is typed is normalised, so that one word is one key whatever keyboard it comes from.
    const bytes = platform.stretch(utf8(word.normalize('NFC')), secret);
    return { bytes, name: { kind: 'word-and-file' } };
  }
  const bytes = platform.hmac(secret, utf8('pcap-verdict redaction'));
  // Of a key that is random nothing is guessed by this; two reports under one key have the same.
  const name = hex(platform.hmac(bytes, utf8('name'))).slice(0, SHOWN_DIGITS);
  return { bytes, name: { kind: 'file', name } };
}

/** The secret in a key file; null where there is no file. @throws UsageError where it holds none */
function readKeyFile(path: string, tell: (line: string) => void): Uint8Array | null {
  let mode: number;
  let text: Buffer;
  try {
    const facts = statSync(path);
    if (!facts.isFile()) throw new UsageError(filesWords.redactionKeyNotInFile(path));
    mode = facts.mode;
    text = Buffer.from(smallFile(path, FILE_LENGTH));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new UsageError(filesWords.redactionKeyUnreadable(path, code));
  }
  const digits = text.toString('latin1', FILE_START.length, FILE_START.length + 2 * KEY_LENGTH);
  const isKey =
    text.toString('latin1', 0, FILE_START.length) === FILE_START &&
    /^[0-9a-f]{64}$/.test(digits) &&
    /^\r?\n?$/.test(text.toString('latin1', FILE_LENGTH - 1));
  if (!isKey) {
    throw new UsageError(filesWords.notARedactionKey(path), filesWords.notARedactionKeyAdvice);
  }
  // Windows has no such bits.
  if (process.platform !== 'win32' && (mode & READABLE_BY_OTHERS) !== 0) {
    tell(filesWords.redactionKeyReadableByOthers(path));
  }
  return Buffer.from(digits, 'hex');
}

/** Makes a key file. @throws UsageError where it cannot be written */
function makeKeyFile(path: string, platform: Platform, tell: (line: string) => void): Uint8Array {
  const secret = platform.randomBytes(KEY_LENGTH);
  try {
    // Fails where somebody else made it meanwhile, or put a link there.
    const descriptor = openSync(path, 'wx', FILE_MODE);
    try {
      writeSync(descriptor, `${FILE_START}${hex(secret)}\n`);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(filesWords.redactionKeyUnwritable(path, code));
  }
  tell(filesWords.redactionKeyMade(path));
  return secret;
}
