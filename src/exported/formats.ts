import { ELASTIC_FORMAT, JSON_FORMAT } from './json.ts';
import type { ExportFormat } from './packet-facts.ts';

/** Formats in which packets come exported; the first that matches reads the file. */
export const FORMATS: readonly ExportFormat[] = [JSON_FORMAT, ELASTIC_FORMAT];
