/** What a shipped profile says in a sentence of its own, in this language; anybody else's profile as it is. */
export const products = (text: string): string => text;
