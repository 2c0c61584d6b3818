import type { Holder, Report, ReportedSubject } from '../../report/schema.ts';
import type { Islands } from './islands.ts';
import { type Table, tableUnlessEmpty } from './table.ts';

const WHOSE: Readonly<Record<Holder['whose'], string>> = {
  own: "the organization's own",
  confluent: 'Confluent',
  trusted: 'declared as trusted',
  service: 'a service of the cloud',
  foreign: 'foreign',
  untold: 'not known',
};

const MAY: Readonly<Record<Holder['may'][number], string>> = {
  use: 'use the key',
  open: 'give others access',
  disable: 'disable it',
  destroy: 'destroy it',
};

const mayInWords = ({ may }: Holder): string => may.map((act) => MAY[act]).join(', ');

type Row = { key: ReportedSubject; holder: Holder };

const rowsOf = (key: ReportedSubject): Row[] =>
  key.holders !== null && 'value' in key.holders ? key.holders.value.map((holder) => ({ key, holder })) : [];

function* rowsOfAll(subjects: Iterable<ReportedSubject>): Generator<Row> {
  for (const subject of subjects) yield* rowsOf(subject);
}

/** Who may use, open, disable or destroy each key; null where none of it was read. */
export const holderTable = ({ subjects }: Report, islands: Islands): Table | null =>
  tableUnlessEmpty<Row>(
    'holders',
    'Who holds what on the keys',
    rowsOfAll(subjects),
    {
      Key: ({ key }) => key.name ?? key.id,
      Principal: ({ holder }) => holder.principal,
      Whose: ({ holder: { whose, why, doubt } }) => {
        const reason = doubt?.detail ?? why;
        return `${WHOSE[whose]}${reason === null ? '' : `: ${reason}`}`;
      },
      May: ({ holder }) => mayInWords(holder) || 'not known',
      By: ({ holder }) => holder.by,
    },
    { islands },
  );

/** The holders in one phrase each, for a table of evidence. */
export const holdersInWords = (key: ReportedSubject): string =>
  rowsOf(key)
    .map(({ holder }) => `${holder.principal} (${WHOSE[holder.whose]}) may ${mayInWords(holder) || 'do what was not read'}`)
    .join('; ') || 'nobody';
