import { expect, test } from 'vitest';
import { worstIn } from '../../src/report/worst.ts';
import { someSubject, verdictOn } from './reports.ts';

test('a key that very many clusters share, and very many clusters on no key, are put in order', () => {
  const [many, one] = [150_000, verdictOn('cluster.ripe', 'lkc', { status: 'fail' })];
  const verdicts = Array.from({ length: many }, (_, place) => ({ ...one, subject: { type: 'cluster', id: `lkc-${place}` } }));
  const on = (key: string | null) => verdicts.map(({ subject: { id } }) => ({ ...someSubject, type: 'cluster', id, key }));
  expect(worstIn({ subjects: on('cck-fig'), verdicts })).toMatchObject({ count: 1, items: [{ verdicts: many }] });
  const { count, items } = worstIn({ subjects: on(null), verdicts });
  expect([count, items.length]).toEqual([many, 20]);
});
