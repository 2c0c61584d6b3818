import type { Period, ScanTally } from '../../report/period.ts';
import { plural } from '../../report/plural.ts';
import { controlAnchor, placeOf, ruleAnchor } from '../html/links.ts';
import { strip } from '../html/strip.ts';
import type { Table } from '../html/table.ts';
import { BEYOND_WORDS, capital } from '../state-words.ts';
import { listed, NONE, orNone } from './listed.ts';
import { atScans, figuresInWords } from './words.ts';

type Framework = Period['frameworks'][number];

/** Where a requirement stands over the period: by the worst of its scans. */
type Standing = 'held' | 'failed' | 'open' | 'other' | 'uncovered';

function standingOf({ rules, scans }: Framework['requirements'][number], ran: number): Standing {
  if (rules.length === 0) return 'uncovered';
  const tone = toneOf(scans, ran);
  return tone === 'bad' ? 'failed' : tone === 'warn' ? 'open' : tone === 'good' ? 'held' : 'other';
}

/** Green only where every scan says so. */
const toneOf = ({ fail, error, unknown, waived, pass }: ScanTally, ran: number): 'bad' | 'warn' | 'good' | '' =>
  fail + error > 0 ? 'bad' : unknown + waived > 0 ? 'warn' : ran > 0 && pass === ran ? 'good' : '';

/** How many requirements of each framework did how. */
export function frameworkTable({ frameworks, scans: { ran } }: Period): Table | null {
  const count = (standing: Standing) => (framework: Framework) =>
    orNone(framework.requirements.filter((one) => standingOf(one, ran) === standing).length);
  return listed('frameworks-table', 'Frameworks, with their requirements by how their rules did', frameworks, {
    Framework: ({ id, title, version }) => ({ text: `${title} (${version})`, href: placeOf('framework', id) }),
    Requirements: ({ requirements }) => requirements.length,
    'Held at every scan': count('held'),
    'Failed at one scan or more': count('failed'),
    'Not determined or waived at one or more': count('open'),
    'Did not apply, or were not assessed, at some': count('other'),
    'Not covered': count('uncovered'),
  });
}

/** The frameworks, each requirement with its pass history. */
export function frameworksOver(whole: Period) {
  const { frameworks, scans, gaps, period, findings } = whole;
  const byRule = Map.groupBy(findings, ({ rule }) => rule);
  const over = { ...period, every: scans.every_minutes * 60_000 };
  return frameworks.map(({ requirements, ...framework }) => ({
    ...framework,
    anchor: placeOf('framework', framework.id),
    requirements: requirements
      .filter(({ rules }) => rules.length > 0)
      .map((requirement) => ({
        ...requirement,
        did: capital(atScans(requirement.scans, scans.ran)),
        anchor: controlAnchor(framework.id, requirement.id),
        why: requirement.beyond === null ? null : BEYOND_WORDS[requirement.beyond],
        rules: requirement.rules.map((rule) => ({ rule, anchor: ruleAnchor(rule) })),
        strip: strip(requirement.history, gaps, over),
        tone: toneOf(requirement.scans, scans.ran),
        findings: figuresInWords(
          requirement.findings,
          whole,
          requirement.rules.flatMap((rule) => byRule.get(rule) ?? []),
        ),
      })),
    uncovered: requirements.filter(({ rules }) => rules.length === 0),
  }));
}

type Rule = Period['rules'][number];

/** The rules that had findings or rest on people's word, in a table; the others in a line for each way in which they did. */
export function rulesOver(period: Period) {
  const { rules, scans, findings: all } = period;
  const { ran } = scans;
  const byRule = Map.groupBy(all, ({ rule }) => rule);
  const findingsOf = ({ id, findings, verdicts: { attested } }: Rule): string | null => {
    const parts = [
      figuresInWords(findings, period, byRule.get(id) ?? []) ?? [],
      attested === 0 ? [] : `${plural(attested, 'verdict')} of all scans attested`,
    ];
    return parts.flat().join('; ') || null;
  };
  const isQuiet = (rule: Rule) => findingsOf(rule) === null;
  const eventful = rules.filter((rule) => !isQuiet(rule));
  const alike = Map.groupBy(rules.filter(isQuiet), ({ scans }) => atScans(scans, ran));
  return {
    table: listed(
      'rules-over-time',
      `Rules with findings or attestations (${eventful.length})`,
      eventful,
      {
        Rule: ({ id, title }) => title ?? id,
        Id: ({ id }) => ({ text: id, code: true }),
        Severity: ({ severity }) => severity,
        'At scans, by the worst verdict': ({ scans }) => atScans(scans, ran),
        Findings: (rule) => findingsOf(rule) ?? NONE,
      },
      { anchor: ({ id }) => ruleAnchor(id) },
    ),
    alike: [...alike].map(([words, own]) => ({
      words: `${capital(words)}: ${plural(own.length, 'rule')}`,
      tone: own.map(({ scans }) => toneOf(scans, ran))[0] ?? '',
      rules: own.map(({ id }) => ({ rule: id, anchor: ruleAnchor(id) })),
    })),
  };
}
