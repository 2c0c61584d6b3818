import fc from 'fast-check';
import { expect, test } from 'vitest';
import wrapAnsi from 'wrap-ansi';
import { wrapped } from '../../src/cli/wrap.ts';

const letters = fc.constantFrom(
  'a',
  'fig',
  'pomegranate',
  ' ',
  '  ',
  '\u00a0',
  '\n',
  '-',
  'ö',
  '果物',
  '\u001b[31mred\u001b[39m',
);
const text = fc.array(letters, { maxLength: 40 }).map((parts) => parts.join(''));

test('lines are broken as wrap-ansi breaks them, also where it is not loaded', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 40 }), fc.boolean(), (sentence, columns, hard) => {
      expect(wrapped(sentence, columns, { hard })).toBe(wrapAnsi(sentence, columns, { hard }));
    }),
    { numRuns: 2000 },
  );
});
