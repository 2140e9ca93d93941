/** Flags as tcpdump writes them, for what another program calls them, in its order of letters. */
export function flagsOf(
  isSet: Readonly<Record<'fin' | 'syn' | 'rst' | 'psh' | 'ack' | 'urg', boolean>>,
): string {
  const letters = `${isSet.fin ? 'F' : ''}${isSet.syn ? 'S' : ''}${isSet.rst ? 'R' : ''}${isSet.psh ? 'P' : ''}${isSet.ack ? '.' : ''}${isSet.urg ? 'U' : ''}`;
  return letters === '' ? 'none' : letters;
}
