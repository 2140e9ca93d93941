import { fill } from '../fields.ts';
import { keyValueFormat } from '../key-value-format.ts';

/** FortiGate's traffic log, as it is kept and as it is sent to syslog. */
export const FORTIGATE_TRAFFIC = keyValueFormat({
  name: 'fortigate-traffic-log',
  mark: /\btype="?traffic"?[\s,].{0,4000}\bsrcip="?[0-9a-fA-F]/,
  separators: ',',
  keys: {
    srcip: 'source',
    dstip: 'destination',
    srcport: 'source-port',
    dstport: 'destination-port',
    proto: 'protocol',
    action: 'action',
    policyid: 'rule',
    devname: 'device',
    srcintf: 'interface',
    transip: 'translated-source',
    transport: 'translated-source-port',
    tranip: 'translated-destination',
    tranport: 'translated-destination-port',
    sentpkt: 'packets',
    sentbyte: 'bytes',
    rcvdpkt: 'packets-back',
    rcvdbyte: 'bytes-back',
  },
  actions: {
    // A policy may send a RST or ICMP for it (send-deny-packet), or stay silent.
    deny: 'refused',
    blocked: 'refused',
    accept: 'allowed',
    start: 'allowed',
    close: 'allowed',
    timeout: 'allowed',
    'client-rst': 'allowed',
    'server-rst': 'allowed',
    dns: 'allowed',
    'ip-conn': 'allowed',
  },
  complete(statement, pairs) {
    const zone = pairs.get('tz').replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2');
    fill(statement, 'time', `${pairs.get('date')} ${pairs.get('time')}${zone}`);
    const name = pairs.get('policyname');
    if (name !== '') statement.rule = `${name} (${statement.rule})`.slice(0, 200);
    const action = pairs.get('action');
    // Said of what the session came to, beside that it was allowed.
    statement.reason =
      action === 'accept' || action === 'deny' ? pairs.get('msg').slice(0, 200) : action;
    statement.sender = 'client';
  },
});
