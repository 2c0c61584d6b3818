import { CLOUDS } from '../clouds/index.ts';
import type { Cause } from '../facts/fact.ts';
import { byCodePoint } from '../input/code-point.ts';
import type { ReportedVerdict } from './schema.ts';

/** A call that was not answered, or an input that was not given. */
export type Obstacle = {
  cause: Cause;
  /** The permission that would answer it. */
  permission: string | null;
  /** Of missing credentials, which no permission stands for: what to set. */
  remedy: string | null;
  call: string | null;
  /** What the verdicts say of it. */
  details: ReadonlySet<string>;
  /** How many verdicts wait for it: one that waits for several counts with each. */
  verdicts: number;
};

/** What kept verdicts from being determined, that which holds up most of them first. */
export function obstacles(verdicts: readonly ReportedVerdict[]): Obstacle[] {
  const missing = verdicts.flatMap((verdict) => (verdict.unknown?.facts ?? []).map((fact) => ({ verdict, ...fact })));
  const byCall = Map.groupBy(missing, ({ cause, permission, call }) => JSON.stringify([cause, permission, call]));
  return [...byCall]
    .flatMap(([key, facts]) => {
      const waiting = new Set(facts.map(({ verdict }) => verdict)).size;
      const details = new Set(facts.map(({ detail }) => detail));
      return facts.slice(0, 1).map(({ cause, permission, call }) => {
        const remedy = CLOUDS.find(({ credentials }) => credentials.call === call)?.credentials.remedy ?? null;
        return { key, cause, permission, remedy, call, details, verdicts: waiting };
      });
    })
    .sort((a, b) => b.verdicts - a.verdicts || byCodePoint(a.key, b.key));
}
