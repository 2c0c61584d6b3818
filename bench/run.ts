/**
 * Times what the program does, beside what it could be compared with, and prints one table of ratios.
 *
 *   npm run bench -- [--sizes 100,1000] [--rounds 3] [--only evaluate,stages,start,collection,browser] [--keep FOLDER]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CHROMIUM } from '../test/browser/chromium.ts';
import { browserPart } from './parts/browser.ts';
import { collectionPart } from './parts/collection.ts';
import { evaluatePart } from './parts/evaluate.ts';
import { stagesPart } from './parts/stages.ts';
import { startPart } from './parts/start.ts';
import { markdown, missing, type Result } from './table.ts';
import { ROOT, type Workplace, workplaceIn } from './workplace.ts';

type Part = (place: Workplace, sizes: readonly number[], rounds: number) => AsyncGenerator<Result>;

const PARTS: Record<string, Part> = {
  evaluate: evaluatePart,
  stages: stagesPart,
  start: (place, _, rounds) => startPart(place, rounds),
  collection: (place, _, rounds) => collectionPart(place, rounds),
  browser: browserPart,
};

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '100,1000' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: Object.keys(PARTS).join(',') },
    keep: { type: 'string' },
  },
});

/** What a command prints in one line; why not, where it cannot be run. */
function said(command: string, ...args: string[]): string {
  try {
    return execFileSync(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    return '';
  }
}

function numbers(flag: string, list: string): number[] {
  const found = list.split(',').map(Number);
  if (found.every((one) => Number.isInteger(one) && one > 0)) return found.sort((a, b) => a - b);
  throw new Error(`${flag}: numbers, such as 100,1000, and not "${list}"`);
}

function head(): string {
  const [cpu] = cpus();
  const version = (what: string, text: string) => `${what} ${text === '' ? 'not found' : text}`;
  const commit = said('git', 'rev-parse', '--short', 'HEAD');
  const changed = said('git', 'status', '--porcelain') === '' ? '' : ' with changes';
  return [
    `commit ${commit}${changed}, ${new Date().toISOString().slice(0, 16)}Z, load before ${loadavg()
      .map((one) => one.toFixed(1))
      .join(' ')}`,
    `${cpus().length} x ${cpu?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${process.platform}`,
    [
      `Node ${process.version}`,
      version('Go', said('go', 'env', 'GOVERSION')),
      version('opa', /Version: (\S+)/.exec(said('opa', 'version'))?.[1] ?? ''),
      version('conftest with OPA', /OPA: (\S+)/.exec(said('conftest', '--version'))?.[1] ?? ''),
      version('regorus', said('regorus', '--version').replace('regorus ', '')),
      version('Chromium', /[\d.]+/.exec(said(CHROMIUM, '--version'))?.[0] ?? ''),
    ].join(', '),
  ].join('\n\n');
}

async function main(): Promise<void> {
  const [rounds = 3] = numbers('--rounds', values.rounds);
  const sizes = numbers('--sizes', values.sizes);
  const parts = values.only.split(',').map((name) => {
    const part = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
    if (part === undefined) throw new Error(`--only: ${Object.keys(PARTS).join(', ')}, and not "${name}"`);
    return [name, part] as const;
  });
  // where `go install` and `cargo install` put what they make
  const added = [join(said('go', 'env', 'GOPATH'), 'bin'), join(process.env.HOME ?? '', '.cargo/bin')];
  process.env.PATH = [process.env.PATH, ...added].join(delimiter);
  const folder = values.keep === undefined ? mkdtempSync(join(tmpdir(), 'byok-bench-')) : resolve(values.keep);
  try {
    const place = workplaceIn(folder);
    const title = head();
    const results: Result[] = [];
    for (const [name, part] of parts) {
      try {
        for await (const result of part(place, sizes, rounds)) {
          results.push(result);
          process.stderr.write(`${name}: ${result.what}${result.size === null ? '' : `, ${result.size}`}\n`);
        }
      } catch (error) {
        results.push(missing(`the rest of ${name}`, null, error));
      }
    }
    console.log(`${title}\n\n${markdown(results)}`);
  } finally {
    if (values.keep === undefined) rmSync(folder, { recursive: true });
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
