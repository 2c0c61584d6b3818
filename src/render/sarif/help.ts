import type { MultiformatMessageString } from 'sarif';
import type { Report, ReportedRule } from '../../report/schema.ts';
import { ruleText } from '../rules.ts';
import { visible } from '../visible.ts';
import { exampleWays, headingOf, type Way } from '../ways.ts';
import { markdown } from './text.ts';

/** What a rule asks for, why, and what to do about a failure: as text, and as Markdown, which GitHub prefers. */
export function helpOf(rule: ReportedRule, report: Report): MultiformatMessageString & { markdown: string } {
  const { remedies, scope } = report;
  const { description, rationale, remediation } = rule;
  const paragraphs = [description, rationale, `What to do: ${remediation}`].map(ruleText).filter((text) => text !== '');
  const ways = exampleWays(
    remedies.filter((remedy) => remedy.rules.includes(rule.id)),
    Object.fromEntries((scope?.parameters ?? []).map(({ name, value }) => [name, value])),
  );
  const after = [...followedBy(rule, report), ...controlsOf(rule, report)];
  const links = linksOf(rule);
  const see = (link: (address: string) => string) => (links.length === 0 ? [] : [`See: ${links.map(link).join(' ')}`]);
  return {
    text: [...paragraphs, ...ways.map(wayInText), ...after, ...see((link) => link)].join('\n\n'),
    markdown: [
      ...paragraphs.map(markdown),
      ...ways.map(wayInMarkdown),
      ...after.map(markdown),
      ...see((link) => `<${link}>`),
    ].join('\n\n'),
  };
}

/** The references of a rule that lead to the web, as far as they are addresses by RFC 3986. */
export const linksOf = ({ references }: ReportedRule): string[] =>
  references.filter((link) => URL.canParse(link) && WEB_ADDRESS.test(link));

const WEB_ADDRESS = /^https:\/\/(?:[\w.~:/?@!$&'()*+,;=-]|%[\dA-Fa-f]{2})+(?:#(?:[\w.~:/?@!$&'()*+,;=-]|%[\dA-Fa-f]{2})*)?$/;

/** Which checklists to follow, by the titles of their steps: a checklist stands whole in the report's other forms, once. */
const followedBy = (rule: ReportedRule, { remedies, checklists }: Report): string[] =>
  checklists
    .filter(({ id }) => remedies.some(({ rules, steps }) => rules.includes(rule.id) && steps.checklist === id))
    .map(
      ({ title, steps }) => `Follow the checklist "${title}" of the HTML report: ${steps.map((step) => step.title).join('; ')}.`,
    )
    .map(ruleText);

/** The requirements of frameworks that a rule answers, of which its tags can name but a few. */
function controlsOf({ controls }: ReportedRule, { frameworks }: Report): string[] {
  const titleOf = (framework: string) => frameworks.find((one) => one.id === framework)?.title ?? framework;
  const answers = Object.entries(controls).map(([framework, ids]) => `${titleOf(framework)} ${ids.join(', ')}`);
  return answers.length === 0 ? [] : [visible(`Controls: ${answers.join('; ')}.`)];
}

const visibleLines = (text: string): string[] => text.split('\n').map(visible);
const wayInText = (way: Way): string => [`${headingOf(way)}:`, ...visibleLines(way.text)].join('\n');
/** Indented by four, which no text in it can end, unlike a fence. */
const wayInMarkdown = (way: Way): string =>
  way.code
    ? [`${markdown(visible(headingOf(way)))}:`, '', ...visibleLines(way.text).map((line) => `    ${line}`)].join('\n')
    : `${markdown(visible(headingOf(way)))}: ${markdown(visible(way.text))}`;
