import type { CaptureReader } from '../capture/reader.ts';
import { dnsPolicy } from '../profiles/dns-policy.ts';
import type { Profile } from '../profiles/profile.ts';
import { PacketJournal } from '../track/packet-journal.ts';
import { runPackets } from '../track/run-packets.ts';
import { type CaptureInput, reopen } from './input.ts';
import type { Progress } from './progress.ts';
import type { RedactedCapture, Redaction } from './redaction.ts';

/** A capture's packets, to be held against another's. */
export async function journalOf(
  reader: CaptureReader,
  profile: Profile,
  progress: Progress,
  label: string,
): Promise<PacketJournal> {
  const journal = new PacketJournal();
  await progress.during(reader, label, () =>
    runPackets(
      reader,
      {
        stopsAtTcp: true,
        observe: (view) => journal.observe(view),
        afterBatch: () => progress.update(),
      },
      dnsPolicy({ profile }),
    ),
  );
  return journal;
}

/** How a capture was judged, as far as another reading of the same packets must know. */
export interface HowJudged {
  readonly profile: Profile;
  /** Null where it was not redacted. */
  readonly redacted: RedactedCapture | null;
}

/** The same of a capture that was judged before, whatever was judged since, in whatever thread. */
export async function journalAgain(
  input: CaptureInput,
  { profile, redacted }: HowJudged,
  {
    redaction,
    progress,
    label,
  }: { redaction?: Redaction | undefined; progress: Progress; label: string },
): Promise<PacketJournal> {
  if (redacted !== null) redaction?.recall([redacted], input);
  return journalOf(await reopen(input, redaction), profile, progress, label);
}
