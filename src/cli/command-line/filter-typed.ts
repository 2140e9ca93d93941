import { type Translation, translateCaptureFilter } from '../../filter/capture-filter/translate.ts';
import { compileDisplayFilter } from '../../filter/display-filter.ts';
import { usageWords } from '../../words/command-line/usage.ts';
import { said } from '../../words/errors/said.ts';
import { UsageError } from '../errors.ts';

/** Words that are taken for fields, and the fields. */
const FIELDS_MEANT: Readonly<Record<string, readonly string[]>> = {
  port: ['tcp.port', 'udp.port'],
  srcport: ['tcp.srcport', 'udp.srcport'],
  dstport: ['tcp.dstport', 'udp.dstport'],
  'src.port': ['tcp.srcport', 'udp.srcport'],
  'dst.port': ['tcp.dstport', 'udp.dstport'],
  'ip.port': ['tcp.port', 'udp.port'],
  'ip.srcport': ['tcp.srcport', 'udp.srcport'],
  'ip.dstport': ['tcp.dstport', 'udp.dstport'],
  host: ['ip.addr'],
  addr: ['ip.addr'],
  address: ['ip.addr'],
  ip: ['ip.addr'],
  ipaddr: ['ip.addr'],
  'ip.address': ['ip.addr'],
  'ip.host': ['ip.addr'],
  src: ['ip.src'],
  dst: ['ip.dst'],
  source: ['ip.src'],
  destination: ['ip.dst'],
  srcip: ['ip.src'],
  dstip: ['ip.dst'],
  'src.ip': ['ip.src'],
  'dst.ip': ['ip.dst'],
  'ip.source': ['ip.src'],
  'ip.destination': ['ip.dst'],
  mac: ['eth.addr'],
  sni: ['tls.handshake.extensions_server_name'],
  'tls.sni': ['tls.handshake.extensions_server_name'],
  'ssl.sni': ['tls.handshake.extensions_server_name'],
  'dns.name': ['dns.qry.name'],
  'dns.query': ['dns.qry.name'],
  'tcp.syn': ['tcp.flags.syn'],
  'tcp.ack_flag': ['tcp.flags.ack'],
  'tcp.rst': ['tcp.flags.reset'],
  'tcp.fin': ['tcp.flags.fin'],
  'tcp.flags.rst': ['tcp.flags.reset'],
  'http.status': ['http.response.code'],
  'http.method': ['http.request.method'],
};

/** `NAME == VALUE`, with the operators of other languages too. */
const COMPARISON =
  /(?<![\w."'])([a-z][\w.]*)\s*(===|==|!=|>=|<=|=|>|<|\beq\b|\bne\b)\s*("[^"]*"|'[^']*'|[^\s()&|]+)/gi;

/** The display filter that a text was probably meant to be; null where nothing is sure. */
export function displayFilterMeant(text: string): string | null {
  if (text.length > 1_000) return null;
  const meant = text
    .replace(COMPARISON, (_whole, name: string, operator: string, value: string) => {
      const fields = FIELDS_MEANT[name.toLowerCase()] ?? [name];
      const as = operator === '=' ? '==' : operator;
      const is6 = /^[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:./]*$/i.test(value);
      const compared = fields.map((field) => {
        const of = is6 ? field.replace(/^ip\./, 'ipv6.') : field;
        return `${of} ${as} ${value.replace(/^'(.*)'$/, '"$1"')}`;
      });
      // What is not one of several ports is none of them.
      const joins = as === '!=' || as === 'ne' ? ' and ' : ' or ';
      return compared.length > 1 ? `(${compared.join(joins)})` : compared[0];
    })
    .replace(/^\((?=[^()]*\)$)(.*)\)$/, '$1');
  return meant !== text && isDisplayFilter(meant) ? meant : null;
}

export function isDisplayFilter(text: string): boolean {
  try {
    compileDisplayFilter(text);
    return true;
  } catch {
    return false;
  }
}

/** In quotes for a shell; double ones serve Windows too. */
export function quoted(filter: string): string {
  return filter.includes('"') ? `'${filter}'` : `"${filter}"`;
}

/**
 * What to say of a text that is refused as a display filter: it is a capture filter, or nearly a display filter.
 * Null where it is neither.
 */
export function refusedFilter(text: string, option = '-Y '): UsageError | null {
  const translated = translateCaptureFilter(text);
  if (translated !== null) {
    return new UsageError(
      usageWords.captureFilterTyped(quoted(text)),
      'displayFilter' in translated
        ? usageWords.captureFilterTypedAdvice(option, quoted(translated.displayFilter))
        : usageWords.captureFilterUntranslatable(said(translated.why)),
    );
  }
  const meant = displayFilterMeant(text);
  if (meant === null) return null;
  return new UsageError(
    usageWords.displayFilterMistyped(quoted(text)),
    usageWords.displayFilterMistypedAdvice(option, quoted(meant)),
  );
}

/** What to say of words after the file that are a filter; null where they are none. */
export function filterAfterFile(words: readonly string[], command: string): UsageError | null {
  const text = words.join(' ');
  const meant = translated(text);
  if (meant === null) return null;
  if ('why' in meant) {
    return new UsageError(
      usageWords.captureFilterInPlaceOfFile(words[0], quoted(text)),
      usageWords.captureFilterInPlaceOfFileAdvice(said(meant.why)),
    );
  }
  return new UsageError(
    usageWords.filterInPlaceOfFile(words[0]),
    usageWords.filterInPlaceOfFileAdvice(command, quoted(meant.displayFilter)),
  );
}

/** A display filter as it is, or what a text is as one. */
function translated(text: string): Translation | null {
  if (isDisplayFilter(text)) return { displayFilter: text };
  const capture = translateCaptureFilter(text);
  if (capture !== null) return capture;
  const meant = displayFilterMeant(text);
  return meant === null ? null : { displayFilter: meant };
}
