import { expect, test } from 'vitest';
import { AwsKey } from '../../src/clouds/aws/snapshot.ts';
import type { KmsKey } from '../../src/clouds/index.ts';
import { blank } from '../../src/facts/declare.ts';
import {
  awsKey,
  awsName,
  azureKey,
  azureName,
  denied,
  GCP_KEY,
  gcpKey,
  gcpName,
  keyOf,
  known,
  listed,
  missing,
  registration,
  said,
  snapshot,
} from './build.ts';

const arn = (id: string) => `arn:aws:kms:us-west-2:000000000000:key/${id}`;
const inStore = (store: string) => awsKey({ origin: known('EXTERNAL_KEY_STORE'), custom_key_store: known(store) });

/** Registrations of keys, and what was collected of each; the first is looked at. */
function counted(kms: Record<string, KmsKey>, ...more: ReturnType<typeof registration>[]) {
  const keys = Object.keys(kms).map((id) => registration(`cck-${id}`, { kms: awsName(arn(id)) }));
  const of = snapshot({
    keys: listed(...keys, ...more),
    kms: {
      ...Object.fromEntries(Object.entries(kms).map(([id, key]) => [arn(id), key])),
      [GCP_KEY]: gcpKey(),
      [azureName().value.name]: azureKey(),
    },
  });
  const { external_store_keys, external_store_counted } = keyOf(of, 'cck-apple');
  return [said(external_store_keys), said(external_store_counted)];
}

test('keys of the same external key store are counted, each once however often it is registered', () => {
  const keys = { apple: inStore('cks-1'), pear: inStore('cks-1'), plum: inStore('cks-2'), fig: awsKey() };
  expect(counted(keys, registration('cck-twin', { kms: awsName(arn('pear')) }))).toEqual([2, true]);
});

test('a key that is in no external key store has no count', () => {
  expect(counted({ apple: awsKey() })).toEqual([{ cause: 'not_found' }, true]);
});

test('what was counted stays, but may not be all, where another key could not be read', () => {
  expect(counted({ apple: inStore('cks-1'), pear: awsKey({ origin: denied, custom_key_store: denied }) })).toEqual([
    1,
    { cause: 'denied', call: 'GET /orchard' },
  ]);
  expect(counted({ apple: inStore('cks-1') }, registration('cck-odd', { kms: missing('malformed') }))).toEqual([
    1,
    { cause: 'malformed' },
  ]);
});

test('a key that is gone, or kept in another cloud, is in no store', () => {
  const gone = awsKey({ ...blank(AwsKey, missing('not_found')), provider: 'aws', present: known(false) });
  const azure = registration('cck-plum', { kind: known('AzureKey'), kms: azureName() });
  const google = registration('cck-fig', { kind: known('GcpKey'), kms: gcpName() });
  const keys = { apple: inStore('cks-1'), pear: gone };
  expect(counted(keys, azure, google)).toEqual([1, true]);
});

test('a key of another account or region is in no store of this one, whether or not it could be read', () => {
  const keys = listed(
    registration('cck-apple', { kms: awsName(arn('apple')) }),
    registration('cck-pear', { kms: awsName('arn:aws:kms:eu-west-1:000000000000:key/pear') }),
    registration('cck-plum', { kms: awsName('arn:aws:kms:us-west-2:000000000001:key/plum') }),
  );
  const { external_store_keys, external_store_counted } = keyOf(
    snapshot({ keys, kms: { [arn('apple')]: inStore('cks-1') } }),
    'cck-apple',
  );
  expect([said(external_store_keys), said(external_store_counted)]).toEqual([1, true]);
});

test('keys that were not listed may be in the store as well', () => {
  const of = snapshot({
    keys: { ...listed(registration('cck-apple', { kms: awsName(arn('apple')) })), end: denied },
    kms: { [arn('apple')]: inStore('cks-1') },
  });
  const { external_store_keys, external_store_counted } = keyOf(of, 'cck-apple');
  expect([said(external_store_keys), said(external_store_counted)]).toEqual([1, { cause: 'denied', call: 'GET /orchard' }]);
});
