import { fill, wordsOf } from '../fields.ts';
import { BlockParser, type StatementFormat } from '../format.ts';
import type { LogLine } from '../log-line.ts';

/**
 * `packet-tracer` of Cisco's firewalls: what the device would do with a packet that the command names,
 * phase by phase; the phase whose result is DROP says which rule.
 */
const COMMAND =
  /\bpacket-tracer input (?<interface>[\w.-]{1,64}) (?<protocol>tcp|udp|sctp) (?<source>[0-9a-fA-F.:]{2,45}) (?<from>\d{1,5}|[a-z][\w-]{0,31}) (?<destination>[0-9a-fA-F.:]{2,45}) (?<to>\d{1,5}|[a-z][\w-]{0,31})/i;
const ICMP =
  /\bpacket-tracer input (?<interface>[\w.-]{1,64}) (?<protocol>icmp) (?<source>[0-9a-fA-F.:]{2,45}) (?<type>\d{1,3}) (?<code>\d{1,3})(?: \d{1,5})? (?<destination>[0-9a-fA-F.:]{2,45})/i;
const PHASE = /^\s*Phase: (?<number>\d{1,3})\b/;
const TYPE = /^\s*Type: (?<type>\S.{0,60})$/;
const RESULT = /^\s*Result: (?<result>ALLOW|DROP)\b/;
const CONFIGURED = /^\s*(?<rule>access-list .{1,190})$/;
const ACTION = /^\s*Action: (?<action>allow|drop)\b/i;
const REASON = /^\s*Drop-reason: (?<reason>\(.{1,190})$/;

class Parser extends BlockParser {
  #phase = '';
  #isDropping = false;

  protected read(line: LogLine): void {
    const text = line.text.slice(0, 512);
    const command = (COMMAND.exec(text) ?? ICMP.exec(text))?.groups;
    if (command !== undefined) {
      this.begin(line);
      for (const field of ['interface', 'protocol', 'source', 'destination'] as const) {
        fill(this.open, field, command[field]);
      }
      fill(this.open, 'source-port', command.from ?? '');
      fill(this.open, 'destination-port', command.to ?? '');
      fill(this.open, 'icmp-type', command.type ?? '');
      fill(this.open, 'icmp-code', command.code ?? '');
      this.open.sender = 'client';
      this.#isDropping = false;
      return;
    }
    if (!this.isOpen) return;
    const open = this.open;
    const phase = PHASE.exec(text)?.groups?.number;
    if (phase !== undefined) {
      this.#phase = `phase ${phase}`;
      this.#isDropping = false;
    }
    const type = TYPE.exec(text)?.groups?.type;
    if (type !== undefined) this.#phase = `${this.#phase.split(',')[0]}, ${type}`;
    const result = RESULT.exec(text)?.groups?.result;
    if (result !== undefined) {
      this.#isDropping = result === 'DROP';
      if (this.#isDropping) open.rule = wordsOf(this.#phase);
    }
    const rule = CONFIGURED.exec(text)?.groups?.rule;
    if (this.#isDropping && rule !== undefined) open.rule = wordsOf(`${rule} (${this.#phase})`);
    const action = ACTION.exec(text)?.groups?.action;
    if (action !== undefined) open.action = action.toLowerCase() === 'drop' ? 'dropped' : 'allowed';
    open.reason = wordsOf(REASON.exec(text)?.groups?.reason ?? open.reason);
  }

  /** The device came to an action. */
  protected override isWhole(): boolean {
    return super.isWhole() && this.open.action !== 'unknown';
  }
}

export const PACKET_TRACER: StatementFormat = {
  name: 'cisco-packet-tracer',
  isCertain: ({ text }) => {
    const head = text.slice(0, 512);
    return COMMAND.test(head) || ICMP.test(head);
  },
  open: () => new Parser(),
};
