import { describe, expect, test } from 'vitest';
import { exitCode } from '../../src/cli/exit-code.ts';
import { CAUSES } from '../../src/facts/cause.ts';
import type { Cause } from '../../src/facts/fact.ts';
import type { Trouble } from '../../src/report/exception-schema.ts';
import type { Report, ReportedVerdict, ReportedWaiver, Severity, UnsettledVerdict, Waiver } from '../../src/report/schema.ts';
import { stateOf } from '../../src/report/state.ts';
import {
  borneOut,
  counts,
  isIncomplete,
  leavesOpen,
  neglected,
  STRICT,
  summarize,
  type Tolerance,
} from '../../src/report/summary.ts';
import { rule } from '../evaluate/stub-policy.ts';
import {
  brokenOff,
  clusterOf,
  config,
  denied,
  environment,
  known,
  listed,
  missing,
  onKey,
  orchard,
  registration,
  snapshot,
  take,
} from '../subjects/build.ts';
import { type Given, reported } from './evaluated.ts';

const settled = (given: UnsettledVerdict): ReportedVerdict => ({ ...given, state: stateOf(given) });
const of = orchard([onKey('lkc-apple', 'cck-apple')], { keys: listed(registration('cck-apple')) });
const verdict = (outcome: Given, severity: Severity = 'high') =>
  settled(reported(outcome, clusterOf(of, 'lkc-apple'), rule('cluster.ripe', { severity })));
const evidence = { color: known('red') };
const pass = verdict({ status: 'pass', evidence });
const stone = verdict({ status: 'not_applicable', reason: 'it is a stone', evidence: {} });
const fail = (severity?: Severity) => verdict({ status: 'fail', evidence }, severity);
const unknown = (cause: Cause, severity?: Severity) =>
  verdict({ status: 'unknown', evidence: { color: missing(cause) } }, severity);
const error = (severity?: Severity) => verdict({ status: 'error', detail: 'unreachable' }, severity);

const summary = (verdicts: ReturnType<typeof verdict>[], inventory = take(of), interrupted_at: string | null = null) =>
  summarize({ run: { interrupted_at }, verdicts, population: inventory.populations.list }, inventory.scope);
const because = (...given: Parameters<typeof summary>) => summary(...given).incomplete_because;
/** Whether the audit is incomplete for a user who allows this much. */
function incomplete(verdicts: ReturnType<typeof verdict>[], tolerance: Partial<Tolerance> = {}, inventory = take(of)) {
  const population = inventory.populations.list;
  const report = {
    run: { interrupted_at: null },
    verdicts,
    population,
    summary: summary(verdicts, inventory),
  } as unknown as Report;
  return isIncomplete(report, { ...STRICT, ...tolerance });
}
const WAIVER: Waiver = {
  id: 'W-1',
  rule: 'cluster.ripe',
  resource: 'lkc-apple',
  reason: 'The apple is picked in spring.',
  owner: 'Ann Apple',
  approved_by: 'Paul Pear',
  ticket: 'FRUIT-1',
  created: '2026-06-01',
  expires: '2026-12-31',
};
const LENIENT: Tolerance = { failOn: 'critical', allowUnknown: true, allowEmpty: true, strictWaivers: false };

test('verdicts are counted by state, and failures also by severity', () => {
  expect(
    summary([pass, pass, stone, fail('critical'), fail('low'), fail('low'), unknown('denied'), unknown('unsupported'), error()]),
  ).toEqual({
    by_state: { fail: 3, waived: 0, unknown: 1, needs_attestation: 1, error: 1, pass: 2, attested: 0, not_applicable: 1 },
    fail_by_severity: { critical: 1, high: 0, medium: 0, low: 2, info: 0 },
    complete: false,
    incomplete_because: ['1 rule evaluation broke.', '1 verdict could not be determined.'],
    empty: false,
  });
});

test('the unknowns of severity info are in the count of what could not be determined, as those that do not count', () => {
  const sentence = (...verdicts: ReturnType<typeof verdict>[]) => because(verdicts)[0];
  expect(sentence(pass, unknown('denied'), unknown('denied', 'info'))).toBe(
    '2 verdicts could not be determined (1 of severity info does not count).',
  );
  expect(sentence(pass, unknown('denied'), unknown('denied', 'info'), unknown('timeout', 'info'))).toBe(
    '3 verdicts could not be determined (2 of severity info do not count).',
  );
  expect(because([pass, unknown('denied', 'info')])).toEqual([]);
});

