import type { Words } from '../words.ts';

/** What `explain` says around its explanations. */
export const explain: Words['explain'] = {
  kinds: {
    verdict: '判定',
    confidence: '信頼度',
    place: '場所（拒否がどこから送られたか、または無応答がどこから始まるか）',
    observation: '観測（根拠のコード）',
    note: 'キャプチャに関する注記（欠けているもの）',
  },
  whatToDo: (advice) => `対処方法：${advice}`,
  weighs: (weights) => `重み：${weights}`,
};
