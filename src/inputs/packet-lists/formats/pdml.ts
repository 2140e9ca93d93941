import { MAXIMUM_PACKET_LENGTH } from '../../../capture/capture-interface.ts';
import type { InputSentence } from '../../../capture/input-sentence.ts';
import { linkTypeOf } from '../../../capture/link-types.ts';
import * as linuxSll2 from '../../../protocols/linux-sll2/codec.ts';
import { wholeNumber } from '../cells.ts';
import { type ListFormat, type ListText, type PacketParser, Step } from '../format.ts';
import { linkTypeOfBytes } from '../link-type-of-bytes.ts';
import type { PacketFacts } from '../packet-facts.ts';
import { ElementScanner } from './xml-elements.ts';

/*
 * PDML, `tshark -T pdml`: each field with its bytes and their place in the frame, so that the packet itself
 * is put together again. Fields of what was reassembled or decrypted have places in other buffers: only
 * those of the layers up to the transport are taken, and its payload.
 */

/** Protocols whose fields have their places in the frame. */
const IN_FRAME: ReadonlySet<string> = new Set(
  `eth ethertype vlan ieee8021ad llc sll null loop raw ppp pppoes mpls gre erspan vxlan geneve gtp arp ip
   ipv6 ipv6.hopopts ipv6.routing ipv6.fraghdr ipv6.dstopts ah icmp icmpv6 tcp udp udplite sctp igmp`.split(
    /\s+/,
  ),
);
/** Fields that hold what the layers above carry. */
const PAYLOADS: ReadonlySet<string> = new Set([
  'tcp.payload',
  'udp.payload',
  'data.data',
  'tcp.segment_data',
]);

/** Bytes of LINKTYPE_LINUX_SLL2 between protocol type and interface index. */
const SLL2_RESERVED = 2;
const SLL2_RESERVED_END = 4;

const HEX = /^[0-9a-f]+$/i;
/** Fields of what was put together of several packets. */
const ELSEWHERE = /\.(?:reassembled|segment|fragment)/;

/** A tag that begins a protocol or a field, with its attributes; a tag has no `>` in its values. */
const TAG = /<(proto|field) ([^<>]{0,140000})>/g;
const ATTRIBUTE = (name: string) => new RegExp(`(?:^| )${name}="([^"]{0,140000})"`);
const NAME = ATTRIBUTE('name');
const POSITION = ATTRIBUTE('pos');
const SIZE = ATTRIBUTE('size');
const VALUE = ATTRIBUTE('value');
/** The bytes of a field of bits, which `value` has only its bits of. */
const UNMASKED = ATTRIBUTE('unmaskedvalue');
const SHOW = ATTRIBUTE('show');

class Parser implements PacketParser {
  readonly notes = [];
  readonly #elements = new ElementScanner(['packet']);
  #reason: InputSentence | null = null;

  get reason(): InputSentence | null {
    return this.#reason ?? this.#elements.reason;
  }

  next(text: ListText, facts: PacketFacts): Step {
    this.#reason = null;
    const step = this.#elements.next(text);
    facts.line = this.#elements.line;
    facts.offset = this.#elements.offset;
    if (step !== Step.PACKET) return step;
    this.#reason = read(this.#elements.element, facts);
    return this.#reason === null ? Step.PACKET : Step.NOT_UNDERSTOOD;
  }
}

/** Fills facts from a packet's element. @returns why it is not understood, or null */
function read(element: string, facts: PacketFacts): InputSentence | null {
  let captured = 0;
  let bytes = new Uint8Array(0);
  let covered = new Uint8Array(0);
  let protocol = '';
  for (const [, tag, attributes] of element.matchAll(TAG)) {
    const attribute = (pattern: RegExp) => pattern.exec(attributes)?.[1] ?? '';
    const name = attribute(NAME);
    if (tag === 'proto') {
      protocol = name;
      // From here on places are those in what was put together of several packets.
      if (name === 'fake-field-wrapper') break;
      const at = wholeNumber(attribute(POSITION));
      if (name === 'sll' && wholeNumber(attribute(SIZE)) === linuxSll2.HEADER_LENGTH && at >= 0) {
        // Its reserved bytes, which must be zero, have no field.
        covered.fill(1, at + SLL2_RESERVED, at + SLL2_RESERVED_END);
      }
      continue;
    }
    const show = attribute(SHOW);
    switch (name) {
      case 'num':
        facts.frameNumber = wholeNumber(show);
        continue;
      case 'len':
        facts.length = wholeNumber(show);
        continue;
      case 'caplen':
        captured = Math.min(MAXIMUM_PACKET_LENGTH, Math.max(0, wholeNumber(show)));
        bytes = new Uint8Array(captured);
        covered = new Uint8Array(captured);
        continue;
      case 'timestamp': {
        const epoch = /^(\d{1,12})(?:\.(\d{1,9}))?$/.exec(attribute(VALUE));
        if (epoch === null) continue;
        facts.hasTime = true;
        facts.seconds = Number(epoch[1]);
        facts.nanoseconds = Number((epoch[2] ?? '').padEnd(9, '0'));
        continue;
      }
      case 'frame.encap_type':
        facts.linkType = linkTypeOf(wholeNumber(show));
        continue;
    }
    if (!PAYLOADS.has(name) && (!IN_FRAME.has(protocol) || ELSEWHERE.test(name))) continue;
    const position = wholeNumber(attribute(POSITION));
    const size = wholeNumber(attribute(SIZE));
    const value = attribute(UNMASKED) || attribute(VALUE);
    if (position < 0 || size <= 0 || position + size > captured || value.length !== 2 * size)
      continue;
    if (!HEX.test(value)) continue;
    const digits = value.match(/../g) ?? [];
    bytes.set(
      digits.map((pair) => Number.parseInt(pair, 16)),
      position,
    );
    covered.fill(1, position, position + size);
  }
  if (captured === 0) return { code: 'no-geninfo-length' };
  // What follows a hole is on the wire, and not in the list.
  const hole = covered.indexOf(0);
  const known = bytes.subarray(0, hole < 0 ? captured : hole);
  if (facts.linkType < 0) facts.linkType = linkTypeOfBytes(known);
  if (facts.linkType < 0 || known.length === 0) return { code: 'fields-without-bytes' };
  facts.bytes = known;
  return null;
}

/** "Export Packet Dissections → As PDML", `tshark -T pdml`. */
export const PDML_FORMAT: ListFormat = {
  name: 'pdml',
  title: 'pdml',
  matches: (head) => /^\s*<(\?xml|!--|pdml)/.test(head) && /<pdml[\s>]/.test(head),
  open: () => new Parser(),
};
