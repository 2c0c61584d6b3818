import type { ReportingDescriptor } from 'sarif';
import type { Report, ReportedRule } from '../../report/schema.ts';
import { cut } from '../cut.ts';
import { ruleText } from '../rules.ts';
import { visible } from '../visible.ts';
import { helpOf, linksOf } from './help.ts';
import { LEVEL, SECURITY_SEVERITY } from './severity.ts';

const MOST_NAME = 255;
const MOST_DESCRIPTION = 1024;
/** GitHub shows ten, warns of more, and refuses a rule with more than twenty. The help of a rule lists all its requirements. */
const MOST_TAGS = 10;

/** GitHub takes a rule with the tag `security` for one about security, as is one that has a score. */
const NO_TAGS = ['', 'security'];

/** A rule as GitHub shows it beside the alerts that are its. */
export function ruleOf(rule: ReportedRule, report: Report): ReportingDescriptor {
  const { id, title, severity, description, controls } = rule;
  const security = SECURITY_SEVERITY[severity];
  const [link] = linksOf(rule);
  const about = (text: string) => ({ text: cut(ruleText(text), MOST_DESCRIPTION) || visible(id) });
  const name = nameOf(id);
  const tags = ['encryption', 'byok', 'confluent-cloud', ...frameworkTags(controls)].filter(
    (tag) => !NO_TAGS.includes(tag.trim()),
  );
  return {
    id: visible(id),
    ...(name === '' ? {} : { name }),
    shortDescription: about(title),
    fullDescription: about(description),
    help: helpOf(rule, report),
    ...(link === undefined ? {} : { helpUri: link }),
    defaultConfiguration: { level: LEVEL[severity] },
    properties: {
      tags: [...(security === null ? [] : ['security']), ...new Set(tags)].slice(0, MOST_TAGS),
      precision: 'very-high',
      'problem.severity': LEVEL[severity] === 'note' ? 'recommendation' : LEVEL[severity],
      ...(security === null ? {} : { 'security-severity': security }),
    },
  };
}

/** `cluster.region_match` as `ClusterRegionMatch`. */
const nameOf = (id: string): string =>
  visible(id)
    .replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9]?)/g, (_, letter: string) => letter.toUpperCase())
    .slice(0, MOST_NAME);

/** The frameworks of which a rule answers most come first. */
const frameworkTags = (controls: ReportedRule['controls']): string[] =>
  Object.entries(controls)
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([framework]) => visible(framework));
