import { existsSync, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { FORMAT_NAMES, FORMATS, type ReportFormatName } from '../documents/formats.ts';
import { filesWords } from '../words/command-line/files.ts';
import { UsageError } from './errors.ts';
import type { Session } from './session.ts';

/** Extensions beside those that `FORMATS` has. */
const FURTHER_EXTENSIONS: Readonly<Record<string, ReportFormatName>> = {
  ...{ htm: 'html', markdown: 'markdown', jsonl: 'ndjson', text: 'text', log: 'text' },
};
/** A document that is JSON too is what its first extension says. */
const DOCUMENT_IN_JSON = /\.(adf|sarif)\.json$/i;
/** What is asked for elsewhere: extensions, and what to type. */
const ELSEWHERE: readonly (readonly [extensions: RegExp, advice: string])[] = [
  [/^(?:pcap|pcapng|cap)$/, filesWords.extensionMade.capture],
  [/^(?:csv|tsv|xlsx?)$/, filesWords.extensionMade.list],
  [/^(?:pdf|docx?|rtf|odt)$/, filesWords.extensionMade.document],
];

/**
 * The format that a file's extension says; the first of `names` where there is no file, no extension, or a
 * folder or device.
 * @param output as `-o` has it
 * @throws UsageError where the extension says nothing that there is
 */
export function formatOf<Name extends ReportFormatName>(
  output: string | undefined,
  names: readonly Name[],
): Name {
  const [usual] = names;
  if (output === undefined || /[/\\]$/.test(output)) return usual;
  const facts = statSync(output, { throwIfNoEntry: false });
  if (facts !== undefined && !facts.isFile()) return usual;
  const extension = extensionOf(output);
  if (extension === '') {
    const word = basename(output).toLowerCase();
    if (!existsSync(output) && (FORMAT_NAMES as readonly string[]).includes(word)) {
      throw new UsageError(
        filesWords.formatAsOutputFile(output, word),
        filesWords.formatAsOutputFileAdvice(word, FORMATS[word as ReportFormatName].extension),
      );
    }
    return usual;
  }
  const name =
    FORMAT_NAMES.find((format) => FORMATS[format].extension === extension) ??
    FURTHER_EXTENSIONS[extension];
  if (facts !== undefined && /^(?:pcap|pcapng|cap|gz|zst)$/.test(extension)) {
    throw new UsageError(
      filesWords.outputNamedAsCapture(output),
      filesWords.outputNamedAsCaptureAdvice,
    );
  }
  const found = names.find((one) => one === name);
  if (found !== undefined) return found;
  const known = names.map((one) => `.${FORMATS[one].extension}`).join(' ');
  const elsewhere = ELSEWHERE.find(([extensions]) => extensions.test(extension))?.[1];
  throw new UsageError(
    filesWords.unknownExtension(output, extension, known),
    elsewhere ?? filesWords.unknownExtensionAdvice,
  );
}

/** What a file's name says that it is, without its dot; '' where it says nothing. */
export function extensionOf(output: string): string {
  return (DOCUMENT_IN_JSON.exec(output)?.[1] ?? extname(output).slice(1)).toLowerCase();
}

/** What formats are called to people. */
const TITLES: Readonly<Record<ReportFormatName, string>> = {
  ...{ text: 'text', html: 'HTML', json: 'JSON', ndjson: 'NDJSON', markdown: 'Markdown' },
  ...{ wiki: 'wiki markup', adf: 'ADF', eml: 'mail', junit: 'JUnit XML', sarif: 'SARIF' },
};

/** Says on standard error which file was written, in which format, and how large it is. */
export function confirmWritten(
  output: string | undefined,
  format: ReportFormatName,
  isQuiet: boolean,
  { stderr }: Session,
): void {
  if (output === undefined || isQuiet) return;
  const facts = statSync(output, { throwIfNoEntry: false });
  if (facts?.isFile() === true) {
    stderr.write(filesWords.wroteFile(output, TITLES[format], sizeText(facts.size)));
  }
  if (facts?.isDirectory() === true) {
    stderr.write(filesWords.wroteIntoFolder(output, TITLES[format]));
  }
}

/** Bytes for people: 512 bytes, 48 kB, 1.2 MB. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
