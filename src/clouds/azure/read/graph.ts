import pLimit from 'p-limit';
import { type Collection, isLoopback, observe } from '../../../collect/observe.ts';
import { observeAll } from '../../../collect/pages.ts';
import { listOf, mustBe, type Reader, text } from '../../../collect/reply.ts';
import { MalformedReply } from '../../../collect/service-failure.ts';
import type { Fact } from '../../../facts/fact.ts';
import { isKnown, unknown } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import type { Environment } from '../../cloud.ts';
import { graphCall } from '../permissions.ts';
import type { ServicePrincipal } from '../service-principal.ts';
import type { AzureSettings } from '../settings.ts';
import { isGuid } from './authorization.ts';
import { azureCredentials, type Closed, closed, missingToken } from './credential.ts';
import { classifyAzureError } from './error.ts';
import { type AzureRest, azureRest } from './rest.ts';

const PUBLIC_GRAPH = 'https://graph.microsoft.com';
const CONCURRENT_CALLS = 4;

/**
 * Who Confluent's applications are in the customer's directory: the object id out of the configuration or of Microsoft
 * Graph, the groups out of Graph. Keyed by the application id in lower case.
 */
export async function readServicePrincipals(
  collection: Collection,
  settings: AzureSettings,
  applications: readonly string[],
  env: Environment,
): Promise<Record<string, ServicePrincipal>> {
  const ids = [...new Set(applications.map((id) => id.toLowerCase()))];
  if (ids.length === 0) return {};
  const graph = await openGraph(collection, settings, env);
  const limit = pLimit(CONCURRENT_CALLS);
  const configured = new Map(Object.entries(settings.service_principals).map(([id, object]) => [id.toLowerCase(), object]));
  const read = ids.map((id) =>
    limit(async () => [id, await servicePrincipal(collection, graph, id, configured.get(id))] as const),
  );
  return Object.fromEntries(await Promise.all(read));
}

async function servicePrincipal(
  collection: Collection,
  graph: Closed | AzureRest,
  application: string,
  configured: string | undefined,
): Promise<ServicePrincipal> {
  const object_id =
    configured === undefined
      ? await objectIdOf(collection, graph, application)
      : configuredId(application, configured, collection.now());
  return { object_id, groups: isKnown(object_id) ? await groupsOf(collection, graph, application, object_id.value) : object_id };
}

function configuredId(application: string, object: string, observed_at: string): Fact<string> {
  if (isGuid(object)) return { value: object, source: 'configuration', observed_at };
  return unknown('malformed', `azure.service_principals gives ${application} no object id: ${JSON.stringify(object)}`);
}

async function objectIdOf(collection: Collection, graph: Closed | AzureRest, application: string): Promise<Fact<string>> {
  if (!isGuid(application)) return unknown('malformed', `not an application id: ${JSON.stringify(application)}`);
  const call = graphCall('GetServicePrincipal', application);
  if ('closed' in graph) return graph.closed(call);
  const path = `/v1.0/servicePrincipals(appId='${application}')?$select=id,appId`;
  const ask = async (signal: AbortSignal) => {
    const { id, appId } = await graph.get(path, signal);
    if (typeof appId !== 'string' || appId.toLowerCase() !== application)
      throw new MalformedReply('the reply is about another application');
    if (typeof id !== 'string' || !isGuid(id)) throw new MalformedReply('the reply has no object id');
    return id;
  };
  return observe(collection, call, ask, classifyAzureError);
}

async function groupsOf(
  collection: Collection,
  graph: Closed | AzureRest,
  application: string,
  object: string,
): Promise<Fact<string[]>> {
  const call = graphCall('ListGroups', application);
  if ('closed' in graph) return graph.closed(call);
  const page = async (signal: AbortSignal, start: string | undefined) => {
    const reply = await graph.get(start ?? `/v1.0/servicePrincipals/${object}/transitiveMemberOf?$select=id`, signal);
    const items = mustBe(reply.value, listOf(membership), 'value')
      .filter(({ type }) => type === '#microsoft.graph.group')
      .map(({ id }) => id);
    return { items, next: graph.next(reply['@odata.nextLink']) };
  };
  return observeAll(collection, call, page, classifyAzureError);
}

/** What a service principal is in: groups, and directory roles or administrative units, which hold no key. */
const membership: Reader<{ type: string; id: string }> = {
  what: 'a membership with its type and id',
  read: (value) => {
    const type = isRecord(value) ? text.read(value['@odata.type']) : undefined;
    const id = isRecord(value) ? text.read(value.id) : undefined;
    return type === undefined || id === undefined ? undefined : { type, id };
  },
};

async function openGraph(collection: Collection, settings: AzureSettings, env: Environment): Promise<Closed | AzureRest> {
  const endpoint = settings.graph_endpoint;
  const reason = reasonToStay(collection, settings, env);
  if (endpoint === null || reason !== null)
    return closed(`Microsoft Graph is not asked: ${reason}. The object id can be given in azure.service_principals.`);
  const standIn = isLoopback(endpoint) ? endpoint : null;
  return azureRest(await azureCredentials(env)(standIn), standIn === null ? endpoint : PUBLIC_GRAPH, standIn);
}

function reasonToStay(collection: Collection, settings: AzureSettings, env: Environment): string | null {
  const { graph_endpoint: endpoint, resource_manager_endpoint: arm, key_vault_endpoint: vault } = settings;
  if (endpoint === null) return 'azure.graph_endpoint is null';
  if (isLoopback(endpoint)) return missingToken(env, 'graph_endpoint');
  if (!endpoint.startsWith('https:')) return 'azure.graph_endpoint is neither https nor a loopback address';
  if (collection.loopbackOnly)
    return 'with a clock set by hand only loopback hosts are called, and azure.graph_endpoint names none';
  // An emulator's vaults and the real directory belong to different worlds.
  if (isLoopback(arm) || vault !== null)
    return 'with an Azure emulator it must be at a loopback address too, and azure.graph_endpoint names none';
  return null;
}
