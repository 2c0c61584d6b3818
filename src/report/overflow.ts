import type { Report } from './schema.ts';
import { isFailing, STATES, type State } from './state.ts';

/** How many failing verdicts the page shows in full, waived ones among them, and of how many passing ones it has the evidence. */
export const MOST_ON_PAGE = { failures: 1000, passes: 10_000 } as const;

/** What a page cannot hold, which is then in `verdicts.csv`. */
export type Overflow = Record<keyof typeof MOST_ON_PAGE, boolean>;

const isPassing = (state: State): boolean => state === 'pass' || state === 'attested';

/** Of which verdicts a report has more than a page holds. */
export function overflow({ summary: { by_state } }: Pick<Report, 'summary'>): Overflow {
  const count = (is: (state: State) => boolean) => STATES.filter(is).reduce((sum, state) => sum + by_state[state], 0);
  return { failures: count(isFailing) > MOST_ON_PAGE.failures, passes: count(isPassing) > MOST_ON_PAGE.passes };
}
