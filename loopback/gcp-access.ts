import type { GcpFixture, Raw } from './fixture.ts';
import { error, refusal, shownPolicy } from './google.ts';
import type { Asked, Refusal, Service } from './service.ts';

const challenge = (token: string) => (asked: Asked) =>
  asked.headers.authorization === `Bearer ${token}`
    ? undefined
    : error(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.');

/** The Resource Manager: projects, and their policies. It answers "denied" for a project that does not exist. */
export function resourceManager(fixture: GcpFixture, token: string): Service {
  const policies = new Map<string, Raw | undefined>();
  for (const { key } of fixture.keys) policies.set(String(key.name).split('/').slice(0, 2).join('/'), undefined);
  for (const { id, policy } of fixture.projects ?? []) policies.set(`projects/${id}`, policy);
  const numbers = (fixture.projects ?? []).flatMap(({ id, number }) => (number === undefined ? [] : [{ id, number }]));
  const call = ({ method, url }: Asked) => {
    const path = decodeURIComponent(url.pathname);
    const [, policyOf] = (method === 'POST' && /^\/v3\/(projects\/[^/]+):getIamPolicy$/.exec(path)) || [];
    if (policyOf !== undefined) return { operation: 'GetIamPolicy', target: policyOf };
    const [, project] = (method === 'GET' && /^\/v3\/(projects\/[^/]+)$/.exec(path)) || [];
    return project === undefined ? undefined : { operation: 'GetProject', target: project };
  };
  const refused = (kind: Refusal, asked: Asked) => {
    const { operation, target } = call(asked) ?? { operation: '', target: asked.url.pathname };
    const permission = operation === 'GetProject' ? 'resourcemanager.projects.get' : 'resourcemanager.projects.getIamPolicy';
    return refusal(kind, 'cloudresourcemanager.googleapis.com', permission, target);
  };

  return {
    identify(asked) {
      const { operation, target } = call(asked) ?? { operation: 'Unknown', target: `${asked.method} ${asked.url.pathname}` };
      return `resourcemanager:${operation} ${target}`;
    },
    challenge: challenge(token),
    answer(asked) {
      const { operation, target } = call(asked) ?? {};
      if (target === undefined) return error(404, 'NOT_FOUND', 'Method not found.');
      if (operation === 'GetProject') {
        const project = numbers.find(({ id, number }) => [`projects/${id}`, `projects/${number}`].includes(target));
        if (project === undefined) return refused('deny', asked);
        return { status: 200, body: { name: `projects/${project.number}`, projectId: project.id, state: 'ACTIVE' } };
      }
      if (!policies.has(target)) return refused('deny', asked);
      const { options } = JSON.parse(asked.body || '{}') as { options?: { requestedPolicyVersion?: unknown } };
      return { status: 200, body: shownPolicy(policies.get(target), options?.requestedPolicyVersion) };
    },
    refuse: refused,
  };
}

/** IAM: the permissions of a role. */
export function googleIam(fixture: GcpFixture, token: string): Service {
  const roles = new Map((fixture.roles ?? []).map((role) => [String(role.name), role]));
  const target = ({ url }: Asked) => decodeURIComponent(url.pathname).replace(/^\/v1\//, '');
  return {
    identify: (asked) => `iam:GetRole ${target(asked)}`,
    challenge: challenge(token),
    answer(asked) {
      const role = roles.get(target(asked));
      return role ? { status: 200, body: role } : error(404, 'NOT_FOUND', `The role named ${target(asked)} was not found.`);
    },
    refuse: (kind, asked) => refusal(kind, 'iam.googleapis.com', 'iam.roles.get', target(asked)),
  };
}
