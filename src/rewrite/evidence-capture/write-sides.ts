import { CaptureInterface } from '../../capture/capture-interface.ts';
import { type ByteSink, PcapngWriter, type WrittenPacket } from '../../capture/pcapng/writer.ts';
import type { CaptureReader } from '../../capture/reader.ts';
import type { ComparisonReport } from '../../diagnosis/report/comparison.ts';
import type { SidesReport } from '../../diagnosis/report/sides.ts';
import { escapeText } from '../../protocols/escape.ts';
import type { PacketView } from '../../protocols/packet-view.ts';
import { Next, runPackets } from '../../track/run-packets.ts';
import { evidenceCaptureWords } from '../../words/evidence-capture.ts';
import { line, MAXIMUM_COMMENTS, MAXIMUM_FRAMES } from './citations.ts';

/** Clocks count from the second of the first packet, to which a report's offset belongs. */
type Aligned = (seconds: number, nanoseconds: number) => { seconds: number; nanoseconds: number };

/**
 * Writes the frames that show what is stopped between places as one pcapng capture: an interface for
 * each place and link type, all on the clock of the first place, with comments that say what each shows.
 * @param open opens the capture of a place, from its start
 * @returns packets written
 */
export async function writeSidesEvidence(
  { sides, reports, tool, conclusion }: ComparisonReport & { readonly sides: SidesReport },
  open: (report: number) => Promise<CaptureReader>,
  sink: ByteSink,
): Promise<number> {
  const interfaces: CaptureInterface[] = [];
  const packets: WrittenPacket[] = [];
  for (const [place, { title, name, report }] of sides.places.entries()) {
    const cited = citedAt(sides, place);
    const aligned = alignment(sides, place, ({ report: at }) => reports[at].capture.firstTime);
    const known = new Map<number, number>();
    const interfaceOf = (view: PacketView): number => {
      let index = known.get(view.linkType);
      if (index === undefined) {
        const written = new CaptureInterface(view.linkType, 0);
        written.name = `${title}: ${name}`;
        index = interfaces.push(written) - 1;
        known.set(view.linkType, index);
      }
      return index;
    };
    const reader = await open(report);
    try {
      await runPackets(reader, {
        stopsAtTcp: true,
        observe(view) {
          const lines = cited.get(view.frameNumber);
          if (lines === undefined) return Next.MORE;
          packets.push({
            ...{ interfaceIndex: interfaceOf(view), originalLength: view.originalLength },
            ...aligned(view.seconds, view.nanoseconds),
            ...{ bytes: view.bytes.slice(view.start, view.end), start: 0 },
            ...{ end: view.end - view.start, flags: null },
            comments: lines.map((text) =>
              escapeText(line(`frame ${view.frameNumber} of ${title}: ${text}`)),
            ),
          });
          return Next.MORE;
        },
      });
    } finally {
      await reader.close();
    }
  }
  packets.sort((one, other) => one.seconds - other.seconds || one.nanoseconds - other.nanoseconds);
  const writer = new PcapngWriter(sink, {
    application: `pcap-verdict ${tool.version}`,
    comments: [
      escapeText(
        line(evidenceCaptureWords.timesClockInterfacePlace(conclusion.text, sides.places[0].title)),
      ),
    ],
    ...{ interfaces, anonymous: false, withFcs: false },
  });
  for (const packet of packets) writer.packet(packet);
  writer.finish(packets.at(-1)?.seconds ?? 0);
  return packets.length;
}

/** Frames of a place that evidence or a time line has, with what they show. */
function citedAt({ endpoints, places }: SidesReport, place: number): Map<number, string[]> {
  const cited = new Map<number, string[]>();
  const cite = (frame: number, text: string) => {
    const lines = cited.get(frame);
    if (lines !== undefined) {
      if (lines.length < MAXIMUM_COMMENTS && !lines.includes(text)) lines.push(text);
    } else if (cited.size < Math.floor(MAXIMUM_FRAMES / places.length)) cited.set(frame, [text]);
  };
  for (const { evidence, timeline, from, to, server, port, protocol } of endpoints) {
    const head = `${server} ${protocol} ${port}`;
    for (const { place: at, frames, text } of evidence) {
      if (at === place) for (const frame of frames) cite(frame, `${head}: ${text}`);
    }
    for (const { clientFrame, serverFrame } of timeline) {
      const frame = place === from ? clientFrame : place === to ? serverFrame : null;
      if (frame === null) continue;
      const isThere = clientFrame !== null && serverFrame !== null;
      cite(
        frame,
        isThere ? evidenceCaptureWords.seenBothPlaces(head) : evidenceCaptureWords.seenAlone(head),
      );
    }
  }
  return cited;
}

/** Puts a place's times on the first place's clock, from neighbour to neighbour. */
function alignment(
  { segments, places }: SidesReport,
  place: number,
  firstTime: (place: SidesReport['places'][number]) => string | null,
): Aligned {
  const steps = segments
    .filter(({ to }) => to <= place)
    .toReversed()
    .map(({ from, clock }) => {
      const origin = Math.floor(Date.parse(firstTime(places[from]) ?? '') / 1_000);
      return { origin, offset: (clock.offset ?? 0) / 1e6, drift: clock.drift / 1e6 };
    });
  return (seconds, nanoseconds) => {
    // A difference to what the packet has, so that no digit of it gets lost.
    let shift = 0;
    for (const { origin, offset, drift } of steps) {
      shift -= offset;
      const since = seconds - origin + nanoseconds / 1e9 + shift;
      if (Number.isFinite(since)) shift -= drift * since;
    }
    const total = nanoseconds + Math.round(shift * 1e9);
    const carried = Math.floor(total / 1e9);
    return { seconds: Math.max(0, seconds + carried), nanoseconds: total - carried * 1e9 };
  };
}
