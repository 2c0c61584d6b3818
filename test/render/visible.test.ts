import { expect, test } from 'vitest';
import { missing } from '../../src/render/missing.ts';
import { ruleText } from '../../src/render/rules.ts';
import { visible } from '../../src/render/visible.ts';

test.each([
  ['a\u202Eb', 'a\\u202Eb'],
  ['\u0000\u0007\n\u0085', '\\u0000\\u0007\\u000A\\u0085'],
  ['\u061c\u200e\u200f\u2066\u2069', '\\u061C\\u200E\\u200F\\u2066\\u2069'],
  ['\u200b\u2028\u2029\ufeff', '\\u200B\\u2028\\u2029\\uFEFF'],
  ['\ud800x', '\ufffdx'],
  ['Äpfel 🍏 苹果', 'Äpfel 🍏 苹果'],
])('%j is shown as %j', (text, shown) => expect(visible(text)).toBe(shown));

test('a placeholder of a rule is shown as a term to replace, and its lines as one', () => {
  expect(ruleText('delete {id},\n  wait {param:max_days} days, not {"a": 1}\n')).toBe(
    'delete ID, wait MAX_DAYS days, not {"a": 1}',
  );
});

test('a refused call is shown once, with every fact that is missing because of it', () => {
  const denied = { cause: 'denied', call: 'kms:DescribeKey', permission: 'kms:DescribeKey', detail: 'no' } as const;
  const late = { cause: 'timeout', call: 'kms:ListGrants', permission: null, detail: 'late' } as const;
  expect(
    missing('key', [
      { fact: 'key_state', ...denied },
      { fact: 'grants', ...late },
      { fact: 'origin', ...denied },
    ]),
  ).toEqual([
    { facts: 'key state, origin', ...denied },
    { facts: 'grants', ...late },
  ]);
});
