/*
 * What may be copied into redacted captures, and why: the fields of the codecs' own tables by their
 * names, places of headers that have no fields by their offset. Whoever copies more adds it here, and a
 * reason.
 */

const fields = (text: string): string[] => text.trim().split(/\s+/);

export const HARMLESS: ReadonlySet<string> = new Set([
  // Which protocol follows, where, and how long it is: without these nothing can be decoded.
  ...fields(`
    eth.type eth.len vlan.etype vlan.len vlan.len.past_end vlan.priority ieee8021ad.priority llc.dsap llc.ssap llc.control llc.oui llc.type llc.pid
    sll.etype sll.hatype sll.pkttype sll.halen ppp.protocol ppp.address ppp.control chdlc.address chdlc.protocol
    pppoe.version pppoe.type pppoe.code pppoe.payload_length mpls.exp mpls.bottom mpls.ttl
    gre.proto gre.flags_and_version gre.offset gre.sequence_number gre.ack_number gre.key.payload_length
    geneve.version geneve.option.length geneve.proto_type geneve.flags
    gtp.flags gtp.message gtp.length gtp.seq_number gtp.ext_hdr.next gtp.ext_hdr.length
    ah.next_header ah.length ah.sequence esp.sequence vxlan.flags
    arp.hw.type arp.proto.type arp.hw.size arp.proto.size arp.opcode
  `),
  // Headers of IP and transports: sizes, counters, flags, hops, ports.
  ...fields(`
    ip.version ip.hdr_len ip.dsfield ip.dsfield.dscp ip.dsfield.ecn ip.len ip.id ip.flags ip.flags.df ip.flags.mf
    ip.frag_offset ip.ttl ip.proto ipv6.version ipv6.tclass ipv6.tclass.dscp ipv6.tclass.ecn ipv6.plen ipv6.nxt ipv6.hlim
    ipv6.hopopts.nxt ipv6.hopopts.len ipv6.dstopts.nxt ipv6.dstopts.len ipv6.routing.nxt ipv6.routing.len
    ipv6.routing.type ipv6.routing.segleft ipv6.fraghdr.nxt ipv6.fraghdr.offset ipv6.fraghdr.more ipv6.fraghdr.ident
    tcp.srcport tcp.dstport tcp.seq_raw tcp.ack_raw tcp.hdr_len tcp.flags tcp.window_size_value tcp.urgent_pointer
    tcp.options.mss_val tcp.options.wscale.shift tcp.options.timestamp.tsval tcp.options.timestamp.tsecr
    tcp.options.sack_le tcp.options.sack_re tcp.option_kind tcp.option_len
    udp.srcport udp.dstport udp.length
  `),
  ...fields(`
    icmp.type icmp.code icmp.ident icmp.seq icmp.mtu icmp.pointer icmp.num_addrs icmp.addr_entry_size icmp.lifetime
    icmp.ext.echo.rsp.ipv6 icmpv6.ext.echo.rsp.ipv6 icmp.ext.echo.seq icmp.ext.echo.req.local icmp.ext.echo.rsp.state
    icmpv6.type icmpv6.code icmpv6.mtu icmpv6.pointer icmpv6.echo.identifier icmpv6.echo.sequence_number
    icmpv6.ext.echo.seq icmpv6.ext.echo.req.local icmpv6.ext.echo.rsp.state
    icmpv6.nd.ra.cur_hop_limit icmpv6.nd.ra.flag icmpv6.nd.ra.router_lifetime icmpv6.nd.ra.reachable_time
    icmpv6.nd.ra.retrans_timer icmpv6.nd.na.flag icmpv6.nd.na.flag.r icmpv6.nd.na.flag.s icmpv6.nd.na.flag.o
    icmpv6.opt.type icmpv6.opt.length icmpv6.opt.mtu icmpv6.opt.prefix.length icmpv6.opt.prefix.flag
    icmpv6.opt.prefix.valid_lifetime icmpv6.opt.prefix.preferred_lifetime icmpv6.opt.rdnss.lifetime
    icmpv6.opt.dnssl.lifetime icmpv6.mld.maximum_response_delay icmpv6.mld.maximum_response_code icmpv6.mld.flag
    icmpv6.mld.qqi icmpv6.mld.nb_sources icmpv6.mldr.nb_mcast_records icmpv6.mldr.mar.record_type
    icmpv6.mldr.mar.aux_data_len icmpv6.mldr.mar.nb_sources
  `),
  // DNS: what is asked for and what became of it, not by whom and about whom.
  ...fields(`
    dns.id dns.flags dns.count.queries dns.count.answers dns.count.auth_rr dns.count.add_rr dns.count.labels
    dns.qry.type dns.qry.class dns.qry.name.len dns.resp.type dns.resp.class dns.resp.ttl dns.resp.len
    dns.rr.udp_payload_size dns.resp.ext_rcode dns.resp.edns0_version dns.resp.z dns.opt.code dns.opt.len
    dns.opt.client.family dns.opt.client.netmask dns.opt.client.scope dns.opt.ext_error.info_code
    dns.mx.preference dns.srv.priority dns.srv.weight dns.srv.port dns.txt.length
    dns.soa.refresh_interval dns.soa.retry_interval dns.soa.expire_limit dns.soa.minimum_ttl
    dns.svcb.svcpriority dns.svcb.svcparam.key dns.svcb.svcparam.length dns.svcb.svcparam.alpn.length
    dns.svcb.svcparam.port.value
  `),
  // TLS: lengths, and numbers of lists that are known.
  ...fields(`
    tls.record.content_type tls.record.version tls.record.length tls.handshake.type tls.handshake.length
    tls.handshake.version tls.handshake.session_id_length tls.handshake.cipher_suites_length
    tls.handshake.ciphersuite tls.handshake.comp_methods_length tls.handshake.comp_method
    tls.handshake.extensions_length tls.handshake.extension.type tls.handshake.extension.len
    tls.handshake.extensions_server_name_list_len tls.handshake.extensions_server_name_type
    tls.handshake.extensions_server_name_len tls.handshake.extensions_supported_groups_length
    tls.handshake.extensions_supported_group tls.handshake.sig_hash_alg_len tls.handshake.sig_hash_alg
    tls.handshake.extensions_ec_point_formats_length tls.handshake.extensions_ec_point_format
    tls.handshake.extensions.supported_versions_len tls.handshake.extensions.supported_version
    tls.handshake.extensions_alpn_len tls.handshake.extensions_alpn_str_len
    tls.handshake.extensions_key_share_client_length tls.handshake.extensions_key_share_group
    tls.handshake.extensions_key_share_key_exchange_length tls.extension.psk_ke_modes_length
    tls.extension.psk_ke_mode tls.compress_certificate.algorithms_length tls.compress_certificate.algorithm
    tls.record_size_limit tls.alert_message.level tls.alert_message.desc tls.change_cipher_spec
  `),
  // HTTP: the status, and the length of a body.
  ...fields('http.response.code http.content_length http.request.method http.response.version'),
]);

