import { FieldValues } from '../documents/packet-list/field-value.ts';
import { dnsPolicy } from '../profiles/dns-policy.ts';
import { PROTOCOL_NAMES } from '../protocols/dispatch.ts';
import { FIELDS } from '../protocols/fields/registry.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Next, type PacketSource, runPackets } from '../track/run-packets.ts';

/** A frame, layer by layer, with its bytes. */
export interface FrameDetail {
  readonly number: number;
  /** Outermost first. */
  readonly layers: readonly FrameLayer[];
  /** Those that were captured. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Bytes on the wire. */
  readonly length: number;
}

export interface FrameLayer {
  /** Wireshark's short name: `tcp`. */
  readonly name: string;
  readonly title: string;
  /** Where it lies in the frame; null in a datagram that was put together of several. */
  readonly from: number | null;
  readonly to: number | null;
  /** Fields with their values, as `tshark -T fields` prints them; escaped. */
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** Fields of one layer that are shown: a DNS message may have thousands. */
const MAXIMUM_FIELDS = 200;
/** Characters of one value. */
const MAXIMUM_VALUE = 400;

/** A frame of a capture, read from its beginning; null where it has no such frame. */
export async function frameDetail(
  reader: PacketSource,
  number: number,
): Promise<FrameDetail | null> {
  let detail: FrameDetail | null = null;
  await runPackets(
    reader,
    {
      observe(view) {
        if (view.frameNumber < number) return Next.MORE;
        if (view.frameNumber === number) detail = detailOf(view);
        return Next.STOP;
      },
    },
    dnsPolicy({ asInWireshark: true }),
  );
  return detail;
}

function detailOf(view: PacketView): FrameDetail {
  const { start, end } = view;
  const layers: FrameLayer[] = [];
  for (let layer = 0; layer < view.layerCount; layer++) {
    const isInFrame = layer < view.reassembledFrom;
    const { filterName, title } = PROTOCOL_NAMES[view.layerProtocol[layer]];
    layers.push({
      name: filterName,
      title,
      from: isInFrame ? view.layerStart[layer] - start : null,
      to: isInFrame ? view.layerEnd[layer] - start : null,
      fields: fieldsOf(view, layer),
    });
  }
  return {
    number: view.frameNumber,
    layers,
    bytes: new Uint8Array(view.bytes.subarray(start, end)),
    length: view.originalLength + view.fcsLength,
  };
}

/** What can be said of a layer without having seen other packets. */
function fieldsOf(view: PacketView, layer: number): [string, string][] {
  const values = new FieldValues();
  const found: [string, string][] = [];
  for (const field of FIELDS.values()) {
    if (found.length >= MAXIMUM_FIELDS) break;
    const isOfLayer = field.layers?.includes(view.layerProtocol[layer]) === true;
    if (!isOfLayer || field.isLayer === true || field.needs !== 0) continue;
    values.readLayer(field, view, layer);
    if (values.texts.length === 0) continue;
    const text = values.texts.join(', ');
    found.push([
      field.name,
      text.length > MAXIMUM_VALUE ? `${text.slice(0, MAXIMUM_VALUE)} …` : text,
    ]);
  }
  return found;
}
