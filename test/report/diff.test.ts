import { describe, expect, test } from 'vitest';
import { AuditError } from '../../src/audit-error.ts';
import type { Change } from '../../src/report/change.ts';
import { compare } from '../../src/report/diff.ts';
import type { Report, ReportedSubject, ReportedVerdict } from '../../src/report/schema.ts';
import { sampleReport } from '../render/sample-report.ts';
import { type Given, reportWith, scopeWithout, verdictOn, type Whole } from './reports.ts';

const waiver = { id: 'until-harvest' };
const denied: Given = { status: 'unknown', unknown: { cause: 'denied', facts: [] } };
const unsupported: Given = { status: 'unknown', unknown: { cause: 'unsupported', facts: [] } };
const on = (given: Given) => verdictOn('cluster.ripe', 'lkc-apple', given);

const only = (old: Report, now: Report): Change => {
  const { list } = compare(old, now);
  const [change] = list;
  if (change === undefined || list.length !== 1) throw new Error(`${list.length} changes`);
  return change;
};
const between = (old: Given, now: Given) => only(reportWith([on(old)]), reportWith([on(now)]));

describe('a verdict that both reports have', () => {
  test.each<[string, Given, Given, string, string]>([
    ['failing since', { status: 'pass' }, { status: 'fail' }, 'new', 'It held before; now it fails.'],
    ['applicable since', { status: 'not_applicable' }, { status: 'fail' }, 'new', 'did not apply before'],
    ['fixed', { status: 'fail' }, { status: 'pass' }, 'resolved', 'It was failing; now it holds.'],
    ['fixed although waived', { status: 'fail', waiver }, { status: 'pass' }, 'resolved', 'with a waiver; now it holds'],
    ['no longer applicable', { status: 'fail' }, { status: 'not_applicable' }, 'resolved', 'does not apply'],
    ['not fixed', { status: 'fail' }, { status: 'fail' }, 'unchanged', 'It was failing; now it fails.'],
    ['waived as before', { status: 'fail', waiver }, { status: 'fail', waiver }, 'unchanged', 'with a waiver'],
    ['waived', { status: 'fail' }, { status: 'fail', waiver }, 'newly_waived', 'now it fails, with a waiver'],
    ['waived before it failed', { status: 'pass' }, { status: 'fail', waiver }, 'newly_waived', 'It held before'],
    ['with a waiver that lapsed', { status: 'fail', waiver }, { status: 'fail' }, 'worsened', 'Its waiver no longer covers it.'],
    ['no longer visible', { status: 'fail' }, denied, 'newly_unknown', 'It was failing; now it could not be determined.'],
    ['no longer visible, waived', { status: 'fail', waiver }, denied, 'newly_unknown', 'It was failing, with a waiver'],
    ['no longer visible, passing before', { status: 'pass' }, denied, 'newly_unknown', 'It held before'],
    ['with a rule that broke', { status: 'fail' }, { status: 'error' }, 'newly_unknown', 'It was failing; now the rule broke.'],
    ['visible again, failing', denied, { status: 'fail' }, 'no_longer_unknown', 'could not be determined before; now it fails'],
    ['visible again, failing and waived', denied, { status: 'fail', waiver }, 'no_longer_unknown', 'now it fails, with a waiver'],
    ['visible again, passing', denied, { status: 'pass' }, 'no_longer_unknown', 'now it holds'],
    [
      'with a rule that works again',
      { status: 'error' },
      { status: 'not_applicable' },
      'no_longer_unknown',
      'The rule broke before',
    ],
    ['never visible', denied, denied, 'still_unknown', 'could not be determined before'],
    ['never determined', denied, { status: 'error' }, 'still_unknown', 'now the rule broke'],
    ['needing an attestation now', { status: 'pass' }, unsupported, 'newly_unknown', 'now it needs an attestation'],
    ['answerable only by a person now', denied, unsupported, 'still_unknown', 'now it needs an attestation'],
    ['no longer needing an attestation', unsupported, { status: 'pass' }, 'no_longer_unknown', 'It needed an attestation before'],
  ])('the change of a verdict is classified correctly: %s', (_, old, now, name, why) => {
    expect(between(old, now)).toMatchObject({ class: name, why: expect.stringContaining(why) });
  });

  test('a verdict that is neither a failure nor an unknown is not listed', () => {
    const { list, counts } = compare(reportWith([on({ status: 'pass' })]), reportWith([on({ status: 'not_applicable' })]));
    expect({ list, clear: counts.clear }).toEqual({ list: [], clear: 1 });
  });

  test('a change has the old state, the new one, and the cause of what is missing', () => {
    expect(between({ status: 'fail', message: 'It rots.' }, { ...denied, message: 'Could not be determined.' })).toMatchObject({
      was: 'fail',
      now: 'unknown',
      cause: 'denied',
      message: 'Could not be determined.',
      subject: { type: 'cluster', id: 'lkc-apple', environment: 'env-orchard' },
    });
  });

  test('a verdict is matched although its subject was renamed', () => {
    const renamed = reportWith([on({ status: 'fail' })]);
    for (const subject of renamed.subjects) Object.assign(subject, { name: 'quince', environment: 'env-garden' });
    expect(only(reportWith([on({ status: 'fail' })]), renamed).class).toBe('unchanged');
  });
});

