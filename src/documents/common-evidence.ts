import type { ReportEndpoint } from '../diagnosis/report/report.ts';

/** Texts of the rows that say the same of every endpoint, by the same frames: shown once. */
export function commonEvidence(members: readonly ReportEndpoint[]): ReadonlySet<string> {
  if (members.length < 2) return new Set();
  const [first, ...others] = members;
  return new Set(
    first.evidence
      .filter((row) => row.text !== first.reason)
      .filter((row) =>
        others.every(({ evidence }) =>
          evidence.some(
            (other) =>
              other.text === row.text &&
              other.weight === row.weight &&
              other.frames.join() === row.frames.join(),
          ),
        ),
      )
      .map((row) => row.text),
  );
}
