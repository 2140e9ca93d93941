/**
 * What a kind of reader has room and patience for. Builders choose by it what a document says and how
 * much of it; how it looks is the emitter's. A new format takes the one that is nearest.
 */
export interface Layout {
  readonly medium: 'terminal' | 'ticket' | 'page';
  /** Findings told in full, and those that are named only. */
  readonly findings: number;
  readonly caseFindings: number;
  readonly furtherFindings: number;
  readonly endpointRows: { readonly failed: number; readonly answered: number };
  /** Services that fail in one of several captures. */
  readonly jointServices: number;
  /** Of one finding. */
  readonly endpoints: number;
  /** Rows of evidence of an endpoint; rows against the verdict that are told beyond them. */
  readonly evidence: number;
  readonly against: number;
  readonly frames: number;
  readonly reasons: number;
  /** Lines for the firewall's owner to search a log with. */
  readonly ownerLines: number;
  /** Endpoints of a finding whose runner-up is told. */
  readonly doubts: number;
  readonly notes: number;
  readonly problems: number;
  /** Of a case. */
  readonly files: number;
  readonly unusedFiles: number;
  readonly captures: number;
  readonly logs: number;
  readonly logStatus: number;
  readonly logProblems: number;
  readonly entries: number;
  readonly entryLines: number;
  readonly citedLines: number;
  readonly otherFindings: number;
  /** Of a fleet: findings told in full. */
  readonly fleetFindings: number;
  /** Of a comparison: services that tell of a failure, those that only work, and rows of evidence. */
  readonly services: { readonly telling: number; readonly others: number };
  readonly proofs: number;
}

const ALL = Number.POSITIVE_INFINITY;

/** Some 80 columns and a few screens, read from above; or pasted. */
export const TERMINAL: Layout = {
  medium: 'terminal',
  findings: 12,
  caseFindings: 12,
  furtherFindings: 0,
  endpointRows: { failed: 40, answered: 10 },
  jointServices: 40,
  endpoints: 8,
  evidence: 6,
  against: 3,
  frames: 12,
  reasons: 3,
  ownerLines: 8,
  doubts: 1,
  notes: ALL,
  problems: 5,
  files: 20,
  unusedFiles: 6,
  captures: ALL,
  logs: ALL,
  logStatus: ALL,
  logProblems: ALL,
  entries: 40,
  entryLines: 12,
  citedLines: 12,
  otherFindings: 0,
  fleetFindings: 12,
  services: { telling: 40, others: 6 },
  proofs: 12,
};

/** A comment in a ticket system, which has room for some 65,000 characters. */
export const TICKET: Layout = {
  medium: 'ticket',
  findings: 20,
  caseFindings: 12,
  furtherFindings: 0,
  endpointRows: { failed: 60, answered: 20 },
  jointServices: 60,
  endpoints: 12,
  evidence: 12,
  against: 0,
  frames: 24,
  reasons: 5,
  ownerLines: 20,
  doubts: ALL,
  notes: 20,
  problems: 20,
  files: 40,
  unusedFiles: 40,
  captures: 4,
  logs: 10,
  logStatus: 12,
  logProblems: 5,
  entries: 60,
  entryLines: 12,
  citedLines: 12,
  otherFindings: 10,
  fleetFindings: 20,
  services: { telling: 60, others: 20 },
  proofs: 30,
};

/** A ticket's field that counts the markup, too, and has room for some 32,000 characters of both. */
export const FIELD: Layout = {
  ...TICKET,
  endpointRows: { failed: 16, answered: 4 },
  endpoints: 6,
  evidence: 6,
  frames: 12,
};

/** A page with pictures, anchors and parts that unfold. */
export const PAGE: Layout = {
  medium: 'page',
  findings: 12,
  caseFindings: 12,
  furtherFindings: 60,
  endpointRows: { failed: 150, answered: 50 },
  jointServices: 0,
  endpoints: 6,
  evidence: ALL,
  against: 0,
  frames: 24,
  reasons: 3,
  ownerLines: 40,
  doubts: ALL,
  notes: 20,
  problems: 20,
  files: 120,
  unusedFiles: 200,
  captures: 12,
  logs: 40,
  logStatus: 12,
  logProblems: 20,
  entries: ALL,
  entryLines: 12,
  citedLines: 24,
  otherFindings: 20,
  fleetFindings: 100,
  services: { telling: 150, others: 50 },
  proofs: 60,
};