test('an audit of an interrupted collection is incomplete, whatever is allowed and whatever passed', () => {
  const interrupted_at = '2026-11-24T12:00:00.000Z';
  const seen = { run: { interrupted_at }, verdicts: [pass], population: take(of).populations.list };
  const report = { ...seen, summary: summary([pass], take(of), interrupted_at) };
  expect(report.summary).toMatchObject({
    complete: false,
    incomplete_because: ['The collection was interrupted at 2026-11-24T12:00:00.000Z: the snapshot is partial.'],
  });
  expect(borneOut({ ...report, summary: summary([pass]) }).complete).toBe(false);
  expect(isIncomplete(report as unknown as Report, LENIENT)).toBe(true);
});

test('a failure with a waiver counts as waived, and under no severity', () => {
  const waived = settled({ ...fail('critical'), waiver: WAIVER });
  expect(summary([waived, fail('low')])).toMatchObject({
    by_state: { fail: 1, waived: 1 },
    fail_by_severity: { critical: 0, low: 1 },
    complete: true,
  });
});

describe('waivers and attestations that need attention', () => {
  const standing = (...troubles: Trouble[]) =>
    ({
      record: WAIVER,
      state: 'applied',
      troubles,
      notes: [],
      days_left: 1,
      matched: 1,
      matches: [],
      overlaps: [],
    }) as ReportedWaiver;
  const count = (...troubles: Trouble[]) => neglected({ waivers: [standing(...troubles)], attestations: [] });

  test.each<Trouble>(['expired', 'unused', 'overlapping', 'lapsed'])('an exception that is %s needs attention', (trouble) => {
    expect(count(trouble)).toBe(1);
    expect(count('too_broad', trouble)).toBe(1);
  });

  test.each<Trouble>(['not_in_force', 'undetermined', 'too_broad'])(
    'an exception that is %s does not need attention',
    (trouble) => {
      expect(count(trouble)).toBe(0);
    },
  );

  test('exceptions that need attention exit with 3 if configured, unless the audit failed or is incomplete', () => {
    const code = (verdicts: ReturnType<typeof verdict>[], strictWaivers = true) => {
      const population = take(of).populations.list;
      const run = { interrupted_at: null };
      const given = { run, waivers: [standing('expired')], attestations: [], summary: summary(verdicts), verdicts, population };
      return exitCode(given as unknown as Report, { ...STRICT, strictWaivers });
    };
    const waived = settled({ ...fail(), waiver: WAIVER });
    expect([code([pass]), code([pass], false), code([waived]), code([waived], false)]).toEqual([3, 0, 3, 0]);
    expect([code([pass, unknown('denied')]), code([fail(), unknown('denied')])]).toEqual([2, 1]);
  });
});

test.each([
  ['passes', [pass]],
  ['failures', [fail('critical')]],
  ['what only a person can attest', [pass, unknown('unsupported')]],
])('an audit is complete with %s', (_, verdicts) => {
  expect(summary(verdicts)).toMatchObject({ complete: true, incomplete_because: [], empty: false });
  expect(incomplete(verdicts)).toBe(false);
});

