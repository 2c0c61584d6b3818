import picomatch from 'picomatch';
import { expect, test } from 'vitest';
import { isExact, matcher } from '../../src/input/globs.ts';

const TEXTS = [
  'lkc-apple',
  'lkc-pear',
  'Orchard West',
  'orchard west',
  'a.b',
  'a/b',
  'acb',
  '-x',
  '_x',
  '.x',
  'x ',
  'x',
  '',
  '1',
  'x\n',
  'a/b/c',
  'a/b/',
  'a//b',
  'arn:aws:kms:eu-west-1:000000000000:key/apple',
  'https://orchard.vault.azure.net/keys/plum',
];

test.each([...TEXTS, 'lkc-*', '*', '?', '!x', '(a|b)', '[ab]', '{a,b}', 'a\\.b', '+(x)'])(
  'reads %j as the globs of shells do',
  (glob) => {
    if (glob === '') return;
    const matches = picomatch(glob, { bash: true, dot: true, nonegate: true, flags: 's' });
    for (const text of TEXTS) expect([text, matcher([glob])(text)]).toEqual([text, matches(text)]);
  },
);

test('one of several globs is enough, whether it is a name or a pattern', () => {
  const matches = matcher(['lkc-apple', 'lkc-p*', 'Orchard West']);
  expect(TEXTS.filter(matches)).toEqual(['lkc-apple', 'lkc-pear', 'Orchard West']);
  expect(TEXTS.filter(matcher([]))).toEqual([]);
});

test('a name without signs of a glob is looked up', () => {
  expect(
    ['lkc-apple', 'Orchard West', 'a.b', '1', 'a/b', 'arn:aws:kms:eu-west-1:000000000000:key/apple'].filter(
      (glob) => !isExact(glob),
    ),
  ).toEqual([]);
  expect(
    ['lkc-*', '.x', 'a/.b', 'a//b', './a', 'a/', '!x', '(a)', '[ab]', '{a,b}', 'a\\b', '', 'x\n', 'ä'].filter(isExact),
  ).toEqual([]);
});
