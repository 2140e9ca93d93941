// Where something comes from is said where that is of use.
import { expect, test } from 'vitest';
import { html } from '../../src/documents/emit-html.ts';
import { framedReport } from '../../support/shipped-captures.ts';

const page = async (name: string) =>
  html.render(await framedReport(name), { color: false, width: 80 });

test('nobody is sent to the server of a page that a DNS filter put in its place', async () => {
  const report = await page('lab/dns-umbrella-block.pcapng.gz');
  expect(report).toContain('Ask the operator of Cisco Umbrella');
  expect(report).not.toContain('<b>Where.</b>');
  expect(await page('secure-access-web-reject.pcapng')).toContain('<b>Where.</b>');
});
