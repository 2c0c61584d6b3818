import { expect, test } from 'vitest';
import { waysOf, withWays } from '../../scripts/ways.ts';

const SHARED = `water:
  console: Open the tap.
  cli: {aws: [aws water], gcp: [gcloud water]}
  terraform: {aws: {hcl: aws_water}, gcp: {hcl: google_water}}
`;
const shared = new Map([waysOf('ways/water.yaml', SHARED)]);

test('the steps that a remediation refers to are inserted for each cloud', () => {
  expect(withWays({ summary: 'Water it.', ways: 'water' }, shared)).toEqual({
    summary: 'Water it.',
    console: { aws: 'Open the tap.', azure: 'Open the tap.', gcp: 'Open the tap.' },
    cli: { aws: ['aws water'], gcp: ['gcloud water'] },
    terraform: { aws: { hcl: 'aws_water' }, gcp: { hcl: 'google_water' } },
  });
});

test('the remediation’s own commands come first, and its own text replaces the shared one', () => {
  const own = { summary: 'Water it.', console: { aws: 'Wait for rain.' }, cli: ['look up'], ways: { aws: 'water' } };
  expect(withWays(own, shared)).toEqual({
    summary: 'Water it.',
    console: { aws: 'Wait for rain.' },
    cli: { aws: ['look up', 'aws water'], azure: ['look up'], gcp: ['look up'] },
    terraform: { aws: { hcl: 'aws_water' } },
  });
});

test('a remediation that refers to no steps is unchanged', () => {
  const own = { summary: 'Water it.', console: 'Open the tap.', cli: [], terraform: { note: 'It cannot.' } };
  expect(withWays(own, shared)).toBe(own);
});

test('a reference to steps that do not exist is rejected', () => {
  expect(() => withWays({ summary: 'Dig.', ways: 'dig' }, shared)).toThrow(
    'refers to the steps dig, but there is no policies/ways/dig.yaml',
  );
});

test('an invalid file is rejected with its line', () => {
  expect(() => waysOf('ways/water.yaml', SHARED.replace('console', 'consule'))).toThrow(/ways\/water\.yaml:2:\d+/);
  expect(() => waysOf('ways/rain.yaml', SHARED)).toThrow(/ways\/rain\.yaml/);
});
