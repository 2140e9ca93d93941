import type { ReportFormat } from './format.ts';

/** What is known of a format before it is loaded. */
interface FormatRow {
  /** Of the files that `-o FOLDER/` writes. */
  readonly extension: string;
  /** Read by people, who may ask for their language; what programs read is English. */
  readonly isForPeople: boolean;
  /** Of a format without comparisons: SARIF is about one capture's findings. */
  readonly hasComparison: boolean;
  /** A format is loaded when it is asked for: start-up time. */
  load(): Promise<ReportFormat>;
}

/** All report formats, the default first; a new one is a file beside this one and a row here. */
export const FORMATS = {
  text: {
    extension: 'txt',
    isForPeople: true,
    hasComparison: true,
    load: async () => (await import('./emit-text.ts')).text,
  },
  html: {
    extension: 'html',
    isForPeople: true,
    hasComparison: true,
    load: async () => (await import('./emit-html.ts')).html,
  },
  json: {
    extension: 'json',
    isForPeople: false,
    hasComparison: true,
    load: async () => (await import('./json.ts')).json,
  },
  ndjson: {
    extension: 'ndjson',
    isForPeople: false,
    hasComparison: true,
    load: async () => (await import('./json.ts')).ndjson,
  },
  markdown: {
    extension: 'md',
    isForPeople: true,
    hasComparison: true,
    load: async () => (await import('./emit-markdown.ts')).markdown,
  },
  wiki: {
    extension: 'wiki',
    isForPeople: true,
    hasComparison: true,
    load: async () => (await import('./emit-wiki.ts')).wiki,
  },
  adf: {
    extension: 'adf',
    isForPeople: true,
    hasComparison: true,
    load: async () => (await import('./emit-adf.ts')).adf,
  },
  eml: {
    extension: 'eml',
    isForPeople: true,
    hasComparison: true,
    load: async () => (await import('./emit-mail.ts')).mail,
  },
  junit: {
    extension: 'xml',
    isForPeople: false,
    hasComparison: true,
    load: async () => (await import('./junit.ts')).junit,
  },
  sarif: {
    extension: 'sarif',
    isForPeople: false,
    hasComparison: false,
    load: async () => (await import('./sarif.ts')).sarif,
  },
} as const satisfies Readonly<Record<string, FormatRow>>;

/** What `-f` takes. */
export type ReportFormatName = keyof typeof FORMATS;

/** Names of all formats, for help texts and checks of arguments. */
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly ReportFormatName[];

/** What `compare -f` takes. */
export const COMPARISON_FORMAT_NAMES = FORMAT_NAMES.filter((name) => FORMATS[name].hasComparison);
