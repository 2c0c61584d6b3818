import type { Tables } from './tables.ts';

/** How long a scan waits for another one that writes, in milliseconds. */
export const LOCK_TIMEOUT = 60_000;

export type Dialect = 'sqlite' | 'postgres';

/** An open history. Whatever fails in it is a HistoryError that names it. */
export type Store = {
  /** What is read inside is of one moment, whoever writes meanwhile. SQLite's writers wait for its end. */
  reading: <T>(work: (tables: Tables) => Promise<T>) => Promise<T>;
  /** Holds off every other writer from its start, so that what it reads is still so when it writes. What fails is undone. */
  writing: <T>(work: (tables: Tables) => Promise<T>) => Promise<T>;
};
