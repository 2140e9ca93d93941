// Loaded before a command (`node --import`): tells at its end what it took, on descriptor 3.
import { readFileSync, writeSync } from 'node:fs';

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  let kilobytes = maxRSS;
  // What the system calls the most ever resident begins with that of the process that started this one.
  if (process.platform === 'linux') {
    kilobytes = Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1]);
  }
  writeSync(3, JSON.stringify({ kilobytes, microseconds: userCPUTime + systemCPUTime }));
});
