// The types of the library and the JSON schemas are of one form: whatever fits one fits the other.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

// The project's own compiler has no interface for programs: API Extractor's has.
const { resolve: resolved } = createRequire(import.meta.url);
const ts = createRequire(resolved('@microsoft/api-extractor'))('typescript');

interface Schema {
  readonly $ref?: string;
  readonly $id?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema | false;
  readonly minItems?: number;
  readonly prefixItems?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

const FOLDER = 'src/documents/schemas';
const read = (name: string): Schema => JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));

/** What holds for all that fits a schema: for reading what the schema says, or for writing it. */
type Side = 'read' | 'written';

/** TypeScript of a schema. @param file that has it, to which its references are relative */
function typeOf(schema: Schema, file: string, side: Side): string {
  if (schema.$ref !== undefined) {
    const [name, path = ''] = schema.$ref.split('#');
    const of = name === '' ? file : name;
    let found: unknown = read(of);
    for (const part of path.split('/').filter(Boolean)) {
      found = (found as Record<string, unknown>)[part];
    }
    return typeOf(found as Schema, of, side);
  }
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined)
    return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined)
    return choices.map((one) => `(${typeOf(one, file, side)})`).join(' | ');
  return [schema.type ?? []]
    .flat()
    .map((type) => `(${ofType(type, schema, file, side)})`)
    .join(' | ');
}

function ofType(type: string, schema: Schema, file: string, side: Side): string {
  switch (type) {
    case 'integer':
      return 'number';
    case 'array': {
      const { items, prefixItems = [], minItems = 0 } = schema;
      const rest = items === undefined || items === false ? null : typeOf(items, file, side);
      if (prefixItems.length === 0 && side === 'read' && minItems > 0 && rest !== null) {
        return `readonly [${Array.from({ length: minItems }, () => rest).join(', ')}, ...(${rest})[]]`;
      }
      if (prefixItems.length === 0) return `readonly (${rest ?? 'unknown'})[]`;
      const first = prefixItems.map((one) => typeOf(one, file, side));
      return `readonly [${[...first, ...(rest === null ? [] : [`...(${rest})[]`])].join(', ')}]`;
    }
    case 'object': {
      const { properties = {}, required = [], additionalProperties } = schema;
      const members = Object.entries(properties).map(
        ([name, one]) =>
          `readonly ${JSON.stringify(name)}${required.includes(name) ? '' : '?'}: ${typeOf(one, file, side)};`,
      );
      if (typeof additionalProperties === 'object') {
        members.push(`readonly [key: string]: ${typeOf(additionalProperties, file, side)};`);
      }
      return `{ ${members.join(' ')} }`;
    }
    // Lists of words are open in a schema: readers are to expect more.
    case 'string':
      return side === 'read' ? 'any' : 'string';
    default:
      return type;
  }
}

test.each([
  ['report.schema.json', 'Report', 'report'],
  ['case.schema.json', 'CaseReport', 'case-report'],
  ['comparison.schema.json', 'ComparisonReport', 'comparison'],
  ['fleet.schema.json', 'FleetReport', 'fleet-report'],
])('%s is %s', { timeout: 60_000 }, (file, type, module) => {
  const folder = mkdtempSync('test/documents/schema-types-');
  const path = join(folder, 'compared.ts');
  writeFileSync(
    path,
    `import type { ${type} } from '../../../src/diagnosis/report/${module}.ts';
type MayBeWritten = ${typeOf(read(file), file, 'written')};
type MayBeRead = ${typeOf(read(file), file, 'read')};
// Not in JSON: for documents only.
type Written = Omit<${type}, 'frames'>;
export const typeFitsSchema: MayBeWritten = {} as Written;
export const schemaFitsType: Written = {} as MayBeRead;
`,
  );
  try {
    const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, resolve('.'));
    const program = ts.createProgram([path], { ...options, noEmit: true, skipLibCheck: true });
    const source = program.getSourceFile(path);
    const problems = program
      .getSemanticDiagnostics(source)
      .map(({ messageText }: { messageText: string }) =>
        ts.flattenDiagnosticMessageText(messageText, '\n'),
      );
    expect(problems).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('every schema has an address, which its references are relative to', () => {
  for (const file of ['report', 'case', 'change', 'comparison', 'fleet']) {
    const name = `${file}.schema.json`;
    expect(read(name).$id).toBe(`https://unpkg.com/pcap-verdict/${FOLDER}/${name}`);
  }
});
