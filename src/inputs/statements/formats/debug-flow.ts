import { Statement } from '../../../capture/statement.ts';
import { portOf } from '../../packet-lists/cells.ts';
import { addressOf, endpointIn, fill, flagsOf, isAboutPacket, wordsOf } from '../fields.ts';
import { begin, type StatementFormat, type StatementParser, Taken } from '../format.ts';
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

/** What the device does not forward, in its own words, and that it says nothing to the sender of. */
const DROPPED = /\bdrop(?:ped)?\b|reverse path check fail|no session matched|Denied by quota/i;

/** Prompts, times and names of blades may stand before it. */
const LINE = /(?:^|\s)id=\d{1,10} (?:pri=\w{1,16} )?trace_id=\d{1,12} .{0,64}\bfunc=\w{1,64} /;

class Parser implements StatementParser {
  readonly statement = new Statement();
  reason = '';
  readonly #open = new Statement();
  readonly #pairs = new KeyValues();
  #trace = '';
  #isReady = false;

  take(line: LogLine): Taken {
    const at = line.text.indexOf('id=');
    if (at < 0 || !line.text.includes('trace_id=')) return Taken.NOTHING;
    const pairs = this.#pairs;
    pairs.scan(line.text, at);
    const trace = pairs.get('trace_id');
    const message = pairs.get('msg');
    let taken = Taken.NOTHING;
    const slots: Slots = {};
    if (RECEIVED.match(message, slots)) {
      if (this.#give()) taken = Taken.STATEMENT;
      this.#begin(line, slots, message);
      this.#trace = trace;
    } else if (trace !== this.#trace) {
      // The packet that it is about was printed before the text begins.
      if (this.#give()) taken = Taken.STATEMENT;
      this.#trace = '';
    } else if (this.#trace !== '') this.#add(message);
    return taken;
  }

  next(): boolean {
    const isReady = this.#isReady;
    this.#isReady = false;
    return isReady;
  }

  end(): void {
    this.#give();
  }

  #begin(line: LogLine, slots: Slots, message: string): void {
    const open = this.#open;
    begin(open, line);
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
    const open = this.#open;
    const slots: Slots = {};
    if (DENIED.match(message, slots)) {
      open.action = 'dropped';
      open.reason = wordsOf(`Denied by ${slots.by}`);
      open.rule = wordsOf(`policy ${slots.rule}`);
    } else if (ALLOWED.match(message, slots)) {
      open.action = 'allowed';
      open.rule = wordsOf(`policy ${slots.rule}`);
    } else if (DROPPED.test(message)) {
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

  /** Gives out the packet that waits; one of which nothing was said is none. */
  #give(): boolean {
    if (this.#trace === '') return false;
    this.#trace = '';
    if (!isAboutPacket(this.#open)) return false;
    Object.assign(this.statement, this.#open);
    this.#isReady = true;
    return true;
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
  title: "FortiGate's diagnose debug flow",
  isCertain: ({ text }) => LINE.test(text.slice(0, 512)),
  open: () => new Parser(),
};
