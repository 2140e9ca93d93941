import { expect, test } from 'vitest';
import { type DiagnoseOptions, diagnose, openCapture, type Report } from '../../src/index.ts';
import { ciscoSecureAccess } from '../../src/profiles/cisco-secure-access.ts';
import type { Profile, ProfileServer } from '../../src/profiles/profile.ts';

const read = async (name: string, options: DiagnoseOptions): Promise<Report> =>
  diagnose(await openCapture(`captures/${name}.pcapng`), options);

/** A product that no capture has: these are addresses for documentation (RFC 5737). */
function vpn(server: Omit<ProfileServer, 'ports'>): Profile {
  const [fn] = ciscoSecureAccess.functions;
  const ports = [{ protocol: 'tcp', port: 443 } as const];
  const functions = [{ ...fn, id: 'vpn', title: 'Remote access', servers: [{ ...server, ports }] }];
  return { name: 'example-vpn', title: 'Example VPN', functions, dnsServers: [] };
}

const GATEWAY = { addresses: ['192.0.2.10'] };
// captures/README.md: the SYNs to the Secure Web Gateway are dropped, and everything else answers.
const DROP = 'A firewall probably drops TCP 443 to 18.135.112.200';

test('a profile whose servers nobody asks for: it says so, judges all, and gives no all-clear', async () => {
  const { summary } = await read('secure-access-web-drop', { profile: vpn(GATEWAY) });
  expect(summary.verdict).toBe('drop');
  expect(summary.text.startsWith(`No server of Example VPN was asked for. ${DROP}`)).toBe(true);
  const healthy = await read('healthy', { profile: vpn(GATEWAY) });
  expect(healthy.summary.verdict).toBe('inconclusive');
  expect(healthy.summary.text).toMatch(
    /^No server of Example VPN was asked for\. All \d+ services/,
  );
});

test('a server in its range is none that it is known by', async () => {
  const profile = vpn({ ...GATEWAY, ranges: ['198.51.100.0/24'] });
  const { summary } = await read('secure-access-web-drop', { profile });
  expect(summary.verdict).toBe('drop');
  expect(summary.text).toContain(
    `No server of Example VPN was asked for by name or address. ${DROP}`,
  );
});

test('where a profile has ranges only, they are what it is known by', async () => {
  const profile = vpn({ ranges: ['198.51.100.0/24'] });
  const { summary } = await read('secure-access-web-drop', { profile });
  expect(summary.verdict).toBe('answered');
  expect(summary.text).not.toContain('No server');
});

test('nothing is said of a profile that the capture itself brought up, or whose servers are there', async () => {
  const chosen = await read('secure-access-web-drop', {});
  const given = await read('secure-access-web-drop', { profile: ciscoSecureAccess });
  expect(given.summary).toEqual(chosen.summary);
  expect(given.summary.text).toContain('Web protection fails');
});
