import { describe, expect, test } from 'vitest';
import type { Waiver } from '../../src/report/schema.ts';
import { waive } from '../../src/report/waivers.ts';
import { evaluated, verdictOf } from './evaluated.ts';

const waiver = (over: Partial<Waiver> = {}): Waiver => ({
  id: 'W-1',
  rule: 'cluster.ripe',
  resource: 'lkc-apple',
  reason: 'The apple is picked in spring.',
  owner: 'Ann Apple',
  approved_by: 'Paul Pear',
  ticket: 'FRUIT-1',
  created: '2026-06-01',
  expires: '2026-12-31',
  ...over,
});
const fails = (...ids: string[]) => ids.map((id) => verdictOf(id, 'fail'));
/** Which verdicts are waived by which waiver. */
const covered = (...given: Parameters<typeof waive>) =>
  waive(...given).verdicts.flatMap(({ subject, waiver: by }) => (by === null ? [] : [`${subject.id} ${by.id}`]));
/** What became of one waiver. */
const outcomeOf = (over: Partial<Waiver>, ...given: Parameters<typeof evaluated>) =>
  waive([waiver(over)], evaluated(...given)).waivers[0];

test('a failure that a waiver covers keeps its status, and has the waiver', () => {
  const record = waiver({ compensating_control: 'A net' });
  const { verdicts, waivers } = waive([record], evaluated(fails('lkc-apple', 'lkc-pear')));
  expect(verdicts.map(({ status, waiver: by }) => [status, by])).toEqual([
    ['fail', record],
    ['fail', null],
  ]);
  expect(waivers).toEqual([
    {
      record,
      state: 'applied',
      troubles: [],
      notes: [],
      days_left: 37,
      matched: 1,
      matches: [
        { rule: 'cluster.ripe', type: 'cluster', id: 'lkc-apple', name: 'lkc-apple-name', status: 'fail', applied: true },
      ],
      overlaps: [],
    },
  ]);
});

test('only a failure can be waived', () => {
  const verdicts = [
    verdictOf('lkc-1', 'pass'),
    verdictOf('lkc-2', ['denied']),
    verdictOf('lkc-3', ['unsupported']),
    verdictOf('lkc-4', 'error'),
    verdictOf('lkc-5', 'not_applicable'),
  ];
  const result = waive([waiver({ resource: 'lkc-?' })], evaluated(verdicts));
  expect(result.verdicts).toEqual(verdicts);
  expect(result.waivers[0]?.state).toBe('undetermined');
});

test('a waiver applies to one rule', () => {
  expect(covered([waiver()], evaluated([verdictOf('lkc-apple', 'fail', { of: 'cluster.sweet' })]))).toEqual([]);
});

describe('the resource of a waiver', () => {
  test.each([
    ['lkc-p*', ['lkc-pear W-1', 'lkc-plum W-1']],
    ['lkc-{apple,plum}', ['lkc-apple W-1', 'lkc-plum W-1']],
    ['lkc-[ab]*', ['lkc-apple W-1']],
    ['LKC-APPLE', []],
    // anyone can choose a name
    ['lkc-apple-name', []],
    ['!lkc-apple', []],
  ])('the resource %s matches the right subjects', (resource, ids) => {
    expect(covered([waiver({ resource })], evaluated(fails('lkc-apple', 'lkc-pear', 'lkc-plum')))).toEqual(ids);
  });

  test('a resource that is exactly an id matches that id, whatever it means as a glob', () => {
    const arn = 'arn:aws:kms:us-east-1:111122223333:key/[special](id)';
    expect(covered([waiver({ resource: arn })], evaluated(fails(arn)))).toEqual([`${arn} W-1`]);
  });

  test('a resource that matches more than ten subjects is too broad, even if few of them fail', () => {
    const many = Array.from({ length: 10 }, (_, at) => verdictOf(`lkc-${at}`, 'pass'));
    const [apple] = fails('lkc-apple');
    if (apple === undefined) throw new Error('no apple');
    expect(outcomeOf({ resource: 'lkc-*' }, [...many.slice(1), apple])).toMatchObject({ state: 'applied', matched: 10 });
    expect(outcomeOf({ resource: 'lkc-*' }, [...many, apple])).toMatchObject({ state: 'too_broad', matched: 11 });
    expect(covered([waiver({ resource: 'lkc-*' })], evaluated([...many, apple]))).toEqual([]);
  });

  test.each(['*', '**', '?*-*', '{*,x}', '!(x)'])('the resource %s is too broad even for a single subject', (resource) => {
    expect(covered([waiver({ resource })], evaluated(fails('lkc-apple')))).toEqual([]);
    expect(outcomeOf({ resource }, fails('lkc-apple'))).toMatchObject({
      state: 'too_broad',
      notes: [expect.stringContaining(`"${resource}" matches 1 subject`)],
    });
  });
});

