import { isDeepStrictEqual } from 'node:util';
import { type Database, insert, type Row, type Value } from './database.ts';
import { EXPORT_FORMAT, type Line, type Lines, linesByKind } from './export-line.ts';
import type { Turn } from './life.ts';
import { mergedTurns } from './merge.ts';
import { judgedTimes, text, turnsBefore } from './recall.ts';
import { recordRegistrations } from './record.ts';
import { recordBindings } from './record-bindings.ts';

/**
 * Everything that the store holds at one moment, line by line, in an order that does not depend on how it was filled; the
 * last line tells how many there are, so that a file that was cut off is known for one.
 */
export async function exported(database: Database): Promise<Line[]> {
  const lines = [{ byok_audit_history: EXPORT_FORMAT }, ...(await database.reading(() => rowsOf(database)))];
  return [...lines, { end: lines.length }];
}

async function rowsOf(database: Database): Promise<Line[]> {
  const states = Map.groupBy(
    await database.all(
      'SELECT h.snapshot, r.registration, r.identity, h.state, h.held_unseen FROM states h JOIN registrations r ON r.id = h.registration ORDER BY r.registration, r.identity',
    ),
    ({ snapshot }) => Number(snapshot),
  );
  const snapshots = await database.all('SELECT * FROM snapshots ORDER BY organization, taken_at, digest');
  const registrations = await database.all(
    'SELECT organization, registration, identity, first_seen FROM registrations ORDER BY organization, registration, identity',
  );
  const runs = await database.all(
    'SELECT s.organization, s.digest AS snapshot, r.id, r.as_of, r.policy, r.configuration, r.environments_whole, r.clusters_whole, r.keys_whole FROM runs r JOIN snapshots s ON s.id = r.snapshot ORDER BY s.organization, s.taken_at, r.id',
  );
  const bindings = await database.all('SELECT * FROM bindings ORDER BY organization, identity, cluster');
  const turns = Map.groupBy(
    await database.all('SELECT verdict, since, status, waived FROM statuses ORDER BY since'),
    ({ verdict }) => Number(verdict),
  );
  const verdicts = await database.all('SELECT * FROM verdicts ORDER BY organization, fingerprint');
  return [
    ...snapshots.map(({ id, ...snapshot }) => ({
      snapshot: { ...snapshot, registrations: (states.get(Number(id)) ?? []).map(({ snapshot: _, ...row }) => row) },
    })),
    ...registrations.map((registration) => ({ registration })),
    ...runs.map((run) => ({ run })),
    ...bindings.map((binding) => ({ binding })),
    ...verdicts.map(({ id, ...verdict }) => ({
      verdict: { ...verdict, turns: (turns.get(Number(id)) ?? []).map(({ verdict: _, ...turn }) => turn) },
    })),
  ] as unknown as Line[];
}

/**
 * Adds what an export holds to a store, in one transaction; what is there already stays. Where both know a verdict, its turns
 * become those of all scans together.
 */
