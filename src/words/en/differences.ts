import type { Difference, Differences, Extent } from '../../evidence/differences.ts';
import { typeName } from '../../protocols/dns/types.ts';
import { grouped, listSome } from './phrases.ts';

/** Values that are named, of each side, and differences. */
const VALUES_NAMED = 3;
const DIFFERENCES_NAMED = 3;

/** What tells connections that fail from those that work: the most telling differences, in sentences. */
export function differencesText({ failing, working, by }: Differences): string {
  const sure = by.filter(({ isSure }) => isSure);
  const shown = (sure.length > 0 ? sure : by).slice(0, DIFFERENCES_NAMED).map(differenceText);
  const how = sure.length > 0 ? 'They differ from' : 'Possibly it is by what they differ in from';
  const of = `${failing} compared with ${working}`;
  return `${how} those that work (${of}): ${shown.join('; ')}.`;
}

/** One difference: what is so where it fails, and where it works. */
export function differenceText(one: Difference): string {
  switch (one.by) {
    case 'length': {
      const segments = one.isOverSegments ? ', more than one segment,' : '';
      return `a ClientHello of ${bytes(one.fails)}${segments} fails, one of ${bytes(one.works)} works`;
    }
    case 'source-port':
      return `from source ports ${range(one.fails)} it fails, from ${range(one.works)} it works`;
    case 'dscp':
      return `with DSCP ${values(one.fails)} it fails, with ${values(one.works)} it works`;
    case 'server-name':
      return `for ${values(one.fails)} it fails, for ${values(one.works)} it works`;
    case 'client':
      return `of another client program: JA4 ${values(one.fails)} fails, ${values(one.works)} works`;
    case 'alpn':
      return `with application protocol (ALPN) ${alpn(one.fails)} it fails, with ${alpn(one.works)} it works`;
    case 'smb':
      return `${values(one.fails)} fails, ${values(one.works)} works`;
    case 'query-type':
      return `queries for ${types(one.fails)} fail, those for ${types(one.works)} work`;
    case 'ecn':
      return `SYNs ${one.fails ? 'with' : 'without'} ECN fail, those ${one.works ? 'with it' : 'without it'} work`;
    case 'fast-open':
      return `SYNs ${one.fails ? 'with' : 'without'} fast open (RFC 7413) fail, those ${one.works ? 'with it' : 'without it'} work`;
    case 'timestamps':
      return `SYNs ${one.fails ? 'with' : 'without'} timestamps fail, those ${one.works ? 'with them' : 'without them'} work`;
    case 'time':
      return one.fails === 'later'
        ? 'all that failed came after all that worked'
        : 'all that failed came before all that worked';
  }
}

/** What fails, in a few words behind "connections with". */
export function failingText(one: Difference): string {
  switch (one.by) {
    case 'length':
      return 'a large TLS ClientHello';
    case 'source-port':
      return `source ports ${range(one.fails)}`;
    case 'dscp':
      return `DSCP ${values(one.fails)}`;
    case 'server-name':
      return `server name ${values(one.fails)}`;
    case 'client':
      return "one client program's ClientHello";
    case 'alpn':
      return `application protocol ${alpn(one.fails)}`;
    case 'smb':
      return values(one.fails);
    case 'query-type':
      return `queries for ${types(one.fails)}`;
    case 'ecn':
      return one.fails ? 'ECN' : 'SYNs without ECN';
    case 'fast-open':
      return one.fails ? 'TCP fast open' : 'SYNs without fast open';
    case 'timestamps':
      return one.fails ? 'TCP timestamps' : 'SYNs without timestamps';
    case 'time':
      return one.fails === 'later' ? 'a later start' : 'an earlier start';
  }
}

const range = ({ minimum, maximum }: Extent) =>
  minimum === maximum ? grouped(minimum) : `${minimum} to ${maximum}`;

function bytes({ minimum, maximum }: Extent): string {
  const most = grouped(maximum);
  return minimum === maximum ? `${most} bytes` : `${grouped(minimum)} to ${most} bytes`;
}

const values = (all: readonly (string | number)[]) => listSome(all.map(String), VALUES_NAMED);
const alpn = (all: readonly (string | number)[]) =>
  listSome(
    all.map((one) => (one === '' ? 'none' : protocolsText(String(one)))),
    VALUES_NAMED,
  );
/** Application protocols of one program, the best of them. */
function protocolsText(offered: string): string {
  const names = offered.split(',');
  return names.slice(0, 2).join(',') + (names.length > 2 ? ',…' : '');
}

const types = (all: readonly (string | number)[]) =>
  listSome(
    all.map((one) => typeName(Number(one))),
    VALUES_NAMED,
  );
