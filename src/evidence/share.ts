/**
 * How fully something applies to an endpoint that holds for some of its connections or requests, 0 to 1:
 * wholly from half of them on, and hardly where it is the exception.
 */
export function shareFromHalf(some: number, all: number): number {
  return Math.min(1, (2 * some) / Math.max(1, all));
}
