// Our side of the conformance runner: filters and the packet list in one pass over a capture.
import { knownDnsServers } from '../src/diagnose.ts';
import { compileDisplayFilter, type DisplayFilter } from '../src/filter/display-filter.ts';
import { DisplayFilterError, openCapture } from '../src/index.ts';
import { RowWriter } from '../src/report/packet-list/row.ts';
import { TcpAnalysis } from '../src/track/tcp-analysis.ts';
import { Decoder } from '../src/wire/decoder.ts';
import { PacketView } from '../src/wire/packet-view.ts';

/** A filter that we took, or why we did not. */
export interface OurFilter {
  readonly text: string;
  readonly compiled: DisplayFilter | null;
  readonly refusal: string;
}

/** What we say of a capture; as `TsharkAnswer`. */
export interface OurAnswer {
  readonly frames: readonly (readonly number[])[];
  readonly rows: readonly (readonly string[])[];
}

/** Compiles each filter, or keeps the reason of the refusal. */
export function compileAll(filters: readonly string[]): OurFilter[] {
  return filters.map((text) => {
    try {
      return { text, compiled: compileDisplayFilter(text), refusal: '' };
    } catch (error) {
      // Anything else than a refusal is a crash: that is a disagreement too, and worse.
      const refusal =
        error instanceof DisplayFilterError ? `${error.code}: ${error.message}` : `CRASH: ${error}`;
      return { text, compiled: null, refusal };
    }
  });
}

/** Evaluates filters over a capture, and lists its packets, as `pcap-verdict packets` does. */
export async function askOurs(path: string, filters: readonly OurFilter[]): Promise<OurAnswer> {
  const frames: number[][] = filters.map(() => []);
  const rows: string[][] = [];
  const reader = await openCapture(path);
  const view = new PacketView();
  const decoder = new Decoder({ dnsServers: knownDnsServers() });
  const analysis = new TcpAnalysis();
  const writer = new RowWriter('utc');
  while (await reader.refill()) {
    while (reader.next(view)) {
      decoder.decode(view);
      analysis.annotate(view);
      writer.observe(view);
      filters.forEach(({ compiled }, index) => {
        if (compiled?.matches(view) === true) frames[index].push(view.frameNumber);
      });
      const unit = reader.interfaces[view.interfaceIndex]?.timestampUnit;
      const digits = unit !== undefined && unit.base === 10 && unit.exponent > 6 ? 9 : 6;
      const { number, time, source, destination, protocol, length, info } = writer.row(
        view,
        digits,
      );
      rows.push([String(number), time, source, destination, protocol, String(length), info]);
    }
  }
  await reader.close();
  return { frames, rows };
}
