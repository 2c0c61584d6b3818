import { type PostgresFault, servePostgres } from '../../../loopback/postgres.ts';
import { type Cell, type Ended, type Tried, wrongWith } from './cell.ts';
import { type Places, type Scan, unknownsIn } from './scans.ts';

/** What goes wrong with PostgreSQL, which has codes of its own (SQLSTATE), and what must come of it. */
export const HISTORY_TABLE: readonly { how: string; fault: PostgresFault; ends: readonly Ended[]; isSlow?: true }[] = [
  { how: '401', fault: { sqlstate: '28P01', message: 'password authentication failed' }, ends: ['denied'] },
  { how: '403', fault: { sqlstate: '42501', message: 'permission denied for schema public' }, ends: ['denied'] },
  { how: '404', fault: { sqlstate: '3D000', message: 'database "orchard" does not exist' }, ends: ['unreachable'] },
  { how: '409', fault: { sqlstate: '55P03', message: 'canceling statement due to lock timeout' }, ends: ['timeout'] },
  { how: '429', fault: { sqlstate: '53300', message: 'sorry, too many clients already' }, ends: ['unreachable'] },
  { how: '500', fault: { sqlstate: 'XX000', message: 'internal error' }, ends: ['unreachable'] },
  { how: '503', fault: { sqlstate: '57P03', message: 'the database system is starting up' }, ends: ['unreachable'] },
  { how: 'reset before the headers', fault: 'reset before an answer', ends: ['unreachable'] },
  { how: 'reset in the body', fault: 'reset in an answer', ends: ['unreachable'] },
  { how: 'truncated', fault: 'truncated', ends: ['unreachable'] },
  { how: 'HTML', fault: 'HTML', ends: ['unreachable'] },
  { how: 'empty', fault: 'empty', ends: ['unreachable'] },
  { how: '50 MB', fault: 'oversize', ends: ['unreachable'] },
  { how: 'drip', fault: 'drip', ends: ['timeout'], isSlow: true },
  { how: 'no answer', fault: 'no answer', ends: ['timeout'], isSlow: true },
];

/** A history in PostgreSQL is tried twice, to read and to record, for ten seconds each. */
const LONGEST_SECONDS = 45;

export const historyCells = (places: Places): Cell[] =>
  HISTORY_TABLE.map(({ how, fault, ends, isSlow = false }) => {
    const cell = { service: 'postgres', what: 'PostgreSQL', how, organization: 'google' as const, isSlow, allowed: ends };
    return { ...cell, try: () => tried(places, cell, fault) };
  });

async function tried(places: Places, cell: Omit<Cell, 'try'>, fault: PostgresFault): Promise<Tried> {
  const { place, before } = await places.of('google');
  const server = await servePostgres(fault);
  place.clouds.requests.length = 0;
  const after = await place.with({ variable: 'BYOK_AUDIT_HISTORY_URL' }, server.url).scan({ history: true });
  await server.close();
  const endings = endingsOf(after);
  const wrong = [
    ...wrongWith(cell, place, before, after, endings, LONGEST_SECONDS),
    ...(after.written?.report.history?.unread === true ? [] : ['the report does not say that the history was not read']),
    ...(after.stderr.includes('this scan is not recorded') ? [] : ['nobody is told that the scan is not recorded']),
  ];
  return { endings, wrong, seconds: after.seconds };
}

/** The causes of all that rests on the history. */
const endingsOf = ({ written }: Scan): Ended[] =>
  written === null
    ? []
    : [
        ...new Set(
          unknownsIn(JSON.parse(written.recorded))
            .filter(({ detail }) => detail.startsWith('history postgres://'))
            .map(({ cause }) => cause),
        ),
      ];
