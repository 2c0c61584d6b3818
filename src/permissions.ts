import { AWS_PERMISSIONS } from './clouds/aws/read/read.ts';
import { AZURE_PERMISSIONS } from './clouds/azure/read/read.ts';
import { GCP_PERMISSIONS } from './clouds/google/read/read.ts';
import type { Permission } from './collect/observe.ts';
import { CONFLUENT_PERMISSIONS } from './confluent/collect.ts';
import type { CatalogueRule } from './evaluate/catalogue.ts';
import { CALLS, callsOf } from './facts/register.ts';

/** What the collectors may need, by where it is granted. */
export const PERMISSIONS = {
  confluent: CONFLUENT_PERMISSIONS,
  aws: AWS_PERMISSIONS,
  azure: AZURE_PERMISSIONS,
  gcp: GCP_PERMISSIONS,
} as const satisfies Record<string, readonly Permission[]>;
export type Grantor = keyof typeof PERMISSIONS;
export const GRANTORS = Object.keys(PERMISSIONS) as Grantor[];

/** A permission, and the rules that stay unknown without it. None: it serves the report, or the way to the others. */
export type Need = Permission & { rules: string[] };

type Reader = Pick<CatalogueRule, 'id' | 'subject_type' | 'reads'>;

/** Which calls a rule's verdicts rest on: those of the facts that it reads. */
export const callsOfRule = ({ subject_type, reads }: Reader): string[] => callsOf(subject_type, reads);

/** The permissions that a set of rules needs, from the facts that they read. */
export function needs(rules: readonly Reader[], grantor: Grantor): Need[] {
  const calls = rules.map((rule) => ({ id: rule.id, calls: new Set(callsOfRule(rule)) }));
  return PERMISSIONS[grantor]
    .map((permission: Permission) => ({
      ...permission,
      rules: calls.filter((rule) => permission.calls.some((call) => rule.calls.has(call))).map(({ id }) => id),
    }))
    .filter(({ rules: served, calls: asked }) => served.length > 0 || !asked.some((call) => CALLS.has(call)));
}

const DATA_ACTION = ' (data action)';
const sorted = (list: readonly Need[], fits: (permission: string) => boolean): string[] =>
  list
    .map(({ permission }) => permission)
    .filter(fits)
    .sort();

/** The IAM policy of the identity that reads the keys of one account. */
export const awsPolicy = (list: readonly Need[]) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'ByokAuditReadsKeys',
      Effect: 'Allow',
      Action: sorted(list, (permission) => permission.startsWith('kms:')),
      Resource: 'arn:aws:kms:*:ACCOUNT_ID:key/*',
    },
  ],
});

/** The role definition, as `az role definition create` takes it, to be assigned at each subscription with vaults. */
export const azureRole = (list: readonly Need[]) => ({
  Name: 'byok-audit',
  IsCustom: true,
  Description: 'Reads what an audit of self-managed keys needs, and no secret.',
  Actions: sorted(list, (permission) => permission.startsWith('Microsoft.') && !permission.endsWith(DATA_ACTION)),
  NotActions: [],
  DataActions: sorted(list, (permission) => permission.endsWith(DATA_ACTION)).map((name) => name.slice(0, -DATA_ACTION.length)),
  NotDataActions: [],
  AssignableScopes: ['/subscriptions/SUBSCRIPTION_ID'],
});

/** What the application needs of Microsoft Graph, which knows roles of its own. */
export const graphPermissions = (list: readonly Need[]): string[] =>
  sorted(list, (permission) => !permission.startsWith('Microsoft.'));

/** The custom role, as `gcloud iam roles create --file` takes it, to be granted on each project with keys. */
export const googleRole = (list: readonly Need[]) => ({
  title: 'byok-audit',
  description: 'Reads what an audit of self-managed keys needs.',
  stage: 'GA',
  includedPermissions: sorted(list, () => true),
});
