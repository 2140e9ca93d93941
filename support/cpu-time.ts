/**
 * Milliseconds of a processor that this process has used. Tests that hold a cost against a bound take
 * these, not the clock's: whatever else a machine does costs time, too.
 */
export function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
