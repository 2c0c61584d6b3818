import { expect, test } from 'vitest';
import { audit } from '../../src/audit.ts';
import { subjectKey } from '../../src/report/subject-order.ts';
import { VerdictColumns, verdictsOn } from '../../src/report/verdict-columns.ts';
import { evaluationOf, scanned } from '../end-to-end/scenario.ts';

/** The report of the demo as one of a large organization is kept. */
const large = async () => (await audit((await scanned('demo')).snapshot, { ...evaluationOf('demo'), large: 0 })).report;

test('the verdicts on subjects are the same whether they are kept in columns or in a list, and no others', async () => {
  const { verdicts, subjects } = await large();
  expect(verdicts).toBeInstanceOf(VerdictColumns);
  const wanted = new Set(Array.from(subjects, subjectKey).filter((_, place) => place % 7 === 0));
  const list = [...verdicts];
  const found = list.filter(({ subject }) => wanted.has(subjectKey(subject)));
  expect(found.length).toBeGreaterThan(10);
  expect(found.length).toBeLessThan(list.length);
  expect(verdictsOn(verdicts, wanted)).toEqual(found);
  expect(verdictsOn(list, wanted)).toEqual(found);
});

test('a subject of another type with the same id has its own verdicts', async () => {
  const { verdicts } = await large();
  const [first] = verdicts.filter(({ subject }) => subject.type === 'key');
  expect(verdictsOn(verdicts, new Set([subjectKey({ type: 'cluster', id: first?.subject.id ?? '' })]))).toEqual([]);
  expect(verdictsOn(verdicts, new Set())).toEqual([]);
});
