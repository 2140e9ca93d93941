import type { CaptureReader } from '../capture/reader.ts';
import {
  type DisplayFilter as CompiledFilter,
  compileDisplayFilter as compileUntold,
} from '../filter/display-filter.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { UsageError } from '../tasks/errors.ts';
import { PacketAnnotator } from '../track/packet-annotator.ts';
import { said, toldInWords } from '../words/errors/said.ts';
import { libraryWords } from '../words/library.ts';

/** Asks packet after packet of one capture whether a display filter selects it. */
export interface PacketMatcher {
  /**
   * Whether the packet in the view, decoded, is selected. A filter that asks what came before (`tcp.stream`,
   * `tcp.analysis.flags`) is to be asked of every packet of the capture, in order.
   * @throws UsageError (`packets-skipped`) where such a filter was not
   */
  matches(view: PacketView): boolean;
}

/** Something that is accepted but may not mean what its writer thinks: the characters [start, end) of the filter. */
export interface FilterWarning {
  readonly start: number;
  readonly end: number;
  /** One line. */
  readonly message: string;
}

/** @throws DisplayFilterError in words */
function compile(text: string): CompiledFilter {
  return toldInWords(() => compileUntold(text));
}

let compiledOf: (filter: DisplayFilter) => CompiledFilter;

/** A compiled display filter, in Wireshark's language. */
export class DisplayFilter {
  static {
    compiledOf = (filter) => filter.#compiled;
  }

  /** As it was given. */
  readonly text: string;
  /** What is accepted but may not mean what was thought. */
  readonly warnings: readonly FilterWarning[];
  readonly #compiled: CompiledFilter;

  /** @throws DisplayFilterError */
  constructor(text: string) {
    this.#compiled = compile(text);
    this.text = text;
    this.warnings = this.#compiled.warnings.map(({ sentence, start, end }) => ({
      ...{ start, end, message: said(sentence) },
    }));
  }

  /**
   * A matcher with a state of its own: one for each capture.
   * @param capture the one whose packets it is asked about
   */
  matcher(capture: Pick<CaptureReader, 'interfaces'>): PacketMatcher {
    const compiled = this.#compiled;
    if (compiled.needs === 0) return { matches: (view) => compiled.matches(view) };
    const annotator = new PacketAnnotator(compiled.needs, capture.interfaces);
    let last = 0;
    return {
      matches(view) {
        if (view.frameNumber !== last + 1) {
          throw new UsageError(
            libraryWords.displayFilterAsksCame(compiled.text, last, view.frameNumber),
            libraryWords.askEveryPacketCapture,
            'packets-skipped',
          );
        }
        last = view.frameNumber;
        annotator.annotate(view);
        return compiled.matches(view);
      },
    };
  }
}

/**
 * Compiles a display filter in Wireshark's language; an empty one selects every packet.
 * @throws DisplayFilterError
 */
export function compileDisplayFilter(text: string): DisplayFilter {
  return new DisplayFilter(text);
}

/** @throws DisplayFilterError */
export function compiledFilter(
  given: DisplayFilter | string | undefined,
): CompiledFilter | undefined {
  return typeof given === 'string' ? compile(given) : given && compiledOf(given);
}
