import { Analysis } from '../protocols/analysis.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { check } from './check.ts';
import { compile } from './compile.ts';
import { parse } from './parser.ts';
import type { FilterWarning } from './syntax.ts';
import { forEachField, selectsConversations } from './test.ts';

export { DisplayFilterError, type DisplayFilterErrorCode } from './display-filter-error.ts';
export type { FilterWarning } from './syntax.ts';

/** A compiled display filter. */
export interface DisplayFilter {
  /** As it was given. */
  readonly text: string;
  /** `Analysis` bits: what a `PacketAnnotator` must have done before `matches` is asked. */
  readonly needs: number;
  /** Whether `view.tcpAnnotation` must be filled before `matches` is asked. */
  readonly needsTcpAnalysis: boolean;
  /** Whether it takes all packets of a conversation or none; see `selectsConversations`. */
  readonly selectsConversations: boolean;
  /** What is accepted but may not mean what was thought, in the order of the text. */
  readonly warnings: readonly FilterWarning[];
  /** Whether the packet in the view is selected. Keeps nothing of the view. */
  matches(view: PacketView): boolean;
}

/**
 * Compiles a display filter in Wireshark's language; an empty one selects every packet.
 * @throws DisplayFilterError
 */
export function compileDisplayFilter(text: string): DisplayFilter {
  const { expression, warnings: notes } = parse(text);
  if (expression === null) {
    return {
      text,
      needs: 0,
      needsTcpAnalysis: false,
      selectsConversations: true,
      warnings: [],
      matches: () => true,
    };
  }
  const { test, warnings: more } = check(text, expression);
  let needs = 0;
  forEachField(test, ({ field }) => {
    needs |= field.needs;
  });
  const matches = compile(test);
  const filter: DisplayFilter = {
    text,
    needs,
    needsTcpAnalysis: (needs & Analysis.TCP) !== 0,
    selectsConversations: selectsConversations(test),
    warnings: [...notes, ...more].sort((a, b) => a.start - b.start),
    matches,
  };
  if ((needs & Analysis.DISPLAYED) === 0) return filter;
  // What is shown next depends on what was shown last.
  const matchesAndNotes = (view: PacketView) => {
    if (!matches(view)) return false;
    view.frameAnnotation.noteDisplayed(view);
    return true;
  };
  return { ...filter, matches: matchesAndNotes };
}
