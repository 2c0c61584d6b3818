import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Clouds, startClouds } from '../../../loopback/clouds.ts';
import { EXIT } from '../../../src/audit-error.ts';
import type { Unknown } from '../../../src/facts/fact.ts';
import { isRecord } from '../../../src/input/is-record.ts';
import { readReport } from '../../../src/report/file.ts';
import type { Report } from '../../../src/report/schema.ts';
import { byokAudit, type Ran, spawnByokAudit, workplace } from '../../cli/command.ts';
import { expectedOf } from '../scenario.ts';
import { ORGANIZATIONS, type Organization, type OrganizationName } from './organizations.ts';

/** What a scan wrote; null where it was refused. */
export type Written = { snapshot: string; report: Report; recorded: string } | null;
export type Scan = Ran & { written: Written; seconds: number };

/** Runs the command. @param isSlow whether one of its calls is never answered to its end */
export type Runner = (args: string[], directory: string, env: Record<string, string>, isSlow: boolean) => Promise<Ran>;

/** In this process, and not as patient as it is for users. */
export const here: Runner = (args, directory, env, isSlow) =>
  byokAudit(args, { directory, env, patience: { callTimeout: isSlow ? 250 : 10_000, backoff: 1 } });

/** As users do, with the patience that it has for them, but for a call that would take three minutes. @param trusted a file of certificates */
export const asProcess =
  (trusted: string): Runner =>
  async (args, directory, env, isSlow) => {
    const more = isSlow ? ['--deadline', '4s'] : [];
    const child = spawnByokAudit([...args, ...more], { directory, env: { ...env, NODE_EXTRA_CA_CERTS: trusted } });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const code = child.exitCode ?? (await new Promise<number>((resolve) => child.once('close', (ended) => resolve(ended ?? -1))));
    return { code, stdout, stderr };
  };

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  let all = '';
  for await (const chunk of stream) all += String(chunk);
  return all;
}

/** Where a service is to be looked for, by its setting or its variable. */
export type Elsewhere = { setting: readonly [section: string, name: string] } | { variable: string };

/** An organization with its stand-ins, and a folder to scan it from. */
export class Place {
  readonly clouds: Clouds;
  readonly #name: OrganizationName;
  readonly #directory: string;
  readonly #env: Record<string, string>;
  readonly #run: Runner;

  private constructor(name: OrganizationName, run: Runner, clouds: Clouds, config: Clouds['config'], env: Clouds['env']) {
    this.clouds = clouds;
    this.#name = name;
    this.#directory = workplace(ORGANIZATIONS[name].scenario, { config });
    this.#env = env;
    this.#run = run;
  }

  static async open(name: OrganizationName, run: Runner): Promise<Place> {
    const clouds = await startClouds(ORGANIZATIONS[name].fixture());
    const { env, without = [] }: Organization = ORGANIZATIONS[name];
    const given = Object.entries({ ...clouds.env, ...env }).filter(([variable]) => !without.includes(variable));
    return new Place(name, run, clouds, clouds.config, Object.fromEntries(given));
  }

  /** The same organization, of which one service is somewhere else. */
  with(elsewhere: Elsewhere, url: string): Place {
    const { config } = this.clouds;
    const env = this.#env;
    if ('variable' in elsewhere)
      return new Place(this.#name, this.#run, this.clouds, config, { ...env, [elsewhere.variable]: url });
    const [section, name] = elsewhere.setting;
    const changed = { ...config, [section]: { ...config[section as keyof typeof config], [name]: url } };
    return new Place(this.#name, this.#run, this.clouds, changed, env);
  }

  /** @param history whether it is recorded */
  async scan({ isSlow = false, history = false } = {}): Promise<Scan> {
    const out = join(this.#directory, 'out');
    rmSync(out, { recursive: true, force: true });
    const started = performance.now();
    const { as_of } = expectedOf(ORGANIZATIONS[this.#name].scenario);
    const args = ['scan', '--out', 'out', '--format', 'json', '--as-of', as_of, ...(history ? [] : ['--no-history'])];
    const ran = await this.#run(args, this.#directory, this.#env, isSlow);
    const seconds = (performance.now() - started) / 1000;
    if (ran.code === EXIT.unavailable || ran.code === EXIT.bug) return { ...ran, written: null, seconds };
    const read = (file: string) => readFileSync(join(out, file), 'utf8');
    return {
      ...ran,
      seconds,
      // read back by its schema, which throws where it is not valid
      written: {
        snapshot: read('snapshot.json'),
        report: readReport('report.json', { directory: out }),
        recorded: read('report.json'),
      },
    };
  }

  async close(): Promise<void> {
    rmSync(this.#directory, { recursive: true, force: true });
    await this.clouds.close();
  }
}

/** All unknowns anywhere in a file. */
export function unknownsIn(value: unknown): Unknown[] {
  if (Array.isArray(value)) return value.flatMap(unknownsIn);
  if (!isRecord(value)) return [];
  const isUnknown = typeof value.cause === 'string' && typeof value.detail === 'string';
  return [...(isUnknown ? [value as Unknown] : []), ...Object.values(value).flatMap(unknownsIn)];
}

/** The organizations, each with what a scan of it says while nothing is wrong. */
export class Places {
  readonly #run: Runner;
  readonly #opened = new Map<OrganizationName, Promise<Opened>>();

  constructor(run: Runner) {
    this.#run = run;
  }

  of(name: OrganizationName): Promise<Opened> {
    const opened = this.#opened.get(name) ?? this.#open(name);
    this.#opened.set(name, opened);
    return opened;
  }

  async close(): Promise<void> {
    for (const opened of this.#opened.values()) await (await opened).place.close();
  }

  async #open(name: OrganizationName): Promise<Opened> {
    const place = await Place.open(name, this.#run);
    const { written, stderr } = await place.scan();
    if (written === null) throw new Error(`${name} cannot be scanned: ${stderr}`);
    return { place, before: written };
  }
}
type Opened = { place: Place; before: NonNullable<Written> };
