import type { CaptureFile } from './capture-file.ts';
import { containerCaptures } from './containers.ts';
import { firewallCaptures } from './firewalls.ts';
import { laterFailureCaptures } from './later-failures.ts';
import { secureAccessCaptures } from './secure-access.ts';
import { trapCaptures } from './traps.ts';

/** Every capture that is written by this folder, always the same bytes. */
export function allCaptures(): CaptureFile[] {
  return [
    ...secureAccessCaptures(),
    ...containerCaptures(),
    ...firewallCaptures(),
    ...laterFailureCaptures(),
    ...trapCaptures(),
  ];
}
