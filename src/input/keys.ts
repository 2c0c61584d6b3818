/** The keys of an object literal, with their type. */
export const keysOf = <K extends string>(record: Readonly<Record<K, unknown>>): K[] => Object.keys(record) as K[];

/** Whether a text is one of the keys or values that are known. */
export const isOneOf = <T extends string>(known: readonly T[], text: string): text is T => known.some((one) => one === text);
