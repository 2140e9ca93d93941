import type { Detector } from './observation.ts';

/** The RST carries the SYN's own window or IP identification. */
export const resetRepeatsSyn: Detector = {
  codes: [
    {
      code: 'reset-repeats-syn',
      title: "The RST repeats the SYN's window or IP identification",
      meaning:
        'Firewalls that reject often make the RST from the very packet they refuse, and leave its window in. Operating systems set it to 0. Some unusual stacks do the same, so it is a hint only.',
      advice: 'Taken together with time to live and delay it points at a firewall.',
    },
  ],
  detect(endpoint) {
    const resets = endpoint.resets;
    if (resets === null || resets.repeatsWindow + resets.repeatsIdentification === 0) return null;
    const what = resets.repeatsWindow > 0 ? 'window' : 'IP identification';
    const times = Math.max(resets.repeatsWindow, resets.repeatsIdentification);
    return {
      code: 'reset-repeats-syn',
      text:
        resets.resetFrames.total === 1
          ? `The RST repeats the SYN's own ${what}, as firewalls do.`
          : `${times} of ${resets.resetFrames.total} RSTs repeat the SYN's own ${what}, as firewalls do.`,
      frames: resets.resetFrames.frames,
      strength: times / resets.resetFrames.total,
    };
  },
};
