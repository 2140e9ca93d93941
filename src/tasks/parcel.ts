import type { Profile } from '../profiles/profile.ts';
import { Range } from '../track/frame-sample.ts';
import { taskWords } from '../words/tasks.ts';

/*
 * What goes from one thread to another is cloned, and functions of a profile are known by being the
 * profile's own objects: on the way, their place in the profile stands for them.
 */

/** A key that no typed value has. */
const PLACE = '\u0000place';

/** A value to be cloned, without a profile's objects. @throws Error where it has what clones lose */
export function packed(value: unknown, profiles: readonly Profile[]): unknown {
  const places = new Map<unknown, object>();
  profiles.forEach((profile, at) => {
    places.set(profile, { [PLACE]: [at, -1] });
    for (const [index, fn] of profile.functions.entries()) {
      places.set(fn, { [PLACE]: [at, index] });
    }
  });
  return mapped(value, (one) => places.get(one));
}

/** The same with this thread's profiles, given in the same order. */
export function unpacked(value: unknown, profiles: readonly Profile[]): unknown {
  return mapped(value, (one) => {
    const place = PLACE in one ? (one[PLACE] as [number, number]) : undefined;
    if (place === undefined) return undefined;
    const profile = profiles[place[0]];
    return place[1] < 0 ? profile : profile.functions[place[1]];
  });
}

/** A copy of plain objects, ranges (of which numbers are all that is asked) and lists, with others in place of some; what was one object stays one. */
function mapped(value: unknown, instead: (one: object) => object | undefined): unknown {
  const known = new Map<object, unknown>();
  const copy = (one: unknown): unknown => {
    if (typeof one !== 'object' || one === null) return one;
    const other = instead(one) ?? known.get(one);
    if (other !== undefined) return other;
    if (Array.isArray(one)) {
      const list: unknown[] = [];
      known.set(one, list);
      for (const item of one) list.push(copy(item));
      return list;
    }
    // Clones keep these as they are.
    if (ArrayBuffer.isView(one) || one instanceof Date) return one;
    const prototype = Object.getPrototypeOf(one);
    if (prototype !== Object.prototype && prototype !== null && !(one instanceof Range)) {
      throw new Error(taskWords.doesNotGoFrom(one.constructor.name));
    }
    const object: Record<string, unknown> = {};
    known.set(one, object);
    for (const [key, item] of Object.entries(one)) object[key] = copy(item);
    return object;
  };
  return copy(value);
}
