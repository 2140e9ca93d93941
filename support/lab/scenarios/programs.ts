// Programs of Debian's inside the lab: started, waited for, and used.

import type { ClientTask, Command, Place } from '../scenario.ts';

type Use = Partial<Extract<ClientTask, { kind: 'command' }>>;

/** Runs a program for as long as the scenario lasts, and waits until it listens at a port or `address:port`. */
export function listening(at: Place, where: number | string, run: string): Command {
  const log = `$LAB/${at}-${where}.log`;
  const filter = typeof where === 'number' ? `sport = :${where}` : `src ${where}`;
  return {
    at,
    run: `sh -c '${run.replaceAll("'", `'\\''`)}' >${log} 2>&1 </dev/null &
for _ in $(seq 200); do
  if ss -Hlntu "${filter}" | grep -q .; then exit 0; fi
  sleep 0.1
done
cat ${log} >&2; echo "nothing listens at ${where}" >&2; exit 1`,
  };
}

/** Writes a file of the run's folder: `$LAB/NAME`. */
export function file(name: string, text: string): Command {
  return { at: 'server', run: `cat >$LAB/${name} <<'END'\n${text}\nEND` };
}

/**
 * One task in which a shell command runs for each host, `$h`, `times` times, all a moment apart.
 * Where it fails, it says what the first host's last run printed last.
 */
export function each(
  list: readonly number[],
  id: string,
  expect: 'works' | 'fails',
  run: string,
  { times = 2, pause = 2, ...more }: Use & { times?: number; pause?: number } = {},
): ClientTask {
  const hosts = list.join(' ');
  return {
    id: `${id}, ${list.length} hosts, each ${times} times`,
    kind: 'command',
    start: 1,
    expect,
    ...more,
    run: `mkdir $LAB/${id}; cd $LAB/${id}; for h in ${hosts}; do
( for try in $(seq ${times}); do
    [ $try = 1 ] || sleep ${pause}
    ( ${run} ) >$h 2>&1 </dev/null && echo $h >>worked || echo $h >>failed
  done ) &
sleep 0.15
done; wait
${
  expect === 'works'
    ? '[ ! -s failed ] || { head -1 failed; tail -n 1 $(head -1 failed); exit 1; }'
    : `[ -s worked ] || { tail -n 1 ${list[0]}; exit 1; }`
}`,
  };
}

/** curl of a name at the address of its host; prints one line. */
export function curl(options: string, scheme: 'https' | 'http' = 'https'): string {
  return `curl -sS -m 20 -f -o /dev/null --connect-to ::203.0.113.$h ${options} ${scheme}://shop-$h.example.net/ 2>$h.all || { head -n 1 $h.all; exit 1; }`;
}
