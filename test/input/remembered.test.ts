import { expect, test } from 'vitest';
import { remembered, rememberedOf, rememberedOfList } from '../../src/input/remembered.ts';

function counted(most?: number) {
  const made: string[] = [];
  const lengthOf = remembered((text: string) => {
    made.push(text);
    return { length: text.length };
  }, most);
  return { made, lengthOf };
}

test('what is made of a text is made once', () => {
  const { made, lengthOf } = counted();
  expect(lengthOf('apple')).toBe(lengthOf('apple'));
  expect(lengthOf('pear')).toEqual({ length: 4 });
  expect(made).toEqual(['apple', 'pear']);
});

test('what is made may be nothing, and is made once all the same', () => {
  let times = 0;
  const nothing = remembered(() => {
    times++;
    return undefined;
  });
  expect([nothing('apple'), nothing('apple')]).toEqual([undefined, undefined]);
  expect(times).toBe(1);
});

test('no more is kept than was allowed', () => {
  const { made, lengthOf } = counted(2);
  for (const fruit of ['apple', 'pear', 'plum', 'apple']) lengthOf(fruit);
  expect(made).toEqual(['apple', 'pear', 'plum', 'apple']);
});

test('what follows from one thing is found once, and from another thing that is equal anew', () => {
  const sizeOf = rememberedOf((of: { size: number }) => ({ found: of.size }));
  const [one, other] = [{ size: 2 }, { size: 2 }];
  expect(sizeOf(one)).toBe(sizeOf(one));
  expect(sizeOf(other)).toEqual(sizeOf(one));
  expect(sizeOf(other)).not.toBe(sizeOf(one));
});

test('what follows from a list is found once, unless the list is short', () => {
  let times = 0;
  const sum = rememberedOfList((list: readonly number[]) => {
    times++;
    return list.reduce((all, one) => all + one, 0);
  });
  const [short, long] = [[1, 2], Array.from({ length: 100 }, () => 1)];
  expect([sum(long), sum(long), sum(short), sum(short)]).toEqual([100, 100, 3, 3]);
  expect(times).toBe(3);
});
