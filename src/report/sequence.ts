/** What can be read of a list as of an array, whether or not its items are in memory. */
export type Sequence<T> = Iterable<T> & {
  readonly length: number;
  map<U>(to: (item: T) => U): U[];
  flatMap<U>(to: (item: T) => U | readonly U[]): U[];
  filter(is: (item: T) => boolean): T[];
  find(is: (item: T) => boolean): T | undefined;
  some(is: (item: T) => boolean): boolean;
  every(is: (item: T) => boolean): boolean;
};

/** A list whose items are made while it is read. */
export abstract class MadeOnReading<T> implements Sequence<T> {
  abstract readonly length: number;
  abstract [Symbol.iterator](): Iterator<T>;

  map<U>(to: (item: T) => U): U[] {
    const all: U[] = [];
    for (const item of this) all.push(to(item));
    return all;
  }

  flatMap<U>(to: (item: T) => U | readonly U[]): U[] {
    const all: U[] = [];
    for (const item of this) {
      const made = to(item);
      if (isList(made)) for (const one of made) all.push(one);
      else all.push(made);
    }
    return all;
  }

  filter(is: (item: T) => boolean): T[] {
    const all: T[] = [];
    for (const item of this) if (is(item)) all.push(item);
    return all;
  }

  find(is: (item: T) => boolean): T | undefined {
    for (const item of this) if (is(item)) return item;
    return undefined;
  }

  some(is: (item: T) => boolean): boolean {
    return this.find(is) !== undefined;
  }

  every(is: (item: T) => boolean): boolean {
    return !this.some((item) => !is(item));
  }

  toJSON(): T[] {
    return [...this];
  }
}

const isList = <U>(made: U | readonly U[]): made is readonly U[] => Array.isArray(made);
