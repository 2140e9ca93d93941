import type { Words } from '../words.ts';

/** By what the shipped profiles say in English. */
const TEXTS: ReadonlyMap<string, string> = new Map([
  [
    'The client shows "DNS protection: Unprotected": DNS queries leave without the protection of Umbrella / Secure Access.',
    '客户端显示“DNS protection: Unprotected”：DNS 查询在没有 Umbrella / Secure Access 保护的情况下发出。',
  ],
  [
    'The client shows "Web protection: Cloud service unavailable" and fails open: web traffic goes out directly, unprotected.',
    '客户端显示“Web protection: Cloud service unavailable”，并采取失效放行（fail open）：Web 流量不受保护，直接发出。',
  ],
  ['The client cannot register or fetch its settings.', '客户端无法注册或获取其设置。'],
  [
    'The client cannot check the certificates of the cloud service.',
    '客户端无法检查云服务的证书。',
  ],
  [
    'Names that these servers are asked for are not found, or only after a wait.',
    '向这些服务器查询的名称无法解析，或要等待一段时间才能解析。',
  ],
  [
    'What comes from these servers may not load: a page, a part of it, or the data of a program.',
    '来自这些服务器的内容可能无法加载：整个页面、页面的一部分，或某个程序的数据。',
  ],
  ['encrypted DNS', '加密的 DNS'],
]);

/** What a shipped profile says in a sentence of its own; anybody else's profile as it is. */
export const products: Words['products'] = (text) => TEXTS.get(text) ?? text;
