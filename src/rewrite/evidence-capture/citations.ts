import type { Report, ReportEndpoint } from '../../diagnosis/report/report.ts';

/** Frames cited that are written at most; those of findings come first. */
export const MAXIMUM_FRAMES = 65_536;
/** Comments on one frame at most. */
export const MAXIMUM_COMMENTS = 8;
/** Characters of one comment at most. */
const MAXIMUM_CHARACTERS = 400;

/** What a report says of single frames. */
export interface Citations {
  /** Frame number → what it proves, a line for each. */
  readonly byFrame: ReadonlyMap<number, readonly string[]>;
  /** Frames that were left out because there were too many. */
  readonly leftOut: number;
}

/** Gathers the frames that a report cites, and what each of them is cited for. */
export function citations(report: Report): Citations {
  const byFrame = new Map<number, string[]>();
  const leftOut = new Set<number>();
  const cite = (frames: readonly number[], text: string) => {
    for (const frame of frames) {
      let lines = byFrame.get(frame);
      if (lines === undefined) {
        if (byFrame.size >= MAXIMUM_FRAMES) {
          if (leftOut.size < MAXIMUM_FRAMES) leftOut.add(frame);
          continue;
        }
        lines = [];
        byFrame.set(frame, lines);
      }
      if (lines.length < MAXIMUM_COMMENTS && !lines.includes(text)) lines.push(text);
    }
  };
  for (const endpoint of inOrder(report)) {
    const head = headOf(endpoint);
    for (const { text, weight, frames } of endpoint.evidence) {
      const sense = weight < 0 ? ' (speaks against it)' : '';
      cite(frames, line(`${head}${sense}: ${text}`));
    }
    if (endpoint.place !== null)
      cite(endpoint.place.frames, line(`${head}: ${endpoint.place.text}`));
  }
  return { byFrame, leftOut: leftOut.size };
}

/** Endpoints of findings in the findings' order, then the others. */
function inOrder(report: Report): ReportEndpoint[] {
  const indexes = new Set(report.findings.flatMap(({ endpoints }) => endpoints));
  report.endpoints.forEach((_, index) => {
    indexes.add(index);
  });
  return [...indexes].map((index) => report.endpoints[index]);
}

function headOf({ verdict, confidence, server, port, protocol, name }: ReportEndpoint): string {
  const host = server.includes(':') ? `[${server}]` : server;
  const called = name === null ? '' : ` (${name})`;
  return `${verdict}, ${confidence} confidence: ${host}:${port} ${protocol.toUpperCase()}${called}`;
}

/** One line of bounded length. */
export function line(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  if (flat.length <= MAXIMUM_CHARACTERS) return flat;
  return `${flat.slice(0, MAXIMUM_CHARACTERS - 1)}…`;
}
