import { type JsonFields, type JsonObject, objectsWith, wholeNumber } from './json-fields.ts';
import type { DnsAnswerFacts, DnsFacts } from './packet-facts.ts';

const WORD = 0xffff;
const OPT = 41;

/** Fields that hold what a record says, as text. */
const VALUES = ['dns.a', 'dns.aaaa', 'dns.cname', 'dns.ns', 'dns.ptr.domain_name', 'dns.txt'];

/** The DNS message of a packet, for exports that show its fields and not its bytes; null for none. */
export function readJsonDns(fields: JsonFields): DnsFacts | null {
  const layer = fields.layer('dns') ?? fields.layer('mdns') ?? fields.layer('llmnr');
  const id = fields.number('dns', 'dns.id', WORD);
  if (layer === null || id < 0) return null;
  const questions = records(fields, layer, 'dns.qry.name').map((one) => ({
    name: text(fields, one, 'dns.qry.name'),
    type: Math.max(0, wholeNumber(text(fields, one, 'dns.qry.type'), WORD)),
  }));
  const all = records(fields, layer, 'dns.resp.name').map(
    (one): DnsAnswerFacts => ({
      name: text(fields, one, 'dns.resp.name'),
      type: Math.max(0, wholeNumber(text(fields, one, 'dns.resp.type'), WORD)),
      value: VALUES.map((name) => text(fields, one, name)).find((value) => value !== '') ?? '',
      timeToLive: wholeNumber(text(fields, one, 'dns.resp.ttl'), 0xffffffff),
    }),
  );
  return {
    id,
    isResponse: fields.flag('dns', 'dns.flags.response'),
    opcode: Math.max(0, fields.number('dns', 'dns.flags.opcode', 15)),
    responseCode: Math.max(0, fields.number('dns', 'dns.flags.rcode', 15)),
    questions,
    answers: all.filter(({ type }) => type !== OPT),
    hasOpt: all.some(({ type }) => type === OPT),
  };
}

function records(fields: JsonFields, layer: JsonObject, name: string): JsonObject[] {
  return objectsWith(layer, fields.isElastic ? `dns_${name.replaceAll('.', '_')}` : name);
}

function text(fields: JsonFields, record: JsonObject, name: string): string {
  const value = record[fields.isElastic ? `dns_${name.replaceAll('.', '_')}` : name];
  const one: unknown = Array.isArray(value) ? value[0] : value;
  return typeof one === 'string' ? one : '';
}
