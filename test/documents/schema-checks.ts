import { expect } from 'vitest';

/** Every property of a schema is required and described, and no other one is let in. */
export function expectDescribed(node: unknown, path: string): void {
  if (typeof node !== 'object' || node === null) return;
  const { properties, additionalProperties, required } = node as Record<string, unknown>;
  if (properties !== undefined) {
    expect(additionalProperties, `additionalProperties of ${path}`).toBe(false);
    expect(required, `required of ${path}`).toEqual(Object.keys(properties as object));
    for (const [name, property] of Object.entries(properties as object)) {
      expect(property.description, `description of ${path}/${name}`).toMatch(/\w/);
    }
  }
  for (const [name, child] of Object.entries(node)) expectDescribed(child, `${path}/${name}`);
}
