import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import {
  diagnoseToCompare as compareInput,
  type DiagnoseInputOptions,
  diagnoseInput,
  type JudgedToCompare,
} from '../tasks/diagnose-input.ts';
import type { CaptureInput } from '../tasks/input.ts';
import type { LiveDisplay } from './live.ts';
import type { Session } from './session.ts';

export interface DiagnoseCaptureOptions extends DiagnoseInputOptions {
  /** Signals end the reading of a pipe, where there is a session to get them. */
  readonly session?: Session | undefined;
  /** For what comes through a pipe: where verdicts are shown before its end. */
  readonly live?: LiveDisplay | undefined;
}

/**
 * The diagnosis of one capture, which may come through a pipe.
 * @throws InputError where it cannot be read
 */
export async function diagnoseCapture(
  input: CaptureInput,
  options: DiagnoseCaptureOptions,
): Promise<Diagnosis> {
  if (options.redaction === undefined && input.label === '-' && !('parts' in input)) {
    const { diagnosePipe } = await import('./live.ts');
    // Nobody can come back to a pipe's bytes: it needs no marks, which would have no end.
    return diagnosePipe(await input.open({ sha256: true }), options);
  }
  return diagnoseInput(input, options);
}

/** The same with its router, to be held against others. @throws InputError */
export function diagnoseToCompare(
  input: CaptureInput,
  options: DiagnoseCaptureOptions,
): Promise<JudgedToCompare> {
  return compareInput(input, options, (one, more) => diagnoseCapture(one, { ...options, ...more }));
}
