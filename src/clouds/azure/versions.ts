import { derive, type Fact, unknown, type ValueOf } from '../../facts/fact.ts';
import type { KeyVersion, KeyVersions } from '../cloud.ts';
import type { AzureKey } from './snapshot.ts';

type Version = ValueOf<AzureKey['versions']>[number];

/** The newest version encrypts. */
export const azureVersions = ({ versions }: AzureKey): KeyVersions => ({
  versions: derive(versions, (list) => list.map(versionOf)),
});

function versionOf({ id, enabled, created_at }: Version): KeyVersion {
  const condition =
    enabled === null
      ? unknown('not_collected', `the reply does not say whether version ${id} is enabled`)
      : enabled
        ? 'usable'
        : 'unusable';
  return { id, state: enabled === false ? 'disabled' : 'enabled', created_at, condition };
}

/** What is known of one version; absent from older snapshots is when it is valid. */
export function versionNamed(versions: AzureKey['versions'], id: string): Validity {
  const found = derive(
    versions,
    (list): Version | ReturnType<typeof unknown> =>
      list.find((one) => one.id === id) ?? unknown('not_found', `the key has no version ${id}`),
  );
  const said = <T>(of: (version: Version) => T | undefined, what: string): Fact<T> =>
    derive(found, (version): T | ReturnType<typeof unknown> => {
      const value = of(version);
      return value === undefined ? unknown('not_collected', `the snapshot does not hold ${what}`) : value;
    });
  return {
    enabled: said(({ enabled }) => enabled ?? undefined, `whether version ${id} is enabled`),
    not_before: said(({ not_before }) => not_before, `from when on version ${id} is valid`),
    expires: said(({ expires }) => expires, `when version ${id} expires`),
  };
}
type Validity = Pick<AzureKey, 'enabled' | 'not_before' | 'expires'>;

/** When the key material was created: with the oldest version. */
export const azureCreatedAt = ({ versions }: AzureKey): Fact<string> =>
  derive(versions, (list) => {
    const times = list.map(({ created_at }) => created_at);
    const [oldest] = times.filter((time) => time !== null).sort((a, b) => Date.parse(a) - Date.parse(b));
    if (oldest === undefined || times.includes(null))
      return unknown('not_collected', 'the reply does not say when each version of the key was created');
    const unreadable = times.find((time) => time !== null && Number.isNaN(Date.parse(time)));
    return unreadable === undefined ? oldest : unknown('malformed', `${JSON.stringify(unreadable)} is not a time`);
  });