describe('a failure weighs more', () => {
  const failing = (more: Given): Given => ({ status: 'fail', ...more });

  test.each<[string, Given, Given, string]>([
    ['with a higher severity', { severity: 'medium' }, { severity: 'critical' }, 'Its severity rose from medium to critical.'],
    ['farther above what is allowed', { expected: 365, actual: 400 }, { expected: 365, actual: 500 }, '365: 500, after 400'],
    ['farther below what is needed', { expected: 7, actual: 5 }, { expected: 7, actual: 1 }, '7: 1, after 5'],
  ])('a failure is worse %s', (_, old, now, why) => {
    expect(between(failing(old), failing(now))).toMatchObject({ class: 'worsened', why: expect.stringContaining(why) });
  });

  test.each<[string, Given, Given]>([
    ['with a lower severity', { severity: 'critical' }, { severity: 'low' }],
    ['nearer to what is allowed', { expected: 365, actual: 500 }, { expected: 365, actual: 400 }],
    ['measured by another limit', { expected: 365, actual: 400 }, { expected: 90, actual: 500 }],
    ['without a number', { expected: 365, actual: 400 }, { expected: 365, actual: null }],
    ['with other values', { expected: 'us-west-2', actual: 'us-east-1' }, { expected: 'us-west-2', actual: 'us-east-2' }],
  ])('a failure is not worse %s', (_, old, now) => {
    expect(between(failing(old), failing(now)).class).toBe('unchanged');
  });
});

describe('a subject that the newer report does not have', () => {
  const plum = (id = 'cck-plum') => verdictOn('key.sound', id, { status: 'fail' });
  const without = (verdict: ReportedVerdict, whole: Whole, over: Partial<Report> = {}) =>
    only(reportWith([verdict]), reportWith([], whole, over));

  test('a missing subject is out of scope when all of its type was seen, and its failure is not called resolved', () => {
    expect(without(on({ status: 'fail' }), {})).toMatchObject({
      class: 'out_of_scope',
      was: 'fail',
      now: null,
      absence: 'not_there',
      why: 'It was failing; the subject no longer exists.',
    });
  });

  test.each([false, null])('a missing subject is newly unknown when complete is %s, whatever its verdict was', (complete) => {
    for (const status of ['fail', 'pass', 'not_applicable', 'unknown', 'error'] as const)
      expect(without(on({ status }), { cluster: complete }).class, status).toBe('newly_unknown');
    expect(without(on({ status: 'fail' }), { cluster: complete }).why).toContain('It was failing; the subject was not seen');
  });

  test('a verdict is newly unknown when the report has the subject but not the verdict', () => {
    const [plumSubject] = sampleReport().subjects;
    const subjects = [{ ...plumSubject, type: 'cluster', id: 'lkc-apple' } as ReportedSubject];
    const [there, lacking] = [reportWith([on({ status: 'fail' })]), reportWith([], {}, { subjects })];
    expect(only(there, lacking)).toMatchObject({ class: 'newly_unknown', why: expect.stringContaining('no verdict on it') });
    expect(only(lacking, there).class).toBe('no_longer_unknown');
  });

  test('a missing subject is newly unknown when the report has no population of its type', () => {
    expect(without(on({ status: 'fail' }), {}, { population: [] }).class).toBe('newly_unknown');
  });

  test('a missing subject is out of scope when the configuration leaves its environment out, even with gaps elsewhere', () => {
    const over = { scope: scopeWithout('env-orchard') };
    expect(without(on({ status: 'fail' }), { cluster: false }, over)).toMatchObject({
      class: 'out_of_scope',
      absence: 'left_out',
      why: expect.stringContaining('the configuration now leaves its environment out'),
    });
    const sunny = verdictOn('environment.sunny', 'env-orchard', { status: 'fail' });
    expect(without(sunny, { environment: false }, over).class).toBe('out_of_scope');
    expect(without(plum(), { key: false }, over).class).toBe('newly_unknown');
  });

  test('whether a registered key was seen depends only on the list of keys', () => {
    expect(without(plum(), { cluster: false }).class).toBe('out_of_scope');
    expect(without(plum(), { key: false }).class).toBe('newly_unknown');
  });

  test('whether a legacy key was seen depends on every cluster, and on the key of each', () => {
    const fig = plum('arn:aws:kms:us-east-1:000000000000:key/fig');
    const cluster = (given: Partial<ReportedSubject>) => {
      const [subject] = sampleReport().subjects;
      if (subject === undefined) throw new Error('the sample has no subjects');
      return { subjects: [{ ...subject, type: 'cluster', encryption: 'byok', key: 'cck-plum', ...given }] };
    };
    expect(without(fig, {}).class).toBe('out_of_scope');
    expect(without(fig, {}, cluster({})).class).toBe('out_of_scope');
    expect(without(fig, {}, cluster({ encryption: 'confluent', key: null })).class).toBe('out_of_scope');
    expect(without(fig, { cluster: false }).class).toBe('newly_unknown');
    expect(without(fig, {}, cluster({ encryption: null, key: null })).class).toBe('newly_unknown');
    expect(without(fig, {}, cluster({ key: null })).class).toBe('newly_unknown');
    expect(without(fig, {}, { scope: scopeWithout('env-garden') }).class).toBe('newly_unknown');
    expect(without(fig, {}, { scope: null }).class).toBe('newly_unknown');
  });
});

