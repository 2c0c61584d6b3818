import { cloudInWords } from '../../report/message.ts';
import type { Holder, Report, ReportedSubject } from '../../report/schema.ts';
import { type Table, tableUnlessEmpty } from './table.ts';
import { words } from './words.ts';

const WHOSE: Readonly<Record<Holder['whose'], string>> = {
  own: "the organization's own",
  confluent: 'Confluent',
  trusted: 'declared as trusted',
  service: 'a service of the cloud',
  foreign: 'foreign',
  untold: 'not known',
};

/** Nobody is named: that is not to say that nobody may. */
const NOBODY_READ = 'nobody, by the policies that were read; other policies were not';

/** What an account among the holders stands for, for whoever reads of one. */
const OF_ACCOUNTS = 'Where that is an AWS account, anyone whom its own IAM policies allow can do it: these were not read.';

/** An AWS account as a key policy or a grant names it, by its number; undefined for any other principal. */
const accountIn = (principal: string): string | undefined =>
  (/^arn:[a-z-]+:iam::(\d{12}):root$/.exec(principal) ?? /^(\d{12})$/.exec(principal))?.[1];

/** A principal as people read it. */
function nameOf({ principal, whose }: Holder): string {
  const account = accountIn(principal);
  return `${account === undefined ? principal : `account ${account}`} (${WHOSE[whose]})`;
}

/** What to say once beside the holders of a key, where one of them is an account. */
export const accountNote = ({ holders }: Pick<ReportedSubject, 'holders'>): string | null =>
  holders !== null && 'value' in holders && holders.value.some(({ principal }) => accountIn(principal) !== undefined)
    ? OF_ACCOUNTS
    : null;

type Act = Holder['may'][number];

const MAY: Readonly<Record<Act, string>> = {
  use: 'use the key',
  open: 'give others access',
  disable: 'disable it',
  destroy: 'destroy it',
};

/** What decides most comes first. */
const ACTS: readonly { act: Act; heading: string }[] = [
  { act: 'destroy', heading: 'May destroy it' },
  { act: 'disable', heading: 'May disable it' },
  { act: 'open', heading: 'May give others access' },
  { act: 'use', heading: 'May use it' },
];

const mayInWords = ({ may }: Holder): string => may.map((act) => MAY[act]).join(', ');

/** Who may destroy a key, for a list of keys; what was not read is said. */
export function destroyersOf({ holders }: Pick<ReportedSubject, 'holders'>): string {
  if (holders === null || 'unknown' in holders) return 'not observed';
  const named = holders.value.filter(({ may }) => may.includes('destroy')).map(nameOf);
  const unread = holders.value.some(({ may }) => may.length === 0);
  return [...new Set(named), ...(unread ? ['others whose role was not read'] : [])].join(', ') || NOBODY_READ;
}

/** A limit by its number on the page, and the cloud in which it leaves something open. */
export type NumberedLimit = { number: number; text: string; cloud: string };

/**
 * What leaves open who else may hold a key.
 * @param cloud of the key; left out: of any cloud
 * @returns none where the report does not say
 */
export const limitsOnHolders = (
  { limits, limits_on_holders }: Pick<Report, 'limits' | 'limits_on_holders'>,
  cloud?: string | null,
): NumberedLimit[] =>
  limits_on_holders
    .filter((of) => cloud === undefined || of.cloud === cloud)
    .flatMap((of) => of.limits.map((place) => ({ number: place + 1, text: limits[place], cloud: cloudInWords(of.cloud) })))
    .flatMap(({ text, ...rest }) => (text === undefined ? [] : [{ text, ...rest }]));

/** Who holds what on a key: by what each may do, and each with the reason; null for what has no holders. */
export function holdersOn({ holders, id: key }: Pick<ReportedSubject, 'holders' | 'id'>, id: string, limits: NumberedLimit[]) {
  if (holders === null) return null;
  if ('unknown' in holders) {
    const { cause, call = null, detail } = holders.unknown;
    return { unread: { cause: words(cause), call, detail }, limits, acts: [], table: null };
  }
  return {
    unread: null,
    limits,
    acts: ACTS.map(({ act, heading }) => ({ heading, who: whoMay(act, holders.value) })),
    table: tableOf(holders.value, id, key),
  };
}

const whoMay = (act: Act, holders: readonly Holder[]): string => {
  const named = new Set(holders.filter(({ may }) => may.includes(act)).map(nameOf));
  const unread = new Set(holders.filter(({ may }) => may.length === 0).map(({ principal }) => principal));
  return [...named, ...[...unread].map((principal) => `${principal} (what it may do was not read)`)].join('; ') || NOBODY_READ;
};

const tableOf = (holders: readonly Holder[], id: string, key: string): Table | null =>
  tableUnlessEmpty<Holder>(`${id}-holders`, `Holders of ${key}`, holders, {
    Principal: ({ principal }) => ({ text: principal, code: true }),
    Whose: ({ whose, why, doubt }) => {
      const reason = doubt?.detail ?? why;
      return `${WHOSE[whose]}${reason === null ? '' : `: ${reason}`}`;
    },
    May: (holder) => mayInWords(holder) || 'not known',
    By: ({ by }) => by,
  });

/** The holders in one phrase each, for a table of evidence. */
export const holdersInWords = (holders: readonly Holder[]): string =>
  holders
    .map((holder) => `${holder.principal} (${WHOSE[holder.whose]}) may ${mayInWords(holder) || 'do what was not read'}`)
    .join('; ') || 'nobody';
