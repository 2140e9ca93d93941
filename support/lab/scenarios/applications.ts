// Policy, proxies, names, UDP services and tunnels: what happens above addresses and ports.

import type { Scenario } from '../scenario.ts';
import { blockPages } from './block-pages.ts';
import { dnsPolicy } from './dns-policy.ts';
import { tlsCertificates } from './tls-certificates.ts';

export const applications: Scenario[] = [blockPages, dnsPolicy, tlsCertificates].flat();
