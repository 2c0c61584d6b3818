import type { Call } from '../../../collect/observe.ts';
import { flag, orNull, type Reader, recordOf } from '../../../collect/reply.ts';
import { derive, type Fact, unknown, type ValueOf } from '../../../facts/fact.ts';
import { propertyOf } from '../../../input/is-record.ts';
import type { AzureKmsName } from '../name.ts';
import type { AzureKey } from '../snapshot.ts';
import { armVersionId, isDated, versionIn } from './identity.ts';
import { past, someTime } from './times.ts';

type Version = ValueOf<AzureKey['versions']>[number];

/** One version of a key as either plane lists it. */
export function versionOf(name: AzureKmsName, plane: 'data' | 'control', now: string): Reader<Version> {
  const attributes = plane === 'data' ? 'attributes' : 'properties.attributes';
  const idOf = (item: unknown) => (plane === 'data' ? versionIn(propertyOf(item, 'kid'), name) : armVersionId(item, name));
  const fields = recordOf<Omit<Version, 'id'>>('a version', {
    enabled: [`${attributes}.enabled`, orNull(flag)],
    created_at: [`${attributes}.created`, orNull(past(now))],
    expires: [`${attributes}.exp`, orNull(someTime)],
    not_before: [`${attributes}.nbf`, orNull(someTime)],
  });
  return {
    what: `a version of ${name.name}`,
    read: (item) => {
      const id = isDated(propertyOf(item, ...attributes.split('.'))) ? idOf(item) : undefined;
      const read = fields.read(item);
      return id === undefined || read === undefined ? undefined : { id, ...read };
    },
  };
}

/**
 * The versions of a key, whole: each once, and the current one among them.
 * @param current the version that the key itself names, where that was read
 */
export function wholeVersions(versions: Fact<Version[]>, current: string | undefined, at: Call): Fact<Version[]> {
  return derive(versions, (list) => {
    const ids = new Set(list.map(({ id }) => id));
    if (ids.size !== list.length) return unknown('malformed', 'the list of versions holds one of them twice', at);
    if (ids.size === 0) return unknown('malformed', 'the list of versions is empty, and every key has one', at);
    return current === undefined || ids.has(current)
      ? list
      : unknown('malformed', `the list of versions is not whole: the current one, ${current}, is missing`, at);
  });
}
