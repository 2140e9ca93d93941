import { Ajv2020 } from 'ajv/dist/2020.js';
import schema from '../profiles/profile.schema.json' with { type: 'json' };

/**
 * Whether a value is a profile, by its schema. It is code that is written when it is needed, which a page's
 * policy forbids: the page has the same code from when it was built (scripts/build-web.mjs).
 */
export const validate = new Ajv2020({ allErrors: true, verbose: true, useDefaults: true }).compile(
  schema,
);
