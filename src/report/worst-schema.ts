import Type from 'typebox';
import { Severity } from '../evaluate/catalogue.ts';
import { count, nullable, object, text } from '../input/shapes.ts';

/** What fails on something, and what stands or falls with it. */
export const WorstItem = object({
  /** A KMS key with the clusters on it; else a cluster on no key of the organization's own, an environment or the organization. */
  subject: object({ type: text, id: text }),
  /** Its name; of a key without one, that in its vault or key ring; null where it has none. */
  name: nullable(text),
  production: nullable(Type.Boolean()),
  /** Of the most severe of its failures. */
  severity: Severity,
  /** Days until something is lost or stops; null where no failure is about that. */
  days: nullable(Type.Number({ minimum: 0 })),
  /** What its failures mean, those that weigh most first: one for each rule, three at most, and how many more there are. */
  headlines: Type.Array(object({ rule: text, severity: Severity, text })),
  more_headlines: count,
  /** Of a key: the first of the clusters on it, and how many more there are. */
  clusters: Type.Array(object({ id: text, name: nullable(text) })),
  more_clusters: count,
  /** How many verdicts fail on it and its clusters. */
  verdicts: count,
});
export type WorstItem = Type.Static<typeof WorstItem>;

/** The first of all that fails and no waiver covers, the worst first, and how many of these there are. */
export const Worst = object({ items: Type.Array(WorstItem), count });
export type Worst = Type.Static<typeof Worst>;
