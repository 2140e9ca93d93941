import type { ReportFormat } from './format.ts';
import { json } from './json.ts';
import { text } from './text.ts';

/** All report formats, the default first; a new one is a file beside this one and a row here. */
export const FORMATS: readonly ReportFormat[] = [text, json];
