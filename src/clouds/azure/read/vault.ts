import type { Asking, Closed } from '../../../collect/asking.ts';
import type { Call, Collection } from '../../../collect/observe.ts';
import { isUnknownHost } from '../../../collect/service-failure.ts';
import { type Fact, isKnown } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import type { AzureKmsName } from '../name.ts';
import { azureCalls } from '../permissions.ts';
import type { AzureKey } from '../snapshot.ts';
import { AzureRefusal } from './error.ts';
import { deletedKeyReply, keyReply, rotationReply, versionIn } from './identity.ts';
import type { AzureRest } from './rest.ts';
import { versionOf } from './versions.ts';

const API = 'api-version=7.6';

type Reply = Record<string, unknown>;

/** What a vault itself says of a key; `deleted` is null where there was no reason to ask. */
export type VaultPlane = {
  key: Fact<Reply>;
  deleted: Fact<Reply> | null;
  versions: AzureKey['versions'];
  rotation: Fact<Reply>;
  /** Whether no host has the vault's name. */
  hostIsGone: boolean;
  /** The version that the key itself names as its newest, where that was read. */
  current: string | undefined;
};

/** What a vault is asked about one key. */
export function readVault(collection: Collection, ask: Asking<AzureRest>, vault: Closed | AzureRest, name: AzureKmsName) {
  const calls = azureCalls(name);
  const get = (call: Call, path: string, check: (reply: Reply, name: AzureKmsName) => Reply) =>
    ask.one(vault, call, async (rest, signal) => check(await rest.get(`${path}?${API}`, signal), name));
  const deleted = () => get(calls.deleted, `/deletedkeys/${name.key}`, deletedKeyReply);

  /** Of a live key its versions and rotation; of one that is not there, whether it was deleted. */
  async function read(): Promise<VaultPlane> {
    let hostIsGone = false;
    const key = await ask.one(vault, calls.key, async (rest, signal) => {
      const reply = await rest.get(`/keys/${name.key}?${API}`, signal).catch((error: unknown) => {
        // whoever refuses is there, whatever code is given
        hostIsGone = !(error instanceof AzureRefusal) && isUnknownHost(error);
        throw error;
      });
      return keyReply(reply, name);
    });
    const unread = { key, versions: key, rotation: key, hostIsGone, current: undefined };
    if (!isKnown(key)) {
      // A host that was not reached in six tries will not be reached for the rest either.
      if (key.unknown.cause === 'unreachable') return { ...unread, versions: key, deleted: null };
      if (key.unknown.cause === 'not_found') return { ...unread, versions: key, deleted: await deleted() };
    }
    const [versions, rotation] = await Promise.all([
      ask.all(vault, calls.versions, ({ page }, signal, start) =>
        page(start ?? `/keys/${name.key}/versions?${API}`, signal, versionOf(name, 'data', collection.now())),
      ),
      get(calls.rotation, `/keys/${name.key}/rotationpolicy`, rotationReply),
    ]);
    return { key, deleted: null, versions, rotation, hostIsGone: false, current: currentOf(key, name) };
  }

  return { read, deleted };
}

const currentOf = (key: Fact<Reply>, name: AzureKmsName): string | undefined =>
  isKnown(key) && isRecord(key.value.key) ? versionIn(key.value.key.kid, name) : undefined;
