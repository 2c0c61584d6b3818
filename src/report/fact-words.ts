/** Facts that a sentence cannot name by their own name. What is not here is told by its name, as evidence lists it. */
const IN_A_SENTENCE: Readonly<Record<string, string>> = {
  all_clusters_seen: 'whether every cluster of the environment was seen',
  all_consumers_seen: 'whether all that works on the environment was seen',
  all_kinds_known: 'of which type each cluster on the key is',
  all_users_seen: 'whether every cluster on the key was seen',
  as_expected: 'whether the key is the declared one',
  broken_versions: 'which versions of the key are not intact',
  decided: 'whether Confluent holds what it needs',
  encryption: 'with whose key the cluster is encrypted',
  excess: 'what Confluent holds beyond its need',
  excess_decided: 'whether Confluent holds more than it needs',
  granted: 'what Confluent holds on the key',
  in_use: 'whether the key is in use',
  lacking: 'what Confluent lacks on the key',
  never_used_before: 'whether another cluster used the key before',
  overdue: 'whether Confluent holds the key for too long',
  present: 'whether the key is there',
  production: 'whether the cluster is for production',
  public: 'what everybody holds on the key',
  public_decided: 'whether the key is open to everybody',
  registered: 'whether the key is registered',
  rotatable: 'whether the key can be rotated',
  versions_decided: 'whether every version that is needed is intact',
};

/** A fact as a sentence names it: `in_use` reads "whether the key is in use". */
export const factInWords = (fact: string): string =>
  Object.hasOwn(IN_A_SENTENCE, fact) ? (IN_A_SENTENCE[fact] ?? fact) : fact.replaceAll('_', ' ');
