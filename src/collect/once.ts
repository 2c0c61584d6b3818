/**
 * Makes a thing once for each key, also when it is asked for again while it is still being made.
 * @param keyOf the key, where that is not what the thing is made of itself
 */
export function oncePer<A, T>(make: (about: A) => Promise<T>, keyOf: (about: A) => string = String): (about: A) => Promise<T> {
  const made = new Map<string, Promise<T>>();
  return (about) => {
    const key = keyOf(about);
    const value = made.get(key) ?? make(about);
    made.set(key, value);
    return value;
  };
}

/** An object with what is made for each of these keys, all at the same time. */
export async function madeFor<T>(keys: Iterable<string>, make: (key: string) => Promise<T>): Promise<Record<string, T>> {
  return Object.fromEntries(await Promise.all([...keys].map(async (key) => [key, await make(key)] as const)));
}
