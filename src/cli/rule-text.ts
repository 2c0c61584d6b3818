import { type Catalogue, type CatalogueRule, defaultsOf, type Requirement } from '../evaluate/catalogue.ts';
import { callsOfRule, GRANTORS, needs } from '../permissions.ts';
import { exampleWays, headingOf, type Way } from '../render/ways.ts';
import { checklistsFor } from '../report/checklists.ts';
import { cloudInWords } from '../report/message.ts';
import { remediesFor } from '../report/remedy.ts';
import { wrapped } from './wrap.ts';

/** All that is known of a rule, for a terminal. */
export function ruleText(rule: CatalogueRule, catalogue: Catalogue, width: number): string {
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
