import { expect, test } from 'vitest';
import { series } from '../../src/report/series.ts';

const FRUIT = ['apples', 'figs', 'plums', 'quinces'];
const AND = new Intl.ListFormat('en-GB', { type: 'conjunction' });
const OR = new Intl.ListFormat('en-GB', { type: 'disjunction' });

test.each([0, 1, 2, 3, 4])('a series of %d items is written as British English writes it', (count) => {
  const items = FRUIT.slice(0, count);
  expect([series(items), series(items, 'or')]).toEqual([AND.format(items), OR.format(items)]);
});
