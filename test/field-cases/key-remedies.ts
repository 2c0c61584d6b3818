import type { Fixture, Raw } from '../../loopback/fixture.ts';
import type { FieldCase } from './case.ts';
import * as onAws from './on-aws.ts';
import * as onAzure from './on-azure.ts';
import * as onGoogle from './on-google.ts';

const { KAFKA_ROLE, KEY, OWN, STORAGE_ROLE, attach, template, use } = onAws;
const { APPLICATION, CONFLUENT, TENANT, assignment, role, vaultIdOf, version, well } = onAzure;
const [ON_AZURE, ON_GOOGLE] = ['cck-apricot', 'cck-cherry'];

/** What is printed against a failure of a rule; each of the patterns has to hold. */
const mended = (title: string, rule: string, [key, organization]: [string, Fixture], ...says: RegExp[]): FieldCase => ({
  title,
  organization,
  expect: says.map((pattern) => [`key.${rule}`, key, 'fail', pattern]),
});
const aws = (change: onAws.AwsChange): [string, Fixture] => [KEY, onAws.aws(change)];
const azure = (change: onAzure.AzureChange): [string, Fixture] => [ON_AZURE, onAzure.azure(change)];
const google = (change: onGoogle.GoogleChange): [string, Fixture] => [ON_GOOGLE, onGoogle.google(change)];

const never = (text: string): RegExp => new RegExp(`^(?!.*${text})`, 'is');
const state = (KeyState: string, more: Raw = {}): [string, Fixture] => aws({ metadata: { KeyState, Enabled: false, ...more } });
const stored = (Origin: string): Raw => ({ Origin, CustomKeyStoreId: 'cks-0000000000000001' });
const versions = (attributes: Raw) => [version(1, '2026-03-01T09:00:00Z', attributes)];
const GROUP = `group:${onGoogle.groupOf('cherry')}`;
const STRANGER = 'arn:aws:iam::999988887777:root';
const WIDE = '00000000-0000-4000-8000-0000000000f1';

/** What is to be done about a key that cannot be used, or may soon not be. */
const USABLE: FieldCase[] = [
  mended(
    'a disabled key is not enabled before it is known why it was disabled',
    'enabled',
    state('Disabled'),
    /EventName,AttributeValue=DisableKey.*only if nobody meant to revoke access.*enable-key --key-id KEY_ARN/s,
    never('connect-custom-key-store'),
    never('import-key-material'),
  ),
  mended(
    'a key without material gets the same material again',
    'enabled',
    state('PendingImport', { Origin: 'EXTERNAL' }),
    /same material.*import-key-material/s,
    never('enable-key|connect-custom'),
  ),
  mended(
    'an external key store is named, and connected when its proxy answers',
    'enabled',
    state('Unavailable', stored('EXTERNAL_KEY_STORE')),
    /STORE_ID is cks-0000000000000001.*connect-custom-key-store --custom-key-store-id STORE_ID/s,
    never('enable-key|import-key'),
  ),
  mended(
    'a CloudHSM key store has no proxy',
    'enabled',
    state('Unavailable', stored('AWS_CLOUDHSM')),
    /connect-custom-key-store --custom-key-store-id STORE_ID/,
    never('proxy'),
  ),
  mended(
    'a disabled key of a vault is enabled, and keeps its dates',
    'enabled',
    azure({ versions: versions({ enabled: false }) }),
    /only if nobody meant to revoke access.*--id KEY_ID --enabled true/s,
    never('--expires'),
  ),
  mended(
    'an expired key of a vault gets a later date, and is not enabled',
    'enabled',
    azure({ versions: versions({ exp: '2026-06-01T00:00:00Z' }) }),
    /set-attributes --id \S+ --expires END_TIME/,
    never('--enabled true'),
  ),
  mended(
    'a disabled primary version is enabled, and no version is made',
    'enabled',
    google({ version: { state: 'DISABLED' } }),
    /only if nobody meant to revoke access.*versions enable VERSION/s,
    never('resource \\\\*"google_kms_crypto_key_version'),
  ),
  mended(
    'a pinned version gets a later date, and no successor',
    'expiry_ahead',
    azure({
      versions: versions({ exp: '2026-12-20T00:00:00Z' }),
      registration: { key: { key_id: `https://kv-apricot.vault.azure.net/keys/apricot/${'1'.padStart(32, '0')}` } },
    }),
    /--version 0*1 --expires END_TIME/,
    never('key rotate'),
  ),
  mended(
    'a version that nothing pins gets a successor',
    'expiry_ahead',
    azure({ versions: versions({ exp: '2026-12-20T00:00:00Z' }), rotation_policy: null }),
    /key rotate --vault-name kv-apricot/,
  ),
  mended(
    'imported material is imported again before it expires',
    'expiry_ahead',
    aws({ metadata: { Origin: 'EXTERNAL', ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo: '2026-12-20T09:00:00Z' } }),
    /same material.*import-key-material/s,
  ),
];

