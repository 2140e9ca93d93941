import type { Verdict } from '../../evidence/verdict.ts';

/** Colours of one colour scheme, as `#rrggbb`. */
export interface Palette {
  readonly page: string;
  /** Behind tables' heads and copyable text. */
  readonly surface: string;
  readonly text: string;
  /** What is read second. */
  readonly quiet: string;
  /** Lines between things; not needed to read them. */
  readonly rule: string;
  readonly link: string;
  /** Something fails: drop and reject. */
  readonly failure: string;
  readonly intercepted: string;
  /** Closed and unreachable: not a firewall's doing. */
  readonly warning: string;
  readonly unknown: string;
  readonly good: string;
}

export const LIGHT: Palette = {
  page: '#ffffff',
  surface: '#f5f6f8',
  text: '#1a1d21',
  quiet: '#555e68',
  rule: '#d5dae0',
  link: '#0b57a4',
  failure: '#b3201a',
  intercepted: '#6b36ad',
  warning: '#855000',
  unknown: '#3d5a7a',
  good: '#17683a',
};

export const DARK: Palette = {
  page: '#15181b',
  surface: '#1e2226',
  text: '#e7eaed',
  quiet: '#a5aeb8',
  rule: '#383f46',
  link: '#86b9f5',
  failure: '#ff8d83',
  intercepted: '#c8a6ff',
  warning: '#e6b566',
  unknown: '#9dbfe3',
  good: '#7fd39b',
};

/** Which of the colours a verdict has. */
export const TONES: Readonly<Record<Verdict, keyof Palette>> = {
  answered: 'good',
  drop: 'failure',
  reject: 'failure',
  closed: 'warning',
  intercepted: 'intercepted',
  unreachable: 'warning',
  inconclusive: 'unknown',
};
