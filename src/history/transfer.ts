import Type from 'typebox';
import { type Database, insert, type Row, type Value } from './database.ts';
import { recordBindings } from './record-bindings.ts';

const text = Type.String();
const flag = Type.Union([Type.Literal(0), Type.Literal(1), Type.Null()]);
const orNull = Type.Union([text, Type.Null()]);
const closed = { additionalProperties: false };

/** One line of an export. Rows name each other by what they are, not by numbers that a database gave them. */
export const Line = Type.Union([
  Type.Object({ byok_audit_history: Type.Integer() }, closed),
  Type.Object(
    {
      snapshot: Type.Object(
        {
          organization: text,
          digest: text,
          taken_at: text,
          environments_whole: flag,
          clusters_whole: flag,
          keys_whole: flag,
          whole: flag,
          registrations: Type.Array(
            Type.Object({ registration: text, identity: text, state: orNull, held_unseen: flag }, closed),
          ),
        },
        closed,
      ),
    },
    closed,
  ),
  Type.Object(
    {
      run: Type.Object({ organization: text, snapshot: text, id: text, as_of: text, policy: text, configuration: text }, closed),
    },
    closed,
  ),
  Type.Object(
    {
      binding: Type.Object(
        {
          organization: text,
          identity: text,
          cluster: text,
          first_seen: text,
          last_seen: text,
          created_at: orNull,
          deleted_at: orNull,
          told_by: text,
        },
        closed,
      ),
    },
    closed,
  ),
  Type.Object(
    {
      verdict: Type.Object(
        {
          organization: text,
          fingerprint: text,
          rule: text,
          severity: text,
          subject_type: text,
          subject_id: text,
          subject_name: orNull,
          environment: orNull,
          turns: Type.Array(Type.Object({ since: text, status: text, waived: flag }, closed)),
        },
        closed,
      ),
    },
    closed,
  ),
]);
export type Line = Type.Static<typeof Line>;
type Of<K extends string> = Extract<Line, Record<K, unknown>> extends Record<K, infer T> ? T : never;

const FORMAT = 1;

/** Everything that the store holds, line by line, in an order that does not depend on how it was filled. */
export async function* exported(database: Database): AsyncGenerator<Line> {
  yield { byok_audit_history: FORMAT };
  const states = Map.groupBy(
    await database.all(
      'SELECT h.snapshot, r.registration, r.identity, h.state, h.held_unseen FROM states h JOIN registrations r ON r.id = h.registration ORDER BY r.registration, r.identity',
    ),
    ({ snapshot }) => Number(snapshot),
  );
  const snapshots = await database.all('SELECT * FROM snapshots ORDER BY organization, taken_at, digest');
  for (const { id, ...snapshot } of snapshots)
    yield {
      snapshot: { ...snapshot, registrations: (states.get(Number(id)) ?? []).map(({ snapshot: _, ...row }) => row) },
    } as Line;
  const runs = await database.all(
    'SELECT s.organization, s.digest AS snapshot, r.id, r.as_of, r.policy, r.configuration FROM runs r JOIN snapshots s ON s.id = r.snapshot ORDER BY s.organization, s.taken_at, r.id',
  );
  for (const run of runs) yield { run } as unknown as Line;
  for (const binding of await database.all('SELECT * FROM bindings ORDER BY organization, identity, cluster'))
    yield { binding } as unknown as Line;
  const turns = Map.groupBy(
    await database.all('SELECT verdict, since, status, waived FROM statuses ORDER BY since'),
    ({ verdict }) => Number(verdict),
  );
  for (const { id, ...verdict } of await database.all('SELECT * FROM verdicts ORDER BY organization, fingerprint'))
    yield {
      verdict: { ...verdict, turns: (turns.get(Number(id)) ?? []).map(({ verdict: _, ...turn }) => turn) },
    } as unknown as Line;
}

/** Adds what an export holds to a store, in one transaction; what is there already stays. */
export async function importLines(database: Database, lines: readonly Line[]): Promise<void> {
  const of = <K extends string>(kind: K) => lines.flatMap((line) => (kind in line ? [(line as Record<K, Of<K>>)[kind]] : []));
  const [snapshots, runs, bindings, verdicts] = [of('snapshot'), of('run'), of('binding'), of('verdict')];
  const columns = async (rows: readonly object[], head: string, names: readonly string[], tail?: string) =>
    insert(
      database,
      `INSERT INTO ${head} (${names.join(', ')})`,
      rows.map((row) => names.map((name) => (row as Row)[name] ?? null)),
      tail,
    );
  const ids = async (sql: string) =>
    new Map((await database.all(sql)).map(({ id, a, b, c }) => [`${a} ${b} ${c ?? ''}`, Number(id)]));
  await database.transaction(async () => {
    await columns(snapshots, 'snapshots', [
      'organization',
      'digest',
      'taken_at',
      'environments_whole',
      'clusters_whole',
      'keys_whole',
      'whole',
    ]);
    const snapshotIds = await ids('SELECT id, organization AS a, digest AS b FROM snapshots');
    const registered = snapshots.flatMap(({ organization, digest, registrations }) =>
      registrations.map((row) => ({ ...row, organization, snapshot: snapshotIds.get(`${organization} ${digest} `) ?? null })),
    );
    await columns(registered, 'registrations', ['organization', 'registration', 'identity']);
    const registrationIds = await ids('SELECT id, organization AS a, registration AS b, identity AS c FROM registrations');
    await columns(
      registered.map((row) => ({
        ...row,
        registration: idIn(registrationIds, row.organization, row.registration, row.identity),
      })),
      'states',
      ['snapshot', 'registration', 'state', 'held_unseen'],
    );
    await columns(
      runs.map((run) => ({ ...run, snapshot: idIn(snapshotIds, run.organization, run.snapshot, '') })),
      'runs',
      ['id', 'snapshot', 'as_of', 'policy', 'configuration'],
    );
    await columns(verdicts, 'verdicts', [
      'organization',
      'fingerprint',
      'rule',
      'severity',
      'subject_type',
      'subject_id',
      'subject_name',
      'environment',
    ]);
    const verdictIds = await ids('SELECT id, organization AS a, fingerprint AS b FROM verdicts');
    await columns(
      verdicts.flatMap(({ organization, fingerprint, turns }) =>
        turns.map((turn) => ({ ...turn, verdict: idIn(verdictIds, organization, fingerprint, '') })),
      ),
      'statuses',
      ['verdict', 'since', 'status', 'waived'],
    );
    for (const [organization, rows] of Map.groupBy(bindings, (binding) => binding.organization))
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
