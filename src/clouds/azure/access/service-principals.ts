import type { ServicePrincipal } from '../snapshot.ts';

export type ServicePrincipals = Readonly<Record<string, ServicePrincipal>>;

/** The name under which a snapshot keeps what an application is in a directory. @param tenant null for the default credentials' */
export const nameInDirectory = (application: string, tenant: string | null): string =>
  `${tenant === null ? '' : `${tenant}/`}${application}`.toLowerCase();

/** What an application is in the directory of a tenant; in that of the default credentials, where the tenant has none of its own. */
export function principalIn(all: ServicePrincipals, application: string, tenant: string | null): ServicePrincipal | undefined {
  const names = [nameInDirectory(application, tenant), nameInDirectory(application, null)];
  const name = names.find((one) => Object.hasOwn(all, one));
  return name === undefined ? undefined : all[name];
}
