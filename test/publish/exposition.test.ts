import { expect, test } from 'vitest';
import { exposition } from '../../src/publish/metrics/exposition.ts';

const family = (samples: { labels: Record<string, string>; value: number }[]) => [
  { name: 'byok_audit_fruit', help: 'How much fruit there is.', samples },
];
const linesOf = (...samples: Parameters<typeof family>[0]) => exposition(family(samples)).split('\n');

test('a family has its help, its type, its unit and its samples, and the file an end', () => {
  const text = exposition([
    { name: 'byok_audit_ripe_seconds', help: 'When.', unit: 'seconds', samples: [{ labels: {}, value: 1795521600.5 }] },
  ]);
  expect(text).toBe(
    [
      '# HELP byok_audit_ripe_seconds When.',
      '# TYPE byok_audit_ripe_seconds gauge',
      '# UNIT byok_audit_ripe_seconds seconds',
      'byok_audit_ripe_seconds 1795521600.5',
      '# EOF',
      '',
    ].join('\n'),
  );
});

test('a family without a sample is left out, so that nothing is said of what is not known', () => {
  expect(exposition(family([]))).toBe('# EOF\n');
});

test('the order of the samples does not depend on the order in which they come', () => {
  const [apple, pear] = [
    { labels: { fruit: 'apple' }, value: 2 },
    { labels: { fruit: 'pear' }, value: 1 },
  ];
  expect(linesOf(pear, apple)).toEqual(linesOf(apple, pear));
});

test('quotes, backslashes and line breaks of a name cannot end its label', () => {
  const [, , line] = linesOf({ labels: { fruit: 'a"\\b\nbyok_audit_fruit 0' }, value: 1 });
  expect(line).toMatch(/^byok_audit_fruit\{fruit="a\\"\\\\b\\\\u000Abyok_audit_fruit 0#[0-9a-f]{12}"\} 1$/);
});

test('what hides or reorders text is shown, and two names that look alike stay two', () => {
  const lines = linesOf(
    { labels: { fruit: 'ap\u202Ele' }, value: 1 },
    { labels: { fruit: 'ap\\u202Ele' }, value: 2 },
    { labels: { fruit: 'ap\ud800le' }, value: 3 },
    { labels: { fruit: 'ap\ufffdle' }, value: 4 },
  );
  const names = lines.flatMap((line) => /^byok_audit_fruit\{(.*)\}/.exec(line)?.[1] ?? []);
  expect(new Set(names).size).toBe(4);
  expect(lines.join('\n')).not.toMatch(/\u202E|\ud800/);
});

test('a long name is cut, and stays another than one with the same beginning', () => {
  const lines = linesOf(
    { labels: { fruit: `${'a'.repeat(5000)}1` }, value: 1 },
    { labels: { fruit: `${'a'.repeat(5000)}2` }, value: 2 },
  );
  const names = lines.flatMap((line) => /fruit="(.*)"/.exec(line)?.[1] ?? []);
  expect(names.map(({ length }) => length)).toEqual([128, 128]);
  expect(new Set(names).size).toBe(2);
});

test('a value that is no number is a bug, not a metric', () => {
  expect(() => linesOf({ labels: {}, value: Number.NaN })).toThrow('byok_audit_fruit has no value');
});
