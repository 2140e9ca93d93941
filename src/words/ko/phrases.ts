import type { Confidence } from '../../evidence/verdict.ts';
import type { Words } from '../words.ts';

/*
 * Numbers, durations, lists and particles as a Korean sentence has them: a counter behind the
 * number, no plural, and particles that go by how the word before them ends.
 */

/** A whole number with its thousands set apart: "1,234,567". (toLocaleString loads all of ICU.) */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** "패킷 1개", "쿼리 2건": what is counted, the number, its counter. */
export function count(number: number, noun: string, counter = '개'): string {
  return `${noun} ${grouped(number)}${counter}`;
}

/** A duration in microseconds as a person writes it: "0.40ms", "12ms", "3.2초", "2분". */
export function duration(microseconds: number): string {
  if (microseconds < 1_000) return `${(microseconds / 1_000).toFixed(2)}ms`;
  if (microseconds < 10_000) return `${(microseconds / 1_000).toFixed(1)}ms`;
  if (microseconds < 1_000_000) return `${Math.round(microseconds / 1_000)}ms`;
  if (microseconds < 100_000_000) return `${(microseconds / 1_000_000).toFixed(1)}초`;
  if (microseconds < 6_000_000_000) return `${Math.round(microseconds / 60_000_000)}분`;
  const hours = microseconds / 3_600_000_000;
  return hours < 72 ? `${Math.round(hours)}시간` : `${grouped(Math.round(hours / 24))}일`;
}

/** A share of 1 with two digits: "0.12%", "25%". */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))}%`;
}

/** "a", "a 및 b", "a, b 및 c". */
export function list(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} 및 ${items[items.length - 1]}`;
}

/** As `list`, with no more than that many named: "a, b 외 7개". */
export function listSome(items: readonly string[], named: number): string {
  if (items.length <= named) return list(items);
  return `${items.slice(0, named).join(', ')} 외 ${items.length - named}개`;
}

/** Korean has no capitals: a sentence begins as it is. */
function capitalized(text: string): string {
  return text;
}

const FRAMES_NAMED = 12;

/** "프레임 3, 5 및 7", the first of many. */
export function framesText(frames: readonly number[]): string {
  return `프레임 ${listSome(frames.map(String), FRAMES_NAMED)}`;
}

/** Particles: the form behind a final consonant, and the one behind a vowel. */
const PARTICLES = {
  topic: ['은', '는'],
  subject: ['이', '가'],
  object: ['을', '를'],
  with: ['과', '와'],
  toward: ['으로', '로'],
} as const;

type Particle = keyof typeof PARTICLES;
type Ending = 'consonant' | 'rieul' | 'vowel' | 'unknown';

const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
/** Final consonants of a syllable block, none included; that of ㄹ. */
const FINALS = 28;
const FINAL_RIEUL = 8;

/** How digits and letters end when they are read out (삼, 칠, 엔, 엘), and English words as Korean has them. */
const READ_OUT: readonly (readonly [RegExp, Ending])[] = [
  [/[036MN]$/, 'consonant'],
  [/[178LR]$/, 'rieul'],
  [/[2459A-Z]$/, 'vowel'],
  // 닷넷, 포티넷, 패킷; 오알지. What a file's name ends in is read in more ways than one.
  [/(?:net|ket)$/, 'consonant'],
  // 덤프.
  [/mp$/, 'vowel'],
  [/\.org$/, 'vowel'],
  [/\.[a-z]+(?:ng|xt|gz|og|ip)$/, 'unknown'],
  // 게이트, 서비스; 타임, 라인; 구글; 스케일러; 리퀘스트, 클라우드, 박스.
  [/[cdfgkpstvz]e$/, 'vowel'],
  [/[mn]e$/, 'consonant'],
  [/le$/, 'rieul'],
  [/(?:[ei]e|[aeo]r|[cnprsx]t|[dfsxz])$/, 'vowel'],
  [/(?:[mn]|ing)$/, 'consonant'],
  [/l$/, 'rieul'],
  [/[aiouy]$/, 'vowel'],
];

function endingOf(text: string): Ending {
  // A particle goes by the word before what is in parentheses or quotation marks.
  const spoken = text.replace(/(?:\s*\([^()]*\)|[”"'`])+$/, '');
  const last = spoken.charCodeAt(spoken.length - 1);
  if (last >= FIRST_SYLLABLE && last <= LAST_SYLLABLE) {
    const final = (last - FIRST_SYLLABLE) % FINALS;
    if (final === 0) return 'vowel';
    return final === FINAL_RIEUL ? 'rieul' : 'consonant';
  }
  return READ_OUT.find(([pattern]) => pattern.test(spoken))?.[1] ?? 'unknown';
}

/** A word with its particle: "서버가", "TCP 443을", "gate이(가)" where its reading is not known. */
export function withParticle(text: string, particle: Particle): string {
  const [closed, open] = PARTICLES[particle];
  switch (endingOf(text)) {
    case 'vowel':
      return `${text}${open}`;
    case 'consonant':
      return `${text}${closed}`;
    case 'rieul':
      return `${text}${particle === 'toward' ? open : closed}`;
    case 'unknown':
      return `${text}${particle === 'toward' ? '(으)로' : `${closed}(${open})`}`;
  }
}

/**
 * What a verdict says, by its confidence: Korean hedges at the verb.
 * @param plain "드롭합니다"
 * @param attributive "드롭하는"
 */
export function hedged(confidence: Confidence, plain: string, attributive: string): string {
  switch (confidence) {
    case 'certain':
    case 'high':
      return plain;
    case 'medium':
      return `${attributive} 것으로 보입니다`;
    case 'low':
      return `${attributive} 것일 수 있습니다`;
  }
}

/** Of what is a cause, by the verdict's confidence. */
export function causeText(confidence: Confidence): string {
  return confidence === 'low' ? '원인일 수 있습니다' : hedged(confidence, '원인입니다', '원인인');
}

/** Sentences in a row, as one text. */
function sentences(all: readonly string[]): string {
  return all.join(' ');
}

/** What those who build documents need of them. */
export const phrases: Words['phrases'] = {
  grouped,
  duration,
  percent,
  list,
  listSome,
  capitalized,
  uncapitalized: (text) => text,
  sentences,
  sentence: (text) => `${text}.`,
  colon: ': ',
  comma: ', ',
  semicolon: '; ',
  aside: (text) => ` (${text})`,
  span: (from, to) => `${from} – ${to}`,
};
