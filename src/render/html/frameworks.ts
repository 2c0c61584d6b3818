import { plural } from '../../report/plural.ts';
import type { Report, ReportedFramework, ReportedVerdict, RequirementStatus } from '../../report/schema.ts';
import { REQUIREMENT_STATUSES } from '../../report/schema.ts';
import { visible } from '../visible.ts';
import { type Kind, placeOf, ruleAnchor } from './anchors.ts';
import { webAddress } from './link.ts';
import { attested, waived } from './words.ts';

const STATUS: Record<RequirementStatus, { symbol: string; word: string; tone: string }> = {
  fail: { symbol: '✗', word: 'Failed', tone: 'bad' },
  error: { symbol: '!', word: 'Rule broke', tone: 'bad' },
  unknown: { symbol: '?', word: 'Not determined', tone: 'warn' },
  waived: { symbol: '~', word: 'Waived', tone: 'warn' },
  pass: { symbol: '✓', word: 'Passed', tone: 'good' },
  not_applicable: { symbol: '–', word: 'Not applicable', tone: '' },
  not_assessed: { symbol: '·', word: 'Not assessed', tone: '' },
  not_covered: { symbol: '', word: 'Not covered', tone: '' },
};

/** What keeps a requirement from passing, and in which part of the page it is told. */
const TROUBLE: { word: string; tone: string; kind: Kind; is: (verdict: ReportedVerdict) => boolean }[] = [
  { word: 'failed', tone: 'bad', kind: 'not met', is: (verdict) => verdict.status === 'fail' && !waived(verdict) },
  { word: 'broke', tone: 'bad', kind: 'broke', is: ({ status }) => status === 'error' },
  {
    word: 'not determined',
    tone: 'warn',
    kind: 'undetermined',
    is: (verdict) => verdict.status === 'unknown' && !attested(verdict),
  },
  { word: 'to be attested', tone: 'warn', kind: 'to be attested', is: attested },
  { word: 'waived', tone: 'warn', kind: 'not met', is: waived },
];

/** The control frameworks, each requirement with what its rules said. */
export function frameworks({ frameworks, verdicts }: Report) {
  const byRule = Map.groupBy(verdicts, ({ rule }) => rule);
  return frameworks.map((framework) => {
    const { id, title, version, publisher, url, requirements } = framework;
    return {
      id: placeOf('framework', id),
      name: visible(title),
      version: visible(version),
      publisher: visible(publisher),
      url: webAddress(url),
      summary: summary(framework),
      requirements: requirements
        .filter(({ status }) => status !== 'not_covered')
        .map((requirement) => ({
          id: visible(requirement.id),
          title: visible(requirement.title),
          note: requirement.note === null ? null : visible(requirement.note),
          ...STATUS[requirement.status],
          rules: troubledFirst(requirement.rules.map((rule) => answer(rule, byRule.get(rule) ?? []))),
        })),
      uncovered: requirements
        .filter(({ status }) => status === 'not_covered')
        .map((requirement) => ({
          id: visible(requirement.id),
          title: visible(requirement.title),
          note: visible(requirement.note ?? ''),
        })),
    };
  });
}

const answer = (rule: string, verdicts: readonly ReportedVerdict[]) => ({
  rule: visible(rule),
  anchor: ruleAnchor(rule),
  trouble: TROUBLE.flatMap(({ word, tone, kind, is }) => {
    const count = verdicts.filter(is).length;
    return count === 0 ? [] : [{ count, word, tone, anchor: placeOf(kind, rule) }];
  }),
});

const troubledFirst = (answers: readonly ReturnType<typeof answer>[]) => [
  ...answers.filter(({ trouble }) => trouble.length > 0),
  ...answers.filter(({ trouble }) => trouble.length === 0),
];

/** `11 requirements: 2 failed, 1 not covered.` */
function summary({ requirements }: ReportedFramework): string {
  const counts = REQUIREMENT_STATUSES.flatMap((status) => {
    const count = requirements.filter((requirement) => requirement.status === status).length;
    return count === 0 ? [] : [`${count} ${STATUS[status].word.toLowerCase()}`];
  });
  return `${plural(requirements.length, 'requirement')}: ${counts.join(', ')}.`;
}
