import { CLOUDS } from '../src/clouds/index.ts';
import { confluentCall } from '../src/confluent/calls.ts';
import type { CatalogueRule } from '../src/evaluate/catalogue.ts';
import type { Advice } from '../src/facts/advice.ts';
import type { Cause } from '../src/facts/fact.ts';
import { factWords } from '../src/facts/register.ts';
import { callsOfRule, GRANTORS, type Grantor, needs, PERMISSIONS } from '../src/permissions.ts';
import { causesOf } from '../src/report/unknown-causes.ts';
import { adviceOnCall, generalRemedy, remediesOfFact, remedyOfSource } from '../src/report/unknown-remedy.ts';

const cell = (text: string) => text.replaceAll('|', '\\|');
const code = (text: string) => `\`${text}\``;
const words = (cause: string) => cause.replaceAll('_', ' ');
const labelOf = (grantor: Grantor) => CLOUDS.find(({ provider }) => provider === grantor)?.label ?? 'Confluent Cloud';

const OF_CALL = {
  denied: 'The call was refused. The permission that would answer it stands with the verdict; how to grant each of them:',
  throttled: 'The service refused the call for too many requests, six times, or asked for a wait of more than a minute.',
  timeout: 'No answer came in time, or the scan reached its deadline.',
  unreachable: 'There was no connection, or the service failed.',
} as const;
const isOfCall = (cause: Cause): cause is keyof typeof OF_CALL => Object.hasOwn(OF_CALL, cause);

function advised({ text, cli, paste }: Advice): string {
  const commands = cli.length === 0 ? '' : `\n\`\`\`\n${cli.join('\n')}\n\`\`\`\n`;
  return `${text}\n${commands}${paste.map(({ language, text: lines }) => `\n\`\`\`${language}\n${lines}\n\`\`\`\n`).join('')}`;
}

function grants(): string {
  return GRANTORS.map((grantor) => {
    const list = (PERMISSIONS.get(grantor) ?? []).flatMap(({ permission, calls }) =>
      calls.map((source) => ({
        permission,
        calls: [source],
        advice: adviceOnCall({ cause: 'denied', source, permission: permission.replace(/ \(data action\)$/, '') }, [], null),
      })),
    );
    const same = [...Map.groupBy(list, ({ permission, advice }) => JSON.stringify([permission, advice])).values()];
    const network = CLOUDS.filter(({ provider }) => provider === grantor).map(
      ({ advice }) => `\n#### No permission\n\n${advice.grant([{ source: null, permission: null }], [], null, null).text}\n`,
    );
    const parts = same.map((group) => {
      const [first] = group;
      if (first === undefined) return '';
      return `\n#### ${first.permission}\n\nFor ${group.flatMap(({ calls }) => calls.map(code)).join(', ')}.\n\n${advised(first.advice)}`;
    });
    return `\n### ${labelOf(grantor)}\n${parts.join('')}${network.join('')}`;
  }).join('');
}

/** What to do about one cause of one rule: the remedies that its report may name, each once. */
function remedies(rule: CatalogueRule, cause: Cause): string {
  if (cause === 'denied') {
    const asked = GRANTORS.flatMap((grantor) =>
      needs([rule], grantor)
        .filter(({ rules }) => rules.length > 0)
        .map(({ permission }) => code(permission)),
    );
    return `Grant ${[...new Set(asked)].join(', ')}: [how](#denied).`;
  }
  if (isOfCall(cause)) return `[What to do](#${cause}).`;
  const calls = callsOfRule(rule);
  const ofCalls = calls.flatMap((source) => {
    const text = remedyOfSource(cause, confluentCall(source))?.text;
    return text === undefined ? [] : [text];
  });
  const fromFacts = rule.reads.flatMap((path) =>
    remediesOfFact(rule.subject_type, path)
      .filter((remedy) => remedy.cause === cause)
      .map(({ text, calls: of }) => {
        const cloud = CLOUDS.find(({ provider }) => of?.some((call) => call.startsWith(`${provider}:`)));
        return { text, about: cloud?.label ?? factWords(rule.subject_type, path) };
      }),
  );
  const ofFacts = [...Map.groupBy(fromFacts, ({ text }) => text)].map(
    ([text, all]) => `*${[...new Set(all.map(({ about }) => about))].join(', ')}:* ${text}`,
  );
  const own = cause === 'unrecognized' || cause === 'ambiguous' ? rule.remediation.unknown?.[cause] : undefined;
  const credentials =
    cause === 'not_collected' && calls.some((call) => !call.startsWith('confluent:'))
      ? ['Missing credentials: [what to set](#credentials).']
      : [];
  const all = [...new Set([...(own === undefined ? [] : [own]), ...ofFacts, ...ofCalls, ...credentials])];
  return [
    ...all,
    ...(cause === 'ambiguous' || cause === 'unsupported'
      ? all.length === 0
        ? [generalRemedy(cause).text]
        : []
      : [generalRemedy(cause).text]),
  ].join(' ');
}

/** `docs/unknowns.md`: for each rule and each cause for which it may be unknown, what to do. */
export function unknownsPage(rules: readonly CatalogueRule[], generated: string): string {
  const general = (Object.keys(OF_CALL) as (keyof typeof OF_CALL)[]).map((cause) => {
    const advice = adviceOnCall({ cause, source: 'confluent:', permission: null }, [], null).text;
    return `\n## ${words(cause)}\n\n${OF_CALL[cause]}\n${cause === 'denied' ? grants() : `\n${advice.replaceAll('api.confluent.cloud', 'the service')}\n`}`;
  });
  const credentials = CLOUDS.map(({ label, credentials: { remedy } }) => `- ${label}: ${remedy}.\n`).join('');
  const ofRule = (rule: CatalogueRule) =>
    `\n### ${rule.id}\n\n| cause | remedy |\n|---|---|\n${causesOf(rule)
      .map((cause) => `| ${code(cause)} | ${cell(remedies(rule, cause))} |\n`)
      .join('')}`;
  return `# Remedies of unknowns

${generated}
What to do about each verdict that could not be determined, by rule and cause. What the causes mean: [verdicts.md](verdicts.md#why-a-verdict-is-unknown).
A report groups its unknowns by cause, call and permission, and names the remedy of each group with the keys, accounts, vaults and projects that it
is about; here, words in capitals stand for them. Which causes a rule may have follows from the facts that it reads and the calls that give these.

An attestation answers a verdict of which every cause is \`unsupported\`, \`ambiguous\` or \`not_collected\`: [waivers.md](waivers.md#attestations).
${general.join('')}
## Credentials

\`not_collected\` with the credentials of a cloud as its call:

${credentials}
## By rule
${rules.map(ofRule).join('')}`;
}
