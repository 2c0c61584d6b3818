import type { Holder, Report, ReportedSubject } from '../../report/schema.ts';
import { ReportSubjects, type WithHolders } from '../../report/seen-subjects.ts';
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

type Row = { key: Pick<ReportedSubject, 'id' | 'name'>; holder: Holder };

const holdersOf = ({ holders }: WithHolders): readonly Holder[] => (holders !== null && 'value' in holders ? holders.value : []);

function* rowsOf({ subjects }: Pick<Report, 'subjects'>): Generator<Row> {
  for (const key of subjects instanceof ReportSubjects ? subjects.withHolders() : subjects)
    for (const holder of holdersOf(key)) yield { key, holder };
}

/** Who may use, open, disable or destroy each key; null where none of it was read. */
export const holderTable = (report: Report, islands: Islands): Table | null =>
  tableUnlessEmpty<Row>(
    'holders',
    'Who holds what on the keys',
    rowsOf(report),
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
export const holdersInWords = (key: ReportedSubject): string => heldInWords(holdersOf(key));

export const heldInWords = (holders: readonly Holder[]): string =>
  holders
    .map((holder) => `${holder.principal} (${WHOSE[holder.whose]}) may ${mayInWords(holder) || 'do what was not read'}`)
    .join('; ') || 'nobody';
