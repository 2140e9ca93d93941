// The packet lists of the Secure Access article, as Wireshark shows them: No., Time (UTC), Source,
// Destination, Protocol, Length, UDP destination port, Info. One string per row, columns by tabs.

/** `ip.addr == 208.67.222.222 or ip.addr == 208.67.220.220`, UDP 443 decoded as DNS. */
export const dnsUnprotectedRows: string[] = [
  '57\t2024-08-27 03:06:36.491417\t192.168.0.204\t208.67.222.222\tDNS\t120\t53\tStandard query 0xf7fb TXT debug.opendns.com OPT',
  '3327\t2024-08-27 03:07:16.585199\t192.168.0.204\t208.67.222.222\tDNS\t120\t53\tStandard query 0xf7fc TXT debug.opendns.com OPT',
  '6797\t2024-08-27 03:07:43.572681\t192.168.0.204\t208.67.222.222\tDNS\t77\t443\tStandard query 0xe989 TXT debug.opendns.com',
  '6798\t2024-08-27 03:07:43.572896\t192.168.0.204\t208.67.220.220\tDNS\t77\t443\tStandard query 0xc500 TXT debug.opendns.com',
  '6825\t2024-08-27 03:07:43.742936\t192.168.0.204\t208.67.222.222\tDNS\t77\t443\tStandard query 0xfec6 TXT debug.opendns.com',
  '6826\t2024-08-27 03:07:43.743145\t192.168.0.204\t208.67.220.220\tDNS\t77\t443\tStandard query 0x39ea TXT debug.opendns.com',
  '6915\t2024-08-27 03:07:48.569876\t192.168.0.204\t208.67.220.220\tDNS\t77\t53\tStandard query 0xbafa TXT debug.opendns.com',
  '6916\t2024-08-27 03:07:48.569878\t192.168.0.204\t208.67.222.222\tDNS\t77\t53\tStandard query 0xe671 TXT debug.opendns.com',
  '6918\t2024-08-27 03:07:48.757141\t192.168.0.204\t208.67.222.222\tDNS\t77\t53\tStandard query 0x64d4 TXT debug.opendns.com',
  '6919\t2024-08-27 03:07:48.757198\t192.168.0.204\t208.67.220.220\tDNS\t77\t53\tStandard query 0xc555 TXT debug.opendns.com',
  '7610\t2024-08-27 03:07:54.070832\t192.168.0.204\t208.67.222.222\tDNS\t87\t443\tStandard query 0xfa51 TXT 2.dnscrypt-cert.opendns.com',
  '7886\t2024-08-27 03:07:58.541137\t192.168.0.204\t208.67.220.220\tDNS\t77\t443\tStandard query 0x4381 TXT debug.opendns.com',
  '7887\t2024-08-27 03:07:58.541137\t192.168.0.204\t208.67.222.222\tDNS\t77\t443\tStandard query 0xa5b3 TXT debug.opendns.com',
  '7891\t2024-08-27 03:07:58.663816\t192.168.0.204\t208.67.222.222\tDNS\t77\t443\tStandard query 0xe5f3 TXT debug.opendns.com',
  '7892\t2024-08-27 03:07:58.663964\t192.168.0.204\t208.67.220.220\tDNS\t77\t443\tStandard query 0x31c3 TXT debug.opendns.com',
];

/** `ip.addr == 18.135.112.200`; the article's excerpt of it. */
export const webRejectRows: string[] = [
  '7071\t2024-08-27 06:41:19.812444\t192.168.0.204\t18.135.112.200\tTCP\t66\t\t[TCP Port numbers reused] 56287 → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460 WS=256 SACK_PERM',
  '7072\t2024-08-27 06:41:19.812972\t18.135.112.200\t192.168.0.204\tTCP\t60\t\t443 → 56287 [RST, ACK] Seq=1 Ack=1 Win=64240 Len=0',
  '7128\t2024-08-27 06:41:20.091970\t192.168.0.204\t18.135.112.200\tTCP\t66\t\t56288 → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460 WS=256 SACK_PERM',
  '7129\t2024-08-27 06:41:20.092096\t192.168.0.204\t18.135.112.200\tTCP\t66\t\t56289 → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460 WS=256 SACK_PERM',
  '7130\t2024-08-27 06:41:20.092255\t18.135.112.200\t192.168.0.204\tTCP\t60\t\t443 → 56288 [RST, ACK] Seq=1 Ack=1 Win=64240 Len=0',
  '7131\t2024-08-27 06:41:20.092255\t18.135.112.200\t192.168.0.204\tTCP\t60\t\t443 → 56289 [RST, ACK] Seq=1 Ack=1 Win=64240 Len=0',
  '7205\t2024-08-27 06:41:20.314423\t192.168.0.204\t18.135.112.200\tTCP\t66\t\t[TCP Port numbers reused] 56287 → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460 WS=256 SACK_PERM',
  '7206\t2024-08-27 06:41:20.314819\t18.135.112.200\t192.168.0.204\tTCP\t60\t\t443 → 56287 [RST, ACK] Seq=1 Ack=1 Win=64240 Len=0',
  '7289\t2024-08-27 06:41:20.603627\t192.168.0.204\t18.135.112.200\tTCP\t66\t\t[TCP Port numbers reused] 56288 → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460 WS=256 SACK_PERM',
  '7290\t2024-08-27 06:41:20.603645\t192.168.0.204\t18.135.112.200\tTCP\t66\t\t[TCP Port numbers reused] 56289 → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460 WS=256 SACK_PERM',
  '7291\t2024-08-27 06:41:20.604033\t18.135.112.200\t192.168.0.204\tTCP\t60\t\t443 → 56288 [RST, ACK] Seq=1 Ack=1 Win=64240 Len=0',
  '7292\t2024-08-27 06:41:20.604033\t18.135.112.200\t192.168.0.204\tTCP\t60\t\t443 → 56289 [RST, ACK] Seq=1 Ack=1 Win=64240 Len=0',
  '7434\t2024-08-27 06:41:21.110571\t192.168.0.204\t18.135.112.200\tTCP\t66\t\t[TCP Port numbers reused] 56288 → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460 WS=256 SACK_PERM',
  '7435\t2024-08-27 06:41:21.110582\t192.168.0.204\t18.135.112.200\tTCP\t66\t\t[TCP Port numbers reused] 56289 → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460 WS=256 SACK_PERM',
];
