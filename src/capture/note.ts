/** What Wireshark calls a way to export packets. */
export type ListTitle =
  | 'csv'
  | 'elasticsearch'
  | 'fields'
  | 'hex-dump'
  | 'json'
  | 'k12'
  | 'pdml'
  | 'plain-text'
  | 'psml'
  | 'tabs'
  | 'yaml';

/** Who else prints packets. */
export type ListMaker = 'fortigate' | 'fw-monitor' | 'pktmon' | 'routeros' | 'tcpdump';

/** Logs in which a device says what it did with packets, by the name that a report has for them. */
export type LogKind =
  | 'azure-flow-log'
  | 'calico-flow-log'
  | 'check-point-drops'
  | 'cilium-monitor'
  | 'cisco-access-list-log'
  | 'cisco-firewall-log'
  | 'cisco-packet-tracer'
  | 'conntrack'
  | 'fortigate-debug-flow'
  | 'fortigate-traffic-log'
  | 'google-firewall-log'
  | 'hubble-compact'
  | 'hubble-json'
  | 'juniper-flow-log'
  | 'juniper-structured-log'
  | 'mikrotik-log'
  | 'netfilter-log'
  | 'nft-trace'
  | 'palo-alto-traffic-log'
  | 'pf-filterlog'
  | 'pf-text-log'
  | 'vpc-flow-log'
  | 'windows-filtering-events'
  | 'windows-firewall-log';

/** A list, and how much of its capture it has. */
interface ListExtent {
  /** Null where somebody else prints it. */
  readonly title: ListTitle | null;
  /** Null where it is Wireshark. */
  readonly maker: ListMaker | null;
  readonly packets: number;
  /** Packets between its rows are missing. */
  readonly isSelection: boolean;
}

/** Rows or packets of a list that have something in common. */
export interface NotedRows {
  readonly number: number;
  /** Line of the first; null where nobody counted lines. */
  readonly line: number | null;
}

/** What a note says: the key of its sentence in `words/`, and the values of it. */
export type NoteSentence =
  | { readonly code: 'texts-left-out'; readonly number: number; readonly maximum: number }
  | {
      readonly code: 'files-overlap';
      readonly name: string;
      readonly before: string;
      /** Seconds by which it begins too early. */
      readonly early: number;
    }
  /** @see RecordFormat.title */
  | { readonly code: 'local-times'; readonly title: string }
  | ({
      readonly code: 'list-without-bytes';
      readonly lacksTimeToLive: boolean;
      readonly lacksPayload: boolean;
    } & ListExtent)
  | ({ readonly code: 'list-with-bytes' } & ListExtent)
  | {
      readonly code: 'rows-not-understood';
      readonly input: 'list' | 'log';
      readonly number: number;
    }
  | { readonly code: 'rows-not-in-order' }
  | { readonly code: 'rows-put-in-order' }
  | { readonly code: 'ports-assumed' }
  | ({
      readonly code: 'rows-cut';
      readonly maximumBytes: number;
      /** Null where a row has no columns. */
      readonly maximumColumns: number | null;
    } & NotedRows)
  | ({ readonly code: 'rows-unordered' } & NotedRows)
  | ({ readonly code: 'rows-with-names' } & NotedRows)
  | ({ readonly code: 'rows-without-ports' } & NotedRows)
  | ({ readonly code: 'rows-without-flags' } & NotedRows)
  | ({ readonly code: 'rows-without-quotation' } & NotedRows)
  | { readonly code: 'read-log'; readonly kind: LogKind }
  | { readonly code: 'times-without-year' }
  | {
      readonly code: 'times-without-date';
      readonly input: 'list' | 'tcpdump' | 'k12' | 'log';
      readonly lacksHour: boolean;
      /** They are the times since the row before. */
      readonly isDelta: boolean;
    }
  | { readonly code: 'times-without-zone'; readonly input: 'list' | 'log' }
  | { readonly code: 'times-with-doubtful-date' }
  | { readonly code: 'no-times'; readonly input: 'list' | 'fields' | 'hex-dump' | 'log' };

/** A limit of the capture that a reader knows of, with a stable code: `explain` tells of it. */
export interface CaptureNote {
  readonly code: string;
  readonly sentence: NoteSentence;
}
