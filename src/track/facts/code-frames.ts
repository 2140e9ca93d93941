import { FrameSample } from '../frame-sample.ts';

export const NO_CODES: ReadonlyMap<number, FrameSample> = Object.freeze(new Map());

/** Response codes with one more frame. */
export function withCode(
  codes: ReadonlyMap<number, FrameSample>,
  code: number,
  frame: number,
): ReadonlyMap<number, FrameSample> {
  const frames = codes.get(code) ?? new FrameSample();
  frames.add(frame);
  return codes.has(code) ? codes : new Map([...codes, [code, frames]]);
}
