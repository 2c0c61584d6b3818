import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';

/** What became of a case: its text was read or its value taken, or it was refused as it should be. */
export type Outcome = 'accepted' | 'refused';

export type Bytes = string | Uint8Array;

/** How a case stands in a file of the corpus. */
type Stored<C> = { extension: string; read: (bytes: Buffer) => C; write: (one: C) => Bytes };

/** A case is a file as it is. */
export const asFile = (extension: string): Stored<Bytes> => ({ extension, read: (bytes) => bytes, write: (one) => one });

/** A case is a value that JSON holds; the file says beside it what the case showed. */
export function asJson<C>(): Stored<C> {
  return {
    extension: 'json',
    read: (bytes) => JSON.parse(bytes.toString('utf8')).case,
    write: (one) => `${JSON.stringify({ shows: 'what the case showed', case: one }, null, 2)}\n`,
  };
}

type Definition<C> = {
  name: string;
  /** What holds of every case, as a sentence. */
  holds: string;
  cases: fc.Arbitrary<C>;
  stored: Stored<C>;
  /** @throws where something does not hold */
  check: (one: C) => Outcome | Promise<Outcome>;
  /** How much time of the processor one case may take, in milliseconds; a second if not given. */
  most?: number;
  /** Needs Chromium, which not every machine has. */
  needsChromium?: boolean;
};

export type Options = { seed: number; cases: number; path?: string | undefined; onCase?: (count: number) => void };

type Failure = { seed: number; path: string; file: Bytes; error: string };
export type Run = { cases: number; accepted: number; refused: number; slowest: number; failure: Failure | null };

export type Target = {
  name: string;
  holds: string;
  extension: string;
  needsChromium: boolean;
  run: (options: Options) => Promise<Run>;
  /** One case of the corpus. */
  replay: (bytes: Buffer) => Promise<Outcome>;
};

export function target<C>({ name, holds, cases, stored, check, most = 1000, needsChromium = false }: Definition<C>): Target {
  /** @returns the time of the processor that it took, too */
  async function tried(one: C): Promise<{ outcome: Outcome; took: number }> {
    const before = process.cpuUsage();
    const outcome = await unwarned(() => check(one));
    const { user, system } = process.cpuUsage(before);
    assertUnpolluted();
    const took = (user + system) / 1000;
    if (took > most) throw new Error(`it took ${Math.round(took)} ms, of at most ${most}`);
    return { outcome, took };
  }
  return {
    name,
    holds,
    extension: stored.extension,
    needsChromium,
    replay: async (bytes) => (await tried(stored.read(bytes))).outcome,
    async run({ seed, cases: numRuns, path, onCase }) {
      const run = { cases: 0, accepted: 0, refused: 0, slowest: 0 };
      const property = fc.asyncProperty(cases, async (one) => {
        run.cases += 1;
        onCase?.(run.cases);
        const { outcome, took } = await tried(one);
        run[outcome] += 1;
        run.slowest = Math.max(run.slowest, took);
      });
      const checked = await fc.check(property, { seed, numRuns, ...(path === undefined ? {} : { path }) });
      if (!checked.failed) return { ...run, failure: null };
      const { counterexample, counterexamplePath, errorInstance } = checked;
      const [one] = counterexample ?? [];
      if (counterexamplePath === null || one === undefined) throw new Error('a run failed without a case');
      const error = errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance);
      const said = stripVTControlCharacters(error).slice(0, 4000);
      return { ...run, failure: { seed, path: counterexamplePath, file: stored.write(one), error: said } };
    },
  };
}

/** Node writes a warning to the terminal as it is, with whatever came from outside. @throws Error where there was one */
async function unwarned<T>(work: () => T | Promise<T>): Promise<T> {
  const { emitWarning } = process;
  const warnings: string[] = [];
  process.emitWarning = (warning: string | Error, ...more: unknown[]) => {
    if (!more.includes('ExperimentalWarning')) warnings.push(String(warning));
  };
  try {
    const result = await work();
    assert.deepEqual(warnings, []);
    return result;
  } finally {
    process.emitWarning = emitWarning;
  }
}

const PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype, String.prototype, Map.prototype];
const keysOfPrototypes = (): number => PROTOTYPES.reduce<number>((sum, prototype) => sum + Reflect.ownKeys(prototype).length, 0);
const KEYS = keysOfPrototypes();

/** What every object inherits from is as it was. */
function assertUnpolluted(): void {
  assert.equal(keysOfPrototypes(), KEYS, 'a prototype that all objects share has other keys than before');
}
