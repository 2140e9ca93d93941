import { Analysis } from '../wire/analysis.ts';
import type { PacketView } from '../wire/packet-view.ts';
import { check, type Operand, type Test } from './check.ts';
import { compile } from './compile.ts';
import { parse } from './parser.ts';

export { DisplayFilterError, type DisplayFilterErrorCode } from './error.ts';

/** A compiled display filter. */
export interface DisplayFilter {
  /** As it was given. */
  readonly text: string;
  /** `Analysis` bits: what a `PacketAnnotator` must have done before `matches` is asked. */
  readonly needs: number;
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
  if (expression === null) {
    return { text, needs: 0, needsTcpAnalysis: false, matches: () => true };
  }
  const test = check(text, expression);
  const needs = needsOfTest(test);
  const needsTcpAnalysis = (needs & Analysis.TCP) !== 0;
  const matches = compile(test);
  if ((needs & Analysis.DISPLAYED) === 0) return { text, needs, needsTcpAnalysis, matches };
  // What is shown next depends on what was shown last.
  const matchesAndNotes = (view: PacketView) => {
    if (!matches(view)) return false;
    view.frameAnnotation.noteDisplayed(view);
    return true;
  };
  return { text, needs, needsTcpAnalysis, matches: matchesAndNotes };
}

function needsOfAll<Part>(parts: readonly Part[], needsOf: (part: Part) => number): number {
  return parts.reduce((needs, part) => needs | needsOf(part), 0);
}

/** `Analysis` bits of all fields that a test names. */
function needsOfTest(test: Test): number {
  switch (test.kind) {
    case 'and':
    case 'or':
    case 'xor':
      return needsOfAll(test.of, needsOfTest);
    case 'not':
      return needsOfTest(test.of);
    case 'exists':
    case 'truth':
      return needsOfOperand(test.of);
    case 'matches':
      return needsOfOperand(test.left);
    case 'in':
      return (
        needsOfOperand(test.left) |
        needsOfAll(
          test.elements,
          ({ low, high }) => needsOfOperand(low) | (high === null ? 0 : needsOfOperand(high)),
        )
      );
    default:
      return needsOfOperand(test.left) | needsOfOperand(test.right);
  }
}

function needsOfOperand(operand: Operand): number {
  switch (operand.kind) {
    case 'field':
      return operand.field.needs;
    case 'arithmetic':
      return needsOfOperand(operand.left) | needsOfOperand(operand.right);
    case 'constant':
      return 0;
    default:
      return needsOfOperand(operand.of);
  }
}
