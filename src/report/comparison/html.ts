import type { ComparisonFormat } from './format.ts';
export const htmlPage: ComparisonFormat = { render: () => '' };
