import type { Profile } from './profile.ts';

/**
 * Cisco Secure Client's roaming module (Umbrella, Secure Access): what it must reach, from the
 * vendor's troubleshooting article and its published address ranges (February 2025).
 */
export const ciscoSecureAccess = {
  name: 'cisco-secure-access',
  title: 'Cisco Secure Client roaming module (Umbrella, Secure Access)',
  functions: [
    {
      id: 'dns-protection',
      title: 'DNS protection',
      serverTitle: 'OpenDNS resolvers',
      marksProduct: true,
      servers: [
        {
          addresses: ['208.67.222.222', '208.67.220.220', '2620:119:53::53', '2620:119:35::35'],
          addressNames: {
            '208.67.222.222': 'resolver1.opendns.com',
            '208.67.220.220': 'resolver2.opendns.com',
            '2620:119:35::35': 'resolver1.opendns.com',
            '2620:119:53::53': 'resolver2.opendns.com',
          },
          ports: [
            { protocol: 'udp', port: 53 },
            { protocol: 'udp', port: 443 },
            { protocol: 'tcp', port: 53 },
            { protocol: 'tcp', port: 443 },
          ],
        },
      ],
      probeNames: ['debug.opendns.com', '2.dnscrypt-cert.opendns.com'],
      impact:
        'The client shows "DNS protection: Unprotected": DNS queries leave without the protection of Umbrella / Secure Access.',
      opens: [
        {
          to: ['208.67.222.222', '208.67.220.220'],
          ports: [
            { protocol: 'udp', port: 53 },
            { protocol: 'tcp', port: 53 },
          ],
        },
        {
          to: ['208.67.222.222', '208.67.220.220'],
          ports: [
            { protocol: 'udp', port: 443 },
            { protocol: 'tcp', port: 443 },
          ],
          note: 'encrypted DNS',
        },
        {
          to: ['2620:119:53::53', '2620:119:35::35'],
          ports: [
            { protocol: 'udp', port: 53 },
            { protocol: 'tcp', port: 53 },
            { protocol: 'udp', port: 443 },
            { protocol: 'tcp', port: 443 },
          ],
        },
      ],
      remedy: [],
    },
    {
      id: 'web-protection',
      title: 'Web protection',
      serverTitle: 'Secure Web Gateway',
      marksProduct: true,
      servers: [
        {
          names: ['*.sigproxy.qq.opendns.com', '*.sigproxy.aws.umbrella.com'],
          ports: [
            { protocol: 'tcp', port: 443 },
            { protocol: 'tcp', port: 80 },
          ],
        },
      ],
      impact:
        'The client shows "Web protection: Cloud service unavailable" and fails open: web traffic goes out directly, unprotected.',
      remedy: [
        'TCP 443 to the ingress addresses of the Secure Web Gateway of your region (look up swg-url-proxy-https-sse.sigproxy.qq.opendns.com on the affected PC)',
      ],
    },
    {
      id: 'registration',
      title: 'Registration and synchronisation',
      isPlural: true,
      serverTitle: 'Umbrella services',
      marksProduct: true,
      servers: [
        {
          names: ['sync.hydra.opendns.com', '*.opendns.com', '*.umbrella.com'],
          ranges: [
            '67.215.64.0/19',
            '146.112.0.0/16',
            '151.186.0.0/16',
            '155.190.0.0/16',
            '185.60.84.0/22',
            '204.194.232.0/21',
            '208.67.216.0/21',
            '208.69.32.0/21',
          ],
          ports: [
            { protocol: 'tcp', port: 443 },
            { protocol: 'tcp', port: 80 },
          ],
        },
      ],
      impact: 'The client cannot register or fetch its settings.',
      opens: [
        {
          to: ['146.112.63.0/24'],
          ports: [{ protocol: 'tcp', port: 443 }],
          note: 'sync.hydra.opendns.com',
        },
      ],
      remedy: [],
    },
    {
      id: 'certificate-checks',
      title: 'Certificate checks',
      isPlural: true,
      serverTitle: 'certificate status services',
      // Every Windows PC asks these.
      marksProduct: false,
      servers: [
        {
          names: ['ocsp.digicert.com', 'crl4.digicert.com'],
          ports: [
            { protocol: 'tcp', port: 80 },
            { protocol: 'tcp', port: 443 },
          ],
        },
      ],
      impact: 'The client cannot check the certificates of the cloud service.',
      opens: [
        {
          to: ['ocsp.digicert.com', 'crl4.digicert.com'],
          ports: [
            { protocol: 'tcp', port: 80 },
            { protocol: 'tcp', port: 443 },
          ],
        },
      ],
      remedy: [],
    },
  ],
  // As the vendor's article on its block pages has them; the seventh is of an earlier version of it.
  blockPages: {
    service: 'Cisco Umbrella',
    pages: [
      { address: '146.112.61.104', reason: 'a domain list' },
      { address: '146.112.61.105', reason: 'command and control callbacks' },
      { address: '146.112.61.106', reason: 'a content category or an application' },
      { address: '146.112.61.107', reason: 'malware' },
      { address: '146.112.61.108', reason: 'phishing' },
      { address: '146.112.61.109', reason: 'suspicious responses' },
      {
        address: '146.112.61.110',
        reason:
          'security categories (newly seen domains, DNS tunneling, dynamic DNS, potentially harmful) or integrations',
      },
    ],
  },
  // Texts as far as the vendor's article and logs that were published have them; often cut at the end.
  logs: [
    {
      title: "roaming module's log",
      fileNames: ['cscumbrellaplugin.txt'],
      format: 'bracketed-lines',
      addressFamilies: { ipv4: 'IPv4 State Machine', ipv6: 'IPv6 State Machine' },
      events: [
        {
          id: 'resolvers-probed',
          contains: ['Dns Protection', 'State Machine: probing for OpenDNS'],
          text: 'probed the OpenDNS resolvers',
          kind: 'probe',
          function: 'dns-protection',
        },
        {
          id: 'resolvers-rejected',
          contains: ['Dns Protection', 'State Machine: rejected all candidate'],
          text: 'rejected all candidate resolvers',
          kind: 'failure',
          function: 'dns-protection',
        },
        {
          id: 'reachability-checked',
          contains: ['Dns Protection', 'State Machine: checking reachability of'],
          text: 'began to check whether the resolvers can be reached',
          kind: 'state',
          function: 'dns-protection',
        },
      ],
    },
    {
      title: "roaming module's event log",
      fileNames: ['Umbrella.txt'],
      format: 'event-blocks',
      events: [
        {
          id: 'gateway-failed-open',
          contains: ['TCP handshake to SWG Proxy URL was not successful', 'fail open'],
          text: 'could not connect to the Secure Web Gateway and let web traffic pass unprotected',
          kind: 'open',
          function: 'web-protection',
        },
        {
          id: 'gateway-failed',
          contains: ['TCP handshake to SWG Proxy URL was not successful'],
          text: 'could not connect to the Secure Web Gateway',
          kind: 'failure',
          function: 'web-protection',
        },
        {
          id: 'web-protected',
          contains: ['"swg_protection_state":"protected"'],
          text: 'reported web protection as protected',
          kind: 'recovery',
          function: 'web-protection',
        },
        {
          id: 'web-protection-state',
          contains: ['"swg_protection_state":'],
          text: 'reported the state of its web protection',
          kind: 'state',
          function: 'web-protection',
        },
      ],
    },
  ],
  dnsServers: [
    { address: '208.67.222.222', port: 443 },
    { address: '208.67.220.220', port: 443 },
    { address: '2620:119:53::53', port: 443 },
    { address: '2620:119:35::35', port: 443 },
  ],
} as const satisfies Profile;
