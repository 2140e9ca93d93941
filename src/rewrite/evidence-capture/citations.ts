import type { Diagnosis, Endpoint } from '../../diagnosis/diagnosis.ts';
import { formatAddress, hostAndPort } from '../../protocols/address-text.ts';
import { evidenceCaptureWords } from '../../words/evidence-capture.ts';
import { say } from '../../words/say.ts';

/** Frames cited that are written at most; those of findings come first. */
export const MAXIMUM_FRAMES = 65_536;
/** Comments on one frame at most. */
export const MAXIMUM_COMMENTS = 8;
/** Characters of one comment at most. */
const MAXIMUM_CHARACTERS = 400;

/** What a diagnosis says of single frames. */
export interface Citations {
  /** Frame number → what it proves, a line for each. */
  readonly byFrame: ReadonlyMap<number, readonly string[]>;
  /** Frames that were left out because there were too many. */
  readonly leftOut: number;
}

/** Gathers the frames that a diagnosis cites, and what each of them is cited for. */
export function citations(diagnosis: Diagnosis): Citations {
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
  for (const endpoint of inOrder(diagnosis)) {
    const head = headOf(endpoint);
    for (const seen of endpoint.evidence) {
      const sense = seen.weight < 0 ? evidenceCaptureWords.speaksAgainst : '';
      cite(seen.frames, line(`${head}${sense}: ${say({ code: 'evidence', seen })}`));
    }
    const { place } = endpoint;
    if (place !== null) cite(place.frames, line(`${head}: ${say(place.sentence)}`));
  }
  return { byFrame, leftOut: leftOut.size };
}

/** Endpoints of findings in the findings' order, then the others. */
function inOrder({ findings, endpoints }: Diagnosis): Endpoint[] {
  const indexes = new Set(findings.flatMap((finding) => finding.endpoints));
  for (const index of endpoints.keys()) indexes.add(index);
  return [...indexes].map((index) => endpoints[index]);
}

function headOf({ verdict, confidence, server, via, port, protocol, name }: Endpoint): string {
  const address = via === null ? formatAddress(...server) : (name ?? '');
  const service = hostAndPort(address, port);
  const called = name === null || via !== null ? '' : ` (${name})`;
  return `${verdict}, ${confidence} confidence: ${service} ${protocol.toUpperCase()}${called}`;
}

/** One line of bounded length. */
export function line(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  if (flat.length <= MAXIMUM_CHARACTERS) return flat;
  return `${flat.slice(0, MAXIMUM_CHARACTERS - 1)}…`;
}
