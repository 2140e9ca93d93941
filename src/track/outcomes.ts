import type { EndpointFacts } from './facts.ts';
import { Flow } from './flow-table.ts';
import { TcpState } from './tcp-state.ts';

/** Where what became of flows goes: the table, or a copy of what it says now. */
export interface Outcomes {
  /** Microseconds that silence must last longer than at a capture's end, of what is still open. */
  readonly patience: number;
  /** Adds a flow that ended to its endpoint's totals; returns the endpoint, or null for none. */
  addFlow(words: Int32Array, doubles: Float64Array, base: number): EndpointFacts | null;
}

/** Adds the packets, bytes and times of a flow's record to its endpoint. */
export function addTotals(
  endpoint: EndpointFacts,
  words: Int32Array,
  doubles: Float64Array,
  base: number,
): void {
  if ((words[base + Flow.STATE] & TcpState.IN_SCOPE) !== 0) endpoint.inScope = true;
  endpoint.touch(
    words[base + Flow.FIRST_FRAME],
    words[base + Flow.FIRST_SECONDS] >>> 0,
    words[base + Flow.FIRST_NANOSECONDS],
  );
  endpoint.touch(
    words[base + Flow.LAST_FRAME],
    words[base + Flow.LAST_SECONDS] >>> 0,
    words[base + Flow.LAST_NANOSECONDS],
  );
  endpoint.packets += words[base + Flow.CLIENT_PACKETS] + words[base + Flow.SERVER_PACKETS];
  endpoint.bytes +=
    doubles[(base + Flow.CLIENT_BYTES) / 2] + doubles[(base + Flow.SERVER_BYTES) / 2];
}