/** What is to be done about a key that can be lost, or that others hold. */
const GUARDED: FieldCase[] = [
  mended(
    'purge protection is turned on for good, and no network is opened or closed',
    'deletion_guarded',
    azure({ properties: { enablePurgeProtection: null } }),
    /cannot be turned off again.*--enable-purge-protection true/s,
    never('enableSoftDelete|--default-action|--public-network-access'),
  ),
  mended(
    'soft delete is turned on before purge protection',
    'deletion_guarded',
    azure({ properties: { enableSoftDelete: false, enablePurgeProtection: null } }),
    /enableSoftDelete=true.*--enable-purge-protection true/s,
  ),
  mended(
    'a delay that is fixed takes another key, with the days that are required',
    'deletion_guarded',
    google({ key: { destroyScheduledDuration: '86400s' } }),
    /--destroy-scheduled-duration 7d/,
    /move_clusters/,
    /604800s/,
  ),
  mended(
    'a statement that gives too much is named, and no policy is put ready to run',
    'least_privilege',
    aws({ statements: [OWN, template({ Sid: 'Everything', Action: 'kms:*' })] }),
    /beyond the need: .*statement 2 \\*"Everything/,
    /put-key-policy --key-id KEY_ARN/,
  ),
  mended(
    'a grant that gives too much is named by its id',
    'least_privilege',
    aws({
      grants: [
        {
          KeyId: onAws.arnOf(),
          GrantId: '00000000000000000000000000000000000000000000000000000000000000aa',
          GranteePrincipal: STORAGE_ROLE,
          Operations: ['GenerateMac'],
          CreationDate: '2026-04-01T09:00:00Z',
          IssuingAccount: 'arn:aws:iam::111122223333:root',
        },
      ],
    }),
    /\(grant 0+aa\)/,
    /revoke-grant .*--grant-id GRANT_ID/,
  ),
  mended(
    'the two roles that stay are assigned before the other is removed',
    'least_privilege',
    azure({
      assignments: [...well(vaultIdOf()), assignment(WIDE, vaultIdOf())],
      more: { role_definitions: [role(WIDE, { actions: ['Microsoft.KeyVault/*'] })] },
    }),
    /assignment create .*Encryption User.*assignment create .*Reader.*assignment delete --ids ASSIGNMENT_ID/s,
    never('set-policy'),
  ),
  mended(
    'an access policy is narrowed to the whole list that stays',
    'least_privilege',
    azure({
      properties: {
        enableRbacAuthorization: false,
        accessPolicies: [
          { tenantId: TENANT, objectId: CONFLUENT, permissions: { keys: ['get', 'wrapKey', 'unwrapKey', 'delete'] } },
        ],
      },
    }),
    /replaces the key permissions.*--object-id OBJECT_ID --key-permissions get wrapKey unwrapKey/s,
    new RegExp(`sp show --id ${APPLICATION}`),
  ),
  mended(
    'a role that goes beyond the need is named with where it is bound',
    'least_privilege',
    google({ on_project: [onGoogle.bind('roles/cloudkms.admin', [GROUP])] }),
    /beyond the need: role roles\/cloudkms\.admin on the project/,
    /add-iam-policy-binding .*remove-iam-policy-binding .*--member MEMBER --role ROLE/s,
  ),
  mended(
    'a stranger is named with the statement, and with the line to paste where it is none',
    'exclusive_control',
    aws({ statements: [OWN, use(), attach(), use({ Sid: 'Partner', Principal: { AWS: STRANGER } })] }),
    /decide about: .*999988887777.*statement 4 \\*"Partner/s,
    /trusted_principals, aws: \[.*999988887777/,
    /put-key-policy --key-id KEY_ARN/,
    new RegExp(`^(?!.*trusted_principals, aws: [^\\n]*${KAFKA_ROLE})`, 's'),
  ),
];

/** What is to be done about a failing key, by its cause. */
export const KEY_REMEDIES = { 'what mends a key that cannot be used': USABLE, 'what mends a key that is not guarded': GUARDED };
