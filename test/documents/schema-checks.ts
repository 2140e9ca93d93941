import { expect } from 'vitest';

/**
 * Every property of a schema is required and described, and no other one is let in.
 * @param optional what only some have: it is left out of the others
 */
export function expectDescribed(
  node: unknown,
  path: string,
  optional: readonly string[] = [],
): void {
  if (typeof node !== 'object' || node === null) return;
  const { properties, additionalProperties, required } = node as Record<string, unknown>;
  if (properties !== undefined) {
    expect(additionalProperties, `additionalProperties of ${path}`).toBe(false);
    const names = Object.keys(properties as object).filter((name) => !optional.includes(name));
    expect(required, `required of ${path}`).toEqual(names);
    for (const [name, property] of Object.entries(properties as object)) {
      expect(property.description, `description of ${path}/${name}`).toMatch(/\w/);
    }
  }
  for (const [name, child] of Object.entries(node))
    expectDescribed(child, `${path}/${name}`, optional);
}
