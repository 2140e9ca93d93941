import { expect, test } from 'vitest';
import { withParticle } from '../../src/words/ko/phrases.ts';

// Readings as the National Institute of Korean Language has them: 영 일 이 삼 사 오 육 칠 팔 구, 엘 엠 엔 알.
test.each([
  ['서버', '서버는', '서버가', '서버를', '서버로'],
  ['방화벽', '방화벽은', '방화벽이', '방화벽을', '방화벽으로'],
  ['라우터의 터널', '라우터의 터널은', '라우터의 터널이', '라우터의 터널을', '라우터의 터널로'],
  ['203.0.113.50', '203.0.113.50은', '203.0.113.50이', '203.0.113.50을', '203.0.113.50으로'],
  ['203.0.113.51', '203.0.113.51은', '203.0.113.51이', '203.0.113.51을', '203.0.113.51로'],
  ['203.0.113.52', '203.0.113.52는', '203.0.113.52가', '203.0.113.52를', '203.0.113.52로'],
  ['203.0.113.53', '203.0.113.53은', '203.0.113.53이', '203.0.113.53을', '203.0.113.53으로'],
  ['RST', 'RST는', 'RST가', 'RST를', 'RST로'],
  ['ClientHello', 'ClientHello는', 'ClientHello가', 'ClientHello를', 'ClientHello로'],
  ['example.com', 'example.com은', 'example.com이', 'example.com을', 'example.com으로'],
  ['example.net', 'example.net은', 'example.net이', 'example.net을', 'example.net으로'],
  ['example.org', 'example.org는', 'example.org가', 'example.org를', 'example.org로'],
])('%s has its particles', (word, ...forms) => {
  expect(
    (['topic', 'subject', 'object', 'toward'] as const).map((particle) =>
      withParticle(word, particle),
    ),
  ).toEqual(forms);
});

test('a particle goes by the word before what is in brackets', () => {
  expect(withParticle('203.0.113.50(shop.example.net)', 'toward')).toBe(
    '203.0.113.50(shop.example.net)으로',
  );
  expect(withParticle('포트 (표시 없음)', 'object')).toBe('포트 (표시 없음)를');
});

test('where the reading is not known, both forms stand', () => {
  expect(withParticle('x.pcapng', 'subject')).toBe('x.pcapng이(가)');
  expect(withParticle('2001:db8::b', 'toward')).toBe('2001:db8::b(으)로');
  expect(withParticle('', 'object')).toBe('을(를)');
});
