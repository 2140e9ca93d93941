import type { Statement } from '../../../capture/statement.ts';
import { endpointIn, flagsOf, protocolOf } from '../fields.ts';
import { sentenceFormat } from '../sentence-format.ts';

/*
 * Syslog of Cisco's firewalls (ASA, FTD) and of access lists of IOS. "Deny" leaves open whether a RST or
 * ICMP is sent (`service resetinbound`, `ip unreachables`).
 */

const ADDRESS = '[0-9a-fA-F.:]{2,45}';
const NAME = '[\\w .()/-]{1,64}';

/** `inside:192.0.2.1/1234` of a sentence, with or without a port. */
const end = (slot: string) => `${NAME}:(?<${slot}>${ADDRESS})(?:/(?<${slot}_port>\\d{1,5}))?`;
/** `192.0.2.1/1234`. */
const bare = (slot: string) => `(?<${slot}>${ADDRESS})(?:/(?<${slot}_port>\\d{1,5}))?`;
const row = (pattern: string) => new RegExp(pattern, 'i');

/** Identity of a user behind an address: `(user)`. */
const USER = '(?:\\([^)]{0,80}\\))?';

export const CISCO_FIREWALL = sentenceFormat({
  name: 'cisco-firewall-log',
  mark: /%(?:ASA|FTD|PIX|FWSM)-[^:]{0,24}\d-\d{6}: /,
  sentences: [
    {
      // 106023, 106010, 106014
      words: row(
        `: Deny (?:inbound )?(?:protocol )?(?<protocol>[\\w-]{1,16}) src ${end('source')}${USER} dst ${end('destination')}${USER}(?: \\(type (?<icmp_type>\\d{1,3}), code (?<icmp_code>\\d{1,3})\\))?(?: by access-group "?(?<rule>[^"\\s]{1,128}))?`,
      ),
      action: 'refused',
    },
    {
      // 106100
      words: row(
        `: access-list (?<rule>[\\w.-]{1,128}) (?<action>permitted|denied|est-allowed) (?<protocol>[\\w-]{1,16}) [\\w.-]{1,64}/(?<source>${ADDRESS})\\((?<source_port>\\d{1,5})\\)${USER} ?-> ?[\\w.-]{1,64}/(?<destination>${ADDRESS})\\((?<destination_port>\\d{1,5})\\)`,
      ),
      complete: withoutIcmpPorts,
    },
    {
      // 106001, 106006, 106007
      words: row(
        `: (?:Inbound (?<protocol>TCP) connection denied|Deny inbound UDP) from ${bare('source')} to ${bare('destination')}(?: flags (?<flags>[A-Z ]{2,40}?))?(?: (?:due to DNS|on interface)|$)`,
      ),
      action: 'refused',
      complete(statement, { protocol, flags }) {
        if (protocol === undefined) statement.protocol = 17;
        statement.tcpFlags = flagsOf(flags ?? '');
      },
    },
    {
      // 106015: a packet of a connection that the device does not know
      words: row(
        `: Deny TCP \\((?<reason>no connection)\\) from ${bare('source')} to ${bare('destination')} flags (?<flags>[A-Z ]{2,40}?) +on interface (?<interface>[\\w.-]{1,64})`,
      ),
      action: 'dropped',
      complete(statement, { flags }) {
        statement.protocol = 6;
        statement.tcpFlags = flagsOf(flags ?? '');
      },
    },
    {
      // 106021
      words: row(
        `: Deny (?<protocol>[\\w-]{1,16}) (?<reason>reverse path check) from ${bare('source')} to ${bare('destination')} on interface (?<interface>[\\w.-]{1,64})`,
      ),
      action: 'dropped',
    },
    {
      // 106013
      words: row(
        `: Dropping (?<reason>echo request) from (?<source>${ADDRESS}) to PAT address (?<destination>${ADDRESS})`,
      ),
      action: 'dropped',
      complete(statement) {
        statement.protocol = protocolOf('icmp');
        statement.icmpType = ECHO_REQUEST;
      },
    },
    {
      // 710003, 710005
      words: row(
        `: (?<protocol>TCP|UDP) (?:access denied by ACL|request discarded) from ${bare('source')} to ${end('destination')}`,
      ),
      action: 'refused',
    },
    {
      // 302013, 302015: of an outbound one the second is who began
      words: row(
        `: Built (?<direction>inbound|outbound) (?<protocol>TCP|UDP) connection \\d{1,12} for ${end('source')} \\((?<mapped_source>[^)]{3,64})\\)${USER} to ${end('destination')} \\((?<mapped_destination>[^)]{3,64})\\)`,
      ),
      action: 'allowed',
      complete(statement, slots) {
        translate(statement, slots);
        statement.sender = 'client';
        if (slots.direction.toLowerCase() === 'outbound') turn(statement);
      },
    },
    {
      // 302014, 302016
      words: row(
        `: Teardown (?<protocol>TCP|UDP) connection \\d{1,12} for ${end('source')}${USER} to ${end('destination')}${USER} duration [\\d:]{1,12} bytes \\d{1,16}(?: (?<reason>[A-Za-z][\\w -]{2,60}))?`,
      ),
      action: 'allowed',
    },
  ],
  actions: { permitted: 'allowed', 'est-allowed': 'allowed', denied: 'refused' },
});

