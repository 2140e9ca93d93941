import { escapeText } from '../protocols/escape.ts';

/** JUnit's XML as Ant's schema and Jenkins' both have it: what pipelines read as test results. */
export interface TestSuite {
  readonly name: string;
  /** `2024-08-27T03:06:35`, UTC: Ant's schema takes no zone and no fraction. */
  readonly timestamp: string;
  readonly properties: readonly (readonly [name: string, value: string])[];
  readonly cases: readonly TestCase[];
  /** Lines for `system-out`. */
  readonly output: readonly string[];
}

export interface TestCase {
  readonly name: string;
  readonly className: string;
  /** `null`: passed. */
  readonly outcome: TestOutcome | null;
}

export interface TestOutcome {
  readonly kind: 'failure' | 'error' | 'skipped';
  readonly type: string;
  /** One sentence. */
  readonly message: string;
  readonly lines: readonly string[];
}

/** Where nothing is known of a time: the file's bytes must not depend on when it was made. */
export const NO_TIMESTAMP = '1970-01-01T00:00:00';

/** Whole seconds; a damaged capture's years have more digits than the schema's dates. */
export function suiteTime(time: string | null): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.exec(time ?? '')?.[0] ?? NO_TIMESTAMP;
}

/** The document. There are no durations in it: two runs are byte-identical. */
export function junitXml(suites: readonly TestSuite[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    ...suites.flatMap(suiteLines),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteLines(suite: TestSuite, id: number): string[] {
  const number = (kind: TestOutcome['kind']) =>
    suite.cases.filter(({ outcome }) => outcome?.kind === kind).length;
  const suiteAttributes = attributes({
    name: suite.name,
    package: 'pcap-verdict',
    id,
    tests: suite.cases.length,
    failures: number('failure'),
    errors: number('error'),
    skipped: number('skipped'),
    time: 0,
    timestamp: suite.timestamp,
    hostname: 'localhost',
  });
  return [
    `  <testsuite${suiteAttributes}>`,
    '    <properties>',
    ...suite.properties.map(([name, value]) => `      <property${attributes({ name, value })}/>`),
    '    </properties>',
    ...suite.cases.flatMap(caseLines),
    `    <system-out>${suite.output.map(escapeXml).join('\n')}</system-out>`,
    '    <system-err></system-err>',
    '  </testsuite>',
  ];
}

function caseLines({ name, className, outcome }: TestCase): string[] {
  const open = `    <testcase${attributes({ name, classname: className, time: 0 })}`;
  if (outcome === null) return [`${open}/>`];
  const { kind, type, message, lines } = outcome;
  // Jenkins' older schema knows no attribute of `skipped`; all readers take its text.
  const inner =
    kind === 'skipped'
      ? `      <skipped>${escapeXml(message)}</skipped>`
      : `      <${kind}${attributes({ type, message })}>${lines.map(escapeXml).join('\n')}</${kind}>`;
  return [`${open}>`, inner, '    </testcase>'];
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/**
 * Text of anybody, for an element or a quoted attribute. What XML 1.0 cannot hold (2.2: most control
 * characters, halves of surrogate pairs, U+FFFE) is escaped as text, as all that is unprintable.
 */
function escapeXml(text: string): string {
  return escapeText(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** ` name="value"` for each; those that are null are left out. */
function attributes(values: Readonly<Record<string, string | number | null>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');
}
