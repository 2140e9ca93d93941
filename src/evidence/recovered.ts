import type { EndpointFacts } from '../track/facts.ts';
import type { Frames } from '../track/frame-sample.ts';

/**
 * Whether all attempts that were refused or stayed silent came before the first that was answered: a
 * service that was restarted, a line that came up. What fails so fails no longer.
 */
export function hasRecovered({ answers, silence, resets, icmpErrors }: EndpointFacts): boolean {
  const [answer] = answers.frames;
  if (answer === undefined) return false;
  return (
    isBefore(silence.packets, answer) &&
    (resets === null || isBefore(resets.resetFrames, answer)) &&
    icmpErrors.every(({ frames }) => isBefore(frames, answer))
  );
}

/** Whether all frames of a sample come before a frame; of a long one the last are not known. */
function isBefore({ total, frames }: Frames, frame: number): boolean {
  return total <= frames.length && frames.every((one) => one < frame);
}
