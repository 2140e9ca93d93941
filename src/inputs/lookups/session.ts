import { type Lookup, LookupDraft, type LookupTool, MAXIMUM_LOOKUPS } from './lookup.ts';

/** The look-ups of one text, one open at a time: what the readers of the tools' output share. */
export class LookupSession {
  readonly lookups: Lookup[] = [];
  draft: LookupDraft | null = null;

  /** Ends the open look-up, if there is one, and opens another. */
  begin(tool: LookupTool, line: number): LookupDraft {
    this.end();
    this.draft = new LookupDraft(tool, line);
    return this.draft;
  }

  end(): void {
    const lookup = this.draft?.finish() ?? null;
    if (lookup !== null && this.lookups.length < MAXIMUM_LOOKUPS) this.lookups.push(lookup);
    this.draft = null;
  }
}
