import type { Words } from '../words.ts';

export const explain: Words['explain'] = {
  kinds: {
    verdict: '判定',
    confidence: '置信度',
    place: '位置（拒绝从何处发出，或没有响应始于何处）',
    observation: '观察（证据代码）',
    note: '关于捕获文件的说明（它缺少什么）',
  },
  whatToDo: (advice) => `如何处理：${advice}`,
  weighs: (weights) => `权重：${weights}`,
};