describe('the term of a waiver', () => {
  const at = (as_of: string, over: Partial<Waiver> = {}) => {
    const standing = outcomeOf(over, fails('lkc-apple'), { as_of });
    return [standing?.state, standing?.days_left];
  };

  test.each([
    ['at the last millisecond of the last day', '2026-12-31T23:59:59.999Z', ['applied', 0]],
    ['at the first moment of the day after', '2027-01-01T00:00:00Z', ['expired', -1]],
    ['by UTC, not by the clock of a runner further east', '2027-01-01T02:00:00+03:00', ['applied', 0]],
    ['by UTC, not by the clock of a runner further west', '2026-12-31T22:00:00-03:00', ['expired', -1]],
    ['at the first moment of the first day', '2026-06-01T00:00:00Z', ['applied', 213]],
    ['at the last millisecond before it', '2026-05-31T23:59:59.999Z', ['not_in_force', 214]],
  ])('the term of a waiver is evaluated correctly %s', (_, as_of, standing) => {
    expect(at(as_of)).toEqual(standing);
  });

  test('the term of a waiver may end on a leap day', () => {
    const leap = { created: '2027-03-01', expires: '2028-02-29' };
    expect(at('2028-02-28T12:00:00Z', leap)).toEqual(['applied', 1]);
    expect(at('2028-02-29T23:59:59.999Z', leap)).toEqual(['applied', 0]);
    expect(at('2028-03-01T00:00:00Z', leap)).toEqual(['expired', -1]);
  });

  test('a waiver does not apply at a malformed time', () => {
    expect(covered([waiver()], evaluated(fails('lkc-apple'), { as_of: 'yesterday' }))).toEqual([]);
  });

  test('a waiver covers nothing outside of its term', () => {
    for (const as_of of ['2026-05-31T23:59:59.999Z', '2027-01-01T00:00:00Z'])
      expect(covered([waiver()], evaluated(fails('lkc-apple'), { as_of }))).toEqual([]);
  });
});

describe('an unused waiver', () => {
  test('a waiver that matches no subject is reported as unused', () => {
    expect(outcomeOf({ resource: 'lkc-fig' }, fails('lkc-apple'))).toMatchObject({
      state: 'unused',
      troubles: ['unused'],
      notes: ['Unused: "lkc-fig" matches no subject of cluster.ripe.'],
      matched: 0,
    });
  });

  test('a waiver that matches only subjects that do not fail is reported as unused', () => {
    expect(outcomeOf({}, [verdictOf('lkc-apple', 'pass')])).toMatchObject({
      state: 'unused',
      notes: ['Unused: cluster.ripe does not fail on lkc-apple.'],
      matches: [{ id: 'lkc-apple', status: 'pass', applied: false }],
    });
  });

  test('a waiver is not called unused when the failure may be hidden', () => {
    expect(outcomeOf({}, [verdictOf('lkc-apple', ['denied'])])).toMatchObject({
      state: 'undetermined',
      troubles: ['undetermined'],
      notes: [expect.stringContaining('only a failure can be waived')],
    });
    expect(outcomeOf({}, [verdictOf('lkc-apple', 'error')])).toMatchObject({ state: 'undetermined' });
  });

  test('a waiver is not called unused when its subject may not have been seen', () => {
    const population = [{ subject_type: 'cluster', seen: 1, complete: false, gaps: [], unproven: null, attested: null }];
    expect(outcomeOf({ resource: 'lkc-fig' }, fails('lkc-apple'), { population })).toMatchObject({
      state: 'undetermined',
      notes: [expect.stringContaining('not all of them were')],
    });
  });

  test('a waiver that is not in force today is not called unused', () => {
    expect(outcomeOf({ created: '2026-11-25' }, [verdictOf('lkc-apple', 'pass')])?.troubles).toEqual(['not_in_force']);
    expect(outcomeOf({ expires: '2026-11-23' }, [verdictOf('lkc-apple', 'pass')])?.troubles).toEqual(['expired']);
  });
});

