/** One primitive of a capture filter, as the display filters of which any is enough. */
export interface Term {
  readonly kind: 'term';
  readonly any: readonly string[];
  /** Further ones, of ARP: libpcap's `host` and `net` are about ARP too. */
  readonly arp: readonly string[];
  /** Whether what it selects is IP, so that what is said of ARP beside it is of no use. */
  readonly isIp: boolean;
}

/** A capture filter whose primitives are translated. */
export type CaptureFilter =
  | Term
  | { readonly kind: 'not'; readonly of: CaptureFilter }
  | { readonly kind: 'and' | 'or'; readonly of: readonly CaptureFilter[] };

export function term(isIp: boolean, ...any: readonly string[]): Term {
  return { kind: 'term', any, arp: [], isIp };
}

/** Both sides with one operator; chains of it stay flat. */
export function joined(
  kind: 'and' | 'or',
  one: CaptureFilter,
  other: CaptureFilter,
): CaptureFilter {
  return { kind, of: one.kind === kind ? [...one.of, other] : [one, other] };
}

function selectsIp(filter: CaptureFilter): boolean {
  switch (filter.kind) {
    case 'term':
      return filter.isIp;
    case 'not':
      return false;
    case 'and':
      return filter.of.some(selectsIp);
    case 'or':
      return filter.of.every(selectsIp);
  }
}

/** How much a piece of a display filter holds together, the loosest first. */
const OR = 0;
const AND = 1;
const ALONE = 2;

interface Printed {
  readonly text: string;
  readonly strength: number;
}

/** As a display filter, with brackets wherever `and` meets `or`. */
export function displayFilterText(filter: CaptureFilter): string {
  return printed(filter, false).text;
}

/** @param amongIp whether what stands beside it leaves nothing but IP */
function printed(filter: CaptureFilter, amongIp: boolean): Printed {
  switch (filter.kind) {
    case 'term': {
      const any = amongIp && filter.any.length > 0 ? filter.any : [...filter.any, ...filter.arp];
      return { text: any.join(' or '), strength: any.length > 1 ? OR : ALONE };
    }
    case 'not': {
      const of = printed(filter.of, amongIp);
      return { text: `not ${within(of, ALONE)}`, strength: ALONE };
    }
    case 'or': {
      const parts = filter.of.map((part) => printed(part, amongIp));
      return { text: parts.map((part) => within(part, OR, AND)).join(' or '), strength: OR };
    }
    case 'and': {
      const parts = filter.of.map((part, at) => {
        const isBeside = filter.of.some((other, i) => i !== at && selectsIp(other));
        return printed(part, amongIp || isBeside);
      });
      return { text: parts.map((part) => within(part, AND)).join(' and '), strength: AND };
    }
  }
}

/** In brackets where it is looser than `least`, or is `never`. */
function within({ text, strength }: Printed, least: number, never?: number): string {
  return strength < least || strength === never ? `(${text})` : text;
}