/** Places of headers that have no fields here: lengths, kinds and families, each before what is known. */
export const HARMLESS_PLACES: Readonly<Record<string, readonly number[]>> = {
  // Of messages that a segment or a quotation cuts, and of layers whose fields need the messages before.
  TCP: [4, 5, 6, 7],
  DNS_LENGTH: [0, 1],
  TLS: [7, 8, 43, 44, 45, 51, 52, 54, 55, 58, 59],
  GRE: [11, 23],
  GTP: [8, 9],
  NFLOG: [0, 1, 4, 5, 6, 7, 8, 9, 16, 17, 18, 19],
  PKTAP: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  PPI: [2, 3, 4, 5],
  PPPOE_SESSION: [1],
  TEREDO: [2, 3],
  VLAN: [2, 3],
  DSA_TAG: [16, 17, 20, 21],
  ENC: [0, 1, 2, 3],
  ERF: [8, 10, 11, 14, 15],
  ERSPAN: [0, 2, 10, 11],
  ETHERIP: [0],
  FDDI: [0],
  FRAME_RELAY: [2, 3, 4, 5, 6, 7, 8, 9],
  IPNET: [0, 1, 4, 5, 6, 7],
  JUNIPER: [3],
  NULL_LOOPBACK: [0, 1, 2, 3],
  PFLOG: [0, 1, 2, 3, 60],
  PRISM: [4, 5, 6, 7],
  RADIOTAP: [2, 3],
  TOKEN_RING: [0, 1],
  WLAN: [0, 1, 22, 23, 24, 38, 39],
  WLAN_AVS: [4, 5, 6, 7],
};

/** Addresses of groups that everybody has: IEEE's, IANA's for routing protocols, mDNS, LLMNR. */
const KNOWN_GROUP =
  /^(?:0180c20000|01000ccc|333300000|3333ff|01005e0000|e00000|e00001|efff|ff0[0-9a-f]0000000000000000000000)/;
/** What stands between words of HTTP. */
const PUNCTUATION = /^[\s./:]$/;

/**
 * Whether that byte may be copied.
 * @param names what it is called: see `namesOf`
 */
export function isHarmless(
  { bytes }: { bytes: Uint8Array },
  place: number,
  names: readonly string[],
) {
  const isListed = names.some((name) => {
    const [protocol, field] = name.split(' ');
    return HARMLESS.has(field) || HARMLESS_PLACES[protocol]?.includes(Number(field.slice(1)));
  });
  if (isListed) return true;
  const isGroup = names.some((name) => / (?:eth|ip|ipv6)\.dst$/.test(name));
  if (isGroup) {
    // The address is somewhere up to here.
    const before = Buffer.from(bytes.subarray(Math.max(0, place - 15), place + 1)).toString('hex');
    for (let at = 0; at < before.length; at += 2) {
      if (KNOWN_GROUP.test(before.slice(at))) return true;
      if (before.slice(at).startsWith('ff') && before.length - at <= 4) return true;
    }
  }
  if (names[0].startsWith('HTTP')) return PUNCTUATION.test(String.fromCharCode(bytes[place]));
  return false;
}
