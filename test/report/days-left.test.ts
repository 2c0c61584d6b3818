import { expect, test } from 'vitest';
import { audit } from '../../src/audit.ts';
import { isDeadline } from '../../src/facts/register.ts';
import { daysLeftOf } from '../../src/report/days-left.ts';
import type { RecordedFact } from '../../src/report/schema.ts';
import { ReportSubjects } from '../../src/report/seen-subjects.ts';
import { evaluationOf, scanned } from '../end-to-end/scenario.ts';
import { someSubject } from './reports.ts';

const [DELETION, EXPIRY, OTHER] = ['kms.days_to_deletion', 'kms.expires_in_days', 'kms.next_rotation_days'];

/** How many days a verdict on a key leaves that rests on these facts. */
function daysLeft(facts: Record<string, RecordedFact>, evidence = Object.keys(facts)): number | null {
  const key = { type: 'key', id: 'cck-fig' };
  return daysLeftOf({ subjects: [{ ...someSubject, ...key, facts }] })({ subject: key, evidence });
}
const known = (value: unknown): RecordedFact => ({ value, source: 0 });

test.each<[string, Record<string, RecordedFact>, number | null]>([
  ['the days until a deletion', { [DELETION]: known(10) }, 10],
  ['the fewest of several', { [DELETION]: known(10), [EXPIRY]: known(3.5) }, 3.5],
  ['none on the last day', { [EXPIRY]: known(0) }, 0],
  ['nothing where it is past', { [EXPIRY]: known(-1) }, null],
  ['those that are to come where another is past', { [EXPIRY]: known(-1), [DELETION]: known(8) }, 8],
  ['nothing where there is no such date', { [EXPIRY]: known(null) }, null],
  ['nothing where it was not observed', { [EXPIRY]: { unknown: { cause: 'denied', detail: 'refused' } } }, null],
  ['nothing of a day on which nothing is lost', { [OTHER]: known(2) }, null],
])('a verdict leaves %s', (_, facts, days) => {
  expect(daysLeft(facts)).toBe(days);
});

test('a verdict leaves as many days as what it rests on, whatever else is known of its subject', () => {
  expect(daysLeft({ [DELETION]: known(10), [EXPIRY]: known(3) }, [DELETION])).toBe(10);
  expect(daysLeft({ [DELETION]: known(10) }, [])).toBeNull();
});

test('the days of a report whose facts are in a file are those of the facts', async () => {
  const { snapshot } = await scanned('demo');
  const { report } = await audit(snapshot, { ...evaluationOf('demo'), large: 0 });
  expect(report.subjects).toBeInstanceOf(ReportSubjects);
  const daysOf = daysLeftOf(report);
  const found = report.verdicts.flatMap((verdict) => {
    const days = daysOf(verdict);
    return days === null ? [] : [{ verdict, days }];
  });
  expect(found.length).toBeGreaterThan(0);
  for (const { verdict, days } of found) {
    const facts = report.subjects.find(({ type, id }) => type === verdict.subject.type && id === verdict.subject.id)?.facts ?? {};
    const counted = verdict.evidence.filter((name) => isDeadline(verdict.subject.type, name)).map((name) => facts[name]);
    expect(counted).toContainEqual(expect.objectContaining({ value: days }));
  }
});
