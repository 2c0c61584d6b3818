import Type from 'typebox';
import { clusterFacts } from './cluster.ts';
import { type Declared, factsIn } from './declare.ts';
import { environmentFacts } from './environment.ts';
import { keyFacts } from './key.ts';
import { organizationFacts } from './organization.ts';

const byPath = (facts: Type.TProperties): ReadonlyMap<string, Declared> =>
  new Map(factsIn(Type.Object(facts)).map((declared) => [declared.path, declared]));

/** Every fact that a rule may read, by the type of its subject and its place in the subject's document: `kms.state`. */
export const FACTS = {
  organization: byPath(organizationFacts),
  environment: byPath(environmentFacts),
  cluster: byPath(clusterFacts),
  key: byPath(keyFacts),
} as const;
type SubjectType = keyof typeof FACTS;

/** A fact as a sentence names it: `in_use` reads "whether the key is in use". What only a rule computes goes by its name. */
export const factWords = (type: SubjectType, path: string): string =>
  FACTS[type].get(path)?.words ?? path.replaceAll(/[._]/g, ' ');

/** Whether every report has the fact, or of which providers' keys it has; undefined where only verdicts bring it in. */
export type Profile = Declared['profile'];

/** The facts that every report has of a subject, by their places, in the order in which a reader is shown them. */
export const profileOf = (type: SubjectType): ReadonlyMap<string, Profile> =>
  new Map([...FACTS[type]].flatMap(([path, { profile }]) => (profile === undefined ? [] : [[path, profile]])));

/** Whether a fact counts the days until something is lost or stops. */
export const isDeadline = (type: string, path: string): boolean =>
  Object.entries(FACTS).some(([known, facts]) => known === type && facts.get(path)?.deadline === true);

/** The calls that the facts at these paths rest on, sorted. A path of no fact (`id`, `name`) rests on no call of its own. */
export const callsOf = (type: SubjectType, paths: readonly string[]): string[] =>
  [...new Set(paths.flatMap((path) => FACTS[type].get(path)?.calls ?? []))].sort();

/** The calls that some fact rests on. */
export const CALLS: ReadonlySet<string> = new Set(
  Object.values(FACTS).flatMap((facts) => [...facts.values()].flatMap(({ calls }) => calls)),
);
