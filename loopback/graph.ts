import type { AzureFixture } from './fixture.ts';
import { type Asked, type Corruption, FOREIGN, type Refusal, type Reply, type Service } from './service.ts';

const PRINCIPAL = /^\/v1\.0\/servicePrincipals\(appId='([^']*)'\)$/i;
const GROUPS = /^\/v1\.0\/servicePrincipals\/([^/]+)\/transitiveMemberOf$/i;
const BY_ID = /^\/v1\.0\/(servicePrincipals|users)\/([^/]+)$/i;
const CONFLUENT_TENANT = '00000000-0000-4000-8000-0000000000c9';
const PUBLIC = 'https://graph.microsoft.com';

type Call = {
  operation: 'GetServicePrincipal' | 'ListGroups' | 'GetPrincipal' | 'GetUser' | 'Unknown';
  id: string;
  name: string;
};

/** Microsoft Graph: the service principal of an application and its groups, and whose a principal is. */
export function graph(fixture: AzureFixture, token: string): Service {
  const principals = fixture.service_principals ?? [];
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

  function toCall({ url }: Asked): Call {
    const path = decodeURI(url.pathname);
    const [, application] = PRINCIPAL.exec(path) ?? [];
    if (application !== undefined) return { operation: 'GetServicePrincipal', id: application, name: application };
    const [, kind, id] = BY_ID.exec(path) ?? [];
    if (id !== undefined) return { operation: kind?.toLowerCase() === 'users' ? 'GetUser' : 'GetPrincipal', id, name: id };
    const [, object] = GROUPS.exec(path) ?? [];
    if (object === undefined) return { operation: 'Unknown', id: path, name: path };
    // Identified by its application, as the collector does.
    const name = principals.find(({ object_id }) => same(object_id, object))?.app_id ?? object;
    return { operation: 'ListGroups', id: object, name };
  }

  return {
    identify(asked) {
      const { operation, name } = toCall(asked);
      return `graph:${operation} ${name.toLowerCase()}`;
    },
    challenge(asked) {
      if (asked.headers.authorization === `Bearer ${token}`) return undefined;
      return error(401, 'InvalidAuthenticationToken', 'Access token is empty.');
    },
    answer(asked, corruption) {
      const { operation, id } = toCall(asked);
      const missing = error(404, 'Request_ResourceNotFound', `Resource '${id}' does not exist.`);
      if (operation === 'GetUser') {
        const user = (fixture.users ?? []).find(({ object_id }) => same(object_id, id));
        if (!user) return missing;
        const context = `${PUBLIC}/v1.0/$metadata#users(id,userType,userPrincipalName)/$entity`;
        const body = { '@odata.context': context, id: user.object_id, userType: user.user_type, userPrincipalName: user.name };
        return { status: 200, body };
      }
      const found = principals.find(({ app_id, object_id }) =>
        same(operation === 'GetServicePrincipal' ? app_id : object_id, id),
      );
      if (!found) return missing;
      if (operation === 'GetPrincipal') {
        const { object_id, app_id, owner_tenant = CONFLUENT_TENANT, type = 'Application' } = found;
        const body = { id: object_id, appId: app_id, appOwnerOrganizationId: owner_tenant, servicePrincipalType: type };
        return { status: 200, body: { '@odata.context': `${PUBLIC}/v1.0/$metadata#servicePrincipals/$entity`, ...body } };
      }
      if (operation === 'GetServicePrincipal') {
        return { status: 200, body: { '@odata.context': `${PUBLIC}/v1.0/$metadata`, id: found.object_id, appId: found.app_id } };
      }
      return page(found.groups ?? [], asked, fixture.page_size ?? 100, corruption);
    },
    refuse: (kind) => REFUSALS[kind],
  };
}

function page(groups: readonly string[], { url }: Asked, size: number, corruption: Corruption | undefined): Reply {
  const offset = Number(url.searchParams.get('$skiptoken') ?? 0);
  const value = groups.slice(offset, offset + size).map((id) => ({ '@odata.type': '#microsoft.graph.group', id }));
  const link = (host: string, to: number) => `${host}${url.pathname}?$select=id&$skiptoken=${to}`;
  if (corruption?.kind === 'empty_pages')
    return { status: 200, body: { value: [], '@odata.nextLink': link(PUBLIC, offset + 1) } };
  const following = offset + size;
  let next = following < groups.length ? link(PUBLIC, following) : undefined;
  if (corruption?.kind === 'page_loop') next = link(PUBLIC, offset);
  if (corruption?.kind === 'foreign_next') next = link(corruption.to ?? FOREIGN, following);
  return { status: 200, body: { value, ...(next === undefined ? {} : { '@odata.nextLink': next }) } };
}

const error = (status: number, code: string, message: string): Reply => ({ status, body: { error: { code, message } } });

const REFUSALS: Record<Refusal, Reply> = {
  deny: error(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'),
  conflict: error(409, 'Request_Conflict', 'The object is being changed.'),
  throttle: error(429, 'TooManyRequests', 'Too many requests.'),
  server_error: error(503, 'serviceNotAvailable', 'The service is temporarily unavailable.'),
  not_found: error(404, 'Request_ResourceNotFound', 'The resource does not exist.'),
};
