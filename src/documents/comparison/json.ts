import { printableJson } from '../../protocols/escape.ts';
import type { ComparisonFormat } from './format.ts';

/** The comparison itself with both reports, for scripts (comparison.schema.json). */
export const json: ComparisonFormat = {
  render: (comparison) => `${printableJson(comparison)}\n`,
};

/** The same on one line. */
export const ndjson: ComparisonFormat = {
  render: (comparison) => `${printableJson(comparison, 0)}\n`,
};
