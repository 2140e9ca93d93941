import { portOf } from '../../packet-lists/cells.ts';
import { addressOf, endpointIn, fill, flagsOf, wordsOf } from '../fields.ts';
import { BlockParser, type StatementFormat } from '../format.ts';
import { KeyValues } from '../key-values.ts';
import type { LogLine } from '../log-line.ts';
import { Sentence, type Slots } from '../sentence.ts';

/**
 * FortiGate's `diagnose debug flow`: several lines for one packet, all with its trace id. The first says
 * which packet it is, one of the others what became of it.
 */
const RECEIVED = new Sentence('(proto={protocol}, {source}->{destination})');
const FROM = new Sentence(' from {interface}. ');
const FLAGS = new Sentence('flag [{flags}]');
const DENIED = new Sentence('Denied by {by} (policy {rule})');
const ALLOWED = new Sentence('Allowed by Policy-{rule}:');
const SOURCE_NAT = new Sentence('SNAT {from}->{translated}');
const DESTINATION_NAT = new Sentence('DNAT {from}->{translated}');

/** The same without the policy, as older versions and web pages have it. */
const DENIED_BY = /^\s*Denied by /;

/** What the device does not forward, in its own words, and that it says nothing to the sender of. */
const DROPPED = /\bdrop(?:ped)?\b|reverse path check fail|no session matched|Denied by quota/i;

/** Prompts, times and names of blades may stand before it; before FortiOS 5 no function was named. */
const LINE =
  /(?:^|\s)id=\d{1,10} (?:pri=\w{1,16} )?trace_id=\d{1,12} (?:.{0,64}\bfunc=\w{1,64}(?:\s|$)|msg=["\u201c\u201d])/;

/** A message on a line of its own, and the most of what stands before it. */
const MESSAGE = /^\s{0,32}msg="/;
const LONGEST_HEAD = 512;
/** What web pages make of quotation marks. */
const CURLY = /[\u201c\u201d\u201e\u2033]/g;

class Parser extends BlockParser {
  readonly #pairs = new KeyValues();
  #trace = '';
  /** A line whose message was broken off it, and comes next. */
  #broken = '';

  protected read(line: LogLine): void {
    let text = line.text.replace(CURLY, '"');
    const at = text.indexOf('id=');
    const isOwn = at >= 0 && text.includes('trace_id=');
    if (isOwn && !text.includes('msg=')) {
      this.#broken = text.slice(0, LONGEST_HEAD);
      return;
    }
    if (!isOwn && this.#broken !== '' && MESSAGE.test(text))
      text = `${this.#broken} ${text.trim()}`;
    else if (!isOwn) return;
    this.#broken = '';
    const pairs = this.#pairs;
    pairs.scan(text, text.indexOf('id='));
    const trace = pairs.get('trace_id');
    const message = pairs.get('msg');
    const slots: Slots = {};
    if (RECEIVED.match(message, slots)) {
      this.#begin(line, slots, message);
      this.#trace = trace;
    } else if (trace !== this.#trace) {
      // The packet that it is about was printed before the text begins.
      this.give();
    } else if (this.isOpen) this.#add(message);
  }

  #begin(line: LogLine, slots: Slots, message: string): void {
    this.begin(line);
    const { open } = this;
    fill(open, 'protocol', slots.protocol);
    const source = endOf(slots.source);
    const destination = endOf(slots.destination);
    open.source = source.address;
    open.destination = destination.address;
    // Of ICMP they are its identifier and its type.
    if (open.protocol === TCP || open.protocol === UDP) {
      open.sourcePort = source.port;
      open.destinationPort = destination.port;
    }
    if (FROM.match(`${message} `, slots)) open.interfaceName = wordsOf(slots.interface);
    if (FLAGS.match(message, slots)) open.tcpFlags = flagsOf(slots.flags);
  }

  #add(message: string): void {
    const { open } = this;
    const slots: Slots = {};
    if (DENIED.match(message, slots)) {
      open.action = 'dropped';
      open.reason = wordsOf(`Denied by ${slots.by}`);
      open.rule = wordsOf(`policy ${slots.rule}`);
    } else if (ALLOWED.match(message, slots)) {
      open.action = 'allowed';
      open.rule = wordsOf(`policy ${slots.rule}`);
    } else if (DROPPED.test(message) || DENIED_BY.test(message)) {
      open.action = 'dropped';
      open.reason = wordsOf(message);
    }
    if (SOURCE_NAT.match(message, slots)) {
      const { address, port } = endOf(slots.translated);
      open.translatedSource = address;
      open.translatedSourcePort = port;
    } else if (DESTINATION_NAT.match(message, slots)) {
      const { address, port } = endOf(slots.translated);
      open.translatedDestination = address;
      open.translatedDestinationPort = port;
    }
  }
}

/** `192.0.2.1:443`; IPv6 is written without brackets, so the port is what follows the last colon. */
function endOf(text: string) {
  const colon = text.lastIndexOf(':');
  const address = colon < 0 ? null : addressOf(text.slice(0, colon));
  return address === null ? endpointIn(text) : { address, port: portOf(text.slice(colon + 1)) };
}

const TCP = 6;
const UDP = 17;

export const DEBUG_FLOW: StatementFormat = {
  name: 'fortigate-debug-flow',
  isCertain: ({ text }) => LINE.test(text.slice(0, 512)),
  open: () => new Parser(),
};
