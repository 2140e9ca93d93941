import type { FlowRow } from '../documents/flow-list.ts';
import { listFlows } from '../tasks/list-flows.ts';
import {
  type Capture,
  type CaptureInput,
  during,
  isCapture,
  openCapture,
  type SignalOption,
} from './capture.ts';
import { compiledFilter, type DisplayFilter } from './display-filter.ts';

export type { FlowRow } from '../documents/flow-list.ts';

export interface FlowsOptions extends SignalOption {
  /** Only flows with a packet that it selects. */
  readonly displayFilter?: DisplayFilter | string | undefined;
}

/**
 * Every connection and UDP conversation of a capture, in the order of their first frames; states and histories are
 * Zeek's. The capture is closed.
 * @throws InputError, DisplayFilterError
 */
export async function flows(
  input: Capture | CaptureInput,
  options: FlowsOptions = {},
): Promise<FlowRow[]> {
  const { signal } = options;
  const filter = compiledFilter(options.displayFilter);
  const capture = isCapture(input) ? input : await openCapture(input, { signal });
  const all: FlowRow[] = [];
  await during(capture, signal, () =>
    listFlows(
      capture,
      filter,
      (rows) => {
        for (const row of rows) all.push(row);
      },
      () => signal?.throwIfAborted(),
    ),
  );
  return all.sort((one, other) => one.firstFrame - other.firstFrame);
}
