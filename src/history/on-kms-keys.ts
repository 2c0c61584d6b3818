import { byCodePoint } from '../input/code-point.ts';
import { joined } from './record-bindings.ts';
import { isKeyId, type SeenCluster } from './sighting.ts';

/**
 * Clusters on KMS keys, as rows of the store tell of them together. Instead of a KMS key's identity, a row told by an event
 * may have Confluent's id of the key, or nothing: it is understood as soon as a registration, or another row on the same
 * cluster, tells the key, and stays in the store until then. A cluster's key never changes, so that what any row knows of
 * its life holds on whichever key it is.
 * @param registrations which KMS keys Confluent's ids mean; where one was seen to mean several, the cluster may have been on each
 */
export function onKmsKeys(
  rows: readonly SeenCluster[],
  registrations: readonly { registration: string; identity: string }[],
): SeenCluster[] {
  const meant = Map.groupBy(
    registrations.filter(({ identity }) => identity !== ''),
    ({ registration }) => registration,
  );
  const found: SeenCluster[] = [];
  for (const same of Map.groupBy(rows, ({ cluster }) => cluster).values()) {
    const life = same.reduce(joined);
    const onKeys = same.flatMap((row) => {
      if (row.identity === '') return [];
      return isKeyId(row.identity) ? (meant.get(row.identity) ?? []).map(({ identity }) => ({ ...row, identity })) : [row];
    });
    for (const [identity, tellers] of Map.groupBy(onKeys, (row) => row.identity))
      found.push({ ...life, identity, told_by: tellers.reduce(joined).told_by });
  }
  return found.sort((a, b) => byCodePoint(a.identity, b.identity) || byCodePoint(a.cluster, b.cluster));
}
