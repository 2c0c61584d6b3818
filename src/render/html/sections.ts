import { cloudInWords, profileFacts } from '../../report/message.ts';
import type { ReportedSubject, ReportedVerdict } from '../../report/schema.ts';
import { countByState, STATES } from '../../report/state.ts';
import { subjectsOf } from '../../report/subject-lookup.ts';
import { subjectKey } from '../../report/subject-order.ts';
import { verdictsOn } from '../../report/verdict-columns.ts';
import { capital, countInWords, SHOWN_STATES } from '../state-words.ts';
import { evidenceIn } from './evidence.ts';
import { headsOf } from './facets.ts';
import type { Known } from './findings.ts';
import { destroyersOf, holdersOn, limitsOnHolders } from './holders.ts';
import { ruleAnchor, subjectAnchor, verdictAnchor } from './links.ts';
import { moments, nameOf } from './words.ts';

/** Keys come first: they are what the audit is about. Within a type the order is that of the lists of keys and clusters. */
const TYPES = ['key', 'cluster', 'environment', 'organization'];

/** What a section says of its subject, beside what was read of it. */
type Label = { label: string; wide?: boolean; items: { text: string; href: string | null; code: boolean; symbol: string }[] };

/**
 * All that the report knows of each subject: what it is, what was read of it, who holds it, and every verdict on it.
 * @param held the anchors of the verdicts that the page has elsewhere: in a large report not all
 */
export function sectionsOf({ report, facets, room }: Known, held: ReadonlySet<string>) {
  const [subjectOf, evidence, labels] = [subjectsOf(report), evidenceIn(report), labelsIn({ report, facets, room })];
  const verdicts = Map.groupBy(verdictsOn(report.verdicts, room.sections), ({ subject }) => subjectKey(subject));
  /** A cluster whose own verdicts all pass may still lose its data with its key. */
  const wrongWithKey = ({ type, key }: ReportedSubject): Label[] => {
    const ofKey = type === 'cluster' && key !== null ? (verdicts.get(subjectKey({ type: 'key', id: key })) ?? []) : [];
    const items = ofKey
      .filter(({ state }) => state === 'fail')
      .map((verdict) => ({
        text: verdict.headline ?? verdict.message,
        href: held.has(verdictAnchor(verdict)) ? verdictAnchor(verdict) : ruleAnchor(verdict.rule),
        code: false,
        symbol: SHOWN_STATES.fail.symbol,
      }));
    return items.length === 0 ? [] : [{ label: 'Fails on its key', items }];
  };
  const shown = [...headsOf(report)].filter((head) => room.sections.has(subjectKey(head)));
  return shown
    .sort((a, b) => TYPES.indexOf(a.type) - TYPES.indexOf(b.type))
    .map((head) => {
      const subject = subjectOf(head);
      const own = verdicts.get(subjectKey(head)) ?? [];
      const anchor = subjectAnchor(subject);
      return {
        anchor,
        about: facets.ofSubject(subject),
        type: subject.type,
        name: nameOf(subject),
        id: subject.id,
        production: subject.production === true,
        seen: subject.seen,
        counts: countsInWords(own),
        labels: [...labels(subject), ...wrongWithKey(subject)],
        calls: evidence.byCall(subject),
        factsCaption: `What was read of ${subject.id}`,
        holders: holdersOn(subject, anchor, limitsOnHolders(report, subject.cloud)),
        verdicts: own
          .filter(({ state }) => state !== 'not_applicable')
          .sort((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state))
          .map(lineOf(subject, held)),
        notApplicable: byReason(own),
      };
    });
}

const countsInWords = (verdicts: readonly ReportedVerdict[]): string => {
  const counts = countByState(verdicts);
  return STATES.filter((state) => counts[state] > 0)
    .map((state) => countInWords(counts[state], state))
    .join(', ');
};

/** Rules that do not apply, by the reason for which they do not. */
const byReason = (verdicts: readonly ReportedVerdict[]) =>
  [...Map.groupBy(verdicts, ({ not_applicable }) => not_applicable?.reason)].flatMap(([reason, own]) =>
    reason === undefined ? [] : [{ reason, rules: own.map(({ rule }) => ({ rule, anchor: ruleAnchor(rule) })) }],
  );

/** A verdict of the subject. What it rests on goes by number, as the facts of the section are listed. */
function lineOf({ facts }: ReportedSubject, held: ReadonlySet<string>) {
  const numbers = new Map(Object.keys(facts).map((name, place) => [name, String(place + 1)]));
  return ({ state, severity, rule, message, notes, evidence, fingerprint }: ReportedVerdict) => ({
    ...SHOWN_STATES[state],
    severity,
    rule,
    href: held.has(verdictAnchor({ fingerprint })) ? verdictAnchor({ fingerprint }) : ruleAnchor(rule),
    message: moments([message, ...notes].join(' ')),
    rests: evidence.map((name) => numbers.get(name) ?? name).join(', '),
  });
}

function labelsIn({ report, room: { sectionOf } }: Known) {
  const evidence = evidenceIn(report);
  const text = (value: string, code = false) => ({ text: value, href: null, code, symbol: '' });
  const link = (type: string, id: string) => ({ text: id, href: sectionOf({ type, id }), code: true, symbol: '' });

  /** What a link or a name beside it says already. */
  const said = new Set(['cloud', 'region', 'key.id', 'key.kms_name', 'key.owner', 'kms_name', 'owner']);
  const profile = (subject: ReportedSubject): Label[] =>
    evidence
      .of(
        subject,
        profileFacts(subject.type).filter((name) => Object.hasOwn(subject.facts, name) && !said.has(name)),
      )
      .map(({ fact, value }) => ({ label: capital(fact.replace(/^the /, '')), items: [text(value)] }));

  function clustersOn({ clusters, more_clusters: more }: ReportedSubject): Label['items'] {
    if (clusters === null) return [text('not observed')];
    if (clusters.length === 0) return [text('none')];
    return [...clusters.map((id) => link('cluster', id)), ...(more > 0 ? [text(`and ${more} more`)] : [])];
  }

  return (subject: ReportedSubject): Label[] => {
    const { type, id, cloud, region, kms_name, key, environment, environment_name, owner } = subject;
    const place = [cloud === null ? 'cloud not observed' : cloudInWords(cloud), region ?? 'region not observed'].join(', ');
    const named = environment_name === null ? [] : [text(environment_name)];
    const first: Label[] =
      type === 'key' ? [{ label: 'May be destroyed by', wide: true, items: [text(destroyersOf(subject))] }] : [];
    const labels: [string, Label['items'] | null][] = [
      ['Environment', environment === null ? null : [...named, link('environment', environment)]],
      ['Cloud and region', type === 'key' || type === 'cluster' ? [text(place)] : null],
      ['Owner', owner === null ? null : [text(owner)]],
      ['Key', key === null ? null : [link('key', key)]],
      ['Clusters on it', type === 'key' ? clustersOn(subject) : null],
      ['KMS name', kms_name === null || kms_name === id ? null : [text(kms_name, true)]],
    ];
    return [...first, ...labels.flatMap(([label, items]) => (items === null ? [] : [{ label, items }])), ...profile(subject)];
  };
}
