import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serialize } from '../../src/snapshot/file.ts';
import { expectedOf, FIXTURES, scanned } from '../../test/end-to-end/scenario.ts';
import { interleaved, type Run, succeed } from '../process.ts';
import { median, type Result, ratios, seconds } from '../table.ts';
import { JUDGED, type Workplace } from '../workplace.ts';

/** Short runs scatter: more of them. */
const ROUNDS = 10;
const NOTHING = 'node -e 0';

/** What each command takes to start, beside Node itself. */
export async function* startPart(place: Workplace, rounds: number): AsyncGenerator<Result> {
  const program = await place.program();
  const { snapshot } = await scanned('demo');
  const demo = join(place.folder, 'demo.json');
  writeFileSync(demo, serialize(snapshot));
  const judged = ['--config', join(FIXTURES, 'demo/byok-audit.yaml'), '--as-of', expectedOf('demo').as_of, '--no-history'];
  const ours =
    (...argv: string[]) =>
    () =>
      succeed(process.execPath, [program, ...argv], { cwd: place.folder }, JUDGED);
  const commands: Record<string, () => Promise<Run>> = {
    [NOTHING]: () => succeed(process.execPath, ['-e', '0']),
    '`--version`': ours('--version'),
    '`--help`': ours('--help'),
    '`rules`': ours('rules'),
    '`evaluate` of the demo': ours('evaluate', demo, ...judged, '--out', join(place.folder, 'demo'), '--quiet'),
  };
  // once for the caches
  for (const go of Object.values(commands)) await go();
  const runs = await interleaved(Math.max(rounds, ROUNDS), commands);
  const walls = (name: string) => (runs[name] ?? []).map(({ wall }) => wall);
  const nothing = walls(NOTHING);
  const beside = `\`${NOTHING}\` ${seconds(median(nothing))}`;
  for (const name of Object.keys(commands)) {
    if (name === NOTHING) continue;
    yield {
      what: `start: ${name}`,
      size: null,
      measured: seconds(median(walls(name))),
      beside,
      ratios: ratios(walls(name), nothing),
    };
  }
}
