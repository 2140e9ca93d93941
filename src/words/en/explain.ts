/** What `explain` says around its explanations. */
export const explain = {
  /** Above the codes of each kind. */
  kinds: {
    verdict: 'Verdicts',
    confidence: 'Confidence',
    place: 'Places (where a refusal was sent, or where silence begins)',
    observation: 'Observations (evidence codes)',
    note: 'Notes on a capture (what it lacks)',
  },
  whatToDo: (advice: string) => `What to do: ${advice}`,
  /** @param weights "drop +3, closed -2" */
  weighs: (weights: string) => `Weighs: ${weights}`,
};
