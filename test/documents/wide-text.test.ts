import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { reportOf } from '../../src/diagnosis/report/report-of.ts';
import { FORMATS } from '../../src/documents/formats.ts';
import { columnsOf, fitting, padded, wrap } from '../../src/documents/terminal.ts';
import { LANGUAGE_TAGS, LANGUAGES } from '../../src/words/languages.ts';
import { captureNames, diagnosisOf } from '../../support/shipped-captures.ts';

const WIDTH = 80;

describe('columns', () => {
  test('are two for each Chinese, Japanese and Korean character, none for colours', () => {
    expect(columnsOf('SYN')).toBe(3);
    expect(columnsOf('방화벽')).toBe(6);
    expect(columnsOf('\u001b[31mdrop\u001b[0m')).toBe(4);
    expect(padded('时间', 6)).toBe('时间  ');
    expect(fitting('捕获文件', 5)).toBe('捕获');
  });

  test('a line breaks between Chinese and Japanese characters, and in Korean at its spaces', () => {
    expect(wrap('防火墙丢弃数据包。', 8)).toEqual(['防火墙丢', '弃数据', '包。']);
    expect(wrap('방화벽이 패킷을 드롭합니다', 12)).toEqual(['방화벽이', '패킷을', '드롭합니다']);
  });

  test('no line begins with a stop or a closing bracket, nor ends with an opening one', () => {
    const text = 'ファイアウォールが拒否（TCP 443）しています。サーバーは「応答」しません。';
    for (let width = 8; width < 40; width++) {
      const lines = wrap(text, width);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      for (const line of lines) {
        expect(line).not.toMatch(/^[。、）」ーッ]/);
        expect(line).not.toMatch(/[（「]$/);
      }
    }
  });
});

describe.each(LANGUAGE_TAGS)('a report in %s', (tag) => {
  test('keeps to 80 columns where its words can be parted', async () => {
    const speaker = await LANGUAGES[tag].load();
    const format = await FORMATS.text.load();
    for (const name of captureNames()) {
      const text = format.render(reportOf(await diagnosisOf(name), speaker), {
        ...{ color: false, width: WIDTH, words: speaker.words },
      });
      const long = text
        .split('\n')
        // A name or filter is no better in two.
        .filter((line) => stringWidth(line) > WIDTH && line.trim().includes(' '))
        .filter((line) => !/\S{40,}/.test(line));
      expect(long, name).toEqual([]);
    }
  });
});
