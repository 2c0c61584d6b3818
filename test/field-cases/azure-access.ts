import type { FieldCase } from './case.ts';
import { without } from './faults.ts';
import {
  APPLICATION,
  type AzureChange,
  assignment,
  azure,
  CONFLUENT,
  ENCRYPTION_USER,
  READER,
  role,
  SUBSCRIPTION,
  vaultIdOf,
  well,
} from './on-azure.ts';

const KEY = 'cck-apricot';
const VAULT = vaultIdOf();

const CUSTOM = '00000000-0000-4000-8000-0000000000f1';
const holding = (permission: object): AzureChange => ({
  assignments: [...well(VAULT), assignment(CUSTOM, `${SUBSCRIPTION}/resourceGroups/orchard`)],
  more: { role_definitions: [role(CUSTOM, { ...permission })] },
});
const denial = (properties: object) => ({
  id: `${VAULT}/providers/Microsoft.Authorization/denyAssignments/00000000-0000-4000-8000-0000000000f2`,
  name: '00000000-0000-4000-8000-0000000000f2',
  type: 'Microsoft.Authorization/denyAssignments',
  properties: {
    denyAssignmentName: 'Orchard guard',
    permissions: [
      { actions: [], notActions: [], dataActions: ['Microsoft.KeyVault/vaults/keys/wrap/action'], notDataActions: [] },
    ],
    scope: VAULT,
    doNotApplyToChildScopes: false,
    principals: [{ id: CONFLUENT, type: 'ServicePrincipal' }],
    excludePrincipals: [],
    isSystemProtected: true,
    ...properties,
  },
});

/** Roles and what takes them away. */
export const AZURE_ACCESS: FieldCase[] = [
  {
    title: 'a deny assignment takes away what the roles give, and is what has to change',
    organization: azure({ more: { deny_assignments: [denial({})] } }),
    expect: [['key.access_granted', KEY, 'fail', /deny assignment/i]],
  },
  {
    title: 'a deny assignment that excepts the principal of Confluent denies it nothing',
    organization: azure({
      more: {
        deny_assignments: [
          denial({
            principals: [{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }],
            excludePrincipals: [{ id: CONFLUENT, type: 'ServicePrincipal' }],
          }),
        ],
      },
    }),
    expect: [['key.access_granted', KEY, 'pass']],
  },
  {
    title: 'deny assignments that were not read leave a grant open, whatever Confluent says',
    organization: azure(),
    faults: [without('ListDenyAssignments')],
    expect: [['key.access_granted', KEY, 'unknown/denied', /denyAssignments/]],
  },
  {
    title: 'deny assignments that a server error hides leave a grant open',
    organization: azure(),
    faults: [{ id: /^arm:ListDenyAssignments/, kind: 'server_error' }],
    expect: [['key.access_granted', KEY, 'unknown']],
  },
  {
    title: 'a role under a condition is undecided, and it is said how to decide it',
    organization: azure({
      assignments: [
        assignment(READER, VAULT),
        assignment(ENCRYPTION_USER, VAULT, CONFLUENT, {
          condition: "@Resource[Microsoft.KeyVault/vaults/keys/name] StringEquals 'apricot'",
          conditionVersion: '2.0',
        }),
      ],
    }),
    expect: [['key.access_granted', KEY, 'unknown/ambiguous', /template|attest|without (a|the|this) condition/i]],
  },
  {
    title: 'who may delete the resource group may delete the key',
    organization: azure(holding({ actions: ['Microsoft.Resources/subscriptions/resourceGroups/delete'] })),
    expect: [['key.least_privilege', KEY, 'fail', /resourceGroups\/delete/]],
  },
  {
    title: 'who may do everything in the resource group may do it to the key',
    organization: azure(holding({ actions: ['*'] })),
    expect: [['key.least_privilege', KEY, 'fail']],
  },
  {
    title: 'a role that gives every read of a vault covers the read of the vault itself',
    organization: azure({
      assignments: [assignment(CUSTOM, VAULT)],
      more: {
        role_definitions: [
          role(CUSTOM, {
            actions: ['Microsoft.KeyVault/vaults/*/read'],
            dataActions: [
              'Microsoft.KeyVault/vaults/keys/read',
              'Microsoft.KeyVault/vaults/keys/wrap/action',
              'Microsoft.KeyVault/vaults/keys/unwrap/action',
            ],
          }),
        ],
      },
    }),
    expect: [
      ['key.access_granted', KEY, 'pass'],
      ['key.least_privilege', KEY, 'pass'],
    ],
  },
  {
    title: 'the object id comes from the configuration where Microsoft Graph may not be read',
    organization: azure(),
    config: `azure: {service_principals: {"${APPLICATION}": "${CONFLUENT}"}}\n`,
    expect: [['key.access_granted', KEY, 'pass']],
  },
  {
    title: 'roles given at a management group reach the key',
    organization: azure({ assignments: well('/providers/Microsoft.Management/managementGroups/orchards') }),
    expect: [
      ['key.access_granted', KEY, 'pass'],
      ['key.least_privilege', KEY, 'pass'],
    ],
    exit: 0,
  },
];
