/** A value as both databases take and give it. */
export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

/**
 * What the history needs of a database: the same SQL, with `?` for values, on SQLite and on PostgreSQL. A transaction
 * holds off every other writer from its start, so that what it reads is still so when it writes.
 */
export type Database = {
  dialect: 'sqlite' | 'postgres';
  all: (sql: string, values?: readonly Value[]) => Promise<Row[]>;
  /** Statements without values, separated by semicolons. */
  script: (sql: string) => Promise<void>;
  transaction: <T>(work: () => Promise<T>) => Promise<T>;
  /** What is read inside is of one moment, whoever writes meanwhile. SQLite's writers wait for its end. */
  reading: <T>(work: () => Promise<T>) => Promise<T>;
  close: () => Promise<void>;
};

/**
 * Does the work between `begin` and COMMIT; what fails is undone.
 * @param run one statement
 */
export async function within<T>(run: (sql: string) => Promise<unknown>, begin: string, work: () => Promise<T>): Promise<T> {
  await run(begin);
  try {
    const result = await work();
    await run('COMMIT');
    return result;
  } catch (error) {
    // a connection that broke has nothing to undo, and the first error is the one to tell
    await run('ROLLBACK').catch(() => {});
    throw error;
  }
}

/** SQLite takes 32,766 values in a statement, PostgreSQL 65,535. */
const MOST_VALUES = 30_000;

/**
 * Inserts rows, many in a statement.
 * @param head `INSERT INTO table (columns)`
 * @param tail what follows the values: `ON CONFLICT ...`
 */
export async function insert(
  database: Database,
  head: string,
  rows: readonly (readonly Value[])[],
  tail = 'ON CONFLICT DO NOTHING',
): Promise<void> {
  const width = rows[0]?.length ?? 1;
  const most = Math.floor(MOST_VALUES / width);
  for (let start = 0; start < rows.length; start += most) {
    const part = rows.slice(start, start + most);
    const places = part.map((row) => `(${row.map(() => '?').join(', ')})`).join(', ');
    await database.all(`${head} VALUES ${places} ${tail}`, part.flat());
  }
}
