import { expect, test } from 'vitest';
import { alertPlace } from '../../src/report/alert-place.ts';
import type { AlertPlace } from '../../src/report/schema.ts';

const configuration: AlertPlace = { uri: 'byok-audit.yaml', source: 'configuration' };
const inventory: AlertPlace = { uri: 'clusters.yaml', source: 'inventory' };
const terraform: AlertPlace = { uri: 'infra/kafka.tf', source: 'terraform' };
const moved: AlertPlace = { uri: 'infra/eu/kafka.tf', source: 'terraform' };

// biome-ignore format: a table
test.each([
  ['a new alert is where it would be mended', null, inventory, inventory],
  ['an alert that can be mended nowhere is nowhere', null, null, null],
  ['an open alert stays where nothing changed', terraform, terraform, terraform],
  ['an open alert stays where the file was moved', terraform, moved, terraform],
  ['an open alert stays where its Terraform is not given this time', terraform, configuration, terraform],
  ['an open alert stays where it is no longer in an inventory', inventory, configuration, inventory],
  ['an open alert stays where no file can be named any more', inventory, null, inventory],
  ['an open alert moves once an inventory names it', configuration, inventory, inventory],
  ['an open alert moves once Terraform is given', inventory, terraform, terraform],
  ['an open alert keeps what was known of its file', { ...inventory, uri: 'one.yaml' }, { ...configuration, uri: 'one.yaml' }, { ...inventory, uri: 'one.yaml' }],
])('%s', (_, before, now, place) => {
  expect(alertPlace(before, now)).toEqual(place);
});

test('a place of an older report, which does not say in what it was found, says least', () => {
  const old = { uri: 'clusters.yaml' };
  expect(alertPlace(null, old)).toEqual({ uri: 'clusters.yaml', source: 'configuration' });
  expect(alertPlace(inventory, { uri: 'other.yaml' })).toEqual(inventory);
});
