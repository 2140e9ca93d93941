import type { CaptureFile } from './capture-file.ts';
import { secureAccessCaptures } from './secure-access.ts';

/** Every capture that is written by this folder, always the same bytes. */
export function allCaptures(): CaptureFile[] {
  return [...secureAccessCaptures()];
}