describe('a subject that the older report does not have', () => {
  const coming = (given: Given, whole: Whole = {}, over: Partial<Report> = {}) =>
    only(reportWith([], whole, over), reportWith([on(given)]));

  test('failures of a new subject are new', () => {
    expect(coming({ status: 'fail' })).toMatchObject({
      class: 'new',
      was: null,
      why: 'The subject did not exist before; now it fails.',
    });
    expect(coming({ status: 'fail', waiver }).class).toBe('newly_waived');
    expect(coming(denied).class).toBe('newly_unknown');
    expect(compare(reportWith([]), reportWith([on({ status: 'pass' })])).counts.clear).toBe(1);
  });

  test('failures of a new subject were unknown when not everything was seen before', () => {
    for (const complete of [false, null]) {
      expect(coming({ status: 'fail' }, { cluster: complete }).class).toBe('no_longer_unknown');
      expect(coming({ status: 'pass' }, { cluster: complete }).class).toBe('no_longer_unknown');
      expect(coming(denied, { cluster: complete }).class).toBe('still_unknown');
    }
  });

  test('failures of a new subject are new when the configuration left its environment out before', () => {
    const change = coming({ status: 'fail' }, { cluster: false }, { scope: scopeWithout('env-orchard') });
    expect(change).toMatchObject({ class: 'new', why: 'The configuration left its environment out before; now it fails.' });
  });
});

describe('a rule that changed between two reports', () => {
  const failing = reportWith([on({ status: 'fail' })]);
  const passing = reportWith([on({ status: 'pass' })]);
  const changed = (report: Report, rule: Partial<Report['rules'][number]>): Report => ({
    ...report,
    tool: { ...report.tool, policy_digest: 'sha256:other' },
    rules: report.rules.map((one) => (one.id === 'cluster.ripe' ? { ...one, ...rule } : one)),
  });

  test.each([{ title: 'It is red' }, { description: 'It is red.' }, { subject_type: 'key' }])(
    'a rule with changed %j cannot be compared',
    (rule) => {
      expect(only(failing, changed(passing, rule))).toMatchObject({
        class: 'incomparable',
        why: 'The rule changed. It was failing; now it holds.',
      });
      expect(compare(failing, changed(passing, rule)).policy_changed).toBe(true);
    },
  );

  test('a rule with changed advice can be compared', () => {
    expect(only(failing, changed(passing, { rationale: 'Since.', remediation: 'Pick it.', references: [] })).class).toBe(
      'resolved',
    );
  });

  test('a rule with changed severity can be compared, because its requirement is the same', () => {
    const heavier = reportWith([on({ status: 'fail', severity: 'critical' })]);
    expect(only(failing, changed(heavier, { severity: 'critical' })).class).toBe('worsened');
  });

  test.each([true, false])('a rule in only one of the policies cannot be compared, older: %s', (older) => {
    const lacking = { ...reportWith([]), rules: failing.rules.filter(({ id }) => id !== 'cluster.ripe') };
    expect(older ? only(failing, lacking) : only(lacking, failing)).toMatchObject({
      class: 'incomparable',
      why: older ? 'The rule was removed from the policy. It was failing.' : 'The rule was added to the policy.',
    });
  });
});

describe('whole reports', () => {
  test('populations that changed are listed', () => {
    const { population } = compare(reportWith([]), reportWith([], { cluster: false, key: null }));
    expect(population).toEqual([
      { subject_type: 'cluster', was: true, now: false },
      { subject_type: 'key', was: true, now: null },
    ]);
  });

  test('reports of two organizations are refused', () => {
    const other = { ...reportWith([]), organization: { id: 'org-garden', name: null } };
    expect(() => compare(reportWith([]), other)).toThrow(/different organizations: org-orchard .* and org-garden/);
    expect(() => compare(reportWith([]), other)).toThrow(AuditError);
  });

  test('when the organization was not seen all its subjects are unknown, and the comparison is not refused', () => {
    const large = (id: string) => verdictOn('organization.large', id, { status: 'fail', fingerprint: id });
    const blind = { environment: false, cluster: false, key: false };
    const now = reportWith([], blind, { organization: { id: 'unknown', name: null } });
    const { counts } = compare(reportWith([large('org-orchard'), on({ status: 'fail' })]), now);
    expect(counts).toMatchObject({ newly_unknown: 2, resolved: 0, out_of_scope: 0 });
  });

  test('a report with two verdicts of the same fingerprint is refused', () => {
    const twice = reportWith([on({ status: 'fail' }), on({ status: 'pass' })]);
    expect(() => compare(twice, reportWith([]))).toThrow(/two verdicts with one fingerprint/);
    expect(() => compare(reportWith([]), twice)).toThrow(AuditError);
  });
});
