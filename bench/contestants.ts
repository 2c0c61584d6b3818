import { createReadStream, createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
export const OURS: Contestant = {
  name: '`byok-audit evaluate`, whole process',
  async prepare(place, size) {
    const [program, snapshot] = [await place.program(), await place.snapshot(size)];
    const argv = ['evaluate', snapshot, '--out', join(place.folder, `report-${size}`), '--quiet'];
    return async () => ({
      ...(await succeed(process.execPath, [program, ...argv], { cwd: place.folder }, JUDGED)),
      verdicts: null,
      also: '',
    });
  },
};

type Figures = {
  start_seconds: number;
  evaluate_seconds: number;
  evaluate_cpu_seconds: number;
  peak_bytes: number;
  verdicts: number;
};

export const NATIVE: Contestant = {
  name: 'native OPA, judging alone',
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
  '`opa eval`, whole process',
  'opa',
  ARRAY,
  (_, documents) => ['eval', '-f', 'raw', '--ignore', IGNORED, '-d', POLICIES, '-i', documents, COUNT],
  ({ stdout }) => Number(stdout),
);

/** Conftest knows `deny` and the like alone: each outcome is one here. */
const CONFTEST = oneProcess(
  '`conftest test`, whole process',
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

export const OTHERS: Contestant[] = [NATIVE, OPA_EVAL, CONFTEST];
