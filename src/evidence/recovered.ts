import type { EndpointFacts } from '../track/facts/endpoint-facts.ts';
import type { Frames } from '../track/frame-sample.ts';

/**
 * Whether all attempts that were refused or stayed silent came before the first that was answered, or
 * all resets one after the other between answers: a service that was restarted, a line that came up.
 * What fails so fails no longer.
 */
export function hasRecovered(endpoint: EndpointFacts): boolean {
  const { answers, silence, resets, icmpErrors } = endpoint;
  const [answer] = answers.frames;
  if (answer === undefined) return false;
  if (!icmpErrors.every(({ frames }) => isBefore(frames, answer))) return false;
  if (isBefore(silence.packets, answer)) {
    return (
      resets === null ||
      isBefore(resets.resetFrames, answer) ||
      isBetween(resets.resetFrames, endpoint)
    );
  }
  // Beside as many resets a few silent attempts are those whose reset the capture or the line lost.
  return (
    resets !== null &&
    silence.attempts <= resets.resetFrames.total &&
    isBetween(together(resets.resetFrames, silence.packets), endpoint)
  );
}

/** How many frames there are, and the first of them. */
type Sample = Pick<Frames, 'total' | 'frames'>;

function together(one: Frames, other: Frames): Sample {
  const frames = [...one.frames, ...other.frames].sort((a, b) => a - b);
  return { total: one.total + other.total, frames };
}

/** Whether all frames of a sample come before a frame; of a long one the last are not known. */
function isBefore({ total, frames }: Sample, frame: number): boolean {
  return total <= frames.length && frames.every((one) => one < frame);
}

/** Whether answers came before all frames of a sample and after them, and none in between. */
function isBetween(
  { total, frames }: Sample,
  { answers, lastAnswerFrame }: EndpointFacts,
): boolean {
  if (total > frames.length || answers.total > answers.frames.length) return false;
  const [first] = frames;
  const last = frames[frames.length - 1];
  return last < lastAnswerFrame && answers.frames.every((one) => one < first || one > last);
}
