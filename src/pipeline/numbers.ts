import { type Fact, isKnown, type Unknown, unknown } from '../facts/fact.ts';
import type { Facts } from '../report/recorded-facts.ts';
import type { Report } from '../report/schema.ts';

type Source = Report['sources'][number];
/** Sources and reasons that have no number yet, in the order in which they were met. */
export type Fresh = { sources: Source[]; reasons: Unknown[] };
/** The numbers of those, in the same order. */
export type Numbers = { sources: readonly number[]; reasons: readonly number[] };

/**
 * The numbers under which facts name their sources, and unknown ones their reasons: places in lists that the whole report
 * has once. Whoever judges the subjects asks for the numbers of what is new; who puts the report together gives them, in the
 * order of the subjects, so that they are the same whoever judged.
 */
export class NumberedFacts {
  readonly #sources = new Map<string, Map<string, number>>();
  readonly #reasons = new Map<string, number>();
  #fresh: Fresh = { sources: [], reasons: [] };
  readonly #asked: Fresh[] = [];

  /** Finds what has no number yet. */
  look(holders: Fact<unknown> | null, facts: Facts): void {
    if (holders !== null) this.#lookAt(holders);
    for (const fact of facts.values()) this.#lookAt(fact);
  }

  #lookAt(fact: Fact<unknown>): void {
    if (isKnown(fact)) {
      const { source, observed_at } = fact;
      const ofTime = this.#sources.get(observed_at) ?? new Map<string, number>();
      if (ofTime.has(source)) return;
      this.#sources.set(observed_at, ofTime.set(source, ASKED));
      this.#fresh.sources.push({ call: source, observed_at });
    } else {
      const reason = reasonOf(fact.unknown);
      const key = JSON.stringify(reason);
      if (this.#reasons.has(key)) return;
      this.#reasons.set(key, ASKED);
      this.#fresh.reasons.push(reason);
    }
  }

  /** What was found since it was last asked for. */
  fresh(): Fresh {
    const found = this.#fresh;
    this.#asked.push(found);
    this.#fresh = { sources: [], reasons: [] };
    return found;
  }

  /** Of what was asked for the longest time ago. */
  learn({ sources, reasons }: Numbers): void {
    const asked = this.#asked.shift();
    if (asked === undefined) throw new Error('no numbers were asked for');
    for (const [place, { call, observed_at }] of asked.sources.entries())
      this.#sources.get(observed_at)?.set(call, sources[place] ?? ASKED);
    for (const [place, reason] of asked.reasons.entries()) this.#reasons.set(JSON.stringify(reason), reasons[place] ?? ASKED);
  }

  readonly sourceOf = (source: string, observed_at: string): number => numbered(this.#sources.get(observed_at)?.get(source));

  readonly reasonOf = (reason: Unknown): number => numbered(this.#reasons.get(JSON.stringify(reasonOf(reason))));
}

const ASKED = -1;

function numbered(number: number | undefined): number {
  if (number === undefined || number === ASKED) throw new Error('a fact has a source or a reason without a number');
  return number;
}

/** Made anew: a snapshot read from its file has its keys in another order than one just collected. */
const reasonOf = (reason: Unknown): Unknown => unknown(reason.cause, reason.detail, reason).unknown;
