import { describe, expect, test } from 'vitest';
import { FORMATS } from '../../src/documents/formats.ts';
import { diagnose, openCapture, type Report } from '../../src/index.ts';
import { webAndDns } from '../../src/profiles/web-and-dns.ts';
import { reportOf } from '../../support/shipped-captures.ts';

const OPTIONS = { color: false, width: 80 };
const read = async (name: string): Promise<Report> =>
  diagnose(await openCapture(`captures/${name}`), { profile: webAndDns });

// captures/README.md says what was built into each.
describe('the profile of web and DNS', () => {
  test('the page tells first what fails, and where only a part does', async () => {
    const { html } = FORMATS;
    const page = (await html.load()).render(await read('icmp-admin-prohibited.pcapng'), OPTIONS);
    expect(page).toContain('Web access (in part), Name resolution (in part)');
    const { render } = await html.load();
    const all = render(await reportOf('secure-access-dns-unprotected.pcapng'), OPTIONS);
    expect(all).toContain('DNS protection');
    expect(all).not.toContain('(in part)');
  });

  test('says which of the two fails, in part where others of its servers answer', async () => {
    const { summary, findings } = await read('icmp-admin-prohibited.pcapng');
    expect(summary.text).toBe(
      'A firewall rejects TCP 443 to the web servers 203.0.113.50 and 203.0.113.51: Web access fails in part. 1 further finding below.',
    );
    expect(findings.map(({ title, impact, remedy }) => [title, impact, remedy[0]])).toEqual([
      [
        'A firewall rejects TCP 443 to the web servers 203.0.113.50 and 203.0.113.51',
        'What comes from these servers may not load: a page, a part of it, or the data of a program.',
        'Allow TCP 443 to the web servers 203.0.113.50 and 203.0.113.51 on the firewall between the client and the Internet.',
      ],
      [
        'A firewall rejects UDP 53 to the DNS server 198.51.100.53',
        'Names that these servers are asked for are not found, or only after a wait.',
        'Allow UDP 53 to the DNS server 198.51.100.53 on the firewall between the client and the Internet.',
      ],
    ]);
  });

  test('names a server that only its port makes one of the kind', async () => {
    // Its expected report without a profile has the same with "203.0.113.20 (…)" alone.
    const { findings } = await read('lab/capture-any.pcapng');
    expect(findings.map(({ title }) => title)).toContain(
      'A firewall probably drops TCP 443 to the web server 203.0.113.20 (portal-20.example.net)',
    );
  });

  test('is of what is asked on its ports, and on no other', async () => {
    const { endpoints, product, profile } = await read('syn-drop.pcapng');
    const kinds = new Set(
      endpoints.map(({ protocol, port, function: id }) => `${protocol} ${port} ${id}`),
    );
    expect([...kinds].sort()).toEqual([
      'tcp 443 web-access',
      'tcp 80 web-access',
      'tcp 8443 null',
      'udp 53 name-resolution',
    ]);
    // No address tells more of a server than its port does.
    expect(endpoints.map(({ knownBy }) => knownBy)).toEqual(endpoints.map(() => null));
    expect(profile).toBe('web-and-dns');
    expect(product?.functions.map(({ title }) => title)).toEqual(['Name resolution', 'Web access']);
  });

  test('judges as without a profile: any address fits, so none speaks for a verdict', async () => {
    for (const name of ['dns-intercepted.pcapng', 'clienthello-drop.pcapng', 'quic-drop.pcapng']) {
      const verdicts = ({ endpoints }: Report) =>
        endpoints
          .map((row) => [row.server, row.port, row.verdict, row.confidence, row.score].join(' '))
          .sort();
      const generic = await diagnose(await openCapture(`captures/${name}`), {
        profile: { name: 'none', title: 'none', functions: [], dnsServers: [] },
      });
      expect(verdicts(await read(name))).toEqual(verdicts(generic));
    }
  });

  test('is never chosen by what a capture has', async () => {
    expect((await reportOf('clienthello-drop.pcapng')).profile).toBe('generic');
  });
});
