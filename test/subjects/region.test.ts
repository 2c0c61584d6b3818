import { describe, expect, test } from 'vitest';
import { normalRegion } from '../../src/subjects/region.ts';
import { azureKey, azureName, clusterOf, denied, gcpName, known, listed, onKey, orchard, registration, said } from './build.ts';

describe('the region of a key', () => {
  test('the region of an AWS key is in its name', () => {
    const of = orchard([onKey('lkc-apple', 'cck-apple')], { keys: listed(registration('cck-apple')) });
    expect(said(clusterOf(of, 'lkc-apple').key.region)).toBe('us-west-2');
  });

  test('the region of a Google key is in its name', () => {
    const kms = gcpName('projects/orchard/locations/global/keyRings/basket/cryptoKeys/fig');
    const of = orchard([onKey('lkc-apple', 'cck-apple')], { keys: listed(registration('cck-apple', { kms })) });
    expect(said(clusterOf(of, 'lkc-apple').key.region)).toBe('global');
  });

  const plum = (validation_region = known('northeurope'), kms = {}) =>
    orchard([onKey('lkc-apple', 'cck-apple', { region: known('West Europe') })], {
      keys: listed(registration('cck-apple', { kms: azureName(), validation_region })),
      kms,
    });
  const name = 'https://orchard.vault.azure.net/keys/plum';

  test("the region of an Azure key is its vault's location, spelt as Confluent does, whatever the validation says", () => {
    const { region, key } = clusterOf(plum(known('northeurope'), { [name]: azureKey() }), 'lkc-apple');
    expect([said(region), said(key.region)]).toEqual(['westeurope', 'westeurope']);
  });

  test('the region of an Azure key is that of the validation when the vault could not be read', () => {
    const unread = { [name]: azureKey({ vault: { location: denied } }) };
    expect(said(clusterOf(plum(known('North Europe'), unread), 'lkc-apple').key.region)).toBe('northeurope');
    expect(said(clusterOf(plum(), 'lkc-apple').key.region)).toBe('northeurope');
  });

  test('the region of an Azure key is unknown when neither source gives it', () => {
    const unread = { [name]: azureKey({ vault: { location: denied } }) };
    expect(said(clusterOf(plum(known(''), unread), 'lkc-apple').key.region)).toMatchObject({ cause: 'denied' });
  });
});

test('the region of a cluster is unknown when the reply leaves it blank', () => {
  const of = orchard([onKey('lkc-apple', 'cck-apple', { region: known(' ') })], { keys: listed(registration('cck-apple')) });
  expect(said(clusterOf(of, 'lkc-apple').region)).toEqual({ cause: 'not_collected' });
});

test('regions are compared without regard to capitals and spaces', () => {
  expect(normalRegion('West Europe')).toBe('westeurope');
  expect(normalRegion('us-west-2')).toBe('us-west-2');
});
