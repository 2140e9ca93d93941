import { describe, expect, test } from 'vitest';
import { openCapture } from '../../src/index.ts';
import { inWords } from '../../src/words/errors/said.ts';

async function refusalOf(text: string): Promise<string> {
  try {
    const reader = await openCapture(new TextEncoder().encode(text));
    await reader.close();
  } catch (error) {
    return inWords(error as Error).message;
  }
  throw new Error('it was read');
}

describe('text that is nearly read', () => {
  test.each([
    [
      'tcpdump with its own times',
      'Capture of Monday\n' +
        'at ten IP 192.0.2.20.50000 > 203.0.113.80.443 Flags S seq 1\n' +
        'at ten IP 203.0.113.80.443 > 192.0.2.20.50000 Flags S. seq 1\n',
      /most like what tcpdump prints \(2 of 3 lines\).*line 1, “Capture of Monday”/,
    ],
    [
      'a log of keys and values that nobody knows',
      'who=a what=b where=c went=d \nwho=a what=b where=c went=d \nhello\n',
      /keys and values \(2 of 3 lines\).*line 3, “hello”/,
    ],
    ['CSV of something else', 'a,b,c,d,e\n1,2,3,4,5\n1,2,3,4,5\n', /most like CSV \(3 of 3/],
  ])('%s', async (_, text, message) => {
    expect(await refusalOf(text)).toMatch(message);
  });

  test('prose is nothing of the kind', async () => {
    expect(await refusalOf('Dear colleagues,\n\nplease find it attached.\n')).not.toContain('like');
  });

  test('what is shown of a line is short and has no control characters', async () => {
    const line = `who=a what=b where=c went=\u001b[31m${'x'.repeat(5_000)}`;
    const message = await refusalOf(`${`${line}\n`.repeat(3)}`);
    expect(message.length).toBeLessThan(400);
    expect(message).not.toContain('\u001b');
  });
});
