import type { Invocation, Notification, ReportingDescriptor } from 'sarif';
import { type LeftOut, MOST_ALERTS } from '../../report/alerts.ts';
import { agree, plural } from '../../report/plural.ts';
import type { Report, ReportedVerdict } from '../../report/schema.ts';
import { inState } from '../../report/verdict-columns.ts';
import { leftOutInWords } from '../left-out.ts';
import { changedParameters, changeInWords } from '../parameters.ts';
import { visible } from '../visible.ts';
import { withoutLinks } from './text.ts';

/** What a run tells beside its results, by what names it in the file: what it is, and what to do about it. */
const KINDS = {
  parameter_changed: ['A rule measures by another value than the default', 'byok-audit.yaml sets the parameter.'],
  environments_left_out: ['The configuration leaves environments out', 'Nothing in them has an alert: byok-audit.yaml chooses.'],
  waived: ['A waiver covers the failure', 'It is an alert again when the waiver ends or is removed.'],
  needs_attestation: ['Only a person can tell', 'No API says it: an attestation answers it.'],
  left_out: ['There are more alerts than GitHub keeps', 'Those that are left out are in report.json and verdicts.csv.'],
} as const;
type Kind = keyof typeof KINDS;

/** The kinds, as the driver declares them: with as much as GitHub asks of a rule. */
export const NOTIFICATIONS: ReportingDescriptor[] = Object.entries(KINDS).map(([id, [text, help]]) => ({
  id,
  shortDescription: { text },
  fullDescription: { text: `${text}.` },
  help: { text: help },
}));

/** With more waived failures the rest are counted. */
const MOST_WAIVED = 1_000;

/** What is not among the results, and by what the rules measured: it belongs to every result. Undefined where there is nothing. */
export function invocationOf(report: Report, leftOut: readonly LeftOut[]): Invocation | undefined {
  const configuration = [...outOfScope(report), ...changed(report), ...waived(report), ...needsAttestation(report)];
  const execution = cutOff(leftOut);
  if (configuration.length + execution.length === 0) return undefined;
  return {
    // whether all that was asked for was done: an interrupted collection was not
    executionSuccessful: report.run.interrupted_at === null,
    ...(configuration.length === 0 ? {} : { toolConfigurationNotifications: configuration }),
    ...(execution.length === 0 ? {} : { toolExecutionNotifications: execution }),
  };
}

const notification = (kind: Kind, text: string, more: Partial<Notification> = {}): Notification => ({
  descriptor: { id: kind },
  level: 'note',
  message: { text: withoutLinks(visible(text)) },
  ...more,
});

function outOfScope({ scope }: Report): Notification[] {
  const text = leftOutInWords(scope);
  if (text === null) return [];
  const environments = scope?.environments_left_out.map(visible);
  return [notification('environments_left_out', text, { properties: { environments } })];
}

const changed = ({ scope }: Report): Notification[] =>
  changedParameters(scope).map((parameter) => notification('parameter_changed', changeInWords(parameter)));

function waived(report: Report): Notification[] {
  const all = inState(report.verdicts, ['waived']);
  const index = new Map(report.rules.map(({ id }, place) => [id, place]));
  const listed = all.slice(0, MOST_WAIVED).map((verdict) => waivedNotification(verdict, index.get(verdict.rule)));
  const rest = all.length - listed.length;
  return rest === 0
    ? listed
    : [
        ...listed,
        notification('waived', `${rest} more failures that waivers cover are listed in report.json.`, {
          properties: { count: rest },
        }),
      ];
}

function waivedNotification({ rule, subject, waiver }: ReportedVerdict, index: number | undefined): Notification {
  const { id, owner, expires } = waiver ?? { id: '', owner: '', expires: '' };
  return notification(
    'waived',
    `The failure of ${rule} on ${subject.type} ${subject.id} is waived until ${expires} (${id}, ${owner}).`,
    {
      associatedRule: { id: visible(rule), ...(index === undefined ? {} : { index }) },
      properties: {
        subject: { type: visible(subject.type), id: visible(subject.id) },
        waiver: visible(id),
        owner: visible(owner),
        expires: visible(expires),
      },
    },
  );
}

function needsAttestation({ summary }: Report): Notification[] {
  const { needs_attestation: count } = summary.by_state;
  if (count === 0) return [];
  return [
    notification('needs_attestation', `${plural(count, 'verdict')} can only be attested by a person: see report.html.`, {
      properties: { count },
    }),
  ];
}

/** How many of which severity are left out, and where they are; null where none is. */
export function cutInWords(leftOut: readonly LeftOut[]): string | null {
  const count = leftOut.reduce((sum, { failures, unanswered }) => sum + failures + unanswered, 0);
  if (count === 0) return null;
  const words = leftOut.map(({ severity, failures, unanswered }) => `${failures + unanswered} ${severity}`);
  return `GitHub keeps ${MOST_ALERTS} results: ${count} ${agree(count, 'is', 'are')} left out (${words.join(', ')}). All are in report.json and verdicts.csv.`;
}

function cutOff(leftOut: readonly LeftOut[]): Notification[] {
  const text = cutInWords(leftOut);
  if (text === null) return [];
  return [notification('left_out', text, { level: 'warning', properties: { kept: MOST_ALERTS, leftOut: [...leftOut] } })];
}
