import { byCodePoint } from '../input/code-point.ts';
import { isKeyId, type KeyUse } from './observation.ts';
import { joined } from './record-uses.ts';

/**
 * Clusters on KMS keys, as rows of the store say together. Instead of a KMS key's identity, a row from an event may have
 * Confluent's id of the key, or nothing: it is understood as soon as a registration, or another row on the same cluster,
 * names the key, and stays in the store until then. A cluster's key never changes, so that what any row knows of its
 * creation and deletion holds on whichever key it is.
 * @param registrations which KMS keys Confluent's ids mean; where one was seen to mean several, the cluster may have been on each
 */
export function onKmsKeys(
  rows: readonly KeyUse[],
  registrations: readonly { registration: string; identity: string }[],
): KeyUse[] {
  const meant = Map.groupBy(
    registrations.filter(({ identity }) => identity !== ''),
    ({ registration }) => registration,
  );
  const uses: KeyUse[] = [];
  for (const same of Map.groupBy(rows, ({ cluster }) => cluster).values()) {
    const together = same.reduce(joined);
    const onKeys = same.flatMap((row) => {
      if (row.identity === '') return [];
      return isKeyId(row.identity) ? (meant.get(row.identity) ?? []).map(({ identity }) => ({ ...row, identity })) : [row];
    });
    for (const [identity, own] of Map.groupBy(onKeys, (row) => row.identity))
      uses.push({ ...together, identity, source: own.reduce(joined).source });
  }
  return uses.sort((a, b) => byCodePoint(a.identity, b.identity) || byCodePoint(a.cluster, b.cluster));
}
