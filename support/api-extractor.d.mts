import type { IConfigFile } from '@microsoft/api-extractor';

export function extractApi(
  entry: string,
  outputs: Pick<IConfigFile, 'apiReport' | 'dtsRollup'>,
): boolean;
