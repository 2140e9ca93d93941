import type { StatementFormat } from './format.ts';
import { AZURE_FLOW } from './formats/azure-flow.ts';
import { CHECK_POINT_DROPS } from './formats/check-point-drops.ts';
import { CILIUM_MONITOR, HUBBLE_COMPACT } from './formats/cilium.ts';
import { CISCO_ACCESS_LIST, CISCO_FIREWALL } from './formats/cisco-acl.ts';
import { CALICO_FLOWS, GOOGLE_FIREWALL } from './formats/cloud-firewalls.ts';
import { CONNTRACK } from './formats/conntrack.ts';
import { DEBUG_FLOW } from './formats/debug-flow.ts';
import { FILTERLOG } from './formats/filterlog.ts';
import { FORTIGATE_TRAFFIC } from './formats/fortigate-traffic.ts';
import { HUBBLE } from './formats/hubble.ts';
import { JUNIPER_FLOW, JUNIPER_STRUCTURED } from './formats/juniper-flow.ts';
import { MIKROTIK } from './formats/mikrotik.ts';
import { NETFILTER } from './formats/netfilter.ts';
import { NFT_TRACE } from './formats/nft-trace.ts';
import { PACKET_TRACER } from './formats/packet-tracer.ts';
import { PALO_ALTO } from './formats/palo-alto.ts';
import { PF_TEXT } from './formats/pf-text.ts';
import { VPC_FLOW } from './formats/vpc-flow.ts';
import { WINDOWS_EVENTS } from './formats/windows-events.ts';
import { WINDOWS_FIREWALL } from './formats/windows-firewall.ts';

/*
 * To add a form of log, write formats/NAME.ts and its row here. The five models, one for each reader:
 *   netfilter.ts   key=value (KeyValues)         filterlog.ts   cells by position (splitCells)
 *   vpc-flow.ts    cells below a heading         hubble.ts      objects of JSON (textAt, objectAt)
 *   debug-flow.ts  sentences with slots (Sentence), several lines for one packet
 * Most are a table alone: keyValueFormat (fortigate-traffic.ts), columnFormat (windows-firewall.ts),
 * jsonFormat (cloud-firewalls.ts), sentenceFormat (check-point-drops.ts).
 * - `isCertain(line)`: no other text has such a line; `line.message` is without syslog's beginning.
 *   Patterns are linear (no nested quantifiers, each repetition bounded), and see at most 64 KiB.
 * - The parser extends `LineParser`: `read(line, statement)` fills a statement that was reset and has
 *   the line's number, time and host. A table maps keys to fields for `fill`, words to actions.
 * - What the line does not say stays -1, '' or null. A word that may mean drop or reject is `refused`;
 *   one that says nothing of the packet's fate is `unknown`. Foreign lines are `NOTHING`, broken ones
 *   `NOT_UNDERSTOOD` with a reason. A line without both addresses makes no statement.
 * - A test with lines written anew from two independent sources, named there: documentation addresses.
 */

/** Logs in which a device says what it did; the first of which a line is certain reads the file. */
export const FORMATS: readonly StatementFormat[] = [
  DEBUG_FLOW,
  FILTERLOG,
  PF_TEXT,
  NETFILTER,
  NFT_TRACE,
  CONNTRACK,
  MIKROTIK,
  CISCO_FIREWALL,
  CISCO_ACCESS_LIST,
  PACKET_TRACER,
  JUNIPER_FLOW,
  JUNIPER_STRUCTURED,
  FORTIGATE_TRAFFIC,
  PALO_ALTO,
  CHECK_POINT_DROPS,
  WINDOWS_FIREWALL,
  WINDOWS_EVENTS,
  VPC_FLOW,
  AZURE_FLOW,
  GOOGLE_FIREWALL,
  HUBBLE,
  HUBBLE_COMPACT,
  CILIUM_MONITOR,
  CALICO_FLOWS,
];
