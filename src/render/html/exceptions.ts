import { plural } from '../../report/plural.ts';
import type { Report, ReportedAttestation, ReportedVerdict, ReportedWaiver, Waiver } from '../../report/schema.ts';
import { aboutWhat, daysLeft, STATE } from '../exception-words.ts';
import { visible } from '../visible.ts';
import { shown, words } from './words.ts';

// Waivers and attestations. All of their text comes from outside.

type Field = { name: string; value: string };
const field = (name: string, value: string | undefined): Field[] =>
  value === undefined ? [] : [{ name, value: visible(value) }];

/** Every one of them, also those that apply to nothing. */
export const exceptions = ({ waivers, attestations }: Report) => ({
  waivers: waivers.map((waiver, index) => ({
    ...common('waiver', index, waiver, waiver.record.created),
    text: visible(waiver.record.reason),
    fields: [...ofWaiver(waiver.record), ...whileObserved(waiver.record)],
  })),
  attestations: attestations.map((attestation, index) => ({
    ...common('attestation', index, attestation, attestation.record.attested_at),
    text: visible(attestation.record.statement),
    fields: ofAttestation(attestation),
  })),
});

/** One that is too broad may match every subject. */
const MOST_NAMED = 50;

function common(kind: string, index: number, exception: ReportedWaiver | ReportedAttestation, from: string) {
  const { record, state, notes, days_left, matched, matches } = exception;
  return {
    // by its place: two ids may differ in what an anchor cannot hold
    anchor: `${kind}-${index}`,
    id: visible(record.id),
    about: visible(aboutWhat(exception)),
    ...STATE[state],
    term: `${visible(from)} to ${visible(record.expires)}, ${daysLeft(days_left)}`,
    notes: notes.map(visible),
    matched: `${plural(matched, 'verdict')}, ${matches.filter(({ applied }) => applied).length} ${kind === 'waiver' ? 'waived' : 'attested'}`,
    more: Math.max(0, matches.length - MOST_NAMED),
    matches: matches.slice(0, MOST_NAMED).map(({ rule, type, id, name, status, applied }) => ({
      name: visible(name ?? `unnamed ${type}`),
      id: visible(id),
      became: applied ? (kind === 'waiver' ? 'waived' : `attested: ${visible(rule)}`) : words(status),
    })),
  };
}

const ofWaiver = (waiver: Waiver, expires?: string): Field[] => [
  ...field('Owner', waiver.owner),
  ...field('Approved by', waiver.approved_by),
  ...field('Ticket', waiver.ticket),
  ...field('Expires', expires),
  ...field('Compensating control', waiver.compensating_control),
];

const whileObserved = (waiver: Waiver): Field[] =>
  'expected_actual' in waiver ? [{ name: 'While this is observed', value: shown(waiver.expected_actual) }] : [];

const ofAttestation = ({ record }: ReportedAttestation): Field[] => [
  ...field('Attested by', record.attested_by),
  ...field('Evidence', record.evidence),
];

/** The waiver of one failure, to be shown with it. */
export function waiverOf({ waiver }: ReportedVerdict, { waivers }: Report) {
  if (waiver === null) return null;
  const index = waivers.findIndex(({ record }) => record.id === waiver.id);
  const listed = waivers[index];
  return {
    id: visible(waiver.id),
    anchor: listed === undefined ? 'exceptions' : `waiver-${index}`,
    reason: visible(waiver.reason),
    fields: ofWaiver(waiver, listed === undefined ? waiver.expires : `${waiver.expires}, ${daysLeft(listed.days_left)}`),
  };
}
