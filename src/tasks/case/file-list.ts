import type { CaseFile, CaseFileKind } from '../../diagnosis/case/case.ts';
import type { Diagnosis } from '../../diagnosis/diagnosis.ts';
import type { Sentence } from '../../words/say.ts';
import type { FoundFile } from './case-files.ts';

/** What a redacted report calls files: their own names may tell whose they are. */
const PLAIN_NAMES: Readonly<Record<CaseFileKind, string>> = {
  capture: 'capture',
  log: 'log',
  'look-up': 'look-up',
  archive: 'archive',
  other: 'file',
  unreadable: 'file',
};
interface ListedFile {
  path: string;
  readonly bytes: number | null;
  kind: CaseFileKind;
  sentence: Sentence;
  report: number | null;
  log: number | null;
  /** The file that has the same content. */
  sameAs: { readonly kind: 'capture' | 'log'; readonly file: number } | null;
  /** What its capture's report calls it. */
  reportName: string;
}

/** Which files a case has, and what became of each. */
export class FileList {
  readonly #files: ListedFile[] = [];

  constructor(readonly isRedacted: boolean) {}

  /** @returns the file's index in the report */
  add({ path, bytes }: FoundFile): number {
    this.#files.push({
      path,
      bytes,
      kind: 'other',
      sentence: { code: 'empty-file' },
      report: null,
      log: null,
      sameAs: null,
      reportName: '',
    });
    return this.#files.length - 1;
  }

  set(index: number, kind: CaseFileKind, sentence: Sentence): void {
    const file = this.#files[index];
    file.kind = kind;
    file.sentence = sentence;
  }

  setCapture(index: number, { capture }: Diagnosis, report: number): void {
    const isDamaged = capture.problems.some(({ code }) => code === 'damaged-compression');
    const { format, packets } = capture;
    this.set(index, 'capture', { code: 'capture-file', format, packets, isDamaged });
    this.#files[index].report = report;
    this.#files[index].reportName = capture.name;
  }

  setLog(index: number, title: string, records: number, log: number): void {
    this.set(index, 'log', { code: 'log-file', title, records });
    this.#files[index].log = log;
  }

  /** A file that another one, of the same kind and content, was read for. */
  setSame(index: number, kind: 'capture' | 'log', other: number): void {
    this.#files[index].kind = 'other';
    this.#files[index].sameAs = { kind, file: other };
  }

  pathOf(index: number): string {
    return this.#files[index].path;
  }

  files(): CaseFile[] {
    return this.#files.map(({ reportName, sameAs, ...file }, index) => {
      const path = this.#shownPath(index);
      // A reason may name the file.
      const isHidden = this.isRedacted && file.kind === 'unreadable';
      if (isHidden) return { ...file, path, sentence: { code: 'unreadable-file' } };
      if (sameAs === null) return { ...file, path };
      const same = { kind: sameAs.kind, path: this.#shownPath(sameAs.file) };
      return { ...file, path, sentence: { code: 'same-file', ...same } };
    });
  }

  #shownPath(index: number): string {
    const { path, kind, report, reportName } = this.#files[index];
    if (!this.isRedacted) return path;
    return report === null ? `${PLAIN_NAMES[kind]}-${index + 1}` : reportName;
  }
}
