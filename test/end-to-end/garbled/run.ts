import { hash } from 'node:crypto';
import { join } from 'node:path';
import { type Fixture, readFixture } from '../../../loopback/fixture.ts';
import { FIXTURES, SCENARIOS, scanned } from '../scenario.ts';
import { Bench } from './bench.ts';
import { operationOf, type Service, serviceOf } from './calls.ts';
import { type Cell, garbledOf, refusalsOf } from './cells.ts';
import { Corpus } from './corpus.ts';
import { garbledAs } from './known.ts';
import { withOneKey } from './one-key.ts';
import type { Break } from './oracle.ts';

/** `changed` is whether anything in the snapshot is different. */
export type Tried = { scenario: string; cell: Cell; breaks: (Break | string)[]; changed: boolean };

/** A cell of one scenario, and the bench to try it on. */
export type Trial = { scenario: string; cell: Cell; bench: () => Promise<Bench> };

/** All scenarios that are asked for, each with its benches. */
export class Benches {
  readonly #whole = new Map<string, Bench>();
  readonly #ofKey = new Map<string, Promise<Bench>>();
  readonly #byKey: boolean;

  private constructor(byKey: boolean) {
    this.#byKey = byKey;
  }

  /** @param byKey whether to try what a KMS says of a key with that key alone: faster, where many such cells are tried */
  static async open(scenarios: readonly string[] = SCENARIOS, { byKey = false } = {}): Promise<Benches> {
    const benches = new Benches(byKey);
    for (const scenario of scenarios) benches.#whole.set(scenario, await Bench.open(scenario));
    return benches;
  }

  /** Every cell of every call of these services. */
  *trials(services: readonly Service[]): Generator<Trial> {
    const corpus = new Corpus(new Map([...this.#whole].map(([scenario, { replies }]) => [scenario, replies])));
    for (const [scenario, bench] of this.#whole) {
      for (const [call, reply] of bench.replies) {
        if (!services.includes(serviceOf(call))) continue;
        for (const cell of [...refusalsOf(call), ...garbledOf(scenario, call, reply, corpus)])
          yield { scenario, cell, bench: () => this.#benchFor(scenario, bench, call) };
      }
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#whole.values()].map((bench) => bench.close()));
    for (const bench of this.#ofKey.values()) await (await bench).close();
  }

  /** What a KMS says of one key is garbled where no other key is read. */
  async #benchFor(scenario: string, whole: Bench, call: string): Promise<Bench> {
    if (!this.#byKey || serviceOf(call) === 'confluent') return whole;
    const { snapshot } = await scanned(scenario);
    const names = Object.keys(snapshot.kms).filter((name) => isAbout(call, name));
    const [name] = names;
    if (name === undefined || names.length > 1) return whole;
    const made = this.#ofKey.get(`${scenario} ${name}`) ?? this.#openFor(scenario, name);
    this.#ofKey.set(`${scenario} ${name}`, made);
    const bench = await made;
    return bench.replies.has(call) ? bench : whole;
  }

  async #openFor(scenario: string, name: string): Promise<Bench> {
    const fixture: Fixture = readFixture(join(FIXTURES, scenario));
    return Bench.open(scenario, withOneKey(fixture, (await scanned(scenario)).snapshot, name));
  }
}

/** Whether the target of a call is this key or something above it. */
function isAbout(call: string, name: string): boolean {
  const target = call
    .slice(call.indexOf(' ') + 1)
    .replace(/ page \d+$/, '')
    .toLowerCase();
  const named = name.toLowerCase();
  const [, vault, key] = /^https:\/\/([^.]+)\.[^/]+\/keys\/([^/]+)/.exec(named) ?? [];
  return vault === undefined ? named.includes(target) : target === vault || target === `${vault}/${key}`;
}

/** A field of a reply, of whichever subject. */
export const fieldOfTrial = ({ cell }: Pick<Trial, 'cell'>): string => `${operationOf(cell.call)} | ${cell.field}`;

/** At most so many trials of each field and garbling, in an order that the seed decides. */
export function sampleOf(
  trials: Iterable<Trial>,
  seed: string,
  { each = Number.POSITIVE_INFINITY, all = Number.POSITIVE_INFINITY },
): Trial[] {
  const rank = (text: string) => hash('sha256', `${seed} ${text}`);
  const ranked = [...trials].map((trial) => ({
    trial,
    at: rank(`${trial.scenario} ${trial.cell.call} ${trial.cell.at} ${trial.cell.garbling}`),
  }));
  ranked.sort((a, b) => (a.at < b.at ? -1 : 1));
  const taken = new Map<string, number>();
  // by rounds: first one of each group, then the second of each
  const placed = ranked.map(({ trial, at }) => {
    const group = garbledAs(trial.cell);
    const round = taken.get(group) ?? 0;
    taken.set(group, round + 1);
    return { trial, at, round };
  });
  placed.sort((a, b) => a.round - b.round || (a.at < b.at ? -1 : 1));
  return placed
    .filter(({ round }) => round < each)
    .slice(0, all)
    .map(({ trial }) => trial);
}

export async function tried({ scenario, cell, bench }: Trial): Promise<Tried> {
  return { scenario, cell, ...(await (await bench()).try(cell)) };
}

export const changeOf = (broken: Break | string): string =>
  typeof broken === 'string' ? broken : `${broken.rule}: ${broken.before} -> ${broken.after}`;
