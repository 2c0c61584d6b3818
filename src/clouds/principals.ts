import { derive, type Fact } from '../facts/fact.ts';

/** Of a cloud where Confluent names a single principal, or an empty text. */
export const one = (fact: Fact<string>): Fact<string[]> =>
  derive(fact, (principal) => (principal.trim() === '' ? [] : [principal]));