export const CISCO_ACCESS_LIST = sentenceFormat({
  name: 'cisco-access-list-log',
  mark: /%(?:SEC|IPV6_ACL|FMANFP|ACLLOG|IPV6)-[^:]{0,40}ACCESSLOG\w{0,4}: /,
  sentences: [
    {
      words: row(
        `list (?<rule>\\S{1,128}) (?<action>denied|permitted) (?<protocol>[\\w-]{1,16}) (?<source>${ADDRESS})(?:\\((?<source_port>\\d{1,5})\\))?(?: \\([^)]{1,80}\\))? -> (?<destination>${ADDRESS})(?:\\((?<destination_port>\\d{1,5})\\))?(?: \\((?<icmp_type>\\d{1,3})/(?<icmp_code>\\d{1,3})\\))?, (?<packets>\\d{1,12}) packet`,
      ),
    },
  ],
  actions: { permitted: 'allowed', denied: 'refused' },
});

const ECHO_REQUEST = 8;

/**
 * In parentheses stands what is not a port where the protocol has none: of ICMP the type and the code, in
 * older versions 0 and the type. An echo reply, whose type is 0, has no other code.
 */
function withoutIcmpPorts(statement: Statement): void {
  if (statement.protocol === 6 || statement.protocol === 17) return;
  if (statement.protocol === protocolOf('icmp')) {
    const { sourcePort, destinationPort } = statement;
    statement.icmpType = (sourcePort === 0 ? destinationPort : sourcePort) & 0xff;
  }
  statement.sourcePort = -1;
  statement.destinationPort = -1;
}

function translate(statement: Statement, slots: Readonly<Record<string, string>>): void {
  const source = endpointIn(slots.mapped_source);
  const destination = endpointIn(slots.mapped_destination);
  statement.translatedSource = source.address;
  statement.translatedSourcePort = source.port;
  statement.translatedDestination = destination.address;
  statement.translatedDestinationPort = destination.port;
}

/** Makes the second of the sentence the source. */
function turn(statement: Statement): void {
  const one = { ...statement };
  statement.source = one.destination;
  statement.sourcePort = one.destinationPort;
  statement.destination = one.source;
  statement.destinationPort = one.sourcePort;
  statement.translatedSource = one.translatedDestination;
  statement.translatedSourcePort = one.translatedDestinationPort;
  statement.translatedDestination = one.translatedSource;
  statement.translatedDestinationPort = one.translatedSourcePort;
}
