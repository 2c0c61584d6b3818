import { type Advice, advice, few, type Target, together, type Unanswered, yaml } from '../../facts/advice.ts';
import { toFillIn } from '../../facts/placeholder.ts';
import { shellArgument } from '../../input/shell.ts';

/** The ids of Microsoft Graph's application permissions, by which the command line names them. */
const APP_ROLES: Readonly<Record<string, string>> = {
  'Application.Read.All': '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30',
  'User.Read.All': 'df021288-bdef-4463-88db-98f22de89214',
};
const GRAPH = '00000003-0000-0000-c000-000000000000';

/** Asked of the whole subscription: a role at the vault alone does not reach them. */
const AT_SUBSCRIPTION = ['azure:arm:ListDeletedVaults', 'azure:arm:ListVaults', 'azure:arm:ListDelegations'];
const DELEGATIONS = 'Microsoft.ManagedServices/registrationAssignments/read';

const subscriptionOf = ({ parts: { subscription } }: Target): string | undefined =>
  subscription && `/subscriptions/${subscription}`;

function vaultOf({ parts: { subscription, resource_group, vault } }: Target): string | undefined {
  if (!subscription || !resource_group || !vault) return undefined;
  return shellArgument(
    `/subscriptions/${subscription}/resourceGroups/${resource_group}/providers/Microsoft.KeyVault/vaults/${vault}`,
  );
}

/** How to get an answer to calls that Azure or Microsoft Graph refused. */
export const azureGrant = (
  calls: readonly Unanswered[],
  keys: readonly Target[],
  _settings: unknown,
  grantee: string | null,
): Advice =>
  together([...Map.groupBy(calls, grantedAlike).values()].map((alike) => ofCalls(alike, keys, grantee ?? 'COLLECTOR_ID')));

/** What is granted by one role, at one scope, is granted together. */
function grantedAlike({ source, permission }: Unanswered): string {
  if (permission === null || APP_ROLES[permission] !== undefined || permission === DELEGATIONS) return `${permission}`;
  return source?.startsWith('azure:keyvault:') ? 'data plane' : AT_SUBSCRIPTION.includes(source ?? '') ? 'wide' : 'close';
}

function ofCalls(calls: readonly Unanswered[], keys: readonly Target[], grantee: string): Advice {
  const [{ source, permission } = { source: null, permission: null }] = calls;
  const named = [...new Set(calls.map((call) => call.permission))].sort().join(', ');
  if (permission === null)
    return advice(
      "No role would help: the vault's firewall or its private endpoint does not let the place in that the call comes from. Run the scan in the network of the private endpoint, or from an address that the firewall allows; what the resource manager can say instead was read there.",
    );
  const graph = APP_ROLES[permission];
  if (graph !== undefined) return ofGraph(permission, graph, source);
  const role = permission === DELEGATIONS ? 'byok-audit' : 'Key Vault Reader';
  const wide = few(keys.map(subscriptionOf));
  const close = AT_SUBSCRIPTION.includes(source ?? '') ? [] : few(keys.map(vaultOf));
  const scopes = [close, wide].find((list) => list.length > 0) ?? ['/subscriptions/SUBSCRIPTION_ID'];
  const cli = scopes.map((scope) => `az role assignment create --assignee ${grantee} --role ${quoted(role)} --scope ${scope}`);
  const which =
    role === 'byok-audit'
      ? 'the custom role of docs/permissions.md, since no built-in role but Reader and those above it holds it'
      : 'the built-in role Key Vault Reader, or the custom role of docs/permissions.md, holds it';
  return source?.startsWith('azure:keyvault:')
    ? advice(
        `Assign the identity of the scan a role with the data action ${named}: ${which}. In a vault without Azure RBAC, add an access policy with the key permissions get, list and getrotationpolicy for it instead, and leave those of others as they are.`,
        { cli },
      )
    : advice(`Assign the identity of the scan a role with ${named}: ${which}.`, { cli });
}

const quoted = (text: string): string => (text.includes(' ') ? `"${text}"` : text);

function ofGraph(permission: string, id: string, source: string | null): Advice {
  const cli = [
    `az ad app permission add --id COLLECTOR_APP_ID --api ${GRAPH} --api-permissions ${id}=Role`,
    'az ad app permission admin-consent --id COLLECTOR_APP_ID',
  ];
  const grant = `Give the application of the scan's identity the application permission ${permission} of Microsoft Graph, with an administrator's consent. A managed identity gets it as an app role assignment instead.`;
  if (source === 'graph:GetServicePrincipal')
    return advice(`${grant} Or name the object id of Confluent's service principal in the configuration.`, {
      cli,
      paste: [yaml('azure:', `  service_principals: {"${toFillIn('APPLICATION_ID')}": "${toFillIn('OBJECT_ID')}"}`)],
    });
  return source === 'graph:GetUser' || source === 'graph:GetPrincipal'
    ? advice(`${grant} Or list the principals that you know in the configuration.`, {
        cli,
        paste: [yaml('trusted_principals:', `  azure: ["${toFillIn('OBJECT_ID')}"]`)],
      })
    : advice(grant, { cli });
}

const HOSTS: readonly (readonly [source: string, host: string])[] = [
  ['azure:keyvault:', 'VAULT.vault.azure.net, whose private endpoint is reached only from its own network'],
  ['graph:', 'graph.microsoft.com'],
  ['azure:credentials', 'login.microsoftonline.com'],
];

export const azureHost = ({ source }: Unanswered): string =>
  HOSTS.find(([prefix]) => source?.startsWith(prefix))?.[1] ?? 'management.azure.com';

/** What a call of Azure that gave no fact is peculiar in, by cause. */
export const AZURE_REMEDIES = {
  unsupported: {
    text: 'Confluent names no Managed HSM, and this version does not ask one: see key.kms_supported. Register a key of a Key Vault for new clusters, or attest what is known of this one.',
    paste: 'attestation',
  },
} as const;
