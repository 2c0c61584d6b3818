import { describe, expect, test } from 'vitest';
import { wholeOrganization } from '../../src/config/attestation.ts';
import type { Cause } from '../../src/facts/fact.ts';
import { attest } from '../../src/report/attestations.ts';
import type { Evaluated } from '../../src/report/exceptions.ts';
import type { Attestation } from '../../src/report/schema.ts';
import { evaluated, verdictOf } from './evaluated.ts';

const attestation = (over: Partial<Attestation> = {}): Attestation => ({
  id: 'A-1',
  rule: 'cluster.ripe',
  resource: 'lkc-apple',
  statement: 'I tasted it',
  evidence: 'Photograph 7',
  attested_by: 'Ann Apple',
  attested_at: '2026-06-01',
  expires: '2026-12-31',
  ...over,
});
const statusAfter = (verdict: ReturnType<typeof verdictOf>, over: Partial<Attestation> = {}) =>
  attest([attestation(over)], evaluated([verdict])).verdicts[0]?.status;
const outcomeOf = (over: Partial<Attestation>, ...given: Parameters<typeof evaluated>) =>
  attest([attestation(over)], evaluated(...given)).attestations[0];

test('an answered unknown is a pass that names the attester and what is attested, and keeps what was not observed', () => {
  const unknown = verdictOf('lkc-apple', ['unsupported']);
  const [pass] = attest([attestation()], evaluated([unknown])).verdicts;
  expect(pass).toEqual({
    ...unknown,
    status: 'pass',
    unknown: null,
    message: 'Attested by Ann Apple on 2026-06-01, until 2026-12-31: I tasted it.',
    attestation: attestation(),
  });
  expect(pass?.evidence).toEqual(['fact_0']);
});

describe('of the causes of an unknown', () => {
  test.each<Cause>(['unsupported', 'ambiguous', 'not_collected'])('an unknown with the cause %s may be attested', (cause) => {
    expect(statusAfter(verdictOf('lkc-apple', [cause]))).toBe('pass');
  });

  const never: Cause[] = ['denied', 'throttled', 'timeout', 'unreachable', 'malformed', 'unrecognized', 'not_found'];
  test.each(never)('an unknown with the cause %s may not be attested, not even beside a cause that may', (cause) => {
    expect(statusAfter(verdictOf('lkc-apple', [cause]))).toBe('unknown');
    expect(statusAfter(verdictOf('lkc-apple', ['unsupported', cause]))).toBe('unknown');
    expect(statusAfter(verdictOf('lkc-apple', [cause, 'ambiguous']))).toBe('unknown');
    expect(outcomeOf({}, [verdictOf('lkc-apple', [cause])])).toMatchObject({
      state: 'undetermined',
      notes: [expect.stringContaining(`lkc-apple (${cause}), for causes that cannot be attested`)],
    });
  });
});

test.each(['fail', 'pass', 'error', 'not_applicable'] as const)(
  'a verdict of status %s is not changed by an attestation',
  (status) => {
    const verdict = verdictOf('lkc-apple', status);
    expect(attest([attestation()], evaluated([verdict])).verdicts).toEqual([verdict]);
  },
);

test('attesting an attested verdict again changes nothing', () => {
  const once = attest([attestation()], evaluated([verdictOf('lkc-apple', ['unsupported'])]));
  expect(attest([attestation()], evaluated(once.verdicts)).verdicts).toEqual(once.verdicts);
});

describe('an attestation is reported', () => {
  const open = [verdictOf('lkc-apple', ['unsupported'])];

  test.each([
    ['applied', {}, []],
    ['expired', { expires: '2026-11-23' }, ['expired']],
    ['not_in_force', { attested_at: '2026-11-25' }, ['not_in_force']],
    ['too_broad', { resource: '*' }, ['too_broad']],
    ['unused', { resource: 'lkc-fig' }, ['unused']],
  ] as const)('an attestation is reported with the state %s', (state, over, troubles) => {
    expect(outcomeOf(over, open)).toMatchObject({ state, troubles });
    expect(statusAfter(verdictOf('lkc-apple', ['unsupported']), over)).toBe(state === 'applied' ? 'pass' : 'unknown');
  });

  test('an attestation is reported as unused when the verdict has an answer', () => {
    for (const status of ['pass', 'fail'] as const)
      expect(outcomeOf({}, [verdictOf('lkc-apple', status)])).toMatchObject({
        state: 'unused',
        notes: ['Unused: cluster.ripe is already determined on lkc-apple, and an attestation changes no answer.'],
      });
  });

  test('an attestation is reported as expired from the first moment after its last day', () => {
    expect(outcomeOf({}, open, { as_of: '2026-12-31T23:59:59.999Z' })).toMatchObject({ state: 'applied', days_left: 0 });
    expect(outcomeOf({}, open, { as_of: '2027-01-01T00:00:00Z' })).toMatchObject({ state: 'expired', days_left: -1 });
  });

  test('two overlapping attestations are both reported, and the one that expires first applies', () => {
    const two = [attestation({ id: 'A-2' }), attestation({ id: 'A-1', resource: 'lkc-*' })];
    const { verdicts, attestations } = attest(two, evaluated(open));
    expect(verdicts[0]?.attestation?.id).toBe('A-1');
    expect(attestations.map(({ record, state, overlaps }) => [record.id, state, overlaps])).toEqual([
      ['A-2', 'overlapping', ['A-1']],
      ['A-1', 'applied', ['A-2']],
    ]);
  });
});

