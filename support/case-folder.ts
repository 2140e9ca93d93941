import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Progress } from '../src/cli/progress.ts';
import type { CaseReport } from '../src/diagnosis/report/case-report.ts';
import { caseReportOf } from '../src/diagnosis/report/case-report-of.ts';
import { nodePlatform } from '../src/platform/node/node-platform.ts';
import { type ReadCaseOptions, readCase } from '../src/tasks/case/read-case.ts';

/** The roaming module's log as the vendor's article shows it, lines cut as there. */
export const PLUGIN_LOG = `2024-08-27 03:07:43 [8880] [DEBUG] < 12> Dns Protection IPv4 State Machine: checking reachability of pr
2024-08-27 03:07:43 [8880] [DEBUG] < 12> Dns Protection IPv4 State Machine: probing for OpenDNS resolve
2024-08-27 03:07:43 [8880] [DEBUG] < 13> Dns Protection IPv6 State Machine: rejected all candidate reso
2024-08-27 03:07:48 [8880] [DEBUG] < 12> Dns Protection IPv4 State Machine: checking reachability of pr
2024-08-27 03:07:48 [8880] [DEBUG] < 12> Dns Protection IPv4 State Machine: probing for OpenDNS resolve
2024-08-27 03:07:53 [8880] [DEBUG] < 12> Dns Protection IPv4 State Machine: rejected all candidate reso
`;

/** The event log of the same article. */
export const EVENT_LOG = `Date : 08/27/2024
Time : 06:41:22
Type : Warning
Source : csc_swgagent

Description : WARN | Thread 27cc | TCP handshake to SWG Proxy URL was not successful. Since fail open p
`;

/** What an engineer has beside it. */
export const NSLOOKUP = `C:\\Users\\admin>nslookup swg-url-proxy-https-sse.sigproxy.qq.opendns.com
Server: ad.lab.local
Address: 192.168.0.65

Non-authoritative answer:
Name: k8s-sigproxy-sigproxy-c8f482b42a-ddf1929ae349b3e5.elb.eu-west-2.amazonaws.com
Address: 18.135.112.200
Aliases: swg-url-proxy-https-sse.sigproxy.qq.opendns.com
swg-proxy_eu-west-2_1_1n.sigproxy.aws.umbrella.com
`;

export const PLUGIN_LOG_PATH =
  'DARTBundle_0827_0641/Cisco Secure Client/Umbrella/cscumbrellaplugin.txt';
export const EVENT_LOG_PATH = 'DARTBundle_0827_0641/Cisco Secure Client/Umbrella/Umbrella.txt';

export const DNS_CAPTURE = 'secure-access-dns-unprotected.pcapng';
export const WEB_CAPTURE = 'secure-access-web-reject.pcapng';

/** A capture of the project, to lay into a case's folder. */
export function capture(name: string): Uint8Array {
  return readFileSync(join('captures', name));
}

/** All that belongs to the article's case. */
export function seedCase(): Record<string, string | Uint8Array> {
  return {
    [DNS_CAPTURE]: capture(DNS_CAPTURE),
    [WEB_CAPTURE]: capture(WEB_CAPTURE),
    [PLUGIN_LOG_PATH]: PLUGIN_LOG,
    // Windows writes it so.
    [EVENT_LOG_PATH]: EVENT_LOG.replaceAll('\n', '\r\n'),
    'nslookup.txt': NSLOOKUP,
  };
}

const folders: string[] = [];

/** A folder with these files, which `removeFolders` takes away. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-case-'));
  folders.push(folder);
  layOut(folder, files);
  return folder;
}

/** Writes these files into a folder. */
export function layOut(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** The report on a folder, an archive or a file. */
export async function readFolder(
  path: string,
  options: Partial<ReadCaseOptions> = {},
): Promise<CaseReport> {
  const judged = await readCase({
    platform: nodePlatform(),
    name: 'case',
    roots: [{ path, name: '' }],
    displayFilter: undefined,
    profile: undefined,
    logZone: undefined,
    targets: [],
    lookups: [],
    redaction: undefined,
    usesFrames: false,
    progress: new Progress(process, true),
    ...options,
  });
  return caseReportOf(judged);
}
