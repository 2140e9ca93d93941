import { reportOf } from '../diagnosis/report/report-of.ts';
import { diagnoseInput } from '../tasks/diagnose-input.ts';
import { ChunkMarks, withFrames } from '../tasks/frames.ts';
import type { Judged, Judging } from './judged.ts';

/** One capture, as the command line's report. */
export async function judgeCapture(judging: Judging): Promise<Judged> {
  const { request, platform, redaction } = judging;
  const input = platform.input(request.files[0].path);
  const marks = redaction === undefined ? new ChunkMarks() : undefined;
  const bare = await diagnoseInput(input, { ...judging, label: '', marks });
  const diagnosis = await withFrames(bare, input, { redaction, marks });
  const { name } = diagnosis.capture;
  return {
    captures: [{ name, input, diagnosis, marks }],
    name,
    render(format, speaker, rendering) {
      // Frames are for the formats that show them, as on the command line.
      const { frames: _, ...unframed } = diagnosis;
      const report = reportOf(format.usesFrames === true ? diagnosis : unframed, speaker);
      return [...(format.renderInPieces?.(report) ?? [format.render(report, rendering)])];
    },
  };
}
