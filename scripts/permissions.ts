import { CLOUDS } from '../src/clouds/index.ts';
import type { CatalogueRule } from '../src/evaluate/catalogue.ts';
import { type Need, needs } from '../src/permissions.ts';

const cell = (text: string) => text.replaceAll('|', '\\|');
const code = (text: string) => `\`${text}\``;

function table(list: readonly Need[]): string {
  const rows = list.map(({ permission, for: why, rules, optional }) => {
    const served = rules.length === 0 ? (optional ?? '') : rules.map(code).join(', ');
    return `| ${[code(permission), why, served].map(cell).join(' | ')} |\n`;
  });
  return `| permission | what it is for | rules that rest on it |\n|---|---|---|\n${rows.join('')}`;
}

/** `docs/permissions.md`: which permissions the rules need, from the facts that they read and the calls that give these. */
export function permissionsPage(rules: readonly CatalogueRule[], generated: string): string {
  const clouds = CLOUDS.map(({ label, provider, permissions }) => {
    const needed = needs(rules, provider);
    return `## ${label}\n\n${permissions.howToGrant(needed)}\n${table(needed)}`;
  });
  return `# Permissions

${generated}
byok-audit only reads: by GET and the read calls of the KMS APIs, beside the calls by which credentials are exchanged for others. Facts that it is not allowed to read are \`unknown\`, with the call and the missing permission; nothing
else changes. It can run with fewer permissions than these, and then reports which are missing. This page is generated from the facts
that the rules read, the calls that return these facts, and the permissions that these calls need.

## Confluent Cloud

A Cloud API key (not the API key of a cluster), in \`CONFLUENT_CLOUD_API_KEY\` and \`CONFLUENT_CLOUD_API_SECRET\`, of a principal with these roles;
or a token of an identity provider, exchanged for one of an [identity pool](configuration.md#a-token-in-place-of-an-api-key) with these roles.
A lesser role often sees less, without any error; the scan compares its list with Confluent's own count of environments to prove that it
saw everything.

${table(needs(rules, 'confluent'))}
${clouds.join('\n')}`;
}
