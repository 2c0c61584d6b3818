import { describe, expect, test } from 'vitest';
import { cell, code, escaped, table } from '../../src/render/markdown.ts';

describe('text from outside', () => {
  test.each([
    ['a pipe', 'a|b', 'a\\|b'],
    ['backticks', '`rm`', '\\`rm\\`'],
    ['HTML', '<img src=x>&lt;', '\\<img src=x\\>\\&lt;'],
    ['emphasis and links', '*a* _b_ [c](d) ~e~ $f$', '\\*a\\* \\_b\\_ \\[c\\](d) \\~e\\~ \\$f\\$'],
    ['a mention', '@team and a@b', '@&#8203;team and a@&#8203;b'],
    ['an issue', 'fixes #1, fruit/bowl#2', 'fixes \\#&#8203;1, fruit/bowl\\#&#8203;2'],
    [
      'an address',
      'https://evil.example www.evil.example WWW.evil.example',
      'https\\://evil.example www\\.evil.example WWW\\.evil.example',
    ],
    ['a heading', '# a', '\\#&#8203; a'],
    ['a list', '- a', '\\- a'],
    ['a numbered list', '1. a', '1\\. a'],
    ['an underline', '=== a', '\\=== a'],
    ['hidden characters', 'a\u202Eb\nc', 'a\\\\u202Eb\\\\u000Ac'],
    ['an ARN as it is', 'arn:aws:kms:us-east-1:000000000000:key/fig', 'arn:aws:kms:us-east-1:000000000000:key/fig'],
  ])('text from outside with %s is shown and has no effect', (_, text, shown) => {
    expect(escaped(text)).toBe(shown);
  });
});

test('an id is shown as code, whatever it contains', () => {
  expect(code('lkc-apple')).toBe('`lkc-apple`');
  expect(code('a`b')).toBe('``a`b``');
  expect(code('`a``')).toBe('``` `a`` ```');
  expect(code('a|b')).toBe('`a\\|b`');
  expect(code('a\nb')).toBe('`a\\u000Ab`');
});

test.each(['=1+2', '+1', '-1', '@SUM(A1)', ' =1'])(
  'a spreadsheet reads a cell that begins like a formula as text: %s',
  (text) => {
    expect(cell(text)).toMatch(/^'/);
  },
);

test('a table has one line for each row', () => {
  expect(table(['A', 'B'], [['1', '2']])).toBe('| A | B |\n| --- | --- |\n| 1 | 2 |');
});
