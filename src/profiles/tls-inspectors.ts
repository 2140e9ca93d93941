/** A product that opens TLS with certificates of its own. */
export interface TlsInspector {
  readonly product: string;
  /** Words that the issuer of its certificates has, in small letters. */
  readonly words: readonly string[];
}

/** One whose maker its words do not tell. */
export const ANY_TLS_PROXY = 'a TLS proxy';

/**
 * Proxies, firewalls and security programs that open TLS, by what the authorities that they make, or come
 * with, are called. None of them issues certificates to servers of others.
 */
const INSPECTORS: readonly TlsInspector[] = [
  { product: 'Cisco Umbrella', words: ['cisco umbrella'] },
  { product: 'Fortinet FortiGate', words: ['fortinet', 'fortigate'] },
  { product: 'Zscaler', words: ['zscaler'] },
  { product: 'Netskope', words: ['netskope', 'goskope'] },
  { product: 'Palo Alto Networks', words: ['palo alto networks'] },
  { product: 'Check Point', words: ['check point', 'checkpoint'] },
  { product: 'Sophos', words: ['sophos'] },
  { product: 'SonicWall', words: ['sonicwall'] },
  { product: 'WatchGuard', words: ['watchguard', 'fireware'] },
  { product: 'Barracuda', words: ['barracuda'] },
  { product: 'Blue Coat', words: ['blue coat', 'bluecoat'] },
  { product: 'Forcepoint', words: ['forcepoint', 'websense'] },
  { product: 'McAfee Web Gateway', words: ['mcafee web gateway', 'skyhigh web gateway'] },
  { product: 'Untangle', words: ['untangle'] },
  { product: 'iboss', words: ['iboss'] },
  { product: 'Lightspeed', words: ['lightspeed rocket', 'lightspeed filter'] },
  { product: 'Smoothwall', words: ['smoothwall'] },
  { product: 'Cloudflare Gateway', words: ['gateway ca - cloudflare'] },
  { product: 'Kaspersky', words: ['kaspersky anti-virus', 'kaspersky web anti-virus'] },
  { product: 'ESET', words: ['eset ssl filter'] },
  { product: 'Avast', words: ['avast web/mail shield', 'avast! web/mail shield'] },
  { product: 'AVG', words: ['avg web/mail shield'] },
  { product: 'Bitdefender', words: ['bitdefender personal ca'] },
  { product: 'AdGuard', words: ['adguard personal ca'] },
  { product: 'mitmproxy', words: ['mitmproxy'] },
  { product: 'Fiddler', words: ['do_not_trust_fiddlerroot', 'fiddler root'] },
  { product: 'Charles', words: ['charles proxy'] },
  { product: 'Burp', words: ['portswigger'] },
  {
    product: ANY_TLS_PROXY,
    words: [
      'ssl inspection',
      'tls inspection',
      'ssl interception',
      'tls interception',
      'ssl decryption',
      'tls decryption',
      'ssl-proxy',
      'ssl proxy',
      'tls proxy',
      'https proxy',
      'web filter',
      'squid',
    ],
  },
];

/** The product whose authority an issuer is, by its words; null where it may be anybody's. */
export function tlsInspector(issuer: string): TlsInspector | null {
  const text = issuer.toLowerCase();
  return INSPECTORS.find(({ words }) => words.some((word) => text.includes(word))) ?? null;
}
