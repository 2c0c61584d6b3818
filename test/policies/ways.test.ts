import { expect, test } from 'vitest';
import { waysOf, withWays } from '../../scripts/ways.ts';

const SHARED = `water:
  console: Open the tap.
  cli: {aws: [aws water], gcp: [gcloud water]}
  terraform: {aws: aws_water, gcp: google_water}
`;
const shared = new Map([waysOf('ways/water.yaml', SHARED)]);

test('a remediation takes the steps that it names, for each cloud', () => {
  expect(withWays({ summary: 'Water it.', ways: 'water' }, shared)).toEqual({
    summary: 'Water it.',
    console: { aws: 'Open the tap.', azure: 'Open the tap.', gcp: 'Open the tap.' },
    cli: { aws: ['aws water'], gcp: ['gcloud water'] },
    terraform: { aws: 'aws_water', gcp: 'google_water' },
  });
});

test('its own commands come first, its own words in the place of the shared ones', () => {
  const own = { summary: 'Water it.', console: { aws: 'Wait for rain.' }, cli: ['look up'], ways: { aws: 'water' } };
  expect(withWays(own, shared)).toEqual({
    summary: 'Water it.',
    console: { aws: 'Wait for rain.' },
    cli: { aws: ['look up', 'aws water'], azure: ['look up'], gcp: ['look up'] },
    terraform: { aws: 'aws_water' },
  });
});

test('one that names none stays as it is', () => {
  const own = { summary: 'Water it.', console: 'Open the tap.', cli: [], terraform: 'It cannot.' };
  expect(withWays(own, shared)).toBe(own);
});

test('steps that nobody wrote are a mistake of the rule', () => {
  expect(() => withWays({ summary: 'Dig.', ways: 'dig' }, shared)).toThrow('names the ways dig');
});

test('a file that is not written as it must be is refused with its line', () => {
  expect(() => waysOf('ways/water.yaml', SHARED.replace('console', 'consule'))).toThrow(/ways\/water\.yaml:2:\d+/);
  expect(() => waysOf('ways/rain.yaml', SHARED)).toThrow(/ways\/rain\.yaml/);
});
