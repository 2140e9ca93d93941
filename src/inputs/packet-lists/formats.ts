import { CSV_FORMAT, TAB_FORMAT } from './delimited.ts';
import { ELASTIC_FORMAT, JSON_FORMAT } from './json.ts';
import type { ExportFormat } from './packet-facts.ts';
import { PSML_FORMAT } from './psml.ts';
import { TEXT_FORMAT } from './text-list.ts';

/** Formats in which packets come exported; the first that matches reads the file. */
export const FORMATS: readonly ExportFormat[] = [
  ...[JSON_FORMAT, ELASTIC_FORMAT, PSML_FORMAT, CSV_FORMAT, TAB_FORMAT, TEXT_FORMAT],
];
