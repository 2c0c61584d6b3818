import type { Fixture, Raw } from '../../loopback/fixture.ts';
import type { FieldCase } from './case.ts';
import * as onAws from './on-aws.ts';
import * as onAzure from './on-azure.ts';
import * as onGoogle from './on-google.ts';
import { INVALID } from './organization.ts';

const { KAFKA_ROLE, OWN, STORAGE_ROLE, attach, deny, use } = onAws;
const { CONFLUENT, ENCRYPTION_USER, READER, TENANT, assignment, vaultIdOf } = onAzure;

/** What is said of a key that Confluent lacks something on; each of the patterns has to hold. */
const said = (title: string, organization: Fixture, key: string, says: readonly RegExp[]): FieldCase => ({
  title,
  organization,
  expect: says.map((pattern) => ['key.access_granted', key, 'fail', pattern]),
});

const aws = (title: string, statements: Raw[], ...says: RegExp[]): FieldCase =>
  said(title, onAws.aws({ statements }), onAws.KEY, says);
const azure = (title: string, change: onAzure.AzureChange, ...says: RegExp[]): FieldCase =>
  said(title, onAzure.azure(change), 'cck-apricot', says);
const google = (title: string, change: onGoogle.GoogleChange, ...says: RegExp[]): FieldCase =>
  said(title, onGoogle.google({ registration: { validation: INVALID }, ...change }), 'cck-cherry', says);

const GROUP = `group:${onGoogle.groupOf('cherry')}`;
const NEVER_READY = /^(?!.*put-key-policy --key-id arn:)/is;
const never = (text: string): RegExp => new RegExp(`^(?!.*${text})`, 'is');
const assigned = (role: string): onAzure.AzureChange => ({ assignments: [assignment(role, vaultIdOf())] });

/** What is to be done where Confluent lacks a permission, by what keeps it away. */
export const ACCESS_REMEDIES: FieldCase[] = [
  aws(
    'the actions that nothing gives stand in the statement to add, with the roles that lack them',
    [OWN, use()],
    /Principal\\*": \{\\*"AWS\\*": \[\\*"arn.*cc-kafka.*cc-storage.*kms:CreateGrant.*kms:ListGrants.*kms:RevokeGrant/s,
    never('add[^\\n]*kms:Decrypt'),
    /keep every statement/i,
    NEVER_READY,
  ),
  aws(
    'a Deny is named by its Sid, with the exception to write into it',
    [OWN, use(), attach(), deny({ Action: 'kms:Decrypt' })],
    /(change|except|narrow|remove|take).{0,60}Deny/,
    /Deny of statement 4 \\?"Perimeter/is,
    /StringNotEquals.{0,40}aws:PrincipalAccount.{0,20}000000000000/s,
    /besides: nothing/,
    NEVER_READY,
  ),
  aws(
    'what is missing besides a Deny is told with it',
    [OWN, use(), deny({ Action: 'kms:Decrypt' })],
    /besides: \{.*kms:CreateGrant/s,
  ),
  aws(
    'the id that a deleted role has left is named with the role to put in its place',
    [OWN, use({ Principal: { AWS: [KAFKA_ROLE, 'AROAEXAMPLEORCHARD00'] } }), attach()],
    /statement 2 "Use" gives it to AROAEXAMPLEORCHARD00/,
    new RegExp(`put ${STORAGE_ROLE} in the place`),
    NEVER_READY,
  ),
  azure(
    'both roles are assigned to the principal that has none',
    { assignments: [] },
    new RegExp(`Encryption User.*--assignee-object-id ${CONFLUENT}.*Key Vault Reader`, 's'),
    never('set-policy'),
  ),
  azure(
    'of two roles the missing one alone is assigned',
    assigned(ENCRYPTION_USER),
    /--role 'Key Vault Reader'/,
    never('--role[^\\n]{0,4}Key Vault Crypto'),
  ),
  azure(
    'a principal that may read the vault alone lacks the other role',
    assigned(READER),
    /--role 'Key Vault Crypto Service Encryption User'/,
    never('--role[^\\n]{0,4}Key Vault Reader'),
  ),
  azure(
    'in a vault with access policies the whole list of key permissions is given, and no role',
    {
      properties: {
        enableRbacAuthorization: false,
        accessPolicies: [{ tenantId: TENANT, objectId: CONFLUENT, permissions: { keys: ['get'] } }],
      },
    },
    /replaces the key permissions.*--name VAULT .*--key-permissions get wrapKey unwrapKey/s,
    never('role assignment create'),
  ),
  google(
    'a group without any role is given the custom role that Confluent documents',
    { bindings: [] },
    /roles create ROLE_ID.*useToDecrypt,.*useToEncrypt,cloudkms\.cryptoKeys\.get/s,
    /--member group:cck-cherry@confluent\.io --role projects\/orchard-berries\/roles\/ROLE_ID --condition None/,
  ),
  google(
    'a group that may use the key and not look at it is given the role to look',
    { bindings: [onGoogle.bind(onGoogle.USER_ROLE, [GROUP])] },
    /--role roles\/cloudkms\.viewer --condition None/,
    never('roles create'),
  ),
  google(
    'a group that may encrypt alone is given the role to decrypt',
    { bindings: [onGoogle.bind('roles/cloudkms.cryptoKeyEncrypter', [GROUP]), onGoogle.bind(onGoogle.VIEWER_ROLE, [GROUP])] },
    /--role roles\/cloudkms\.cryptoKeyDecrypter /,
  ),
  google(
    'a binding that ran out is named beside the one to make',
    {
      bindings: [
        onGoogle.bind(onGoogle.USER_ROLE, [GROUP], 'request.time < timestamp("2025-12-31T00:00:00Z")'),
        onGoogle.bind(onGoogle.VIEWER_ROLE, [GROUP]),
      ],
    },
    /the condition of role roles\/cloudkms\.cryptoKeyEncrypterDecrypter on the key does not hold/,
    /--role roles\/cloudkms\.cryptoKeyEncrypterDecrypter --condition None/,
  ),
  google(
    'no role is given where the policy of justifications denies every use',
    { key: { keyAccessJustificationsPolicy: {} } },
    /keys update KEY_NAME .*--allowed-access-reasons REASONS/s,
    never('add-iam-policy-binding'),
  ),
];
