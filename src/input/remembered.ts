/**
 * Makes the same thing of the same text once, while it is among those that came last: policies, conditions and patterns are
 * repeated over thousands of keys. What is made must depend on the text alone, and nobody may change it.
 * @param most how many are kept at the most, so that no input makes this grow
 */
export function remembered<T>(make: (text: string) => T, most = 256): (text: string) => T {
  const kept = new Map<string, { made: T }>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known.made;
    const made = make(text);
    if (kept.size >= most) kept.clear();
    kept.set(text, { made });
    return made;
  };
}

/** The same of what several askers share, such as a list, for as long as that is there. */
export function rememberedOf<K extends object, T>(make: (of: K) => T): (of: K) => T {
  const kept = new WeakMap<K, { made: T }>();
  return (of) => {
    const known = kept.get(of);
    if (known !== undefined) return known.made;
    const made = make(of);
    kept.set(of, { made });
    return made;
  };
}

/** The same of lists. What follows from a few items is found as soon as it would be looked up. */
export function rememberedOfList<I, T>(make: (list: readonly I[]) => T): (list: readonly I[]) => T {
  const kept = rememberedOf(make);
  return (list) => (list.length <= FEW ? make(list) : kept(list));
}

const FEW = 4;
