import { addRecord } from './dig.ts';
import { addressText, hostName, type LookupSession } from './lookup.ts';

/** `www.example.com   A   300   Answer   192.0.2.1`: a row of PowerShell's table. */
const ROW = /^(\S+)\s+([A-Z]{1,10})\s+\d+\s+(Answer|Question|Authority|Additional)(?:\s+(\S+))?$/;
/** `IP4Address : 192.0.2.1`: a line of its list. */
const PROPERTY = /^(Name|QueryType|NameHost|IP4Address|IP6Address|IPAddress|Section)\s*:\s*(\S+)$/;
const ERROR = /^Resolve-DnsName\s*:\s*(\S+)\s*:\s*(.+)$/i;

/** Reads the tables and lists that PowerShell's Resolve-DnsName prints. */
export class ResolveDnsNameReader {
  #owner: string | null = null;

  constructor(private readonly session: LookupSession) {}

  /** Takes a line in, or not. */
  take(text: string, line: number): boolean {
    const trimmed = text.trim();
    const row = ROW.exec(trimmed);
    if (row !== null) {
      // A column too narrow cuts names short.
      const owner = row[1].endsWith('...') ? null : hostName(row[1]);
      if (owner !== null && row[3] === 'Answer') {
        addRecord(this.#draft(line), owner, row[2], row[4] ?? '');
      }
      return true;
    }
    const error = ERROR.exec(trimmed);
    if (error !== null) {
      const draft = this.#draft(line);
      draft.question ??= hostName(error[1]);
      draft.error = error[2];
      return true;
    }
    return this.#property(trimmed, line);
  }

  #property(text: string, line: number): boolean {
    const property = PROPERTY.exec(text);
    // A name and an address alone are nslookup's: this list has types.
    const isOpen = this.session.draft?.tool === 'Resolve-DnsName';
    if (property === null || (!isOpen && property[1] !== 'QueryType')) {
      if (property?.[1] === 'Name') this.#owner = hostName(property[2]);
      return false;
    }
    const [, key, value] = property;
    const draft = this.#draft(line);
    if (key === 'Name') this.#owner = hostName(value);
    const address = addressText(value);
    if (this.#owner !== null) {
      if (key === 'NameHost') addRecord(draft, this.#owner, 'CNAME', value);
      else if (address !== null && key.endsWith('Address'))
        addRecord(draft, this.#owner, 'A', value);
    }
    return true;
  }

  #draft(line: number) {
    const { draft } = this.session;
    return draft?.tool === 'Resolve-DnsName' ? draft : this.session.begin('Resolve-DnsName', line);
  }
}
