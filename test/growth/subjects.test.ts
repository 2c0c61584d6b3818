import { expect, test } from 'vitest';
import { take } from '../subjects/build.ts';
import { ORGANIZATIONS, type Organization } from './organizations.ts';

/** Counts each time that something within a value is read. */
function counting<T extends object>(value: T): { value: T; reads: () => number } {
  let count = 0;
  const views = new WeakMap<object, object>();
  const viewOf = <V>(inner: V): V => {
    if (typeof inner !== 'object' || inner === null) return inner;
    const known = views.get(inner);
    if (known !== undefined) return known as V;
    const view = new Proxy(inner, {
      get(target, key, receiver) {
        count++;
        return viewOf(Reflect.get(target, key, receiver));
      },
    });
    views.set(inner, view);
    return view;
  };
  return { value: viewOf(value), reads: () => count };
}

/** How often the snapshot of an organization is read, and how long its documents are. */
function workOn({ of, configured }: Organization) {
  const counted = counting(of);
  const { subjects } = take(counted.value, configured);
  const reads = counted.reads();
  return { reads, letters: subjects.reduce((sum, subject) => sum + JSON.stringify(subject).length, 0) };
}

test.each(Object.entries(ORGANIZATIONS))('%s: of twice as many, twice as much is read and written', (_, ofSize) => {
  const [once, twice] = [workOn(ofSize(60)), workOn(ofSize(120))];
  expect(twice.reads / once.reads).toBeLessThan(2.3);
  expect(twice.letters / once.letters).toBeLessThan(2.3);
});
