import { cloudInWords } from '../../report/message.ts';
import { plural } from '../../report/plural.ts';
import type { Report, ReportedRule, ReportedSubject, ReportedVerdict } from '../../report/schema.ts';
import { isFailing } from '../../report/state.ts';
import { subjectsOf } from '../../report/subject-lookup.ts';
import { missing } from '../missing.ts';
import { ruleText } from '../rules.ts';
import { countOf, SHOWN_STATES } from '../state-words.ts';
import { ageInWords } from './age.ts';
import { marks } from './changes.ts';
import { controlLinks } from './controls.ts';
import { evidenceIn } from './evidence.ts';
import { waiverIn } from './exceptions.ts';
import type { Facets } from './facets.ts';
import { fixesOf, type OwnFix } from './fixes.ts';
import { type Kind, placeOf, ruleAnchor, verdictAnchor, webAddress } from './links.ts';
import type { Room } from './room.ts';
import { type Columns, MOST_AT_ONCE, type Table, table } from './table.ts';
import { byUrgency } from './urgency.ts';
import { moments, nameOf, shown } from './words.ts';

/** What is known of a report, for its findings. */
export type Known = { report: Report; facets: Facets; room: Room };

/**
 * Finds what the page says of a rule's verdicts of one kind, rule by rule, the most urgent first.
 * @returns a function of how they stand, since the rule's title states the good condition, and of the verdicts
 */
export function findingsOf(known: Known) {
  const { report } = known;
  const subjectOf = subjectsOf(report);
  const [grouped, itemOf, rowsOf, fixes] = [byUrgency(report), itemsOf(known), rowsIn(known), fixesOf(report)];
  const controlsOf = controlLinks(report);
  return (kind: Kind, verdicts: readonly ReportedVerdict[]) =>
    grouped(verdicts).map(({ rule, verdicts: own }) => {
      const inFull = own.slice(0, known.room.inFull);
      const fix = fixes(rule.id, own);
      const items = inFull.map((verdict) => itemOf(verdict, rule, fix.of(verdict)));
      return {
        ...headOf(rule, kind, own),
        elsewhere: own.length > 0 && own.every(({ subject }) => subjectOf(subject).production === false),
        fixes: fix.shared,
        controls: controlsOf(rule),
        items,
        long: items.length > MOST_AT_ONCE,
        rest: rowsOf(rule, own.slice(known.room.inFull)),
      };
    });
}

/** How a group is headed: its rule's title states the good condition. */
const KIND_WORDS: Readonly<Record<Kind, string>> = {
  'not met': 'Failed',
  undetermined: 'Not determined',
  'to be attested': 'Needs attestation',
  broke: 'Rule broke',
};

function headOf(rule: ReportedRule, kind: Kind, verdicts: readonly ReportedVerdict[]) {
  // the remediation does not help whoever lacks a permission: what was not observed names it
  const failed = verdicts.some(({ state }) => isFailing(state));
  return {
    id: placeOf(kind, rule.id),
    kind: KIND_WORDS[kind],
    rule: rule.id,
    ruleAnchor: ruleAnchor(rule.id),
    title: ruleText(rule.title),
    severity: rule.severity,
    rationale: ruleText(rule.rationale),
    remediation: failed ? ruleText(rule.remediation) : null,
    references: failed ? rule.references.map(webAddress).filter((link) => link !== null) : [],
    count: countOf(verdicts),
  };
}

function itemsOf({ report, facets, room }: Known) {
  const [subjectOf, evidence, marked, waiverOf] = [subjectsOf(report), evidenceIn(report), marks(report), waiverIn(report)];
  return (verdict: ReportedVerdict, rule: ReportedRule, fix: OwnFix | null) => {
    const { message, notes, expected, actual, unknown, severity, state } = verdict;
    const subject = subjectOf(verdict.subject);
    const unseen = missing(subject.type, unknown?.facts ?? []);
    return {
      anchor: verdictAnchor(verdict),
      about: facets.ofVerdict(verdict),
      rule: rule.id,
      severity,
      state: SHOWN_STATES[state],
      name: nameOf(subject),
      id: subject.id,
      section: room.sectionOf(subject),
      production: subject.production === true,
      mark: marked.get(verdict.fingerprint) ?? null,
      where: where(subject),
      owner: subject.owner,
      since: ageInWords(verdict, report.run.as_of),
      // what the script sorts by
      recorded: verdict.first_seen,
      kms: subject.kms_name === subject.id ? null : subject.kms_name,
      on: onIt(subject),
      waiver: waiverOf(verdict),
      // the message of an unknown names its first fact; the list below has all of them
      message: unseen.length > 0 ? null : moments(message),
      notes: notes.map(moments),
      fix,
      compared:
        expected === null && actual === null ? null : { expected: inUnits(expected, rule), actual: inUnits(actual, rule) },
      missing: unseen,
      evidence: evidence.of(subject, verdict.evidence),
      evidenceCaption: `Evidence for ${rule.id} on ${subject.id}`,
    };
  };
}

/** `365 days`, where the rule says what its numbers count. */
const inUnits = (value: unknown, rule: ReportedRule | undefined): string =>
  `${shown(value)}${typeof value === 'number' && rule?.unit != null ? ` ${rule.unit}` : ''}`;

/** Where there are too many to be shown in full: a row each. */
function rowsIn({ report, facets, room }: Known) {
  const [subjectOf, ruleOf] = [subjectsOf(report), new Map(report.rules.map((rule) => [rule.id, rule]))];
  const columns: Columns<ReportedVerdict> = {
    Subject: ({ subject: named }) => {
      const subject = subjectOf(named);
      return { text: nameOf(subject), href: room.sectionOf(subject) };
    },
    Id: ({ subject }) => ({ text: subject.id, code: true }),
    Production: ({ subject }) => production(subjectOf(subject)),
    Expected: ({ expected, rule }) => inUnits(expected, ruleOf.get(rule)),
    Actual: ({ actual, rule }) => inUnits(actual, ruleOf.get(rule)),
    Since: ({ first_seen }) => first_seen?.slice(0, 10) ?? '',
  };
  return (rule: ReportedRule, verdicts: readonly ReportedVerdict[]): Table | null =>
    verdicts.length === 0
      ? null
      : table(placeOf('rows', rule.id), `Further failures of ${rule.id}`, verdicts, columns, {
          about: facets.ofVerdict,
          anchor: verdictAnchor,
          most: { rows: room.rowsOfRule, file: room.file },
        });
}

export const production = ({ production: known }: Pick<ReportedSubject, 'production'>): string =>
  known === null ? '' : known ? 'yes' : 'no';

/** The clusters of a key, by id, for a reader who knows clusters and not keys. */
const onIt = ({ type, clusters, more_clusters: more }: ReportedSubject): string | null =>
  type !== 'key' || clusters === null
    ? null
    : clusters.length === 0
      ? 'no cluster uses it'
      : `used by ${clusters.join(', ')}${more > 0 ? ` and ${plural(more, 'more cluster')}` : ''}`;

/** `cluster in prod (env-1) · AWS us-east-1`. */
function where({ type, environment, environment_name, cloud, region }: ReportedSubject): string {
  const named = environment_name === null ? environment : `${environment_name} (${environment})`;
  const place = [cloud === null ? null : cloudInWords(cloud), region].filter((part) => part !== null).join(' ');
  return `${type}${named === null ? '' : ` in ${named}`}${place === '' ? '' : ` · ${place}`}`;
}
