import type { DnsPolicy } from '../protocols/decoder.ts';
import { MAXIMUM_LAYERS, type PacketView, Stop } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import { Next, type PacketSource, runPackets } from '../track/run-packets.ts';
import { packetsWords } from '../words/command-line/packets.ts';
import { UsageError } from './errors.ts';

const STOPS: Readonly<Record<Stop, string>> = {
  [Stop.NONE]: packetsWords.decodeEnd.complete,
  [Stop.CUT_SHORT]: packetsWords.decodeEnd.cutShort,
  [Stop.MALFORMED]: packetsWords.decodeEnd.malformed,
  [Stop.TOO_DEEP]: packetsWords.decodeEnd.tooDeep(MAXIMUM_LAYERS),
  [Stop.QUOTE_CUT]: packetsWords.decodeEnd.quoteCut,
};

/**
 * `packets --trace-decode FRAME`, for whoever adds a protocol: which decoder took which bytes of a
 * frame, and why decoding stopped. Offsets are of the frame, or of the datagram that was put together.
 * @throws UsageError where the capture has no such frame
 */
export async function traceDecode(
  source: PacketSource,
  frame: number,
  dns: Partial<DnsPolicy>,
): Promise<string> {
  let text = '';
  const observe = (view: PacketView) => {
    if (view.frameNumber !== frame) return Next.MORE;
    text = traceText(view);
    return Next.STOP;
  };
  await runPackets(source, { observe }, dns);
  if (text === '') throw new UsageError(packetsWords.frameNotInCapture(frame));
  return text;
}

function traceText(view: PacketView): string {
  const lines = [packetsWords.tracedFrame(view.frameNumber, view.linkType)];
  for (let layer = 0; layer < view.layerCount; layer++) {
    // A frame lies somewhere in a chunk of the capture; a datagram that was put together begins at 0.
    const base = layer < view.reassembledFrom ? view.layerStart[0] : 0;
    const start = view.layerStart[layer] - base;
    const end = view.layerEnd[layer] - base;
    const notes = [
      layer === view.reassembledFrom ? packetsWords.layerReassembled : '',
      layer === view.quotedFrom ? packetsWords.layerQuoted : '',
    ].filter(Boolean);
    // What the next layer leaves is this one's header.
    const isFollowed = layer + 1 < view.layerCount && layer + 1 !== view.reassembledFrom;
    const header = (isFollowed ? view.layerStart[layer + 1] - base : end) - start;
    lines.push(
      `  ${[`${layer}`.padStart(2), Protocol[view.layerProtocol[layer]].padEnd(16), `bytes ${start} to ${end}`.padEnd(20), `${header} its own`, ...notes].join('  ')}`,
    );
  }
  const where = view.stop === Stop.NONE ? '' : ` in ${Protocol[view.stopProtocol]}`;
  lines.push(`stopped${where}: ${STOPS[view.stop]}`);
  return `${lines.join('\n')}\n`;
}
