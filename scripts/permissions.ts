import { stringify } from 'yaml';
import type { CatalogueRule } from '../src/evaluate/catalogue.ts';
import { awsPolicy, azureRole, type Grantor, googleRole, graphPermissions, type Need, needs } from '../src/permissions.ts';

const cell = (text: string) => text.replaceAll('|', '\\|');
const code = (text: string) => `\`${text}\``;
const block = (language: string, text: string) => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n`;
const json = (value: unknown) => block('json', JSON.stringify(value, null, 2));

function table(list: readonly Need[]): string {
  const rows = list.map(({ permission, for: why, rules, optional }) => {
    const served = rules.length === 0 ? (optional ?? '') : rules.map(code).join(', ');
    return `| ${[code(permission), why, served].map(cell).join(' | ')} |\n`;
  });
  return `| permission | what it is for | rules that rest on it |\n|---|---|---|\n${rows.join('')}`;
}

/** `docs/permissions.md`: which permissions the rules need, from the facts that they read and the calls that give these. */
export function permissionsPage(rules: readonly CatalogueRule[], generated: string): string {
  const of = (grantor: Grantor) => needs(rules, grantor);
  return `# Permissions

${generated}
byok-audit only reads. What it is not allowed to read becomes \`unknown\`, with the call and the permission that is missing; nothing
else changes. It may run with fewer permissions than these, and then reports what is missing. This page is generated: from the facts
that the rules read, the calls that give these facts, and the permissions of these calls.

## Confluent Cloud

A Cloud API key (not one of a cluster), in \`CONFLUENT_CLOUD_API_KEY\` and \`CONFLUENT_CLOUD_API_SECRET\`, of a principal with these roles.
A lesser role often sees less without any error; the scan proves that it saw everything by Confluent's own count of environments.

${table(of('confluent'))}
## AWS

Credentials come from the default chain. For keys in other accounts, name a role with this policy in the configuration
(\`aws.accounts\`); the caller then needs \`sts:AssumeRole\` on it. Without a role, some of the calls work across accounts if the key
policy allows it; GetKeyPolicy does not.

${json(awsPolicy(of('aws')))}
${table(of('aws'))}
## Azure

Credentials come from the default chain (\`DefaultAzureCredential\`). Where one plane denies access, facts of the other are used. Save the
definition as \`role.json\` and create it with \`az role definition create --role-definition role.json\`. In a vault without Azure RBAC
the caller also needs an access policy with the key permissions \`get\`, \`list\` and \`getrotationpolicy\`.

${json(azureRole(of('azure')))}
Microsoft Graph gives the service principal of Confluent's application; grant the application permission ${graphPermissions(of('azure')).map(code).join(', ')}, or name the object ids in the configuration (\`azure.service_principals\`).

${table(of('azure'))}
## Google Cloud

Application default credentials. Save the role as \`role.yaml\`, create it with \`gcloud iam roles create byok_audit --project PROJECT
--file role.yaml\`, and grant it on each project that holds keys.

${block('yaml', stringify(googleRole(of('gcp'))))}
${table(of('gcp'))}`;
}
