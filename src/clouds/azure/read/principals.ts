import type { Asking, Closed } from '../../../collect/asking.ts';
import type { Call, Collection } from '../../../collect/observe.ts';
import { madeFor, oncePer } from '../../../collect/once.ts';
import { filled, matching, mustBe, orNull, type Reader, readAs, recordOf } from '../../../collect/reply.ts';
import { type Fact, isKnown } from '../../../facts/fact.ts';
import { sameId } from '../access/principal.ts';
import { graphCall } from '../permissions.ts';
import type { AzureKey, DirectoryObject } from '../snapshot.ts';
import type { Graph } from './graph.ts';
import { guid } from './ids.ts';
import type { AzureRest } from './rest.ts';

const NOBODY: DirectoryObject = { type: 'user', guest: false, application_id: null, owner_tenant: null, managed_identity: false };

/** A guest is so called, or has the name that Azure makes for one out of its address elsewhere. */
const user = readAs(
  recordOf<{ id: string; userType: string | null; userPrincipalName: string }>('a user', {
    id: ['id', guid],
    userType: ['userType', orNull(matching(/^(Member|Guest)$/i, 'Member or Guest'))],
    userPrincipalName: ['userPrincipalName', filled],
  }),
  ({ id, userType, userPrincipalName }) => ({
    id,
    found: { ...NOBODY, guest: sameId(userType, 'Guest') || userPrincipalName.includes('#EXT#') },
  }),
);

const servicePrincipal = readAs(
  recordOf<{ id: string; appId: string; appOwnerOrganizationId: string | null; servicePrincipalType: string }>(
    'a service principal',
    {
      id: ['id', guid],
      appId: ['appId', guid],
      appOwnerOrganizationId: ['appOwnerOrganizationId', orNull(guid)],
      servicePrincipalType: ['servicePrincipalType', filled],
    },
  ),
  ({ id, appId, appOwnerOrganizationId, servicePrincipalType }) => ({
    id,
    found: {
      ...NOBODY,
      type: 'service_principal' as const,
      application_id: appId,
      owner_tenant: appOwnerOrganizationId,
      managed_identity: sameId(servicePrincipalType, 'ManagedIdentity'),
    },
  }),
);

/** Asks Microsoft Graph whose principals are, each once. */
export function principalReader(collection: Collection, ask: Asking<AzureRest>, graph: () => Promise<Graph>) {
  const get = <T extends { id: string; found: DirectoryObject }>(
    open: Closed | AzureRest,
    call: Call,
    path: string,
    { id, reader }: { id: string; reader: Reader<T> },
  ): Promise<Fact<DirectoryObject>> =>
    ask.one(open, call, async (rest, signal) => {
      const about = readAs(reader, (one) => (sameId(one.id, id) ? one.found : undefined), `${reader.what} of id ${id}`);
      return mustBe(await rest.get(path, signal), about);
    });

  const servicePrincipalOf = (open: Closed | AzureRest, id: string) =>
    get(
      open,
      graphCall('GetPrincipal', id),
      `/v1.0/servicePrincipals/${id}?$select=id,appId,appOwnerOrganizationId,servicePrincipalType`,
      { id, reader: servicePrincipal },
    );
  const userOf = (open: Closed | AzureRest, id: string) =>
    get(open, graphCall('GetUser', id), `/v1.0/users/${id}?$select=id,userType,userPrincipalName`, { id, reader: user });

  const principalOf = oncePer(
    async ({ id, type }: { id: string; type: string | null }): Promise<Fact<DirectoryObject>> => {
      const open = await graph();
      collection.expect?.(1);
      if (sameId(type, 'User')) return userOf(open, id);
      const found = await servicePrincipalOf(open, id);
      // an access policy does not say what its principal is
      return sameId(type, 'ServicePrincipal') || isKnown(found) || found.unknown.cause !== 'not_found' ? found : userOf(open, id);
    },
    ({ id }) => id,
  );

  /** @param ids object ids in lower case, each with its type where Azure says it */
  return (ids: ReadonlyMap<string, string | null>): Promise<NonNullable<AzureKey['principals']>> =>
    madeFor(ids.keys(), async (id) => principalOf({ id, type: ids.get(id) ?? null }));
}
