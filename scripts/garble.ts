/**
 * Refuses each call of each scenario and garbles each part of each reply, and shows which verdicts that changes in a way in
 * which less knowledge may change none.
 *
 *   npm run garble -- [--only SERVICE,...] [--scenario NAME,...] [--seed TEXT] [--sample N] [--each N]
 *     [--operation TEXT] [--field TEXT] [--out FILE] [--update]
 *
 * `--operation` and `--field` take a part of their name. `--sample` tries N cells, `--each` at most N of each field and
 * garbling; without either all are tried, which takes hours. `--update` writes what is broken into
 * test/end-to-end/known-breaks.yaml and takes off it what is mended; the rest of the list stays as it is.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { operationOf, SERVICES, type Service, serviceOf } from '../test/end-to-end/garbled/calls.ts';
import { garbledAs, KNOWN_BREAKS, type KnownBreak, shows, writeKnownBreaks } from '../test/end-to-end/garbled/known.ts';
import { Benches, changeOf, fieldOfTrial, sampleOf, type Tried, tried } from '../test/end-to-end/garbled/run.ts';
import { SCENARIOS } from '../test/end-to-end/scenario.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: SERVICES.join(',') },
    scenario: { type: 'string', default: SCENARIOS.join(',') },
    seed: { type: 'string', default: '1' },
    sample: { type: 'string' },
    each: { type: 'string' },
    operation: { type: 'string', default: '' },
    field: { type: 'string', default: '' },
    out: { type: 'string' },
    update: { type: 'boolean', default: false },
  },
});
const services = values.only.split(',').filter((name): name is Service => SERVICES.some((service) => service === name));
const count = (text: string | undefined) => (text === undefined ? Number.POSITIVE_INFINITY : Number(text));

const scenarios = values.scenario.split(',');
const benches = await Benches.open(scenarios, { byKey: true });
const asked = [...benches.trials(services)].filter(
  ({ cell }) => operationOf(cell.call).includes(values.operation) && cell.field.includes(values.field),
);
const trials = sampleOf(asked, values.seed, { each: count(values.each), all: count(values.sample) });
console.error(`${trials.length} cells, seed ${values.seed}`);

/** A field of which so many garblings changed nothing is not read: the rest of them is left out. */
const IGNORED = 6;

const started = performance.now();
const all: Tried[] = [];
const write = () => {
  const text = report(all);
  if (values.out === undefined) console.log(text);
  else writeFileSync(values.out, text);
};
/** By field, how many garblings of it left the snapshot as it was; none once one of them changed it. */
const unread = new Map<string, number>();
for (const [index, trial] of trials.entries()) {
  const field = fieldOfTrial(trial);
  const ignored = unread.get(field) ?? 0;
  if (ignored < IGNORED || trial.cell.mustBeNoticed) {
    const one = await tried(trial);
    all.push(one);
    unread.set(field, one.changed ? Number.NEGATIVE_INFINITY : ignored + 1);
  }
  if ((index + 1) % 500 === 0) {
    const seconds = (performance.now() - started) / 1000;
    const broken = all.filter(({ breaks }) => breaks.length > 0).length;
    console.error(`${index + 1} of ${trials.length} cells, ${broken} broken, ${seconds.toFixed(0)} s`);
    if (values.out !== undefined) write();
  }
}
write();
if (values.update) await update();
await benches.close();
process.exitCode = all.some(({ breaks }) => breaks.length > 0) ? 1 : 0;

/** A known break that was not among what was asked for stays. */
async function update(): Promise<void> {
  const list = new Map<string, KnownBreak>();
  for (const known of KNOWN_BREAKS) {
    const trial = asked.find((candidate) => shows(known, candidate));
    const isOurs =
      services.includes(serviceOf(known.call)) &&
      scenarios.includes(known.scenario) &&
      operationOf(known.call).includes(values.operation) &&
      known.garbled.includes(values.field);
    const isBroken = trial !== undefined && (await tried(trial)).breaks.length > 0;
    if (!isOurs || isBroken) list.set(known.garbled, known);
  }
  for (const { scenario, cell, breaks } of all) {
    const garbled = garbledAs(cell);
    if (breaks.length > 0 && !list.has(garbled)) list.set(garbled, { garbled, scenario, call: cell.call, at: cell.at });
  }
  writeKnownBreaks([...list.values()]);
}

type Found = { changes: Set<string>; times: number; service: Service; operation: string; example: string };

function report(done: readonly Tried[]): string {
  const found = new Map<string, Found>();
  for (const { scenario, cell, breaks } of done) {
    if (breaks.length === 0) continue;
    const name = garbledAs(cell);
    const one = found.get(name) ?? {
      changes: new Set(),
      times: 0,
      service: serviceOf(cell.call),
      operation: operationOf(cell.call),
      example: `${scenario}: ${cell.call}, ${cell.at || 'the reply'}`,
    };
    one.times++;
    for (const broken of breaks) one.changes.add(changeOf(broken));
    found.set(name, one);
  }
  const lines = ['| service | cells | broken cells | distinct (field and garbling) |', '|---|---|---|---|'];
  for (const service of SERVICES) {
    const own = done.filter(({ cell }) => serviceOf(cell.call) === service);
    if (own.length === 0) continue;
    const broken = own.filter(({ breaks }) => breaks.length > 0).length;
    lines.push(
      `| ${service} | ${own.length} | ${broken} | ${[...found.values()].filter((one) => one.service === service).length} |`,
    );
  }
  for (const [operation, list] of Map.groupBy([...found].sort(), ([, one]) => one.operation)) {
    lines.push('', `## ${operation}: ${list.length}`, '');
    for (const [name, { changes, times, example }] of list)
      lines.push(
        `- **${name.slice(operation.length + 3)}** (${times} cells; ${example})`,
        ...[...changes].sort().map((change) => `  - ${change}`),
      );
  }
  return `${lines.join('\n')}\n`;
}
