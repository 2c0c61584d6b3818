import { createReadStream, createWriteStream, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Run, succeed } from './process.ts';
import { JUDGED, ROOT, type Workplace } from './workplace.ts';

const POLICIES = join(ROOT, 'policies');
/** Those that hold all documents at once are not asked for more. */
const HELD_AT_ONCE = 10_000;

/** `verdicts`: as many as it counted itself; `also`: what else it said. */
export type Sample = Pick<Run, 'wall' | 'cpu' | 'peak'> & { verdicts: number | null; also: string };
/** @property prepare makes its input and finds it. @throws Error where it cannot be had, with the reason */
export type Contestant = { name: string; prepare: (place: Workplace, size: number) => Promise<() => Promise<Sample>> };

/** The program as anybody runs it: from the snapshot to all files of the report. */
const ours = (name: string, ...flags: string[]): Contestant => ({
  name,
  async prepare(place, size) {
    const [program, snapshot] = [await place.program(), await place.snapshot(size)];
    const argv = [program, 'evaluate', snapshot, '--out', place.reportOf(size), '--quiet', '--max-input', '4G', ...flags];
    return async () => {
      // each time the first scan of a history
      for (const file of globSync('byok-audit.db*', { cwd: place.folder })) rmSync(join(place.folder, file));
      return { ...(await succeed(process.execPath, argv, { cwd: place.folder }, JUDGED)), verdicts: null, also: '' };
    };
  },
});

export const OURS = ours('`evaluate`');
export const WITHOUT_HISTORY = ours('`evaluate --no-history`', '--no-history');

type Figures = {
  start_seconds: number;
  evaluate_seconds: number;
  evaluate_cpu_seconds: number;
  peak_bytes: number;
  verdicts: number;
};

export const NATIVE: Contestant = {
  name: 'native OPA, judging only',
  async prepare(place, size) {
    const [binary, documents] = [await place.native(), await place.documents(size)];
    return async () => {
      const { stdout } = await succeed(binary, ['-policies', POLICIES, '-documents', documents]);
      const figures = JSON.parse(stdout) as Figures;
      return {
        wall: figures.evaluate_seconds,
        cpu: figures.evaluate_cpu_seconds,
        peak: figures.peak_bytes,
        verdicts: figures.verdicts,
        also: `; start ${(figures.start_seconds * 1000).toFixed(0)} ms`,
      };
    };
  },
};

const IGNORED = '*_test.rego,*.json,*.yaml,*.wasm';
const COUNT = 'sum([count(outcomes) | some document in input; outcomes := data.main[document.type] with input as document])';

/** An evaluator of somebody's that is one process for all documents, which are one file. */
function oneProcess(
  name: string,
  command: string,
  input: { suffix: string; open: string; before: string; between: string; close: string },
  argv: (place: Workplace, documents: string) => string[],
  count: (run: Run) => number,
  codes = [0],
): Contestant {
  return {
    name,
    async prepare(place, size) {
      if (size > HELD_AT_ONCE) throw new Error(`it holds all documents at once, and was not asked for more than ${HELD_AT_ONCE}`);
      await succeed(command, ['version']).catch(() => succeed(command, ['--version']));
      const documents = join(place.folder, `subjects-${size}.${input.suffix}`);
      await pipeline(Readable.from(joined(await place.documents(size), input)), createWriteStream(documents));
      const all = argv(place, documents);
      return async () => {
        const run = await succeed(command, all, {}, codes);
        return { ...run, verdicts: count(run), also: '' };
      };
    },
  };
}

async function* joined(
  file: string,
  { open, before, between, close }: { open: string; before: string; between: string; close: string },
): AsyncGenerator<string> {
  let first = true;
  yield open;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    yield `${first ? '' : between}${before}${line}\n`;
    first = false;
  }
  yield close;
}

const ARRAY = { suffix: 'array.json', open: '[', before: '', between: ',', close: ']\n' };
const DOCUMENTS = { suffix: 'documents.yaml', open: '', before: '---\n', between: '', close: '' };

const OPA_EVAL = oneProcess(
  '`opa eval`',
  'opa',
  ARRAY,
  (_, documents) => ['eval', '-f', 'raw', '--ignore', IGNORED, '-d', POLICIES, '-i', documents, COUNT],
  ({ stdout }) => Number(stdout),
);

/** Conftest knows only `deny` and the like: each outcome is one here. */
const CONFTEST = oneProcess(
  '`conftest test`',
  'conftest',
  DOCUMENTS,
  (place, documents) => {
    const shim = join(place.folder, 'conftest');
    mkdirSync(shim, { recursive: true });
    writeFileSync(join(shim, 'bench.rego'), 'package bench\n\ndeny contains rule if some rule, _ in data.main[input.type]\n');
    return ['test', '--no-color', '-o', 'json', '--namespace', 'bench', '--policy', POLICIES, '--policy', shim, documents];
  },
  ({ stdout }) => (JSON.parse(stdout) as { failures?: unknown[] }[]).reduce((sum, { failures = [] }) => sum + failures.length, 0),
  [1],
);

/** What regorus 0.14 does not parse, and what it means: it reads a copy. Where the text is no longer there, nothing is changed. */
const FOR_REGORUS = {
  from: '({"not_given", "deleted"} - _handled)[one.because]]',
  to: 'left := {"not_given", "deleted"} - _handled; one.because in left]',
};

const REGORUS = oneProcess(
  '`regorus eval`',
  'regorus',
  ARRAY,
  (place, documents) => {
    const copies = globSync('**/*.rego', { cwd: POLICIES, exclude: ['**/*_test.rego'] }).map((file) => {
      const copy = join(place.folder, 'regorus', file);
      mkdirSync(dirname(copy), { recursive: true });
      writeFileSync(copy, readFileSync(join(POLICIES, file), 'utf8').replaceAll(FOR_REGORUS.from, FOR_REGORUS.to));
      return copy;
    });
    return ['eval', '--non-strict', ...copies.flatMap((copy) => ['-d', copy]), '-i', documents, COUNT];
  },
  ({ stdout }) => {
    const { result } = JSON.parse(stdout) as { result: { expressions: { value: number }[] }[] };
    return result[0]?.expressions[0]?.value ?? 0;
  },
);

export const OTHERS: Contestant[] = [NATIVE, OPA_EVAL, CONFTEST, REGORUS];
