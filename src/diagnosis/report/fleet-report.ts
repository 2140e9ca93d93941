import type { Confidence, Verdict } from '../../evidence/verdict.ts';

/** What very many captures say together, as `fleet report -f json` prints it. */
export interface FleetReport {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: 'pcap-verdict'; readonly version: string };
  /** Of which captures it tells; null for no bound. */
  readonly scope: {
    /** ISO 8601, UTC: captures that go on after, and that begin before. */
    readonly since: string | null;
    readonly until: string | null;
    readonly sensor: string | null;
  };
  readonly captures: {
    /** With a report. */
    readonly judged: number;
    readonly sensors: number;
    readonly firstTime: string | null;
    readonly lastTime: string | null;
    /** By the verdict of their summary. */
    readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
    /** Without a report, or with one that breaks off, by what became of them. */
    readonly troubles: readonly FleetTrouble[];
  };
  /** What fails, the most captures first. */
  readonly findings: readonly FleetFinding[];
  /** Findings that are not named. */
  readonly moreFindings: number;
}

export interface FleetTrouble {
  readonly outcome: 'damaged' | 'unreadable' | 'missing' | 'changed' | 'failed';
  readonly captures: number;
  /** One of them, and what is said of it. */
  readonly example: string;
  readonly text: string;
}

/** The same finding in all captures that have it. */
export interface FleetFinding {
  /** `ReportFinding.id`, and a hash of the services and stages: the same in all captures that have it. */
  readonly id: string;
  readonly title: string;
  readonly verdict: Verdict;
  /** The highest of any capture. */
  readonly confidence: Confidence;
  readonly captures: number;
  /** ISO 8601, UTC: of the first and the last attempt that failed. */
  readonly since: string | null;
  readonly lastSeen: string | null;
  readonly services: readonly string[];
  /** Where it fails: networks of clients, and who captured; those with the most captures. */
  readonly networks: readonly FleetPlace[];
  readonly moreNetworks: number;
  readonly sensors: readonly FleetPlace[];
  readonly moreSensors: number;
  /** Captures in which the same services answer, when they last did, and some of the networks. */
  readonly answered: {
    readonly captures: number;
    readonly lastTime: string | null;
    readonly networks: readonly string[];
  };
  readonly remedy: readonly string[];
  /** Captures that show it, the latest first. */
  readonly examples: readonly { readonly name: string; readonly sensor: string }[];
}

export interface FleetPlace {
  readonly name: string;
  readonly captures: number;
}
