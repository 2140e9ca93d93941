import type { ReportFormat } from './format.ts';

/** What is known of a format before it is loaded. */
export interface FormatRow {
  /** Of the files that `-o FOLDER/` writes. */
  readonly extension: string;
  /** A format is loaded when it is asked for: start-up time. */
  load(): Promise<ReportFormat>;
}

/** All report formats, the default first; a new one is a file beside this one and a row here. */
export const FORMATS = {
  text: { extension: 'txt', load: async () => (await import('./text.ts')).text },
  html: { extension: 'html', load: async () => (await import('./html/html.ts')).htmlReport },
  json: { extension: 'json', load: async () => (await import('./json.ts')).json },
  ndjson: { extension: 'ndjson', load: async () => (await import('./ndjson.ts')).ndjson },
  markdown: { extension: 'md', load: async () => (await import('./markdown.ts')).markdown },
  junit: { extension: 'xml', load: async () => (await import('./junit.ts')).junit },
  sarif: { extension: 'sarif', load: async () => (await import('./sarif.ts')).sarif },
} as const satisfies Readonly<Record<string, FormatRow>>;

/** What `-f` takes. */
export type ReportFormatName = keyof typeof FORMATS;

/** Names of all formats, for help texts and checks of arguments. */
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly ReportFormatName[];
