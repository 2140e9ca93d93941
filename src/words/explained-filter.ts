import { check } from '../filter/check.ts';
import { parse } from '../filter/parser.ts';
import type { ByteRange, FilterWarning } from '../filter/syntax.ts';
import { type FunctionName, forEachField, type Operand, type Test } from '../filter/test.ts';
import type { FieldDefinition } from '../protocols/fields/field.ts';

/** A part of a filter in words, and what it is made of. */
export interface Explanation {
  readonly text: string;
  readonly of: readonly Explanation[];
}

/** What a filter asks for. */
export interface ExplainedFilter {
  /** Null for an empty filter, which selects every packet. */
  readonly tree: Explanation | null;
  /** The fields that it names, each once, in the order of the text. */
  readonly fields: readonly FieldDefinition[];
  readonly warnings: readonly FilterWarning[];
}

/** A display filter in words. @throws DisplayFilterError */
export function explainDisplayFilter(text: string): ExplainedFilter {
  const { expression, warnings } = parse(text);
  if (expression === null) return { tree: null, fields: [], warnings };
  const checked = check(text, expression);
  const fields = new Map<string, FieldDefinition>();
  forEachField(checked.test, ({ field }) => fields.set(field.name, field));
  return {
    tree: explain(checked.test),
    fields: [...fields.values()],
    warnings: [...warnings, ...checked.warnings].sort((a, b) => a.start - b.start),
  };
}

const LISTS = {
  and: 'all of these hold:',
  or: 'any of these holds:',
  xor: 'an odd number of these hold:',
} as const;

const COMPARISONS: Readonly<Record<(Test & { kind: 'compare' })['operator'], string>> = {
  '==': 'is',
  '!=': 'is not',
  '<': 'is less than',
  '<=': 'is at most',
  '>': 'is greater than',
  '>=': 'is at least',
};

/** What each function gives, for `%` in place of its arguments. */
const FUNCTIONS: Readonly<Record<FunctionName, string>> = {
  len: 'the length of % in bytes',
  count: 'how often % is there',
  upper: '% in upper case',
  lower: '% in lower case',
  string: '% as text',
  max: 'the largest of %',
  min: 'the smallest of %',
  abs: '% without its sign',
  vals: 'the name that Wireshark shows for %',
  dec: '% in decimal digits',
  hex: '% in hexadecimal digits',
  ip_special_name: 'the name of the special-purpose block (RFC 6890) of %',
  ip_special_mask: 'the flags of the special-purpose block (RFC 6890) of %',
  ip_linklocal: 'whether % is link-local',
  ip_multicast: 'whether % is multicast',
  ip_rfc1918: 'whether % is private (RFC 1918)',
  ip_ula: 'whether % is unique-local (RFC 4193)',
  float: '% as a floating-point number',
  double: '% as a floating-point number',
};

function explain(test: Test): Explanation {
  const leaf = (text: string): Explanation => ({ text, of: [] });
  switch (test.kind) {
    case 'and':
    case 'or':
    case 'xor':
      return { text: LISTS[test.kind], of: test.of.map(explain) };
    case 'not':
      return { text: 'this does not hold:', of: [explain(test.of)] };
    case 'exists':
      return leaf(`there is ${words(test.of)}`);
    case 'truth':
      return leaf(`${words(test.of)} is not zero`);
    case 'compare': {
      const right = words(test.right);
      if (test.operator === '!=' && test.quantifier === 'all') {
        return leaf(`${words(test.left)} is there, and no value of it is ${right}`);
      }
      return leaf(`${values(test.left, test.quantifier)} ${COMPARISONS[test.operator]} ${right}`);
    }
    case 'contains':
      return leaf(`${values(test.left, test.quantifier)} contains ${words(test.right)}`);
    case 'matches':
      return leaf(
        `${values(test.left, test.quantifier)} matches the regular expression ${test.text}`,
      );
    case 'in': {
      const elements = test.elements.map(({ low, high }) =>
        high === null ? words(low) : `${words(low)} to ${words(high)}`,
      );
      const subject = test.quantifier === 'all' ? 'all values' : 'any value';
      return leaf(`${subject} of ${words(test.left)} is one of: ${elements.join(', ')}`);
    }
  }
}

function values(operand: Operand, quantifier: 'any' | 'all'): string {
  if (operand.kind !== 'field') return words(operand);
  return `${quantifier === 'any' ? 'any' : 'every'} value of ${words(operand)}`;
}

function words(operand: Operand): string {
  switch (operand.kind) {
    case 'field':
      return operand.layers === null
        ? operand.field.name
        : `${operand.field.name} (layers ${rangeText(operand.layers)} only)`;
    case 'raw':
      return `the bytes of ${words(operand.of)}`;
    case 'slice':
      return `bytes ${rangeText(operand.ranges)} of ${words(operand.of)}`;
    case 'call':
      return FUNCTIONS[operand.name].replace('%', () => operand.arguments.map(words).join(', '));
    case 'arithmetic':
      return `(${words(operand.left)} ${operand.operator} ${words(operand.right)})`;
    case 'negative':
      return `-${words(operand.of)}`;
    case 'constant': {
      const { constant, text } = operand;
      // A name that stands for a number is shown with it.
      const isNamed =
        constant.kind === 'number' && /^["A-Za-z]/.test(text) && constant.mask === 0xffffffff;
      return isNamed && operand.type !== 'FT_IPv4' ? `${text} (${constant.value})` : text;
    }
  }
}

function rangeText(ranges: readonly ByteRange[]): string {
  return ranges
    .map(({ offset, length, last }) => {
      if (last !== null) return `${offset} to ${last}`;
      if (length === null) return `from ${offset} on`;
      return length === 1 ? `${offset}` : `${offset} to ${offset + length - 1}`;
    })
    .join(', ');
}
