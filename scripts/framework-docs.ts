import type { Framework, Requirement } from '../src/evaluate/catalogue.ts';
import { cloudInWords } from '../src/report/message.ts';

type Checked = NonNullable<Framework['checked']>;

/** What rules see of a requirement that asks for more. */
const SEEN: Record<NonNullable<Requirement['beyond']>, string> = { process: 'the state, not the process', part: 'a part' };

/**
 * The frameworks as a page lists them: each requirement with its rules, or with what would answer it.
 * @param link to a rule
 */
export function frameworkList(
  frameworks: readonly Framework[],
  rows: (list: readonly (readonly string[])[]) => string,
  link: (rule: string) => string,
): string {
  return frameworks.map((framework) => section(framework, frameworks, rows, link)).join('');
}

export const headingOf = ({ title, version }: Framework) => `${title} (${version})`;

function section(
  framework: Framework,
  frameworks: readonly Framework[],
  rows: (list: readonly (readonly string[])[]) => string,
  link: (rule: string) => string,
): string {
  const { publisher, url, checked, cloud, profile_of, requirements } = framework;
  const covered = requirements.filter(({ rules }) => rules.length > 0);
  const open = requirements.filter(({ rules }) => rules.length === 0);
  const base = frameworks.find(({ id }) => id === profile_of);
  // what a profile selects was checked where it stands
  const own =
    base === undefined ? requirements.flatMap((one) => (one.checked === null ? [] : [{ id: one.id, ...one.checked }])) : [];
  return [
    `### ${headingOf(framework)}\n\n${publisher}, <${url}>\n`,
    checked === null
      ? ''
      : `\nChecked against ${inWords(checked)}.${own.map((one) => ` ${one.id}: ${inWords(one)}.`).join('')}\n`,
    cloud === null ? '' : `\nOnly about ${cloudInWords(cloud)}: verdicts on keys elsewhere do not count.\n`,
    base === undefined ? '' : `\nA profile: requirements of ${headingOf(base)}, with the rules and notes that they have there.\n`,
    covered.length === 0
      ? ''
      : `\n| requirement | in our words | rules see | rules |\n|---|---|---|---|\n${rows(covered.map((one) => [one.id, words(one), one.beyond === null ? 'what it asks' : SEEN[one.beyond], one.rules.map(link).join(', ')]))}`,
    open.length === 0
      ? ''
      : `\nNot covered by any rule:\n\n| requirement | in our words | what would answer it |\n|---|---|---|\n${rows(open.map(({ id, title, note }) => [id, `${title}.`, note ?? '']))}`,
    '\n',
  ].join('');
}

const inWords = ({ source, version }: Checked): string => `${source}, ${version}`;

function words({ title, note, at_most }: Requirement): string {
  const limits = Object.entries(at_most).map(([name, limit]) => `\`${name}\` ${limit}`);
  return [
    `${title}.`,
    ...(limits.length === 0 ? [] : [`Limits: ${limits.join(', ')}.`]),
    ...(note === null ? [] : [`*${note}*`]),
  ].join(' ');
}
