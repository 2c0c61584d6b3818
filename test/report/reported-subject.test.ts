import { expect, test } from 'vitest';
import { AwsKey } from '../../src/clouds/aws/snapshot.ts';
import { blank } from '../../src/facts/declare.ts';
import { NOWHERE } from '../../src/report/place.ts';
import { subjectReporter } from '../../src/report/reported-subject.ts';
import type { Subject } from '../../src/subjects/schema.ts';
import {
  ARN,
  azureKey,
  azureName,
  clusterOf,
  denied,
  keyOf,
  known,
  listed,
  onKey,
  orchard,
  registration,
} from '../subjects/build.ts';

/** Without a rule, so that no verdict rests on anything. */
const reported = subjectReporter({ rules: [] } as unknown as Parameters<typeof subjectReporter>[0], () => NOWHERE);
const factsOf = (subject: Subject) => [...reported({ subject, verdicts: [] }).facts];
const namesOf = (subject: Subject) => factsOf(subject).map(([name]) => name);

const plum = azureName();
const of = orchard([onKey('lkc-apple', 'cck-apple')], {
  keys: listed(registration('cck-apple'), registration('cck-plum', { kms: plum, kind: known('AzureKey') })),
  kms: { [ARN]: { ...blank(AwsKey, denied), provider: 'aws' }, [plum.value.name]: azureKey() },
});

const OF_KEYS = [
  ...['confluent_state', 'kms.created_at', 'kms.deletion_date', 'kms.expires_at', 'kms.key_type', 'kms.last_rotation_at'],
  ...['kms.material', 'kms.next_rotation_at', 'kms.origin', 'kms.protection_level', 'kms.rotation_enabled'],
  ...['kms.rotation_period_days', 'kms.state', 'kms.tags', 'kms.uses', 'owner', 'validation.phase'],
];

test('a report has what describes a key, whatever verdicts rest on, with the reason of what is not known', () => {
  const key = keyOf(of, 'cck-apple');
  expect(namesOf(key)).toEqual(OF_KEYS);
  const ofKms = factsOf(key).filter(([name]) => name.startsWith('kms.'));
  expect(ofKms.filter(([, fact]) => !('unknown' in fact && fact.unknown.cause === 'denied'))).toEqual([]);
});

test('of a key on Azure a report has the SKU of its vault, and no origin beside the type of the key', () => {
  const names = OF_KEYS.filter((name) => name !== 'kms.origin');
  expect(namesOf(keyOf(of, 'cck-plum'))).toEqual([...names, 'vault.sku'].sort());
});

test('a report has what describes a cluster, and the owner of its key', () => {
  expect(namesOf(clusterOf(of, 'lkc-apple'))).toEqual([
    ...['cloud', 'deletion_protection', 'encryption', 'key.id', 'key.owner', 'kind', 'phase', 'region'],
  ]);
});