describe('an audit is incomplete', () => {
  test('a rule that broke makes an audit incomplete, whatever its severity and whatever is allowed', () => {
    const verdicts = [pass, error('info'), error()];
    expect(because(verdicts)).toEqual(['2 rule evaluations broke.']);
    expect(incomplete([pass, error('info')], LENIENT)).toBe(true);
  });

  test.each(CAUSES.filter((cause) => cause !== 'unsupported'))(
    'an unknown that is %s makes an audit incomplete, unless that is allowed',
    (cause) => {
      expect(because([pass, unknown(cause)])).toEqual(['1 verdict could not be determined.']);
      expect(incomplete([pass, unknown(cause)])).toBe(true);
      expect(incomplete([pass, unknown(cause)], { allowUnknown: [cause] })).toBe(false);
    },
  );

  test('a gap in a population makes an audit incomplete, with cause and place, whatever is allowed', () => {
    const gaps = take(snapshot({ clusters: { 'env-orchard': brokenOff() }, keys: brokenOff() }));
    expect(because([pass], gaps)).toEqual([
      'Not every cluster was seen (denied: the clusters of environment env-orchard: the orchard is closed).',
      'Not every key was seen (denied: registered keys: the orchard is closed).',
    ]);
    expect(incomplete([pass], LENIENT, gaps)).toBe(true);
  });

  test('production patterns that match no cluster make an audit incomplete, unless emptiness is allowed', () => {
    const inventory = take(of, config({ production: { environments: ['prod-*'], clusters: [] } }));
    expect(because([pass], inventory)).toEqual(['The production patterns of the configuration match no cluster.']);
    expect([incomplete([pass], {}, inventory), incomplete([pass], { allowEmpty: true }, inventory)]).toEqual([true, false]);
  });

  test('a choice of environments without clusters makes an audit incomplete, unless emptiness is allowed', () => {
    const environments = { include: ['prod-*'], exclude: [] };
    const inventory = take(of, config({ confluent: { endpoint: 'https://api.confluent.cloud', environments } }));
    expect(because([pass], inventory)).toEqual(['The environments that the configuration chooses hold no cluster.']);
    expect([incomplete([pass], {}, inventory), incomplete([pass], { allowEmpty: true }, inventory)]).toEqual([true, false]);
  });

  test.each([
    ['no verdicts', []],
    ['nothing that applies', [stone]],
    ['verdicts of the organization alone', [{ ...pass, subject: { ...pass.subject, type: 'organization' } }]],
    ['verdicts of environments alone', [{ ...fail(), subject: { ...pass.subject, type: 'environment' } }]],
  ])('an audit with %s is incomplete, unless emptiness is allowed', (_, verdicts) => {
    expect(summary(verdicts)).toMatchObject({
      complete: false,
      empty: true,
      incomplete_because: ['There was nothing to evaluate: no rule applies to any cluster or key.'],
    });
    expect([incomplete(verdicts), incomplete(verdicts, { allowEmpty: true })]).toEqual([true, false]);
  });
});

test('a population that is only unproven does not make an audit incomplete', () => {
  expect(because([pass], take(snapshot({ environmentUsage: denied })))).toEqual([]);
});

test('an environment that was not listed makes an audit incomplete', () => {
  const inventory = take(snapshot({ environments: listed(environment('env-orchard')), environmentUsage: known(2) }));
  expect(because([pass], inventory)).toEqual([
    expect.stringMatching(/^Not every environment was seen \(denied: /),
    expect.stringMatching(/^Not every cluster was seen \(denied: /),
  ]);
});

describe('an unknown', () => {
  test('an unknown is allowed by its cause', () => {
    const allowUnknown: Cause[] = ['throttled', 'denied'];
    expect(leavesOpen({ ...STRICT, allowUnknown })(unknown('denied'))).toBe(false);
    expect(leavesOpen({ ...STRICT, allowUnknown })(unknown('timeout'))).toBe(true);
    expect(leavesOpen({ ...STRICT, allowUnknown: true })(unknown('timeout'))).toBe(false);
  });

  test('an unknown is not allowed by one of its causes when it has others that a person cannot answer', () => {
    const both = (other: Cause) => verdict({ status: 'unknown', evidence: { color: missing('denied'), sweet: missing(other) } });
    const allowUnknown: Cause[] = ['denied'];
    expect(leavesOpen({ ...STRICT, allowUnknown })(both('timeout'))).toBe(true);
    expect(leavesOpen({ ...STRICT, allowUnknown })(both('denied'))).toBe(false);
    expect(leavesOpen({ ...STRICT, allowUnknown })(both('unsupported'))).toBe(false);
  });

  test('an unknown below the threshold does not count', () => {
    expect(leavesOpen(STRICT)(unknown('denied', 'info'))).toBe(false);
    expect(leavesOpen(STRICT)(unknown('denied', 'low'))).toBe(true);
    expect(leavesOpen({ ...STRICT, failOn: 'high' })(unknown('denied', 'medium'))).toBe(false);
    expect(leavesOpen({ ...STRICT, failOn: 'high' })(unknown('denied', 'high'))).toBe(true);
  });

  test('only unknowns leave an audit incomplete', () => {
    for (const other of [pass, stone, fail(), error()]) expect(leavesOpen(STRICT)(other)).toBe(false);
  });
});

test('a severity counts at and above the threshold', () => {
  const severities: Severity[] = ['critical', 'high', 'medium', 'low', 'info'];
  expect(severities.filter((severity) => counts(severity, 'medium'))).toEqual(['critical', 'high', 'medium']);
  expect(severities.filter((severity) => counts(severity, 'info'))).toEqual(severities);
});
