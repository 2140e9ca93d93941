import type { ReportFormatName } from '../formats.ts';
import type { ComparisonFormat } from './format.ts';

/** The formats of comparisons, the default first, under the names that reports' formats have. */
export const COMPARISON_FORMATS = {
  text: async () => (await import('./text.ts')).text,
  html: async () => (await import('./html.ts')).htmlPage,
  json: async () => (await import('./json.ts')).json,
  ndjson: async () => (await import('./json.ts')).ndjson,
  markdown: async () => (await import('./markdown.ts')).markdown,
  junit: async () => (await import('./junit.ts')).junit,
} as const satisfies Readonly<Partial<Record<ReportFormatName, () => Promise<ComparisonFormat>>>>;

/** What `compare -f` takes. SARIF is about one capture's findings: it has no comparisons. */
export type ComparisonFormatName = keyof typeof COMPARISON_FORMATS;

export const COMPARISON_FORMAT_NAMES = Object.keys(
  COMPARISON_FORMATS,
) as readonly ComparisonFormatName[];
