import { wrongUsage } from '../audit-error.ts';
import { type Catalogue, type CatalogueRule, controlsOf, defaultsOf, type Requirement } from '../evaluate/catalogue.ts';
import { loadPolicy } from '../evaluate/policy.ts';
import { nearest } from '../input/nearest.ts';
import { callsOfRule, GRANTORS, needs } from '../permissions.ts';
import { exampleWays, headingOf, type Way } from '../render/ways.ts';
import { checklistsFor } from '../report/checklists.ts';
import { cloudInWords } from '../report/message.ts';
import { remediesFor } from '../report/remedy.ts';
import type { RulesOptions } from './options.ts';
import type { Session } from './session.ts';
import { wrapped } from './wrap.ts';

/** Lists the rules, or explains one. @throws AuditError 64 where there is no such rule */
export function listedRules(session: Session, id: string | undefined, options: RulesOptions): void {
  const catalogue = loadPolicy(options.policy, session.directory).catalogue;
  const { rules, frameworks } = catalogue;
  const chosen = id === undefined ? rules : [find(rules, id)];
  if (options.json === true) {
    const listed = chosen.map((rule) => ({ ...rule, controls: controlsOf(frameworks, rule.id) }));
    session.printJson(id === undefined ? listed : listed[0]);
  } else
    session.print(
      id === undefined ? list(chosen, session.width) : chosen.map((rule) => explain(rule, catalogue, session.width)).join(''),
    );
}

function find(rules: readonly CatalogueRule[], id: string): CatalogueRule {
  const rule = rules.find((candidate) => candidate.id === id);
  if (rule !== undefined) return rule;
  const near = nearest(
    id,
    rules.map((candidate) => candidate.id),
  );
  throw wrongUsage(
    `there is no rule "${id}"${near === undefined ? '.' : `; did you mean ${near}?`} All of them: byok-audit rules`,
  );
}

const LEAST_ROOM = 30;

function list(rules: readonly CatalogueRule[], columns: number): string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  const indent = columns - width - 12 < LEAST_ROOM ? 4 : width + 12;
  return rules
    .map(({ id, severity, title }) => {
      const lines = wrapped(title, columns - indent).replaceAll('\n', `\n${' '.repeat(indent)}`);
      // beside a long id a narrow terminal has no room for a sentence
      return indent === 4 ? `${id}  ${severity}\n    ${lines}\n` : `${id.padEnd(width)}  ${severity.padEnd(8)}  ${lines}\n`;
    })
    .join('');
}

/** Commands and snippets stand as they are, so that they can be copied. */
const way = (one: Way, width: number): string =>
  `\n${wrapped(headingOf(one), width - 2).replaceAll(/^/gm, '  ')}\n${(one.code ? one.text : wrapped(one.text, width - 4)).replaceAll(/^/gm, '    ')}\n`;

/** The calls whose answers it rests on, with the permission that each needs. */
function needed(rule: CatalogueRule): string {
  const calls = callsOfRule(rule);
  return GRANTORS.flatMap((grantor) =>
    needs([rule], grantor)
      .filter(({ rules }) => rules.length > 0)
      .map((need) => {
        const asked = need.calls.filter((call) => calls.includes(call)).map((call) => call.replace(/^confluent:/, ''));
        return `${asked.join(', ')} (${need.permission})`;
      }),
  ).join('\n');
}

/** The checklists that its remedies refer to, whole. */
function checklistsOf(rule: CatalogueRule, catalogue: Catalogue, width: number): string {
  return checklistsFor(remediesFor(rule), catalogue)
    .map(({ title, summary, steps }) => {
      const inWidth = (text: string, indent: number) => wrapped(text, width - indent).replaceAll(/^/gm, ' '.repeat(indent));
      const lines = steps.map((step, index) => {
        const commands = step.cli.map(
          ({ cloud, commands }) =>
            `\n${cloud === null ? '' : `     ${cloudInWords(cloud)}\n`}${commands.map((one) => `       ${one}`).join('\n')}`,
        );
        return `\n  ${index + 1}. ${step.title}\n${inWidth(step.text, 5)}${commands.join('')}\n`;
      });
      return `\nChecklist: ${title}\n${inWidth(summary, 2)}\n${lines.join('')}`;
    })
    .join('');
}

/** `SC-12`, or `CM-6 (in part)` where the requirement asks for more than rules see. */
const answeredInWords = ({ id, beyond }: Requirement): string => (beyond === null ? id : `${id} (in part)`);

function explain(rule: CatalogueRule, catalogue: Catalogue, width: number): string {
  const { frameworks } = catalogue;
  const { id, severity, title, description, rationale, remediation, parameters, references } = rule;
  const part = (name: string, text: string) => `\n${name}\n${wrapped(text, width - 2).replaceAll(/^/gm, '  ')}\n`;
  const named = Object.entries(parameters).map(
    ([name, { description: what, default: value }]) => `${name} (${JSON.stringify(value)}): ${what}`,
  );
  const answered = frameworks.flatMap(({ title: name, version, requirements }) => {
    const own = requirements.filter(({ rules }) => rules.includes(id));
    return own.length === 0 ? [] : [`${name} (${version}): ${own.map(answeredInWords).join(', ')}`];
  });
  return [
    `${id}  ${severity}\n${wrapped(title, width)}\n`,
    part('What it says', description),
    part('Why', rationale),
    part('What to do', remediation.summary),
    ...exampleWays(remediesFor(rule), defaultsOf(parameters)).map((one) => way(one, width)),
    checklistsOf(rule, catalogue, width),
    part('What it reads', needed(rule)),
    ...(named.length === 0 ? [] : [part('Parameters', named.join('\n'))]),
    ...(answered.length === 0 ? [] : [part('Controls', answered.join('\n'))]),
    ...(references.length === 0 ? [] : [`\nSee\n${references.map((link) => `  ${link}\n`).join('')}`]),
  ].join('');
}
