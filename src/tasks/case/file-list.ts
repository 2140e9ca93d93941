import type { CaseFile, CaseFileKind } from '../../diagnosis/case/case.ts';
import type { Diagnosis } from '../../diagnosis/diagnosis.ts';
import { english } from '../../words/say.ts';
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
const FORMATS: Readonly<Record<Diagnosis['capture']['format'], string>> = {
  pcap: 'pcap capture',
  pcapng: 'pcapng capture',
  text: 'packet list as text',
  csv: 'packet list as CSV',
  psml: 'packet list as PSML',
  json: 'packets as JSON',
  ek: 'packets as JSON for Elasticsearch',
};

interface ListedFile {
  path: string;
  readonly bytes: number | null;
  kind: CaseFileKind;
  text: string;
  report: number | null;
  log: number | null;
  /** Index of a file that has the same content. */
  sameAs: number | null;
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
      text: '',
      report: null,
      log: null,
      sameAs: null,
      reportName: '',
    });
    return this.#files.length - 1;
  }

  set(index: number, kind: CaseFileKind, text: string): void {
    const file = this.#files[index];
    file.kind = kind;
    file.text = text;
  }

  setCapture(index: number, { capture }: Diagnosis, report: number): void {
    const isDamaged = capture.problems.some(({ code }) => code === 'damaged-compression');
    this.set(
      index,
      'capture',
      `${FORMATS[capture.format] ?? capture.format}, ${english.words.amounts.packets(capture.packets)}${isDamaged ? ', damaged: what it shows may be wrong' : ''}`,
    );
    this.#files[index].report = report;
    this.#files[index].reportName = capture.name;
  }

  setLog(index: number, text: string, log: number): void {
    this.set(index, 'log', text);
    this.#files[index].log = log;
  }

  /** A file that another one, of the same kind and content, was read for. */
  setSame(index: number, kind: 'capture' | 'log', other: number): void {
    this.set(index, 'other', `the same ${kind} as `);
    this.#files[index].sameAs = other;
  }

  pathOf(index: number): string {
    return this.#files[index].path;
  }

  files(): CaseFile[] {
    return this.#files.map(({ reportName, sameAs, ...file }, index) => {
      const path = this.#shownPath(index);
      const text = sameAs === null ? file.text : `${file.text}${this.#shownPath(sameAs)}`;
      // A reason may name the file.
      const isHidden = this.isRedacted && file.kind === 'unreadable';
      return { ...file, path, text: isHidden ? 'it cannot be read' : text };
    });
  }

  #shownPath(index: number): string {
    const { path, kind, report, reportName } = this.#files[index];
    if (!this.isRedacted) return path;
    return report === null ? `${PLAIN_NAMES[kind]}-${index + 1}` : reportName;
  }
}
