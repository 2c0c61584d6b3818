import { createHash } from 'node:crypto';
import type { Raw } from '../../loopback/fixture.ts';
import type { Answer, FieldCase } from './case.ts';
import { arnOf, aws, besides, deny, everyone, KEY, template } from './on-aws.ts';
import {
  APPLICATION,
  type AzureChange,
  assignment,
  azure,
  CONFLUENT,
  ENCRYPTION_USER,
  role,
  SUBSCRIPTION,
  vaultIdOf,
  well,
} from './on-azure.ts';
import { bind, google, groupOf, USER_ROLE, VIEWER_ROLE } from './on-google.ts';

const CONTROL = 'key.exclusive_control';
const STRANGER = '999988887777';
const stranger: Raw = {
  Sid: 'Partner',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${STRANGER}:root` },
  Action: 'kms:*',
  Resource: '*',
};
const grant = (GranteePrincipal: string, change: Raw = {}): Raw => ({
  KeyId: arnOf(),
  GrantId: createHash('sha256').update(GranteePrincipal).digest('hex'),
  GranteePrincipal,
  Operations: ['Decrypt', 'GenerateDataKey'],
  CreationDate: '2026-04-01T09:00:00Z',
  IssuingAccount: 'arn:aws:iam::111122223333:root',
  ...change,
});
/** A grant to a service, which takes the place of a grantee. */
const ofService = (SourceArn: string): Raw => {
  const { GranteePrincipal: _, ...rest } = grant(SourceArn);
  return { ...rest, GranteeServicePrincipal: 'backup.amazonaws.com', Constraints: { SourceArn } };
};
const trusting = (cloud: string, ...entries: string[]) => `trusted_principals: {${cloud}: ${JSON.stringify(entries)}}\n`;
const organizationOnly = everyone({ Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-orchard000' } } });

const binding = (title: string, member: string, answer: Answer): FieldCase => ({
  title,
  organization: google({
    bindings: [bind(USER_ROLE, [`group:${groupOf('cherry')}`, member]), bind(VIEWER_ROLE, [`group:${groupOf('cherry')}`])],
  }),
  expect: [answer === 'fail' ? [CONTROL, 'cck-cherry', answer, new RegExp(member)] : [CONTROL, 'cck-cherry', answer]],
});

const STRANGER_ID = '00000000-0000-4000-8000-0000000000e5';
const TENANT_OF_KEY = '00000000-0000-4000-8000-0000000000c1';
const MEADOW = '00000000-0000-4000-8000-0000000000c2';
/** One more principal with a role of the vault, as the directory knows it. */
const besidesOnAzure = (
  title: string,
  principalType: string,
  more: NonNullable<AzureChange['more']>,
  answer: Answer,
  { role = ENCRYPTION_USER, properties = {}, ...rest }: { role?: string; properties?: Raw; config?: string; exit?: number } = {},
): FieldCase => ({
  ...rest,
  title,
  organization: azure({
    assignments: [...well(vaultIdOf()), assignment(role, vaultIdOf(), STRANGER_ID, { principalType, ...properties })],
    more: { ...more, service_principals: [{ app_id: APPLICATION, object_id: CONFLUENT }, ...(more.service_principals ?? [])] },
  }),
  expect: [answer === 'fail' ? [CONTROL, 'cck-apricot', answer, new RegExp(STRANGER_ID)] : [CONTROL, 'cck-apricot', answer]],
});
const application = (change: object) => ({
  service_principals: [{ app_id: '00000000-0000-4000-8000-0000000000d5', object_id: STRANGER_ID, ...change }],
});

const delegation = (definition: Raw): Raw => ({
  id: `${SUBSCRIPTION}/providers/Microsoft.ManagedServices/registrationAssignments/00000000-0000-4000-8000-0000000000a1`,
  properties: {
    registrationDefinition: {
      properties: {
        managedByTenantId: MEADOW,
        authorizations: [{ principalId: STRANGER_ID, roleDefinitionId: ENCRYPTION_USER }],
        ...definition,
      },
    },
  },
});
const PERSON = { object_id: STRANGER_ID, user_type: 'Member', name: 'admin@orchard.example' };
/** As the portal proposes it to whoever makes somebody an owner. */
const CONDITION =
  "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {acdd72a7-3385-48ef-bd42-f606fba81ae7}))";
const GIVING = '00000000-0000-4000-8000-0000000000f5';
const GIVING_ROLES = role(GIVING, {
  actions: ['Microsoft.Authorization/roleAssignments/write'],
  conditionVersion: '2.0',
  condition: CONDITION,
});

/** Who beside the customer and Confluent holds a key. */
export const EXCLUSIVE_CONTROL: FieldCase[] = [
  {
    title: 'the account of the key and the roles of Confluent are nobody else',
    organization: aws(),
    expect: [[CONTROL, KEY, 'pass']],
  },
  {
    title: 'another account that may do anything with the key is named',
    organization: besides(stranger),
    expect: [[CONTROL, KEY, 'fail', new RegExp(STRANGER)]],
  },
  {
    title: 'an account that the configuration declares is no stranger',
    organization: besides(stranger),
    config: trusting('aws', STRANGER),
    expect: [[CONTROL, KEY, 'pass']],
  },
  {
    title: 'a grant to a role of another account is named',
    organization: aws({ grants: [grant(`arn:aws:iam::${STRANGER}:role/market`)] }),
    expect: [[CONTROL, KEY, 'fail', /role\/market/]],
  },
  {
    title: 'a Kafka role of another organization of Confluent is named',
    organization: besides(template({ Sid: 'Other', Principal: { AWS: 'arn:aws:iam::000000000000:role/cc-kafka-market' } })),
    expect: [[CONTROL, KEY, 'fail', /cc-kafka-market/]],
  },
  {
    title: 'what the grants of Confluent leave to AWS in the accounts of Confluent is no stranger',
    organization: aws({
      grants: [
        grant('arn:aws:sts::000000000000:assumed-role/aws:ec2-infrastructure/i-0orchard', {
          IssuingAccount: 'arn:aws:iam::000000000000:root',
        }),
        grant('arn:aws:iam::000000000000:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling'),
      ],
    }),
    expect: [[CONTROL, KEY, 'pass']],
  },
  {
    title: 'whoever may retire a grant takes away what it gives, and holds nothing of the key',
    organization: aws({
      grants: [
        grant('arn:aws:sts::000000000000:assumed-role/aws:ec2-infrastructure/i-0orchard', {
          RetiringPrincipal: `arn:aws:iam::${STRANGER}:role/market`,
        }),
      ],
    }),
    expect: [[CONTROL, KEY, 'pass']],
  },
  {
    title: 'a stranger who may retire a grant and is its grantee is named as that',
    organization: aws({
      grants: [
        grant(`arn:aws:iam::${STRANGER}:role/market`, {
          RetiringPrincipal: `arn:aws:iam::${STRANGER}:role/market`,
          Operations: ['Decrypt', 'RetireGrant'],
        }),
      ],
    }),
    expect: [[CONTROL, KEY, 'fail', /role\/market may use the key/]],
  },
  {
    title: 'another grantee in the accounts of Confluent cannot be told',
    organization: aws({ grants: [grant('arn:aws:iam::000000000000:role/support')] }),
    expect: [[CONTROL, KEY, 'unknown/ambiguous', /role\/support/]],
  },
  {
    title: 'everyone in an organization that nothing declares is left to a person, who is given the line to paste',
    organization: besides(organizationOnly),
    expect: [[CONTROL, KEY, 'unknown/unsupported', /trusted_principals[\s\S]*o-orchard000/]],
    exit: 0,
  },
  {
    title: 'everyone in a declared organization is no stranger',
    organization: besides(organizationOnly),
    config: trusting('aws', 'o-orchard000'),
    expect: [[CONTROL, KEY, 'pass']],
  },
  ...[
    ['every organization', { Null: { 'aws:PrincipalOrgID': 'false' } }],
    ['an organization or none', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-orchard000' } }],
    ['every account but one', { StringNotEquals: { 'kms:CallerAccount': STRANGER } }],
    ['a role of any account', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/market' } }],
  ].map(
    ([whom, Condition]): FieldCase => ({
      title: `a statement for ${whom} is one for strangers`,
      organization: besides(everyone({ Condition })),
      expect: [
        ['key.not_public', KEY, 'fail'],
        [CONTROL, KEY, 'fail'],
      ],
    }),
  ),
  {
    title: 'a service that a grant binds to a resource of a foreign account is a stranger',
    organization: aws({ grants: [ofService(`arn:aws:backup:eu-west-1:${STRANGER}:backup-vault:market`)] }),
    expect: [[CONTROL, KEY, 'fail', new RegExp(`backup.*${STRANGER}`)]],
  },
  {
    title: 'a service that a grant binds to a resource of the account of the key is no stranger',
    organization: aws({ grants: [ofService('arn:aws:backup:eu-west-1:111122223333:backup-vault:orchard')] }),
    expect: [[CONTROL, KEY, 'pass']],
  },
  {
    title: 'a service that acts for a foreign account is a stranger',
    organization: besides(
      everyone({ Principal: { Service: 's3.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': STRANGER } } }),
    ),
    expect: [[CONTROL, KEY, 'fail', new RegExp(STRANGER)]],
  },
  {
    title: 'grants that may not be listed leave open who else holds the key',
    organization: aws(),
    faults: [{ id: /^kms:ListGrants/, kind: 'deny' }],
    expect: [[CONTROL, KEY, 'unknown/denied', /ListGrants/]],
  },
  {
    title: 'a stranger that a Deny shuts out holds nothing',
    organization: besides(
      stranger,
      deny({ Condition: { StringNotEquals: { 'aws:PrincipalAccount': ['111122223333', '000000000000'] } } }),
    ),
    expect: [[CONTROL, KEY, ['pass', 'unknown']]],
  },
  {
    title: 'a person with a role of the vault is left to a person, and the first day ends with 0',
    organization: azure({
      assignments: [
        ...well(vaultIdOf()),
        assignment(ENCRYPTION_USER, vaultIdOf(), '00000000-0000-4000-8000-0000000000e9', { principalType: 'User' }),
      ],
    }),
    expect: [[CONTROL, 'cck-apricot', 'unknown/unsupported', /trusted_principals/]],
    exit: 0,
  },
  {
    title: 'a person whom the declared list leaves out fails',
    organization: azure({
      assignments: [
        ...well(vaultIdOf()),
        assignment(ENCRYPTION_USER, vaultIdOf(), '00000000-0000-4000-8000-0000000000e9', { principalType: 'User' }),
      ],
    }),
    config: trusting('azure', '00000000-0000-4000-8000-0000000000e8'),
    expect: [[CONTROL, 'cck-apricot', 'fail', /0000000000e9/]],
  },
  besidesOnAzure(
    'a person who may give roles under a condition is left to a person',
    'User',
    { users: [PERSON] },
    'unknown/unsupported',
    { properties: { condition: CONDITION, conditionVersion: '2.0' }, exit: 0 },
  ),
  besidesOnAzure(
    'a person whose role sets a condition itself is left to a person',
    'User',
    { users: [PERSON], role_definitions: [GIVING_ROLES] },
    'unknown/unsupported',
    { role: GIVING, exit: 0 },
  ),
  besidesOnAzure(
    'what a person holds under a condition is open where the declared list leaves that person out',
    'User',
    { users: [PERSON] },
    'unknown/ambiguous',
    { properties: { condition: CONDITION, conditionVersion: '2.0' }, config: trusting('azure', CONFLUENT) },
  ),
  besidesOnAzure(
    'what a guest holds under a condition is open',
    'User',
    { users: [{ ...PERSON, user_type: 'Guest' }] },
    'unknown/ambiguous',
    { properties: { condition: CONDITION, conditionVersion: '2.0' } },
  ),
  {
    title: 'a group of another tenant is a stranger',
    organization: azure({
      assignments: [
        ...well(vaultIdOf()),
        assignment(ENCRYPTION_USER, vaultIdOf(), '00000000-0000-4000-8000-0000000000e7', { principalType: 'ForeignGroup' }),
      ],
    }),
    expect: [[CONTROL, 'cck-apricot', 'fail', /0000000000e7/]],
  },
  besidesOnAzure(
    'a guest who decrypts is a stranger',
    'User',
    { users: [{ object_id: STRANGER_ID, user_type: 'Guest', name: 'picker@meadow.example' }] },
    'fail',
  ),
  besidesOnAzure(
    'a guest is known by its name too',
    'User',
    { users: [{ object_id: STRANGER_ID, user_type: 'Member', name: 'picker_meadow.example#EXT#@orchard.example' }] },
    'fail',
  ),
  besidesOnAzure(
    'an application of another tenant is a stranger',
    'ServicePrincipal',
    application({ owner_tenant: MEADOW }),
    'fail',
  ),
  besidesOnAzure(
    'an application of the tenant is its own',
    'ServicePrincipal',
    application({ owner_tenant: TENANT_OF_KEY }),
    'pass',
  ),
  besidesOnAzure(
    'a managed identity is its own',
    'ServicePrincipal',
    application({ owner_tenant: null, type: 'ManagedIdentity' }),
    'pass',
  ),
  {
    title: 'a guest who may activate a role is a stranger',
    organization: azure({
      more: {
        eligible_roles: [assignment(ENCRYPTION_USER, vaultIdOf(), STRANGER_ID, { principalType: 'User' })],
        users: [{ object_id: STRANGER_ID, user_type: 'Guest', name: 'picker@meadow.example' }],
      },
    }),
    expect: [[CONTROL, 'cck-apricot', 'fail', new RegExp(STRANGER_ID)]],
  },
  {
    title: 'a company to which the subscription is delegated is a stranger',
    organization: azure({ more: { registration_assignments: [delegation({ registrationDefinitionName: 'Care' })] } }),
    expect: [[CONTROL, 'cck-apricot', 'fail', new RegExp(STRANGER_ID)]],
  },
  {
    title: 'a delegation without a name is one',
    organization: azure({ more: { registration_assignments: [delegation({})] } }),
    expect: [[CONTROL, 'cck-apricot', 'fail', new RegExp(STRANGER_ID)]],
  },
  {
    title: 'nothing is delegated in a subscription in which Azure Lighthouse is not registered',
    organization: azure(),
    faults: [
      {
        id: /^arm:ListDelegations/,
        kind: 'replace',
        replace: () => ({
          status: 409,
          body: {
            error: {
              code: 'MissingSubscriptionRegistration',
              message: "The subscription is not registered to use namespace 'Microsoft.ManagedServices'.",
            },
          },
        }),
      },
    ],
    expect: [[CONTROL, 'cck-apricot', 'pass']],
    exit: 0,
  },
  {
    ...binding('a consumer account of Google that decrypts is a stranger', 'user:picker@gmail.com', 'fail'),
  },
  {
    ...binding(
      'a service account of the project of the key is its own',
      'serviceAccount:app@orchard-berries.iam.gserviceaccount.com',
      'pass',
    ),
  },
  {
    ...binding('a person of the company is left to a person', 'user:admin@orchard.example', 'unknown/unsupported'),
    exit: 0,
  },
  {
    ...binding('a person of a declared domain is no stranger', 'user:admin@orchard.example', 'pass'),
    config: trusting('gcp', '*@orchard.example'),
  },
  {
    ...binding('a person of no declared domain is a stranger', 'user:admin@market.example', 'fail'),
    config: trusting('gcp', '*@orchard.example'),
  },
  {
    ...binding('everyone with a Google account is a stranger', 'allAuthenticatedUsers', 'fail'),
    config: trusting('gcp', '*@orchard.example'),
  },
  {
    title: 'an administrator of the company under a condition is left to a person',
    organization: google({
      on_project: [bind('roles/cloudkms.admin', ['group:kms@orchard.example'], 'resource.matchTag("123/env", "prod")')],
    }),
    expect: [[CONTROL, 'cck-cherry', 'unknown/unsupported', /trusted_principals/]],
    exit: 0,
  },
  {
    title: 'a consumer account under a condition is open',
    organization: google({
      on_project: [bind('roles/cloudkms.admin', ['user:picker@gmail.com'], 'resource.matchTag("123/env", "prod")')],
    }),
    expect: [[CONTROL, 'cck-cherry', 'unknown/ambiguous', /picker@gmail\.com/]],
  },
  ...[
    'service-123456789@cloud-ml.google.com.iam.gserviceaccount.com',
    'service-org-123456789@security-center-api.iam.gserviceaccount.com',
    'p123456789-000001@gcp-sa-logging.iam.gserviceaccount.com',
  ].map(
    (agent): FieldCase => ({
      ...binding(`the service agent ${agent} is no stranger`, `serviceAccount:${agent}`, 'pass'),
      config: trusting('gcp', '*@orchard.example'),
    }),
  ),
];
