import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FieldDefinition } from '../../src/protocols/fields/field.ts';
import { FIELDS } from '../../src/protocols/fields/registry.ts';
import { writtenCapture } from '../../support/protocol-packets/written-packets.ts';
import { compareFields, type FieldDifference } from './tshark-fields.ts';
import { hasTshark } from './wireshark.ts';

/*
 * Every value of every field of the protocols up to UDP and ICMP, in every frame, against tshark:
 * of packets written for it, of captures here, and of real ones. docs/filters.md has the reasons for
 * what is left out below.
 */

const PROTOCOLS =
  /^(?:ah|arp|chdlc|data|eth|frame|gre|icmp|icmpv6|ieee8021ad|ip|ipv6|llc|mpls|ppp|pppoe|pppoes|pppoed|sll|stp|udp|vlan|vxlan)(?:\.|$)/;
const fields: FieldDefinition[] = [...FIELDS.values()].filter(({ name }) => PROTOCOLS.test(name));

interface Exception {
  /** Captures that it is about; all where there is none. */
  readonly captures?: RegExp;
  readonly fields: RegExp;
  /** Frames whose protocols match; all where there is none. */
  readonly protocols?: RegExp;
}

const EXCEPTIONS: readonly Exception[] = [
  // Known by port, or found by Wireshark in what a stream carries.
  {
    fields: /^(?:frame\.protocols|data(?:\..*)?)$/,
    protocols: /udp:(?!data)|tcp|gre:ppp|isis|igmp/,
  },
  // Source routes and home addresses: the header's destination is shown.
  { captures: /written|ipv4-options/, fields: /^ip\.(?:addr|dst|host|dst_host)$/ },
  { captures: /written|ipv6_options/, fields: /^udp\.(?:stream|time_delta|time_relative)$/ },
  // One layer for all labels of a stack.
  { fields: /^mpls$/ },
  // Messages of multiple spanning trees have the flags again for each tree.
  { fields: /^stp\.flags/ },
  // What other dissectors leave of a frame.
  { fields: /^eth\.(?:padding|trailer|fcs|padding_bad)/, protocols: /lldp|ptp|cdp|slow|ipv6$/ },
];

function isExpected({ file, field, protocols }: FieldDifference): boolean {
  return EXCEPTIONS.some(
    (exception) =>
      exception.fields.test(field) &&
      (exception.captures?.test(file) ?? true) &&
      (exception.protocols?.test(protocols) ?? true),
  );
}

const show = ({ field, frame, tshark, here, protocols }: FieldDifference) =>
  `${field} of frame ${frame}: tshark ${tshark.join(',')} here ${here.join(',')} (${protocols})`;

/** Captures above this many bytes are left out: others hold the same kinds of packets. */
const MAXIMUM_LENGTH = 200_000;
const captures = readdirSync('captures')
  .filter((name) => /\.pcap(?:ng)?$/.test(name))
  .filter((name) => statSync(join('captures', name)).size <= MAXIMUM_LENGTH)
  .sort()
  .filter((name, i) => i % 5 === 0 || /vlan|arp|endian|ipv6|snaplen-64/.test(name))
  .map((name) => join('captures', name));

/** Real captures that have the protocols, by name. */
const CORPUS = resolve('../shared/corpus');
const REAL =
  /\/(?:icmpv6|icmpv6-ra-pref64|icmpv6-ns-nonce|mpls-traceroute|802\.1ad_QinQ|802\.1D_spanning_tree|pppoe|pppoes|vxlan|Sll2Packet|SllPacket|IPv4Frag|ip6_fragments|ipv4-options|ipv6_options|GrePackets|IcmpPackets|ICMPv6_echos|ArpRequestWithVlan|ArpResponsePacket|rarp_req_reply|syslog_udp|ipv6-hbh-routing0|icmp-ping|arp-who-has|icmp-destunreach-udp|HDLC|ntp|PPPoESession|MplsPackets)\.(?:pcap|pcapng|cap)$/;
const real = existsSync(CORPUS)
  ? readdirSync(CORPUS, { recursive: true, encoding: 'utf8' })
      .map((path) => join(CORPUS, path))
      .filter((path) => REAL.test(path))
      .sort()
  : [];
if (real.length === 0) console.warn(`no captures in ${CORPUS}: fields are compared on ours only`);

describe.skipIf(!hasTshark)('fields are those of tshark', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'fields-'));
    writeFileSync(join(folder, 'written.pcapng'), writtenCapture());
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('in written packets', { timeout: 60_000 }, async () => {
    const differences = await compareFields(join(folder, 'written.pcapng'), fields);
    expect(differences.filter((difference) => !isExpected(difference)).map(show)).toEqual([]);
  });

  it.each([...captures, ...real])('%s', { timeout: 60_000 }, async (file) => {
    const differences = await compareFields(file, fields);
    expect(differences.filter((difference) => !isExpected(difference)).map(show)).toEqual([]);
  });
});
