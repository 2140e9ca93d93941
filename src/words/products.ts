import type { ShippedText } from '../profiles/profiles.ts';
import type { ANY_TLS_PROXY } from '../profiles/tls-inspectors.ts';

/** What shipped profiles say, by their English text: where that changes, all languages are to follow. */
export type ProductTexts = Readonly<Record<ShippedText | typeof ANY_TLS_PROXY, string>>;

/** What a shipped profile says, in a language; anybody else's profile as it is. */
export function productsOf(texts: ProductTexts): (text: string) => string {
  const known: ReadonlyMap<string, string> = new Map(Object.entries(texts));
  return (text) => known.get(text) ?? text;
}
