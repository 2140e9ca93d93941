// Policy, proxies, names, UDP services and tunnels: what happens above addresses and ports.

import type { Scenario } from '../scenario.ts';
import { blockPages } from './block-pages.ts';
import { sipCalls } from './calls.ts';
import { dnsPolicy } from './dns-policy.ts';
import { downloadsThatStop } from './downloads.ts';
import { explicitProxy } from './explicit-proxy.ts';
import { fallback } from './fallback.ts';
import { mailAndFiles } from './mail-and-files.ts';
import { socks } from './socks.ts';
import { tlsAlerts } from './tls-alerts.ts';
import { tlsCertificates } from './tls-certificates.ts';
import { translators } from './translated.ts';
import { tunnels } from './tunnels.ts';
import { udpServices } from './udp-services.ts';

export const applications: Scenario[] = [
  blockPages,
  dnsPolicy,
  downloadsThatStop,
  explicitProxy,
  fallback,
  mailAndFiles,
  sipCalls,
  socks,
  tlsAlerts,
  tlsCertificates,
  translators,
  tunnels,
  udpServices,
].flat();
