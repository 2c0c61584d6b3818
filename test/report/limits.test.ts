import { expect, test } from 'vitest';
import { CLOUDS } from '../../src/clouds/index.ts';
import { limitsOf } from '../../src/report/limits.ts';
import { blankSubject } from '../../src/report/unseen.ts';
import { DEFAULTS } from '../config/defaults.ts';

const key = (cloud: string | null) => ({
  ...blankSubject({ type: 'key', id: `cck-${cloud}`, name: null, environment: null }),
  location: null,
  cloud,
});
const named = (limits: string[]) =>
  CLOUDS.filter(({ label }) => limits.some((limit) => limit.includes(label))).map(({ label }) => label);

test('the limits of clouds in which the organization has no keys are left out', () => {
  expect(named(limitsOf(DEFAULTS, [key('aws'), key('aws')], false))).toEqual(['AWS']);
  expect(named(limitsOf(DEFAULTS, [key('aws'), key('gcp')], false))).toEqual(['AWS', 'Google Cloud']);
});

test('the limits of all clouds apply when a key may be on any of them, and when no key was seen', () => {
  const all = ['AWS', 'Azure', 'Google Cloud'];
  expect(named(limitsOf(DEFAULTS, [key('aws'), key(null)], false))).toEqual(all);
  expect(named(limitsOf(DEFAULTS, [], false))).toEqual(all);
});

test('every cloud has limits', () => {
  expect(CLOUDS.filter(({ limits }) => limits.length === 0)).toEqual([]);
});
