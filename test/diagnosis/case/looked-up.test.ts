import { afterAll, expect, test } from 'vitest';
import {
  capture,
  folderOf,
  NSLOOKUP,
  readFolder,
  removeFolders,
  WEB_CAPTURE,
} from '../../../support/case-folder.ts';

afterAll(removeFolders);

const OPEN_CAPTURE = 'secure-access-open-network.pcapng';
const NAME = 'swg-url-proxy-https-sse.sigproxy.qq.opendns.com';
const both = { [OPEN_CAPTURE]: capture(OPEN_CAPTURE), [WEB_CAPTURE]: capture(WEB_CAPTURE) };

async function onLookups(files: Record<string, string | Uint8Array>) {
  const { findings } = await readFolder(folderOf(files));
  return findings.filter(({ id }) => id.includes('/lookup-'));
}

// The look-up has 18.135.112.200: what the client used on the one network, and not on the other.
test('a look-up that agrees with one of two captures differs from none', async () => {
  expect(await onLookups({ ...both, 'nslookup.txt': NSLOOKUP })).toEqual([]);
  const alone = await onLookups({
    [OPEN_CAPTURE]: capture(OPEN_CAPTURE),
    'nslookup.txt': NSLOOKUP,
  });
  expect(alone.map(({ title }) => title)).toEqual([
    `A look-up of ${NAME} gives 18.135.112.200, the client used 198.51.100.112`,
  ]);
});

test('one that agrees with none says which capture it is held against', async () => {
  const other = NSLOOKUP.replace('18.135.112.200', '18.99.98.97');
  const [finding, ...further] = await onLookups({ ...both, 'nslookup.txt': other });
  expect(further).toEqual([]);
  expect(finding.title).toBe(
    `A look-up of ${NAME} gives 18.99.98.97, the client used 18.135.112.200 in ${WEB_CAPTURE}`,
  );
});
