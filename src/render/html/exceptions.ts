import { plural } from '../../report/plural.ts';
import type { Report, ReportedAttestation, ReportedVerdict, ReportedWaiver, Waiver } from '../../report/schema.ts';
import { aboutWhat, daysLeft, SHOWN_EXCEPTIONS } from '../exception-words.ts';
import type { Room } from './room.ts';
import { nameOf, shown, words } from './words.ts';

/** Fields with their names; without those that are not given. */
const given = (fields: Readonly<Record<string, string | undefined>>) =>
  Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));

/** Every waiver and attestation, also those that apply to nothing. */
export const exceptions = ({ waivers, attestations }: Report, room: Room) => ({
  waivers: waivers.map((waiver, index) => {
    const { record } = waiver;
    const observed = 'expected_actual' in record ? shown(record.expected_actual) : undefined;
    return {
      ...common('waiver', index, waiver, record.created, room),
      text: record.reason,
      fields: given({ ...fieldsOf(record), 'While this is observed': observed }),
    };
  }),
  attestations: attestations.map((attestation, index) => {
    const { attested_at, attested_by, statement, evidence } = attestation.record;
    return {
      ...common('attestation', index, attestation, attested_at, room),
      text: statement,
      fields: given({ 'Attested by': attested_by, Evidence: evidence }),
    };
  }),
});

/** One that is too broad may match every subject. */
const MOST_NAMED = 50;

function common(kind: string, index: number, exception: ReportedWaiver | ReportedAttestation, from: string, room: Room) {
  const { record, state, notes, days_left, matched, matches } = exception;
  return {
    // by its place: two ids may differ in what an anchor cannot hold
    anchor: `${kind}-${index}`,
    id: record.id,
    about: aboutWhat(exception),
    ...SHOWN_EXCEPTIONS[state],
    term: `${from} to ${record.expires}, ${daysLeft(days_left)}`,
    notes,
    matched: `${plural(matched, 'verdict')}, ${matches.filter(({ applied }) => applied).length} ${kind === 'waiver' ? 'waived' : 'attested'}`,
    more: Math.max(0, matches.length - MOST_NAMED),
    matches: matches.slice(0, MOST_NAMED).map(({ rule, type, id, name, status, applied }) => ({
      name: nameOf({ name, type }),
      id,
      section: room.sectionOf({ type, id }),
      became: applied ? (kind === 'waiver' ? 'waived' : `attested: ${rule}`) : words(status),
    })),
  };
}

const fieldsOf = ({ owner, approved_by, ticket, compensating_control }: Waiver, expires?: string) => ({
  Owner: owner,
  'Approved by': approved_by,
  Ticket: ticket,
  Expires: expires,
  'Compensating control': compensating_control,
});

/** Finds the waiver of one failure, to be shown with it. */
export function waiverIn({ waivers }: Report) {
  // the first of an id
  const places = new Map(waivers.map(({ record, days_left }, index) => [record.id, { index, days_left }] as const).reverse());
  return ({ waiver }: ReportedVerdict) => {
    if (waiver === null) return null;
    const listed = places.get(waiver.id);
    const expires = listed === undefined ? waiver.expires : `${waiver.expires}, ${daysLeft(listed.days_left)}`;
    return {
      id: waiver.id,
      anchor: listed === undefined ? 'exceptions' : `waiver-${listed.index}`,
      reason: waiver.reason,
      fields: given(fieldsOf(waiver, expires)),
    };
  };
}
