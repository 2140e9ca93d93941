import type { Words } from '../words.ts';

/** What `explain` says around its explanations. */
export const explain: Words['explain'] = {
  kinds: {
    verdict: '판정',
    confidence: '신뢰도',
    place: '위치(거부가 어디에서 전송되었는지, 무응답이 어디에서 시작되는지)',
    observation: '관찰(근거 코드)',
    note: '캡처에 대한 참고(캡처에 없는 것)',
  },
  whatToDo: (advice) => `조치 방법: ${advice}`,
  weighs: (weights) => `가중치: ${weights}`,
};
