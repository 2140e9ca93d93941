import { InputError } from '../../capture/errors.ts';
import type { ForeignFormatName } from '../../capture/input-sentence.ts';
import type { LogKind } from '../../capture/note.ts';
import type { CaseFileKind } from '../../diagnosis/report/case-report.ts';
import type { ProfileLog } from '../../inputs/logs/profile-log.ts';
import { recognizeLog } from '../../inputs/logs/read-log.ts';
import type { Lookup } from '../../inputs/lookups/lookup.ts';
import { lookupText, MAXIMUM_BYTES } from '../../inputs/lookups/lookup-text.ts';
import { parseLookups, recognizeLookup } from '../../inputs/lookups/parse-lookups.ts';
import type { Profile } from '../../profiles/profile.ts';
import { said } from '../../words/errors/said.ts';
import type { Sentence } from '../../words/say.ts';
import { reason } from '../errors.ts';
import { firstBytes, open } from '../input.ts';
import type { FoundFile } from './case-files.ts';

/** What a file of a case is, by its content. */
export type Recognized =
  | { readonly kind: 'capture' }
  /** A firewall's log: held against the captures, else reported on as one. */
  | { readonly kind: 'firewall-log'; readonly format: LogKind }
  | { readonly kind: 'log'; readonly log: ProfileLog }
  | { readonly kind: 'look-up'; readonly lookups: readonly Lookup[] }
  | {
      readonly kind: Exclude<CaseFileKind, 'capture' | 'log' | 'look-up'>;
      readonly sentence: Sentence;
    };

/** Names that captures have: such a file that cannot be read is missed. */
const CAPTURE_NAME = /\.(?:pcap|pcapng|cap|dmp|ntar|etl|snoop|trc)(?:\.gz|\.zst|\.lz4)?$/i;

/** Tells by content what a file is; its name is a hint only where content leaves a choice. */
export async function recognize(
  file: FoundFile,
  profiles: readonly Profile[],
): Promise<Recognized> {
  const { input, head, path, problem } = file;
  if (file.isArchive) {
    return { kind: 'archive', sentence: { code: 'archive-file', problem } };
  }
  if (input === null) return { kind: 'unreadable', sentence: { code: 'verbatim', text: problem } };
  if (head.length === 0) return { kind: 'other', sentence: { code: 'empty-file' } };
  const log = recognizeLog(head, path.slice(path.lastIndexOf('/') + 1), profiles);
  if (log !== null) return { kind: 'log', log };
  try {
    if (recognizeLookup(lookupText(head))) {
      const text = lookupText(await firstBytes(input, MAXIMUM_BYTES));
      return { kind: 'look-up', lookups: parseLookups(text) };
    }
    const { reader } = await open(input);
    await reader.close();
    if (reader.isLog === true) return { kind: 'firewall-log', format: reader.format as LogKind };
    return { kind: 'capture' };
  } catch (error) {
    return refused(error, path);
  }
}

/** What may be a part of the case, and can be had in another way; a ZIP archive is a document here. */
const PACKED: ReadonlySet<ForeignFormatName> = new Set([
  ...(['xz', 'bzip2', 'evtx', 'rar', '7z', 'tar', 'har'] as const),
]);

function refused(error: unknown, path: string): Recognized {
  if (!(error instanceof InputError))
    return { kind: 'unreadable', sentence: { code: 'verbatim', text: reason(error) } };
  const { code, sentence, remedy } = error;
  const advice = remedy === null ? '' : said(remedy);
  const isMissed = CAPTURE_NAME.test(path) || code.startsWith('damaged') || code === 'unreadable';
  if (isMissed) {
    const text = [reason(error), advice].filter(Boolean).join('. ');
    return { kind: 'unreadable', sentence: { code: 'verbatim', text } };
  }
  if (sentence.code !== 'foreign-format') {
    return { kind: 'other', sentence: { code: 'unknown-file' } };
  }
  const { format } = sentence;
  const name = said({ code: 'format-name', format });
  const text = PACKED.has(format) ? `${name}. ${advice}` : name;
  return { kind: 'other', sentence: { code: 'verbatim', text } };
}
