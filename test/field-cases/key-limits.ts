import type { FieldCase } from './case.ts';
import { copies, MRK } from './multi-region.ts';
import { type AwsChange, aws, KEY, onAws } from './on-aws.ts';
import { azure, ROTATES, version } from './on-azure.ts';
import { organization } from './organization.ts';

const store = (name: string): AwsChange => ({
  name,
  metadata: { Origin: 'EXTERNAL_KEY_STORE', CustomKeyStoreId: 'cks-0000000000000001' },
  rotation: null,
});
const stores = (...names: string[]) => organization(...names.map((name) => onAws(store(name))));
const copied = { key_id: MRK, metadata: copies('eu-west-1', 'us-east-2') };
const imported = (ValidTo: string | undefined): AwsChange => ({
  metadata: { Origin: 'EXTERNAL', ExpirationModel: ValidTo ? 'KEY_MATERIAL_EXPIRES' : 'KEY_MATERIAL_DOES_NOT_EXPIRE', ValidTo },
  rotation: null,
});
const expiring = (rotation: string | null) => ({
  versions: [version(1, '2026-03-01T09:00:00Z', { exp: '2026-12-20T09:00:00Z' })],
  rotation_policy:
    rotation === null
      ? null
      : { ...ROTATES, lifetimeActions: [{ trigger: { timeAfterCreate: rotation }, action: { type: 'Rotate' } }] },
});

/** Keys that expire, that lie elsewhere too, or that share a store. */
export const LIMITS_OF_KEYS: FieldCase[] = [
  {
    title: 'imported material that expires next month leaves its clusters without a key',
    organization: aws(imported('2026-12-20T09:00:00Z')),
    expect: [['key.expiry_ahead', KEY, 'fail']],
  },
  {
    title: 'imported material that never expires is not about to',
    organization: aws(imported(undefined)),
    expect: [['key.expiry_ahead', KEY, 'not_applicable']],
  },
  {
    title: 'a vault key that expires before anything takes over fails',
    organization: azure(expiring(null)),
    expect: [['key.expiry_ahead', 'cck-apricot', 'fail']],
  },
  {
    title: 'a vault key that is rotated before it expires has its successor in time',
    organization: azure(expiring('P280D')),
    expect: [['key.expiry_ahead', 'cck-apricot', 'pass']],
  },
  {
    title: 'a pinned version gains nothing from a successor',
    organization: azure({
      ...expiring('P280D'),
      registration: { key: { key_id: 'https://kv-apricot.vault.azure.net/keys/apricot/00000000000000000000000000000001' } },
    }),
    expect: [['key.expiry_ahead', 'cck-apricot', 'fail']],
  },
  {
    title: 'a copy of the key in a region without a cluster has left its residence',
    organization: aws(copied),
    expect: [['key.residency', KEY, 'fail', /^(?!.*schedule-key-deletion)(?=.*us-east-2)/s]],
  },
  {
    title: 'a copy of the key in a region that the configuration allows stays within its residence',
    organization: aws(copied),
    config: 'parameters: {residency_regions: [eu-west-1, us-east-2]}\n',
    expect: [['key.residency', KEY, 'pass']],
  },
  {
    title: 'a key of one Region has no copies',
    organization: aws(),
    expect: [['key.residency', KEY, 'not_applicable']],
  },
  {
    title: 'five keys in one external key store are more than Confluent allows',
    organization: stores('quince', 'medlar', 'sloe', 'damson', 'fig'),
    expect: [['key.external_store_limits', KEY, 'fail']],
  },
  {
    title: 'four keys in one external key store are what Confluent allows',
    organization: stores('quince', 'medlar', 'sloe', 'damson'),
    expect: [['key.external_store_limits', KEY, 'pass']],
  },
  {
    title: 'a key that AWS keeps itself is in no external store',
    organization: aws(),
    expect: [['key.external_store_limits', KEY, 'not_applicable']],
  },
];