describe('an expected value', () => {
  const observed = { days: [730, 'P2Y'], since: null };
  const lapses = (expected_actual: unknown, actual: unknown) =>
    waive([waiver({ expected_actual })], evaluated([verdictOf('lkc-apple', 'fail', { actual })]));

  test.each([
    ['a list in an object', { since: null, days: [730, 'P2Y'] }, observed],
    ['none, where the rule observes none', null, undefined],
    ['false', false, false],
    ['a list of texts', ['lkc-pear', 'and 3 more'], ['lkc-pear', 'and 3 more']],
  ])('a waiver applies while its expected value is observed: %s', (_, expected, actual) => {
    const { verdicts, waivers } = lapses(expected, actual);
    expect([verdicts[0]?.waiver?.id, waivers[0]?.state]).toEqual(['W-1', 'applied']);
  });

  test.each([
    ['another number', 547.5, 730],
    ['a text for a number', '730', 730],
    ['a list with another item', ['lkc-pear'], ['lkc-pear', 'lkc-plum']],
    ['another order', { days: ['P2Y', 730], since: null }, observed],
    ['a key less', { days: [730, 'P2Y'] }, observed],
    ['one, where the rule observes none', 730, undefined],
    ['none, where the rule observes one', null, 730],
  ])('a waiver lapses when its expected value is no longer observed: %s', (_, expected, actual) => {
    const { verdicts, waivers } = lapses(expected, actual);
    expect(verdicts[0]?.waiver).toBeNull();
    expect(waivers[0]).toMatchObject({
      state: 'lapsed',
      troubles: ['lapsed'],
      notes: [expect.stringMatching(/^Lapsed: lkc-apple is at /)],
    });
  });

  test('a waiver may lapse for one subject and apply to another', () => {
    const verdicts = [verdictOf('lkc-apple', 'fail', { actual: 1 }), verdictOf('lkc-pear', 'fail', { actual: 2 })];
    const given = [waiver({ resource: 'lkc-*', expected_actual: 1 })];
    expect(covered(given, evaluated(verdicts))).toEqual(['lkc-apple W-1']);
    expect(waive(given, evaluated(verdicts)).waivers[0]).toMatchObject({
      state: 'applied',
      troubles: ['lapsed'],
      notes: ['Lapsed: lkc-pear is at 2, and 1 was waived.'],
    });
  });
});

describe('two waivers of one failure', () => {
  const states = (entries: Waiver[]) =>
    waive(entries, evaluated(fails('lkc-apple', 'lkc-pear'))).waivers.map(({ record, state, overlaps }) => [
      record.id,
      state,
      overlaps,
    ]);

  test('two waivers of one failure are both reported, and the one that expires first applies', () => {
    const entries = [waiver({ id: 'W-1', expires: '2026-12-31' }), waiver({ id: 'W-2', expires: '2026-12-30' })];
    expect(covered(entries, evaluated(fails('lkc-apple')))).toEqual(['lkc-apple W-2']);
    expect(states(entries)).toEqual([
      ['W-1', 'overlapping', ['W-2']],
      ['W-2', 'applied', ['W-1']],
    ]);
  });

  test('two waivers of one failure with the same expiry are ordered by id, whatever their order in the file', () => {
    const entries = [waiver({ id: 'W-2' }), waiver({ id: 'W-10' })];
    expect(covered(entries, evaluated(fails('lkc-apple')))).toEqual(['lkc-apple W-10']);
    expect(covered(entries.toReversed(), evaluated(fails('lkc-apple')))).toEqual(['lkc-apple W-10']);
  });

  test('two overlapping waivers each apply to the subjects that only they match', () => {
    const entries = [waiver({ id: 'W-1', expires: '2026-12-30' }), waiver({ id: 'W-2', resource: 'lkc-*' })];
    expect(covered(entries, evaluated(fails('lkc-apple', 'lkc-pear')))).toEqual(['lkc-apple W-1', 'lkc-pear W-2']);
    expect(states(entries)).toEqual([
      ['W-1', 'applied', ['W-2']],
      ['W-2', 'applied', ['W-1']],
    ]);
  });

  test.each([
    ['is expired', { expires: '2026-11-23' }],
    ['is not in force', { created: '2026-11-25' }],
    ['is too broad', { resource: '*' }],
    ['has lapsed', { expected_actual: 'green' }],
  ])('two waivers do not overlap if one %s', (_, over) => {
    const entries = [waiver({ id: 'W-1', ...over }), waiver({ id: 'W-2' })];
    expect(covered(entries, evaluated(fails('lkc-apple')))).toEqual(['lkc-apple W-2']);
    expect(states(entries)[1]).toEqual(['W-2', 'applied', []]);
  });
});
