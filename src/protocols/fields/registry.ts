import { Analysis } from '../analysis.ts';
import { PROTOCOL_NAMES } from '../dispatch.ts';
import { isDns } from '../dns/codec.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import { PROTOCOL_PARTS } from '../protocol-parts.ts';
import * as tls from '../tls/codec.ts';
import { editDistance } from './edit-distance.ts';
import { type FieldDefinition, FieldTable } from './field.ts';
import { absentWhereUnknown } from './unknown.ts';

/**
 * Bytes before a layer that are the protocol's too: DNS messages over TCP have their length there. Below 0 those
 * that are not its own: the record that stands for TLS in QUIC, where there is none (RFC 9001 §4).
 */
function prefixLength(view: PacketView, layer: number): number {
  if (view.layerProtocol[layer] === Protocol.TLS && layer > 0) {
    if (view.layerProtocol[layer - 1] === Protocol.QUIC) return -tls.RECORD_HEADER_LENGTH;
  }
  if (view.transportProtocol !== Protocol.TCP || layer <= view.transport) return 0;
  return isDns(view.layerProtocol[layer]) ? 2 : 0;
}

/** Every protocol that is decoded, as a field: there or not, and its bytes. */
function protocolFields(): FieldDefinition[] {
  // Wireshark has the name `pppoe`, but gives it to no packet: discovery and session have their own.
  const layersOf = new Map<string, Protocol[]>([['pppoe', []]]);
  const titles = new Map([['pppoe', 'PPP-over-Ethernet']]);
  PROTOCOL_NAMES.forEach(({ filterName, title }, protocol) => {
    if (protocol === Protocol.NONE) return;
    layersOf.set(filterName, [...(layersOf.get(filterName) ?? []), protocol]);
    titles.set(filterName, title);
  });
  return [...layersOf].flatMap(
    ([name, layers]) =>
      new FieldTable(layers).values(
        name,
        'FT_PROTOCOL',
        '',
        titles.get(name) ?? name,
        (view, layer, sink) => {
          const start = view.layerStart[layer] - prefixLength(view, layer);
          return sink.bytes(view.layerBytes(layer), start, view.layerEnd[layer]);
        },
        { isLayer: true },
      ).fields,
  );
}

/** Layers that TCP carries: their messages are put together across segments. */
const OVER_STREAMS: readonly Protocol[] = [
  Protocol.DNS,
  Protocol.TLS,
  Protocol.HTTP,
  Protocol.QUIC,
  Protocol.RTP,
  Protocol.RTCP,
  Protocol.DATA,
];
function overStreams(field: FieldDefinition): FieldDefinition {
  const isOverStreams = field.layers?.some((layer) => OVER_STREAMS.includes(layer)) === true;
  return isOverStreams ? { ...field, needs: field.needs | Analysis.APPLICATION } : field;
}

/** Every field, by name. */
export const FIELDS: ReadonlyMap<string, FieldDefinition> = new Map(
  [...protocolFields(), ...PROTOCOL_PARTS.flatMap(({ fields }) => fields ?? [])]
    .map(overStreams)
    .map(absentWhereUnknown)
    .map((field): [string, FieldDefinition] => [field.name, field])
    .sort(([a], [b]) => (a < b ? -1 : 1)),
);

/** Old names of protocols, which Wireshark takes as well. */
const OLD_NAMES: ReadonlyMap<string, string> = new Map([
  ['ssl', 'tls'],
  ['bootp', 'dhcp'],
]);

/** The field of that name; `ssl…` is the old name of `tls…`, `bootp…` of `dhcp…`. */
export function findField(name: string): FieldDefinition | undefined {
  const found = FIELDS.get(name);
  if (found !== undefined) return found;
  const dot = name.indexOf('.');
  const protocol = dot < 0 ? name : name.slice(0, dot);
  const current = OLD_NAMES.get(protocol);
  return current === undefined ? undefined : FIELDS.get(current + name.slice(protocol.length));
}

/** Names within this many edits are near. */
const MAXIMUM_EDITS = 3;
const MAXIMUM_SUGGESTIONS = 4;

/** Fields that stand nearest to one of Wireshark's that is not here: of the same part, else of the same protocol. */
export function relatedNames(name: string): string[] {
  const wanted = name.slice(0, 64).toLowerCase();
  for (let dot = wanted.lastIndexOf('.'); dot > 0; dot = wanted.lastIndexOf('.', dot - 1)) {
    const parent = wanted.slice(0, dot);
    const ranked: [number, string][] = [];
    for (const candidate of FIELDS.keys()) {
      if (candidate !== parent && !candidate.startsWith(`${parent}.`)) continue;
      ranked.push([editDistance(wanted, candidate), candidate]);
    }
    if (ranked.length === 0) continue;
    ranked.sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1));
    return ranked.slice(0, MAXIMUM_SUGGESTIONS).map(([, candidate]) => candidate);
  }
  return [];
}

/** Names that may have been meant, best first: few edits away, or beginning alike. */
export function nearestNames(name: string): string[] {
  const wanted = name.slice(0, 64).toLowerCase();
  const ranked: [number, string][] = [];
  for (const candidate of FIELDS.keys()) {
    const edits = editDistance(wanted, candidate);
    if (edits <= Math.min(MAXIMUM_EDITS, Math.ceil(wanted.length / 3))) {
      ranked.push([edits, candidate]);
    } else if (wanted.length > 2 && candidate.startsWith(wanted)) {
      ranked.push([MAXIMUM_EDITS + candidate.length / 1000, candidate]);
    } else if (wanted.length > 2 && candidate.endsWith(`.${wanted}`)) {
      ranked.push([MAXIMUM_EDITS + candidate.length / 1000, candidate]);
    }
  }
  ranked.sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1));
  return ranked.slice(0, MAXIMUM_SUGGESTIONS).map(([, candidate]) => candidate);
}
