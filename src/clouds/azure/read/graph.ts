import { type Asking, type Closed, closed, closedAt } from '../../../collect/asking.ts';
import { DIRECT } from '../../../collect/connections.ts';
import type { Doors } from '../../../collect/door.ts';
import type { Collection } from '../../../collect/observe.ts';
import { madeFor } from '../../../collect/once.ts';
import { matching, type Reader } from '../../../collect/reply.ts';
import { MalformedReply } from '../../../collect/service-failure.ts';
import type { Fact } from '../../../facts/fact.ts';
import { derive, isKnown, unknown } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import { isLoopbackUrl } from '../../../input/url.ts';
import { graphCall } from '../permissions.ts';
import type { AzureSettings } from '../settings.ts';
import type { ServicePrincipal } from '../snapshot.ts';
import { type AzureCaller, TOKEN } from './credential.ts';
import { guid, isGuid } from './ids.ts';
import { type AzureRest, azureRestAt } from './rest.ts';

const PUBLIC_GRAPH = 'https://graph.microsoft.com';

/**
 * Who Confluent's applications are in the customer's directory: the object id out of the configuration or of Microsoft
 * Graph, the groups out of Graph. Keyed by the application id in lower case.
 */
export async function readServicePrincipals(
  collection: Collection,
  settings: AzureSettings,
  applications: readonly string[],
  ask: Asking<AzureRest>,
  open: () => Promise<Graph>,
): Promise<Record<string, ServicePrincipal>> {
  const ids = new Set(applications.map((id) => id.toLowerCase()));
  if (ids.size === 0) return {};
  const graph = await open();
  const configured = new Map(Object.entries(settings.service_principals).map(([id, object]) => [id.toLowerCase(), object]));
  return madeFor(ids, async (id) => {
    const given = configured.get(id);
    const object_id = given === undefined ? await objectIdOf(ask, graph, id) : configuredId(id, given, collection.now());
    const groups = isKnown(object_id) ? await groupsOf(ask, graph, id, object_id.value) : object_id;
    return { object_id, groups };
  });
}

/** Microsoft Graph, or why it is not asked. */
export type Graph = Closed | AzureRest;

function configuredId(application: string, object: string, observed_at: string): Fact<string> {
  if (isGuid(object)) return { value: object, source: 'configuration', observed_at };
  return unknown('malformed', `azure.service_principals gives ${application} no object id: ${JSON.stringify(object)}`);
}

async function objectIdOf(ask: Asking<AzureRest>, graph: Graph, application: string): Promise<Fact<string>> {
  if (!isGuid(application)) return unknown('malformed', `not an application id: ${JSON.stringify(application)}`);
  const path = `/v1.0/servicePrincipals(appId='${application}')?$select=id,appId`;
  return ask.one(graph, graphCall('GetServicePrincipal', application), async ({ get }, signal) => {
    const { id, appId } = await get(path, signal);
    if (typeof appId !== 'string' || appId.toLowerCase() !== application)
      throw new MalformedReply('the reply is about another application');
    if (typeof id !== 'string' || !isGuid(id)) throw new MalformedReply('the reply has no object id');
    return id;
  });
}

/** Each once, however often it is listed. */
async function groupsOf(ask: Asking<AzureRest>, graph: Graph, application: string, object: string): Promise<Fact<string[]>> {
  const listed = await ask.all(graph, graphCall('ListGroups', application), async ({ page }, signal, start) => {
    const path = start ?? `/v1.0/servicePrincipals/${object}/transitiveMemberOf?$select=id`;
    const { items, next } = await page(path, signal, membership, '@odata.nextLink');
    return { items: items.filter(({ type }) => type === '#microsoft.graph.group').map(({ id }) => id), next };
  });
  return derive(listed, (ids) => [...new Set(ids)]);
}

const odataType = matching(/^#microsoft\.graph\.\w+$/, 'the type of an object of Microsoft Graph');

/** What a service principal is in: groups, and directory roles or administrative units, which hold no key. */
const membership: Reader<{ type: string; id: string }> = {
  what: 'a membership with its type and id',
  read: (value) => {
    const type = isRecord(value) ? odataType.read(value['@odata.type']) : undefined;
    const id = isRecord(value) ? guid.read(value.id) : undefined;
    return type === undefined || id === undefined ? undefined : { type, id };
  },
};

/** Opens Microsoft Graph, where it is to be asked. */
export async function openGraph(
  collection: Collection,
  settings: AzureSettings,
  { env, credentials }: AzureCaller,
  doors: Doors,
): Promise<Graph> {
  const { graph_endpoint: endpoint, resource_manager_endpoint: arm, key_vault_endpoint: vault } = settings;
  if (endpoint === null) return closed(notAsked('azure.graph_endpoint is null'));
  const stays = closedAt(collection, 'azure.graph_endpoint', endpoint, env, TOKEN, notAsked);
  if (stays !== null) return stays;
  // An emulator's vaults and the real directory belong to different worlds.
  if (!isLoopbackUrl(endpoint) && (isLoopbackUrl(arm) || vault !== null))
    return closed(notAsked('with an Azure emulator it must be at a loopback address too, and azure.graph_endpoint names none'));
  const { connections = DIRECT } = collection;
  const counted = credentials.tenant === null ? endpoint : `${endpoint} ${credentials.tenant.id}`;
  const pace = [doors.pace('graph', counted)];
  return azureRestAt(
    credentials,
    endpoint,
    PUBLIC_GRAPH,
    doors.door(counted, () => pace),
    connections,
  );
}

const notAsked = (reason: string): string =>
  `Microsoft Graph is not asked: ${reason}. The object id can be given in azure.service_principals.`;
