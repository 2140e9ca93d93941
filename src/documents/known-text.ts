import type { ReportEndpoint } from '../diagnosis/report/report.ts';

const KNOWN_SHOWN = 3;

/**
 * How the servers of a finding were recognized, in sentences, each once. That an address is the
 * product's own needs no word.
 */
export function knownTexts(members: readonly ReportEndpoint[]): string[] {
  const texts = members.flatMap(({ knownBy }) =>
    knownBy === null || knownBy.by === 'profile-address' ? [] : [knownBy.text],
  );
  return [...new Set(texts)].slice(0, KNOWN_SHOWN);
}
