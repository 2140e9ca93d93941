import { count } from '../../detect/observation.ts';
import type { CaseFile, CaseFileKind } from '../../report/case-report.ts';
import type { Report } from '../../report/report.ts';
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
const FORMATS: Readonly<Record<Report['capture']['format'], string>> = {
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
      reportName: '',
    });
    return this.#files.length - 1;
  }

  set(index: number, kind: CaseFileKind, text: string): void {
    const file = this.#files[index];
    file.kind = kind;
    file.text = text;
  }

  setReport(index: number, { capture }: Report, report: number): void {
    this.set(index, 'capture', `${FORMATS[capture.format]}, ${count(capture.packets, 'packet')}`);
    this.#files[index].report = report;
    this.#files[index].reportName = capture.name;
  }

  setLog(index: number, text: string, log: number): void {
    this.set(index, 'log', text);
    this.#files[index].log = log;
  }

  pathOf(index: number): string {
    return this.#files[index].path;
  }

  files(): CaseFile[] {
    return this.#files.map(({ reportName, ...file }, index) => {
      if (!this.isRedacted) return file;
      const path = file.report === null ? `${PLAIN_NAMES[file.kind]}-${index + 1}` : reportName;
      // A reason may name the file.
      return { ...file, path, text: file.kind === 'unreadable' ? 'it cannot be read' : file.text };
    });
  }
}