export async function importLines(database: Database, lines: readonly Line[]): Promise<void> {
  const of = linesByKind(lines);
  const columns = async (rows: readonly object[], head: string, names: readonly string[], tail?: string) =>
    insert(
      database,
      `INSERT INTO ${head} (${names.join(', ')})`,
      rows.map((row) => names.map((name) => (row as Row)[name] ?? null)),
      tail,
    );
  const ids = async (sql: string) =>
    new Map((await database.all(sql)).map(({ id, a, b, c }) => [`${a} ${b} ${c ?? ''}`, Number(id)]));
  const wholeness = ['environments_whole', 'clusters_whole', 'keys_whole'] as const;
  await database.transaction(async () => {
    const timesHere = new Map<string, string[]>();
    for (const { organization } of of.verdict)
      if (!timesHere.has(organization)) timesHere.set(organization, await judgedTimes(database, organization));
    await columns(of.snapshot, 'snapshots', ['organization', 'digest', 'taken_at', ...wholeness, 'whole']);
    const snapshotIds = await ids('SELECT id, organization AS a, digest AS b FROM snapshots');
    const registered = of.snapshot.flatMap(({ organization, digest, taken_at, registrations }) =>
      registrations.map((row) => ({
        ...{ ...row, organization, first_seen: taken_at },
        snapshot: snapshotIds.get(`${organization} ${digest} `) ?? null,
      })),
    );
    await recordRegistrations(database, [...of.registration, ...registered]);
    const registrationIds = await ids('SELECT id, organization AS a, registration AS b, identity AS c FROM registrations');
    await columns(
      registered.map((row) => ({
        ...row,
        registration: idIn(registrationIds, row.organization, row.registration, row.identity),
      })),
      'states',
      ['snapshot', 'registration', 'state', 'held_unseen'],
    );
    const byDigest = new Map(of.snapshot.map((snapshot) => [`${snapshot.organization} ${snapshot.digest}`, snapshot]));
    await columns(
      of.run.map((run) => {
        const seen = byDigest.get(`${run.organization} ${run.snapshot}`);
        const told = Object.fromEntries(wholeness.map((name) => [name, run[name] === undefined ? seen?.[name] : run[name]]));
        return { ...run, ...told, snapshot: idIn(snapshotIds, run.organization, run.snapshot, '') };
      }),
      'runs',
      ['id', 'snapshot', 'as_of', 'policy', 'configuration', ...wholeness],
    );
    await importVerdicts(database, of, timesHere);
    for (const [organization, rows] of Map.groupBy(of.binding, (binding) => binding.organization))
      await recordBindings(database, organization, rows);
  });
}

/** A line names what no line before tells of: an export is whole or refused. */
export class DanglingLine extends Error {
  override name = 'DanglingLine';
}

function idIn(ids: ReadonlyMap<string, Value>, ...parts: readonly string[]): Value {
  const id = ids.get(parts.join(' '));
  if (id === undefined) throw new DanglingLine(`a line names ${parts.join(' ').trim()}, which no line before tells of`);
  return id;
}

/** @param timesHere when the store's organizations had been judged before the import */
async function importVerdicts(database: Database, { verdict, run, snapshot }: Lines, timesHere: ReadonlyMap<string, string[]>) {
  const taken = new Map(snapshot.map(({ organization, digest, taken_at }) => [`${organization} ${digest}`, taken_at]));
  for (const [organization, verdicts] of Map.groupBy(verdict, (one) => one.organization)) {
    await insert(
      database,
      'INSERT INTO verdicts (organization, fingerprint, rule, severity, subject_type, subject_id, subject_name, environment)',
      verdicts.map((one) => [
        ...[organization, one.fingerprint, one.rule, one.severity],
        ...[one.subject_type, one.subject_id, one.subject_name, one.environment],
      ]),
    );
    const rows = await database.all('SELECT id, fingerprint FROM verdicts WHERE organization = ?', [organization]);
    const ids = new Map(rows.map(({ id, fingerprint }) => [text(fingerprint), Number(id)]));
    const before = await turnsBefore(database, organization, null);
    const times = timesHere.get(organization) ?? [];
    const timesThere = run.flatMap((one) =>
      one.organization === organization ? (taken.get(`${organization} ${one.snapshot}`) ?? []) : [],
    );
    const merged = verdicts.flatMap(({ fingerprint, turns }) => {
      const here = before.get(fingerprint) ?? [];
      const there = turns.map(
        ({ since, status, waived }): Turn => ({ since, status: status as Turn['status'], waived: waived === 1 }),
      );
      // most often an export comes back to where it was made, and to merge is slow
      if (isDeepStrictEqual(there, here)) return [];
      const all = mergedTurns({ turns: here, times }, { turns: there, times: timesThere });
      return isDeepStrictEqual(all, here) ? [] : [{ id: ids.get(fingerprint) ?? null, known: here.length > 0, turns: all }];
    });
    for (const { id, known } of merged) if (known) await database.all('DELETE FROM statuses WHERE verdict = ?', [id]);
    await insert(
      database,
      'INSERT INTO statuses (verdict, since, status, waived)',
      merged.flatMap(({ id, turns }) => turns.map(({ since, status, waived }) => [id, since, status, waived ? 1 : 0])),
    );
  }
}
