import { columnFormat } from '../column-format.ts';
import { fill } from '../fields.ts';

/** Windows Firewall's `pfirewall.log`: a W3C extended log whose heading names the columns. */
export const WINDOWS_FIREWALL = columnFormat({
  name: 'windows-firewall-log',
  headingMark: '#Fields:',
  separator: ' ',
  needs: ['action', 'protocol', 'srcip', 'dstip', 'srcport', 'dstport', 'tcpflags'],
  titles: {
    action: 'action',
    protocol: 'protocol',
    srcip: 'source',
    dstip: 'destination',
    srcport: 'source-port',
    dstport: 'destination-port',
    size: 'length',
    tcpflags: 'tcp-flags',
    icmptype: 'icmp-type',
    icmpcode: 'icmp-code',
  },
  // It is silent to whom it drops (stealth mode).
  actions: { allow: 'allowed', drop: 'dropped' },
  complete(statement, cell) {
    fill(statement, 'time', `${cell('date')} ${cell('time')}`);
    const path = cell('path');
    statement.reason = path === '' || path === '-' ? '' : path;
  },
});
