import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChangeClass } from '../../src/report/change.ts';
import { compare } from '../../src/report/diff.ts';
import type { Report } from '../../src/report/schema.ts';
import { anyReport } from './reports.ts';

const two = fc.tuple(anyReport, anyReport);
const fingerprints = ({ verdicts }: Report) => new Set(verdicts.map(({ fingerprint }) => fingerprint));
const listed = (old: Report, now: Report, ...classes: ChangeClass[]) =>
  compare(old, now)
    .list.filter((change) => classes.includes(change.class))
    .map(({ fingerprint }) => fingerprint)
    .sort();

/** What holds of any two reports, tried on so many pairs. */
export function testDiffProperties(numRuns: number): void {
  test('a report compared with itself has nothing new: failures still fail, and unknowns are still unknown', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const { list, population, policy_changed } = compare(report, structuredClone(report));
        expect(list.filter((change) => change.class !== 'unchanged' && change.class !== 'still_unknown')).toEqual([]);
        expect({ population, policy_changed }).toEqual({ population: [], policy_changed: false });
      }),
      { numRuns },
    );
  });

  test('each fingerprint of either report is in exactly one class, and each class is counted', () => {
    fc.assert(
      fc.property(two, ([old, now]) => {
        const { list, counts } = compare(old, now);
        const all = new Set([...fingerprints(old), ...fingerprints(now)]);
        const inClasses = list.map(({ fingerprint }) => fingerprint);
        expect(new Set(inClasses).size).toBe(inClasses.length);
        expect(inClasses.every((fingerprint) => all.has(fingerprint))).toBe(true);
        expect(inClasses.length + counts.clear).toBe(all.size);
        const { clear: _, ...shown } = counts;
        for (const [name, count] of Object.entries(shown))
          expect(list.filter((change) => change.class === name).length, name).toBe(count);
      }),
      { numRuns },
    );
  });

  test('the order of verdicts does not change the comparison', () => {
    fc.assert(
      fc.property(two, ([old, now]) => {
        const turned = (report: Report) => ({
          ...report,
          verdicts: [...report.verdicts].reverse(),
          rules: report.rules.toReversed(),
          population: report.population.toReversed(),
        });
        expect(JSON.stringify(compare(turned(old), turned(now)))).toBe(JSON.stringify(compare(old, now)));
      }),
      { numRuns },
    );
  });

  test('for verdicts in both reports, what is new in one direction is resolved in the other', () => {
    fc.assert(
      fc.property(two, ([old, now]) => {
        const [before, after] = [fingerprints(old), fingerprints(now)];
        const inBoth = (list: string[]) => list.filter((one) => before.has(one) && after.has(one));
        // a failure that comes with a waiver is listed as newly waived
        const waived = new Set(
          now.verdicts.filter(({ status, waiver }) => status === 'fail' && waiver !== null).map(({ fingerprint }) => fingerprint),
        );
        expect(inBoth(listed(old, now, 'new'))).toEqual(inBoth(listed(now, old, 'resolved')).filter((one) => !waived.has(one)));
      }),
      { numRuns },
    );
  });

  test('a failure is resolved only when the newer report says that the rule holds or does not apply', () => {
    fc.assert(
      fc.property(two, ([old, now]) => {
        const answers = new Map(now.verdicts.map(({ fingerprint, status }) => [fingerprint, status]));
        for (const fingerprint of listed(old, now, 'resolved'))
          expect(['pass', 'not_applicable']).toContain(answers.get(fingerprint));
      }),
      { numRuns },
    );
  });

  test('no failure that counts is lost: each is new, worse, formerly unknown, not comparable, or an old failure', () => {
    fc.assert(
      fc.property(two, ([old, now]) => {
        const failing = now.verdicts.filter(({ status, waiver }) => status === 'fail' && waiver === null);
        const found = listed(old, now, 'new', 'worsened', 'no_longer_unknown', 'incomparable', 'unchanged');
        for (const { fingerprint } of failing) expect(found).toContain(fingerprint);
      }),
      { numRuns },
    );
  });

  test('a subject that is missing from the newer report is out of scope only if all of its type was seen or its environment was left out', () => {
    fc.assert(
      fc.property(two, ([old, now]) => {
        const after = fingerprints(now);
        const complete = new Map(now.population.map(({ subject_type, complete }) => [subject_type, complete]));
        for (const { class: name, subject, fingerprint } of compare(old, now).list) {
          if (name !== 'out_of_scope') continue;
          expect(after.has(fingerprint)).toBe(false);
          const leftOut = now.scope?.environments_left_out.includes(
            subject.type === 'environment' ? subject.id : (subject.environment ?? ''),
          );
          expect(leftOut === true || complete.get(subject.type) === true).toBe(true);
          if (subject.type === 'key' && subject.id.startsWith('arn:')) expect(complete.get('cluster')).toBe(true);
        }
      }),
      { numRuns },
    );
  });
}
