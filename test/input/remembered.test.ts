import { expect, test } from 'vitest';
import { remembered } from '../../src/input/remembered.ts';

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
