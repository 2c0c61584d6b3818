import type { GcpFixture, Raw } from './fixture.ts';
import { error, refusal, shownPolicy } from './google.ts';
import type { Asked, Refusal, Service } from './service.ts';

const challenge = (token: string) => (asked: Asked) =>
  asked.headers.authorization === `Bearer ${token}`
    ? undefined
    : error(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.');

/** The Resource Manager: policies of projects. It answers "denied" for a project that does not exist. */
export function resourceManager(fixture: GcpFixture, token: string): Service {
  const policies = new Map<string, Raw | undefined>();
  for (const { key } of fixture.keys) policies.set(String(key.name).split('/').slice(0, 2).join('/'), undefined);
  for (const { id, policy } of fixture.projects ?? []) policies.set(`projects/${id}`, policy);
  const target = ({ method, url }: Asked) =>
    method === 'POST' ? /^\/v3\/(projects\/[^/]+):getIamPolicy$/.exec(decodeURIComponent(url.pathname))?.[1] : undefined;
  const refused = (kind: Refusal, resource: string) =>
    refusal(kind, 'cloudresourcemanager.googleapis.com', 'resourcemanager.projects.getIamPolicy', resource);

  return {
    identify: (asked) =>
      target(asked)
        ? `resourcemanager:GetIamPolicy ${target(asked)}`
        : `resourcemanager:Unknown ${asked.method} ${asked.url.pathname}`,
    challenge: challenge(token),
    answer(asked) {
      const project = target(asked);
      if (project === undefined) return error(404, 'NOT_FOUND', 'Method not found.');
      if (!policies.has(project)) return refused('deny', project);
      const { options } = JSON.parse(asked.body || '{}') as { options?: { requestedPolicyVersion?: unknown } };
      return { status: 200, body: shownPolicy(policies.get(project), options?.requestedPolicyVersion) };
    },
    refuse: (kind, asked) => refused(kind, target(asked) ?? asked.url.pathname),
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
