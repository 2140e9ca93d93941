import { jsonFormat } from '../json-format.ts';

/** Google Cloud's log of VPC firewall rules: who is denied gets no answer. */
export const GOOGLE_FIREWALL = jsonFormat({
  name: 'google-firewall-log',
  marks: [/"disposition"\s*:\s*"(?:ALLOWED|DENIED|INTERCEPTED)"/, /"src_ip"\s*:/],
  paths: {
    timestamp: 'utc-time',
    'jsonPayload.connection.src_ip': 'source',
    'jsonPayload.connection.src_port': 'source-port',
    'jsonPayload.connection.dest_ip': 'destination',
    'jsonPayload.connection.dest_port': 'destination-port',
    'jsonPayload.connection.protocol': 'protocol',
    'jsonPayload.disposition': 'action',
    'jsonPayload.rule_details.reference': 'rule',
    'jsonPayload.instance.vm_name': 'device',
    // As exported to a table, without the envelope.
    'connection.src_ip': 'source',
    'connection.src_port': 'source-port',
    'connection.dest_ip': 'destination',
    'connection.dest_port': 'destination-port',
    'connection.protocol': 'protocol',
    disposition: 'action',
    'rule_details.reference': 'rule',
    'instance.vm_name': 'device',
  },
  // What is intercepted goes to an inspection, which decides.
  actions: { allowed: 'allowed', denied: 'dropped', intercepted: 'unknown' },
  complete(statement) {
    statement.sender = 'client';
  },
});

/** Calico's flow logs: the policy's own words are `deny` and `allow`. */
export const CALICO_FLOWS = jsonFormat({
  name: 'calico-flow-log',
  marks: [/"source_ip"\s*:/, /"dest_ip"\s*:/, /"reporter"\s*:/],
  paths: {
    start_time: 'time',
    source_ip: 'source',
    source_port: 'source-port',
    dest_ip: 'destination',
    dest_port: 'destination-port',
    proto: 'protocol',
    action: 'action',
    host: 'device',
    'policies.all_policies.0': 'rule',
  },
  actions: { allow: 'allowed', deny: 'dropped' },
  complete(statement) {
    statement.sender = 'client';
  },
});
