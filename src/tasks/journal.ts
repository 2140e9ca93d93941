import type { CaptureReader } from '../capture/reader.ts';
import { dnsPolicy } from '../profiles/dns-policy.ts';
import type { Profile } from '../profiles/profile.ts';
import { PacketJournal } from '../track/packet-journal.ts';
import { runPackets } from '../track/run-packets.ts';
import type { Progress } from './progress.ts';

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