describe('the attestation that the API key sees the whole organization', () => {
  const whole = (over: Partial<Attestation> = {}): Attestation => {
    const { rule: _, resource: __, ...rest } = attestation();
    return { ...rest, id: 'A-9', fact: 'whole_organization', statement: 'The role is OrganizationAdmin', ...over };
  };
  const population = (complete: boolean | null, attested: string | null) => [
    { subject_type: 'cluster', seen: 1, complete, gaps: [], unproven: null, attested },
  ];
  /** As the inventory gives the fact, and a rule returns it. */
  const resting = (status: 'pass' | 'fail') => ({ ...verdictOf('lkc-apple', status), evidence: ['color', 'all_users_seen'] });
  const facts = { color: { value: 'red', source: 0 }, all_users_seen: { value: true, source: 0, attested_by: 'A-9' } };
  const subjectOf: Evaluated['subjectOf'] = (named) => ({ ...evaluated([]).subjectOf(named), facts });

  test('an attestation of the organization counts from its first day to its last, and the first to expire counts', () => {
    const later = whole({ id: 'A-8', expires: '2027-01-31' });
    const id = (as_of: string) => wholeOrganization([later, whole(), attestation()], as_of)?.id ?? null;
    expect(id('2026-05-31T23:59:59.999Z')).toBeNull();
    expect(id('2026-06-01T00:00:00Z')).toBe('A-9');
    expect(id('2027-01-01T00:00:00Z')).toBe('A-8');
    expect(id('2027-02-01T00:00:00Z')).toBeNull();
  });

  test('an attestation of the organization is named by each pass that rests on it, and by nothing else', () => {
    const verdicts = [resting('pass'), resting('fail'), verdictOf('lkc-pear', 'pass')];
    const result = attest([whole()], evaluated(verdicts, { population: population(true, 'A-9'), subjectOf }));
    expect(result.verdicts[0]).toMatchObject({
      status: 'pass',
      attestation: whole(),
      notes: [
        'That everything was listed is attested by Ann Apple on 2026-06-01, until 2026-12-31: The role is OrganizationAdmin.',
      ],
    });
    expect(result.verdicts.slice(1)).toEqual(verdicts.slice(1));
    expect(result.attestations[0]).toMatchObject({ state: 'applied', matched: 1, matches: [{ id: 'lkc-apple', applied: true }] });
  });

  test('one that states unlisted clusters lapses once another number is counted', () => {
    const of = (unlisted: number | null) =>
      attest([whole({ unlisted_clusters: 2 })], evaluated([], { population: population(null, null) }), undefined, unlisted)
        .attestations[0];
    expect(of(1)).toMatchObject({
      state: 'lapsed',
      notes: ['Lapsed: it states 2 unlisted clusters, and Confluent counts 1 cluster beyond those that it lists.'],
    });
    for (const unlisted of [2, null]) expect(of(unlisted)?.troubles).toEqual(['undetermined']);
  });

  test('one that states none says how many it would have to state', () => {
    const given = evaluated([], { population: population(null, null) });
    expect(attest([whole()], given, undefined, 3).attestations[0]?.notes[0]).toContain('"unlisted_clusters: 3"');
  });

  const standing = (over: Partial<Attestation>, complete: boolean | null, attested: string | null = null) =>
    attest([whole(over)], evaluated([], { population: population(complete, attested) })).attestations[0];

  test.each([
    ['unused where the count proves it', standing({}, true), 'unused'],
    ['undetermined where there is a gap', standing({}, false), 'undetermined'],
    ['undetermined where the keys are not proven all the same', standing({}, null), 'undetermined'],
    ['expired', standing({ expires: '2026-11-23' }, null), 'expired'],
    ['not in force', standing({ attested_at: '2026-11-25' }, null), 'not_in_force'],
  ])('an attestation of the organization is reported as %s', (_, reported, state) => {
    expect(reported).toMatchObject({ state, troubles: [state], notes: [expect.any(String)] });
  });

  test('two attestations of the organization are reported as overlapping', () => {
    const two = [whole(), whole({ id: 'A-8', expires: '2027-01-31' })];
    const { attestations } = attest(two, evaluated([], { population: population(true, 'A-9') }));
    expect(attestations.map(({ state, overlaps }) => [state, overlaps])).toEqual([
      ['applied', ['A-8']],
      ['overlapping', ['A-9']],
    ]);
  });
});
