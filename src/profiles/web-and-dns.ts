import type { Profile } from './profile.ts';

const ANY_ADDRESS = ['0.0.0.0/0', '::/0'];

/** No product, but what every PC needs: for reports that speak of names and pages, not of ports. */
export const webAndDns = {
  name: 'web-and-dns',
  title: 'web and DNS',
  functions: [
    {
      id: 'name-resolution',
      title: 'Name resolution',
      serverTitle: 'DNS servers',
      marksProduct: false,
      servers: [
        {
          ranges: ANY_ADDRESS,
          ports: [
            { protocol: 'udp', port: 53 },
            { protocol: 'tcp', port: 53 },
            { protocol: 'tcp', port: 853 },
          ],
        },
      ],
      impact: 'Names that these servers are asked for are not found, or only after a wait.',
      remedy: [],
    },
    {
      id: 'web-access',
      title: 'Web access',
      serverTitle: 'web servers',
      marksProduct: false,
      servers: [
        {
          ranges: ANY_ADDRESS,
          // Not UDP 443: a page that HTTP/3 does not bring, TCP does.
          ports: [
            { protocol: 'tcp', port: 80 },
            { protocol: 'tcp', port: 443 },
          ],
        },
      ],
      impact:
        'What comes from these servers may not load: a page, a part of it, or the data of a program.',
      remedy: [],
    },
  ],
  dnsServers: [],
} as const satisfies Profile;
