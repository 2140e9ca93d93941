import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { RenderOptions, ReportFormat } from '../documents/format.ts';
import type { DisplayFilter } from '../filter/display-filter.ts';
import type { Input, Platform } from '../platform/platform.ts';
import type { Profile } from '../profiles/profile.ts';
import type { KeyLog } from '../protocols/tls/key-log.ts';
import type { ChunkMarks } from '../tasks/frames.ts';
import type { Progress } from '../tasks/progress.ts';
import type { Redaction } from '../tasks/redaction.ts';
import type { PageWords } from '../words/page.ts';
import type { Speaker } from '../words/say.ts';
import type { ReadRequest } from './calls.ts';

/** A capture whose packets can be asked for. */
export interface OpenCapture {
  readonly name: string;
  readonly input: Input;
  readonly diagnosis: Diagnosis;
  readonly marks: ChunkMarks | undefined;
}

/** What was judged, and how each format writes it; null where a format has no form for it. */
export interface Judged {
  readonly captures: readonly OpenCapture[];
  readonly name: string;
  readonly render: (
    format: ReportFormat,
    speaker: Speaker,
    rendering: RenderOptions,
  ) => readonly string[] | null;
}

/** What is to be judged, and how. */
export interface Judging {
  readonly request: ReadRequest;
  readonly platform: Platform;
  readonly displayFilter: DisplayFilter | undefined;
  readonly profile: Profile | undefined;
  readonly redaction: Redaction | undefined;
  readonly keyLog: KeyLog | undefined;
  readonly progress: Progress;
  readonly words: PageWords;
}
