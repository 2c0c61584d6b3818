import { expect, test } from 'vitest';
import { CLOUDS } from '../../src/clouds/index.ts';
import { limitsOf, limitsOnHolders } from '../../src/report/limits.ts';
import { blankSubject } from '../../src/report/unseen.ts';
import { DEFAULTS } from '../config/defaults.ts';

const key = (cloud: string | null) => ({
  ...blankSubject({ type: 'key', id: `cck-${cloud}`, name: null, environment: null }),
  location: null,
  cloud,
});
/** The clouds that the limits speak of, by whatever they are called in them. */
function named(clouds: (string | null)[], complete: boolean | null = true) {
  const population = [{ subject_type: 'key', complete, attested: null }];
  const limits = limitsOf(DEFAULTS, { subjects: clouds.map(key), population }, false, []);
  const about = {
    AWS: /\bAWS\b/,
    Azure: /\bAzure\b|Conditional Access|Graph/,
    'Google Cloud': /Google|\bGCP\b|VPC Service Controls/,
  };
  return Object.entries(about).flatMap(([label, pattern]) => (limits.some((limit) => pattern.test(limit)) ? [label] : []));
}
const ALL = ['AWS', 'Azure', 'Google Cloud'];

test.each([
  ['AWS', ['aws', 'aws']],
  ['Azure', ['azure']],
  ['Google Cloud', ['gcp']],
])('the limits of an organization with keys in %s do not speak of another cloud', (label, clouds) => {
  expect(named(clouds)).toEqual([label]);
  expect(named(clouds, null)).toEqual([label]);
});

test('the limits of a cloud with keys stand before those of every audit', () => {
  const limits = limitsOf(DEFAULTS, { subjects: [key('gcp')], population: [] }, false, []);
  const without = limitsOf(DEFAULTS, { subjects: [], population: [] }, false, []);
  expect(without.length).toBeGreaterThan(1);
  expect(limits.slice(-without.length)).toEqual(without);
});

test('the limits of an organization with keys in two clouds speak of both', () => {
  expect(named(['aws', 'gcp'])).toEqual(['AWS', 'Google Cloud']);
});

test('the limits of an organization without keys speak of no cloud', () => {
  expect(named([])).toEqual([]);
  expect(named([], null)).toEqual([]);
});

test('the limits of all clouds apply when a key may be in any of them', () => {
  expect(named(['aws', null])).toEqual(ALL);
  expect(named([], false)).toEqual(ALL);
});

test('every cloud has limits, some of which leave open who else may hold a key', () => {
  expect(CLOUDS.filter(({ limits }) => !limits.some(({ onHolders }) => onHolders))).toEqual([]);
});

test('the limits on who holds a key are found by their places in the list, whatever stands before them', () => {
  const seen = { subjects: ['aws', 'gcp'].map(key), population: [] };
  const all = ['A warning.', ...limitsOf(DEFAULTS, seen, false, [])];
  const found = limitsOnHolders(all, seen);
  expect(found.map(({ cloud }) => cloud)).toEqual(['aws', 'gcp']);
  for (const { cloud, limits } of found) {
    const own = CLOUDS.find(({ provider }) => provider === cloud)?.limits.filter(({ onHolders }) => onHolders);
    expect(limits.map((place) => all[place])).toEqual(own?.map(({ text }) => text));
  }
});
