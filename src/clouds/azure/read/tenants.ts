import type { ToRead } from '../../cloud.ts';
import type { AzureKmsName } from '../name.ts';
import type { AzureSettings, AzureTenant } from '../settings.ts';

/** What is read with one credential. @property tenant null: with the default credentials */
export type InTenant = { tenant: AzureTenant | null; toRead: ToRead<AzureKmsName> };

type Given = Pick<ToRead<AzureKmsName>, 'names' | 'tenancies'>;

/** The tenant with a credential of its own in which all registrations of a key say that it lies; else null. */
function tenantFor({ tenants = {} }: AzureSettings, { tenancies }: Given) {
  const configured = new Map(
    Object.entries(tenants).map(([id, { client_id }]) => [id.toLowerCase(), { id: id.toLowerCase(), client_id }]),
  );
  const of = Map.groupBy(tenancies, ({ name }) => name);
  return {
    configured,
    ofKey({ name }: AzureKmsName): AzureTenant | null {
      const [first, ...others] = new Set((of.get(name) ?? []).map(({ tenant }) => tenant));
      return first === undefined || others.length > 0 ? null : (configured.get(first) ?? null);
    },
  };
}

/** Keys and principals by the credential that reads them: the default ones for all that is in no tenant of the configuration. */
export function byTenant(settings: AzureSettings, toRead: ToRead<AzureKmsName>): InTenant[] {
  const { names, tenancies, principals, later, ...rest } = toRead;
  const { configured, ofKey } = tenantFor(settings, toRead);
  const namesOf = Map.groupBy(names, (name) => ofKey(name)?.id ?? null);
  const inTenants = [...configured.values()].flatMap((tenant): InTenant[] => {
    const own = tenancies.filter((one) => one.tenant === tenant.id);
    const part = {
      ...rest,
      names: namesOf.get(tenant.id) ?? [],
      principals: own.flatMap((one) => one.principals),
      tenancies: own,
    };
    return part.names.length + part.principals.length === 0 ? [] : [{ tenant, toRead: part }];
  });
  const others = tenancies.filter(({ tenant }) => !configured.has(tenant));
  const elsewhere = new Set(inTenants.flatMap((part) => part.toRead.principals));
  const here = new Set(others.flatMap((one) => one.principals));
  const remaining = principals.filter((one) => here.has(one) || !elsewhere.has(one));
  const defaults = { ...rest, names: namesOf.get(null) ?? [], principals: remaining, tenancies: others };
  return [{ tenant: null, toRead: later === undefined ? defaults : { ...defaults, later } }, ...inTenants];
}

/** Which of these are read with which credential. */
export function tenantsOf(settings: AzureSettings, given: Given): (AzureTenant | null)[] {
  const { ofKey } = tenantFor(settings, given);
  const found = new Map(given.names.map((name) => [ofKey(name)?.id ?? null, ofKey(name)] as const));
  return [...found.values()];
}
