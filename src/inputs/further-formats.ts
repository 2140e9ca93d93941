import type { FurtherFormat } from '../capture/open-capture.ts';

/**
 * What is opened beside containers of packets: text. Its forms are more code than the containers', so they
 * are loaded when something is neither.
 */
export const FURTHER_FORMATS: readonly FurtherFormat[] = [
  async (window, origin) => (await import('./open-text.ts')).openText(window, origin),
];
