import { isKnown, type Unknown, unknown } from '../../../facts/fact.ts';
import type { Holder } from '../../../facts/holder.ts';
import { type Holders, type Known, openAbout, plainly, untold, type Whose } from '../../decision.ts';
import type { DirectoryObject } from '../snapshot.ts';
import { type Grant, grantsOn, type Holdings, isGroup } from './grants.ts';
import { sameId } from './principal.ts';
import { principalIn, type ServicePrincipals } from './service-principals.ts';

type Principal = Pick<Grant, 'principal' | 'type' | 'tenant'>;

/** The tenants in which Microsoft registers the applications of its own services. */
const MICROSOFT = ['f8cdef31-a31e-4b4a-93e4-5f571e91255a', '72f988bf-86f1-41af-91ab-2d7cd011db47'];

/** Everybody who holds something on a key in an Azure vault. */
export function holdersOfAzureKey(key: Holdings, servicePrincipals: ServicePrincipals, about: Known): Holders {
  const { grants, missing, unclear } = grantsOn(key);
  const whose = (principal: Principal): Whose => whoseIs(principal, key, servicePrincipals, about);
  const found = grants.map((grant) => holder(grant, whose(grant), about));
  const undetermined = [...missing];
  for (const { principal, type, tenant, by, why } of unclear) {
    const owner = whose({ principal, type, tenant });
    // a role that was not read may give anything, which is of no matter to whom everything may be given
    if (HARMLESS.includes(owner.whose)) found.push({ principal, may: [], by, ...owner });
    else undetermined.push(why);
  }
  return { found, undetermined };
}

const HARMLESS: readonly Holder['whose'][] = ['own', 'confluent', 'trusted', 'service'];

/** What a grant that may not apply gives to a stranger is not proven. */
function holder({ principal, by, may, doubt }: Grant, { whose, why, doubt: ofOwner }: Whose, about: Known): Holder {
  const harmless = HARMLESS.includes(whose);
  const open = harmless ? null : openAbout(ofOwner, doubt, about);
  return {
    principal,
    whose: open === null ? whose : 'untold',
    may,
    by,
    why,
    doubt: open,
    declare: harmless ? null : principal,
  };
}

const unsaid = (what: string, cause: Unknown['cause'] = 'unsupported'): Whose => untold(unknown(cause, what).unknown);

/** Whose a principal is: what the configuration declares goes before everything, and a declared list says all. */
function whoseIs({ principal, type, tenant }: Principal, key: Holdings, known: ServicePrincipals, about: Known): Whose {
  if (about.trusted?.some((id) => sameId(id, principal))) return plainly('trusted');
  const own = key.vault.tenant_id;
  if (tenant !== null) {
    if (!isKnown(own)) return untold(own.unknown);
    return sameId(own.value, tenant)
      ? unsaid(`${principal} holds it by a delegation to the vault's own tenant`)
      : plainly('foreign', `a principal of tenant ${tenant}`);
  }
  if (isConfluent(principal, isKnown(own) ? own.value : null, known, about)) return plainly('confluent');
  if (sameId(type ?? '', 'ForeignGroup')) return plainly('foreign', 'a group of another tenant');
  if (isGroup(type)) return unsaid(`whether every member of group ${principal} is the customer's own`);
  const id = principal.toLowerCase();
  const looked = Object.hasOwn(key.principals ?? {}, id) ? key.principals?.[id] : undefined;
  if (looked === undefined) return unsaid(`whose principal ${principal} is was not asked`, 'not_collected');
  if (isKnown(looked)) return whoseByDirectory(principal, looked.value, key, about);
  return looked.unknown.cause === 'not_found'
    ? unsaid(`whose principal ${principal} is: the directory knows no user and no service principal of this id`)
    : untold(looked.unknown);
}

function whoseByDirectory(principal: string, found: DirectoryObject, { vault }: Holdings, about: Known): Whose {
  if (found.type === 'user')
    return found.guest
      ? plainly('foreign', 'a guest from another organization')
      : unsaid(`whether user ${principal} is the customer's own`);
  if (found.managed_identity) return plainly('own', 'a managed identity of the tenant');
  const { application_id, owner_tenant } = found;
  if (about.confluent.some((id) => sameId(id, application_id ?? ''))) return plainly('confluent');
  if (owner_tenant === null) return unsaid(`whose application service principal ${principal} is of`);
  if (MICROSOFT.some((id) => sameId(id, owner_tenant))) return plainly('service', 'an application of Microsoft');
  const { tenant_id } = vault;
  if (!isKnown(tenant_id)) return untold(tenant_id.unknown);
  if (sameId(tenant_id.value, owner_tenant)) return plainly('own', 'an application of the tenant');
  // where Confluent may have more applications than are known, this may be one of them
  if (about.unnamed === null) return plainly('foreign', `an application of tenant ${owner_tenant}`);
  const detail = `whether application ${application_id} of tenant ${owner_tenant} is one of Confluent's: ${about.unnamed.detail}`;
  return untold({ ...about.unnamed, detail });
}

const isConfluent = (principal: string, tenant: string | null, known: ServicePrincipals, { confluent }: Known): boolean =>
  confluent.some((application) => {
    const object = principalIn(known, application, tenant)?.object_id;
    return object !== undefined && isKnown(object) && sameId(object.value, principal);
  });
