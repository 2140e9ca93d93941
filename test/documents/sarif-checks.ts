import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

// The schema is of draft 4, where an identifier is called `id`; nothing else in it differs.
const {
  $schema: _,
  id: __,
  ...schema
} = JSON.parse(readFileSync('test/documents/schemas/sarif-2.1.0.json', 'utf8'));
const validate = new Ajv({
  strict: false,
  validateFormats: false,
  allErrors: true,
  unicodeRegExp: false,
}).compile(schema);

/** What SARIF's own schema has against a document. */
export function errorsOf(text: string): unknown[] {
  validate(JSON.parse(text));
  return validate.errors ?? [];
}
