/** Makes a thing once for each key, also when it is asked for again while it is still being made. */
export function byKey<T>(made: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const value = made.get(key) ?? make();
  made.set(key, value);
  return value;
}
