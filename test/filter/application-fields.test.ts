import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIELDS } from '../../src/protocols/fields/registry.ts';
import { md5 } from '../../src/protocols/md5.ts';
import { compareFields } from './tshark-fields.ts';
import { hasTshark } from './wireshark.ts';

/**
 * Fields that depend on dissectors that are not here (see docs/filters.md): which segments belong to
 * messages of other protocols, and what tshark calls data within a body.
 */
const LEFT_OUT =
  /^(?:data|tcp\.segment|tcp\.segments|tcp\.segment_data|tcp\.segment\.count|tcp\.reassembled\.length)$/;
const fields = [...FIELDS.values()].filter(
  ({ name }) => /^(?:tcp|dns|mdns|llmnr|tls|http|quic)(?:\.|$)/.test(name) && !LEFT_OUT.test(name),
);

/** Captures of this repository: one of each kind of traffic. */
const OWN = [
  'healthy-vlan.pcapng',
  'clienthello-reset.pcapng',
  'clienthello-drop.pcapng',
  'large-packets-drop.pcapng',
  'reset-injected.pcapng',
  'icmp-admin-prohibited.pcapng',
  'icmpv6-address-unreachable.pcapng',
  'trap-dns-in-icmp-quotes.pcapng',
  'trap-duplicated-frames.pcapng',
  'trap-starts-mid-connection.pcapng',
  'lab/proxy-tunnel-intercepted.pcapng.gz',
].map((name) => join('captures', name));

/** Real captures, where they are: their last folders and names. */
const REAL = [
  'tls/tls-expired-cert.pcap',
  'tls/heartbleed-success.pcap',
  'tls/hrr.pcap',
  'tls/ocsp-stapling.pcap',
  'http/206_example_c.pcap',
  'http/multipart.pcap',
  'http/proxy.pcap',
  'dns/tkey.pcap',
  'dnssec/nsec3.pcap',
  'dns-edns-ecs.pcap',
  'PcapExamples/ip6_fragments.pcap',
  'PcapExamples/three_http_streams.pcap',
  'quic/quicv2-http3-443.pcap',
  'tcp/qi_internet_SYNACK_curl_jsonip.pcap',
];
const CORPUS = '../shared/corpus';
const real = existsSync(CORPUS)
  ? (readdirSync(CORPUS, { recursive: true }) as string[])
      .filter((path) => REAL.some((name) => path.endsWith(`/${name}`)))
      .map((path) => join(CORPUS, path))
  : [];

/** Where the two differ for a reason that docs/filters.md gives. */
const EXCEPTIONS: readonly (readonly [capture: RegExp, field: RegExp])[] = [
  // tshark finds the identifier of a short header by the state of the connection.
  [/quic/, /^quic\.dcid$/],
  // Records of types that have no fields here end the message for tshark where they are damaged.
  [/tkey/, /^dns\.(?:time|response_to)$/],
];

/** tshark prints line ends as `\r\n`, and bytes that are none as a word. */
const unescaped = (values: readonly string[]) =>
  values.map((text) =>
    text.replace(/\\r/g, '\r').replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace('<missing>', ''),
  );

describe.skipIf(!hasTshark)('fields of tcp, dns, tls, http and quic are what tshark shows', () => {
  it.each([...OWN, ...real].filter((path) => existsSync(path) && statSync(path).size < 400_000))(
    '%s',
    async (path) => {
      const differences = await compareFields(path, fields);
      expect(
        differences.filter(
          ({ field, tshark, here }) =>
            String(unescaped(tshark)) !== String(here) &&
            !EXCEPTIONS.some(([capture, name]) => capture.test(path) && name.test(field)),
        ),
      ).toEqual([]);
    },
  );
});

describe('md5', () => {
  // RFC 1321 appendix A.5.
  it.each([
    ['', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['abc', '900150983cd24fb0d6963f7d28e17f72'],
    [
      '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
      '57edf4a22be3c955ac49da2e2107b67a',
    ],
  ])('%s', (text, hash) => {
    expect(md5(text)).toBe(hash);
  });
});
