import { CONFLUENT } from '../confluent/calls.ts';
import type { CatalogueRule } from '../evaluate/catalogue.ts';
import { Cause } from '../facts/fact.ts';
import { callsOf } from '../facts/register.ts';
import { keysOf } from '../input/keys.ts';
import { OF_CALL, remediesOfFact } from './unknown-remedy.ts';

/** What may go wrong with every call; the last is a reply that lacks a field, or credentials that are missing. */
const OF_EVERY_CALL: readonly Cause[] = [...OF_CALL, 'malformed', 'not_collected'];

/** What may else be wrong with what a call answers, by what its source begins with. */
const BESIDE: readonly (readonly [source: string, causes: readonly Cause[]])[] = [
  // a key that a cluster names and the list does not hold; a kind of key, cloud or state that is new; a count that proves nothing
  [CONFLUENT.keys, ['not_found', 'unrecognized', 'ambiguous']],
  [CONFLUENT.clusters, ['unrecognized']],
  [CONFLUENT.quotas, ['ambiguous']],
  // a key in a state in which AWS answers nothing about it
  ['aws:', ['not_found', 'unrecognized', 'ambiguous']],
  // a key of a Managed HSM, which is not asked
  ['azure:', ['not_found', 'unrecognized', 'unsupported']],
  ['graph:', ['not_found']],
  ['gcp:', ['not_found', 'unrecognized']],
];

type Reader = Pick<CatalogueRule, 'subject_type' | 'reads' | 'remediation'>;

/**
 * The causes for which a rule may be unknown, in the order of all causes: of the calls that give the facts that it reads, of these
 * facts themselves, and those that it gives itself.
 */
export function causesOf({ subject_type, reads, remediation }: Reader): Cause[] {
  const calls = callsOf(subject_type, reads);
  const found = new Set<Cause>([
    ...(calls.length === 0 ? [] : OF_EVERY_CALL),
    ...BESIDE.flatMap(([source, causes]) => (calls.some((call) => call.startsWith(source)) ? causes : [])),
    ...reads.flatMap((path) => remediesOfFact(subject_type, path).map(({ cause }) => cause)),
    ...keysOf(remediation.unknown ?? {}),
  ]);
  return Cause.enum.filter((cause) => found.has(cause));
}
