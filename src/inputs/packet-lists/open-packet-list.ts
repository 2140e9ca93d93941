import { asText, type OpenText } from '../text-input.ts';
import type { ListFormat } from './format.ts';
import { CSV_FORMAT, TAB_FORMAT } from './formats/delimited.ts';
import { FIELDS_FORMAT } from './formats/fields.ts';
import { FORTIGATE_FORMAT } from './formats/fortigate.ts';
import { FW_MONITOR_FORMAT } from './formats/fw-monitor.ts';
import { HEX_FORMAT } from './formats/hex.ts';
import { ELASTIC_FORMAT, JSON_FORMAT } from './formats/json.ts';
import { K12_FORMAT } from './formats/k12.ts';
import { MIKROTIK_SNIFFER_FORMAT } from './formats/mikrotik-sniffer.ts';
import { PDML_FORMAT } from './formats/pdml.ts';
import { PKTMON_FORMAT } from './formats/pktmon.ts';
import { PSML_FORMAT } from './formats/psml.ts';
import { TCPDUMP_FORMAT } from './formats/tcpdump.ts';
import { TEXT_FORMAT } from './formats/text.ts';
import { YAML_FORMAT } from './formats/yaml.ts';
import { PacketListReader } from './reader.ts';

/** Forms in which packets are exported or printed; the first that matches reads the file. */
export const FORMATS: readonly ListFormat[] = [
  ...[JSON_FORMAT, ELASTIC_FORMAT, PSML_FORMAT, PDML_FORMAT, YAML_FORMAT, K12_FORMAT],
  ...[PKTMON_FORMAT, FW_MONITOR_FORMAT, FORTIGATE_FORMAT, MIKROTIK_SNIFFER_FORMAT],
  ...[TCPDUMP_FORMAT, CSV_FORMAT, TAB_FORMAT, TEXT_FORMAT, HEX_FORMAT, FIELDS_FORMAT],
];

/** The form of packet list that a text begins with, or undefined. @param head its first 16 KiB */
export function listFormatOf(head: string): ListFormat | undefined {
  return FORMATS.find((known) => known.matches(head));
}

/** Opens a text as a packet list, in any of its forms; null for what is none. */
export const openListText: OpenText = (head, text, origin) => {
  const format = listFormatOf(head);
  return format === undefined ? null : new PacketListReader(text, origin, format);
};

/** Opens a packet list that Wireshark exported, in any of its forms; null for what is none. */
export const openPacketList = asText(openListText);
