/** Whether it is an object with keys, and neither a list nor null. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is at a path within a value of unknown shape; undefined where nothing is. */
export const propertyOf = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce((part, name) => (isRecord(part) ? part[name] : undefined), value);

/** What a text holds as JSON; undefined where it is none. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
