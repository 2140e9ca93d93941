import type { CaptureReader } from '../capture/reader.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import { dnsPolicy } from '../profiles/dns-policy.ts';
import type { Profile } from '../profiles/profile.ts';
import { writeEvidence } from '../rewrite/evidence-capture/write-evidence.ts';
import type { Saved } from './calls.ts';

export interface EvidenceFileOptions {
  readonly diagnosis: Diagnosis;
  readonly headersOnly: boolean;
  readonly isRedacted: boolean;
  readonly profile: Profile | undefined;
  open(): Promise<CaptureReader>;
  onProgress(): void;
}

/** The packets that prove the verdicts, as a file. */
export async function evidenceFile(options: EvidenceFileOptions): Promise<Saved> {
  const { diagnosis, headersOnly, isRedacted, profile, onProgress } = options;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  await writeEvidence(
    () => options.open(),
    (bytes) => parts.push(new Uint8Array(bytes)),
    {
      diagnosis,
      context: 0,
      citedOnly: false,
      headersOnly,
      isRedacted,
      dns: dnsPolicy({ profile }),
      onProgress,
    },
  );
  const stem = diagnosis.capture.name.replace(/\.(?:pcap|pcapng|cap)(?:\.gz|\.zst|\.lz4)?$/i, '');
  return { name: `${stem}-evidence.pcapng`, type: 'application/octet-stream', parts };
}
