import { columnFormat } from '../column-format.ts';
import { fill } from '../fields.ts';

/**
 * Traffic log of PAN-OS: as exported, with a heading, and as sent to syslog, whose cells have the order
 * of the administrator's guide. What is not known here stays unnamed.
 */
const ORDER: readonly string[] =
  `- receivetime serial type subtype - generatetime sourceaddress destinationaddress natsourceip
   natdestinationip rule - - application virtualsystem sourcezone destinationzone inboundinterface
   outboundinterface - - sessionid repeatcount sourceport destinationport natsourceport
   natdestinationport flags ipprotocol action bytes bytessent bytesreceived packets starttime elapsed
   category - - - - - - packetssent packetsreceived sessionendreason`.split(/\s+/);

export const PALO_ALTO = columnFormat({
  name: 'palo-alto-traffic-log',
  separator: ',',
  needs: ['sourceaddress', 'destinationaddress', 'action', 'rule', 'natsourceip'],
  titles: {
    generatetime: 'time',
    sourceaddress: 'source',
    destinationaddress: 'destination',
    sourceport: 'source-port',
    destinationport: 'destination-port',
    natsourceip: 'translated-source',
    natdestinationip: 'translated-destination',
    natsourceport: 'translated-source-port',
    natdestinationport: 'translated-destination-port',
    rule: 'rule',
    inboundinterface: 'interface',
    ipprotocol: 'protocol',
    action: 'action',
    bytessent: 'bytes',
    bytesreceived: 'bytes-back',
    packetssent: 'packets',
    packetsreceived: 'packets-back',
    sessionendreason: 'reason',
    devicename: 'device',
  },
  actions: {
    allow: 'allowed',
    // What the application's signature says: silence or a reset.
    deny: 'refused',
    drop: 'dropped',
    'drop-icmp': 'rejected',
    'drop icmp': 'rejected',
    'reset-client': 'rejected',
    'reset client': 'rejected',
    'reset-server': 'rejected',
    'reset server': 'rejected',
    'reset-both': 'rejected',
    'reset both': 'rejected',
  },
  known(_line, cells) {
    if (cells.length < 31) return null;
    if (cells[3] === 'TRAFFIC') return ORDER;
    // Older ones lack the first cell.
    return cells[2] === 'TRAFFIC' ? ORDER.slice(1) : null;
  },
  complete(statement, cell) {
    // Addresses of 0.0.0.0 and ports of 0 stand for no translation.
    if (isNone(cell('natsourceip'))) {
      statement.translatedSource = null;
      statement.translatedSourcePort = -1;
    }
    if (isNone(cell('natdestinationip'))) {
      statement.translatedDestination = null;
      statement.translatedDestinationPort = -1;
    }
    // Before the application was known no signature could ask for a reset.
    if (cell('action') === 'deny' && cell('subtype') === 'drop') statement.action = 'dropped';
    statement.sender = 'client';
    if (statement.seconds === 0) fill(statement, 'time', cell('receivetime'));
  },
});

function isNone(address: string): boolean {
  return address === '' || address === '0.0.0.0' || address === '::';
}
