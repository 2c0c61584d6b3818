import { EXIT } from '../../../src/audit-error.ts';
import type { Unknown } from '../../../src/facts/fact.ts';
import { type Service, serviceOf } from '../garbled/calls.ts';
import { breaksOf } from '../garbled/oracle.ts';
import type { OrganizationName } from './organizations.ts';
import type { Place, Scan, Written } from './scans.ts';
import type { Ending } from './table.ts';

/** How a cell ended: `said elsewhere` where another call says the same. */
export type Ended = Ending | 'said elsewhere';

/** Something that goes wrong, and a scan in which it does. */
export type Cell = {
  /** As the counts name it. */
  service: string;
  /** The operation, or the service itself. */
  what: string;
  how: string;
  /** The organization that is scanned: one scan of it at a time. */
  organization: OrganizationName;
  /** Whether it takes the time of a call six times. */
  isSlow: boolean;
  allowed: readonly Ended[];
  try: () => Promise<Tried>;
};
/** What is `wrong` is for people. */
export type Tried = { endings: readonly Ended[]; wrong: readonly string[]; seconds: number };

/** No scan takes longer, with the patience that it has in these cells. */
const LONGEST_SECONDS = 30;

/** What each service takes for credentials, as its log shows them. */
const CREDENTIALS: Record<Service, RegExp> = {
  confluent: /^(Basic |Bearer eyJ)/,
  aws: /^AWS4-HMAC-SHA256 /,
  azure: /^Bearer plum-/,
  google: /^Bearer pear-/,
};

/** All that a scan must hold to, however it ended. @param longest seconds that it may take */
export const wrongWith = (
  { allowed, what, how }: Pick<Cell, 'allowed' | 'what' | 'how'>,
  place: Place,
  before: NonNullable<Written>,
  after: Scan,
  endings: readonly Ended[],
  longest = LONGEST_SECONDS,
): string[] => [
  ...(endings.length === 0 ? [`wrote nothing, and ended with ${after.code}`] : []),
  ...endings.filter((one) => !allowed.includes(one)).map((one) => `ended as ${one}, not as ${allowed.join(' or ')}`),
  ...(after.seconds > longest ? [`took ${after.seconds.toFixed(0)} s`] : []),
  ...leaks(place, after),
  ...exits(after),
  ...(after.written === null ? [] : proofs(before, after.written, { call: what.split('{')[0] ?? what, garbling: how })),
];

/** Those that were not there before. */
export function more(before: readonly Unknown[], after: readonly Unknown[]): Unknown[] {
  const known = new Set(before.map(shown));
  return after.filter((one) => !known.has(shown(one)));
}
const shown = ({ cause, source, call, detail }: Unknown): string => [cause, source, call, detail].join(' ');

/** A service was shown the credentials of another, or something that is written shows credentials. */
function leaks({ clouds }: Place, { stdout, stderr, written }: Scan): string[] {
  const strays = clouds.requests.filter(
    ({ id, authorization }) => authorization !== null && !CREDENTIALS[serviceOf(id)].test(authorization),
  );
  const { CONFLUENT_CLOUD_API_KEY: key, CONFLUENT_CLOUD_API_SECRET: secret } = clouds.env;
  const pair = Buffer.from(`${key}:${secret}`).toString('base64');
  const texts = { stdout, stderr, 'snapshot.json': written?.snapshot ?? '', 'report.json': written?.recorded ?? '' };
  return [
    ...strays.map(({ id }) => `${id} was asked with the credentials of another service`),
    ...Object.entries(texts).flatMap(([name, text]) =>
      text.includes('not-real') || text.includes(pair) ? [`${name} shows credentials`] : [],
    ),
  ];
}

/** The exit code that the verdicts ask for: 1 for a failure, 2 for what is open, both of more than information; else what a loss of the history asks for. */
function exits({ code, written }: Scan): string[] {
  if (written === null) return code === EXIT.unavailable ? [] : [`exited with ${code}`];
  const { verdicts, population, summary, history } = written.report;
  const all = [...verdicts];
  const states = new Set(all.filter(({ severity }) => severity !== 'info').map(({ state }) => state));
  const isOpen = states.has('unknown') || all.some(({ state }) => state === 'error');
  const isIncomplete = isOpen || summary.empty || population.some(({ complete }) => complete === false);
  const rest = history?.unread === true ? EXIT.output : 0;
  const asked = states.has('fail') ? 1 : isIncomplete ? 2 : rest;
  return code === asked ? [] : [`exited with ${code}, and the verdicts ask for ${asked}`];
}

/** Knowing less never proves more. */
const proofs = (before: NonNullable<Written>, after: NonNullable<Written>, cell: { call: string; garbling: string }): string[] =>
  breaksOf(judged(before), judged(after), cell).map(
    ({ rule, subject, before: was, after: now }) => `${rule} of ${subject}: ${was} became ${now}`,
  );
const judged = ({ report }: NonNullable<Written>) => ({ verdicts: [...report.verdicts], population: report.population });
