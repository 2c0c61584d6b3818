import { expect, test } from 'vitest';
import { waysOf, withWays } from '../../scripts/ways.ts';

const SHARED = `water:
  console: Open the tap.
  cli: {aws: [aws water], gcp: [gcloud water]}
  terraform: {aws: {hcl: aws_water}, gcp: {hcl: google_water}}
`;
const shared = new Map([waysOf('ways/water.yaml', SHARED)]);

test('inserts the steps that a remediation refers to, for each cloud', () => {
  expect(withWays({ summary: 'Water it.', ways: 'water' }, shared)).toEqual({
    summary: 'Water it.',
    console: { aws: 'Open the tap.', azure: 'Open the tap.', gcp: 'Open the tap.' },
    cli: { aws: ['aws water'], gcp: ['gcloud water'] },
    terraform: { aws: { hcl: 'aws_water' }, gcp: { hcl: 'google_water' } },
  });
});

test('puts the remediation’s own commands first, and its own text in place of the shared one', () => {
  const own = { summary: 'Water it.', console: { aws: 'Wait for rain.' }, cli: ['look up'], ways: { aws: 'water' } };
  expect(withWays(own, shared)).toEqual({
    summary: 'Water it.',
    console: { aws: 'Wait for rain.' },
    cli: { aws: ['look up', 'aws water'], azure: ['look up'], gcp: ['look up'] },
    terraform: { aws: { hcl: 'aws_water' } },
  });
});

test('leaves a remediation that refers to no steps as it is', () => {
  const own = { summary: 'Water it.', console: 'Open the tap.', cli: [], terraform: { note: 'It cannot.' } };
  expect(withWays(own, shared)).toBe(own);
});

test('rejects a reference to steps that do not exist', () => {
  expect(() => withWays({ summary: 'Dig.', ways: 'dig' }, shared)).toThrow(
    'refers to the steps dig, but there is no policies/ways/dig.yaml',
  );
});

test('rejects an invalid file with its line', () => {
  expect(() => waysOf('ways/water.yaml', SHARED.replace('console', 'consule'))).toThrow(/ways\/water\.yaml:2:\d+/);
  expect(() => waysOf('ways/rain.yaml', SHARED)).toThrow(/ways\/rain\.yaml/);
});
