// What a firewall is to let through comes of one source: sentences and the list to copy say the same.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { html } from '../../src/documents/emit-html.ts';
import { diagnose, openCapture } from '../../src/index.ts';
import { ciscoSecureAccess } from '../../src/profiles/cisco-secure-access.ts';
import { CAPTURES } from '../../support/shipped-captures.ts';

const report = await openCapture(join(CAPTURES, 'secure-access-dns-unprotected.pcapng')).then(
  diagnose,
);
const remedy = report.findings[0].remedy.join(' ');

/** The lists to be copied of the page. */
function copied(): string[] {
  const page = html.render(report, { color: false, width: 80 });
  return [...page.matchAll(/<pre class="copy"[^>]*>([^<]*)<\/pre>/g)].flatMap(([, text]) =>
    // Beside them the lines to search a firewall's log for can be copied, too.
    text.split('\n').filter((line) => /^(?:UDP|TCP) {2}/.test(line)),
  );
}

test('the list to copy has every protocol, address and port of the sentences, TCP 53 and IPv6 too', () => {
  const [resolvers] = ciscoSecureAccess.functions;
  const lines = copied();
  for (const { to, ports } of resolvers.opens ?? []) {
    for (const destination of to) {
      expect(remedy).toContain(destination);
      for (const { protocol, port } of ports) {
        const wanted = `${protocol.toUpperCase()}  ${destination}  ${port}`;
        expect(lines.some((line) => line === wanted || line.startsWith(`${wanted}  #`))).toBe(true);
      }
    }
  }
  expect(new Set(lines).size).toBe(lines.length);
  expect(lines).toHaveLength(16);
});
