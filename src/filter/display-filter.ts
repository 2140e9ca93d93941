import type { PacketView } from '../wire/packet-view.ts';
import { check, type Operand, type Test } from './check.ts';
import { compile } from './compile.ts';
import { parse } from './parser.ts';

export { DisplayFilterError, type DisplayFilterErrorCode } from './error.ts';

/** A compiled display filter. */
export interface DisplayFilter {
  /** As it was given. */
  readonly text: string;
  /** Whether `view.tcpAnnotation` must be filled before `matches` is asked. */
  readonly needsTcpAnalysis: boolean;
  /** Whether the packet in the view is selected. Keeps nothing of the view. */
  matches(view: PacketView): boolean;
}

/**
 * Compiles a display filter in Wireshark's language; an empty one selects every packet.
 * @throws DisplayFilterError
 */
export function compileDisplayFilter(text: string): DisplayFilter {
  const expression = parse(text);
  if (expression === null) return { text, needsTcpAnalysis: false, matches: () => true };
  const test = check(text, expression);
  return { text, needsTcpAnalysis: testNeedsTcp(test), matches: compile(test) };
}

function testNeedsTcp(test: Test): boolean {
  switch (test.kind) {
    case 'and':
    case 'or':
    case 'xor':
      return test.of.some(testNeedsTcp);
    case 'not':
      return testNeedsTcp(test.of);
    case 'exists':
    case 'truth':
      return operandNeedsTcp(test.of);
    case 'matches':
      return operandNeedsTcp(test.left);
    case 'in':
      return (
        operandNeedsTcp(test.left) ||
        test.elements.some(
          ({ low, high }) => operandNeedsTcp(low) || (high !== null && operandNeedsTcp(high)),
        )
      );
    default:
      return operandNeedsTcp(test.left) || operandNeedsTcp(test.right);
  }
}

function operandNeedsTcp(operand: Operand): boolean {
  switch (operand.kind) {
    case 'field':
      return operand.field.needsTcpAnalysis;
    case 'arithmetic':
      return operandNeedsTcp(operand.left) || operandNeedsTcp(operand.right);
    case 'constant':
      return false;
    default:
      return operandNeedsTcp(operand.of);
  }
}
