import { type Known, plainly, untold, type Whose } from '../../decision.ts';
import type { Doubt } from '../../match.ts';
import type { Owners } from './binding.ts';
import { arnParts } from './pattern.ts';
import { awsForm, type PrincipalForm } from './principal.ts';

/** What decides whose a principal is; `account` is the key's. */
export type Owned = Known & { account: string };

/** Somebody of whom a condition, or how they are named, leaves it open. */
export const inDoubt = ({ doubt: { detail } }: Doubt, declare: string | null = null): Whose =>
  untold({ cause: 'ambiguous', detail }, declare);

const TRUSTED = plainly('trusted', 'trusted_principals declares it');

/** Whose a named principal is; null where the name stands for nobody: an id that a deleted role has left behind. */
export function whoseIs(form: PrincipalForm, owned: Owned): Whose | null {
  switch (form.is) {
    case 'deleted':
    case 'unclear':
      return null;
    case 'everyone':
      return plainly('foreign', 'everyone with an account at AWS');
    case 'service':
      return plainly('service');
    case 'account':
      return inAccount(form.account, form.account, owned);
    case 'identity':
      return inAccount(form.arn, arnParts(form.arn)[4] ?? '', owned);
    case 'session':
      return inAccount(form.name, form.account, owned);
    case 'no_role':
      return form.account === null ? byName(form.name, owned) : inAccount(form.name, form.account, owned);
  }
}

/** Whose the principals are that a condition confines a statement to, each as a name. */
export function whoseAre({ names, values }: Owners, owned: Owned): { name: string; of: Whose }[] {
  return values.map((value) => {
    if (names === 'organization') return { name: `everyone in organization ${value}`, of: inOrganization(value, owned) };
    if (names === 'account') return { name: `everyone in account ${value}`, of: inAccount(value, value, owned) };
    const account = arnParts(value)[4] ?? '';
    return { name: value, of: /^\d{12}$/.test(account) ? inAccount(value, account, owned) : byName(value, owned) };
  });
}

/** One that no account says more of. @param question what nobody but a person can say */
const byName = (name: string, { trusted }: Owned, question = `whose ${name} is`): Whose =>
  trusted?.includes(name) ? TRUSTED : untold({ cause: 'unsupported', detail: `nothing that is read says ${question}` }, name);

const inOrganization = (id: string, owned: Owned): Whose =>
  byName(id, owned, `whether organization ${id} is the key owner's own`);

function inAccount(name: string, account: string, owned: Owned): Whose {
  const { confluent, trusted, unnamed } = owned;
  const form = awsForm(name);
  if (confluent.includes(name)) return plainly('confluent');
  if (account === owned.account) return plainly('own');
  if (trusted?.some((entry) => covers(entry, name, account))) return TRUSTED;
  const accounts = new Set(confluent.map((arn) => arnParts(arn)[4]));
  if (accounts.has(account)) return inConfluentAccount(name, form, owned);
  if (unnamed !== null) {
    const detail = `account ${account} may be one of Confluent's: ${unnamed.detail}`;
    return untold({ ...unnamed, detail }, name);
  }
  return plainly('foreign', `account ${account} is neither the key's own nor one of Confluent's`, name);
}

/** Confluent's grants go on to what AWS itself runs in Confluent's accounts. */
function inConfluentAccount(name: string, form: PrincipalForm, { confluent, unnamed }: Owned): Whose {
  const isRoleOfConfluent = (account: string, role: string) =>
    confluent.some((arn) => arnParts(arn)[4] === account && arn.endsWith(`/${role}`));
  if (form.is === 'session' && isRoleOfConfluent(form.account, form.role)) return plainly('confluent');
  if (form.is === 'session' && form.role.startsWith('aws:'))
    return plainly('confluent', 'infrastructure of AWS in an account of Confluent');
  if (form.is === 'identity' && form.arn.includes(':role/aws-service-role/'))
    return plainly('confluent', 'a service-linked role in an account of Confluent');
  const role = form.is === 'session' ? form.role : form.is === 'identity' ? form.arn.slice(form.arn.lastIndexOf('/') + 1) : '';
  if (role.startsWith('cc-kafka-') && unnamed === null)
    return plainly('foreign', 'the Kafka role of another organization of Confluent', name);
  const detail = `${name} is in an account of Confluent, and no registration of this key names it`;
  return untold({ cause: 'ambiguous', detail }, name);
}

/** Whether an entry of `trusted_principals.aws`, an account or an ARN, covers a principal. */
function covers(entry: string, name: string, account: string): boolean {
  if (entry === name || entry === account) return true;
  const [trusted, form] = [awsForm(entry), awsForm(name)];
  if (trusted.is === 'account') return trusted.account === account;
  return (
    trusted.is === 'identity' &&
    form.is === 'session' &&
    form.account === arnParts(trusted.arn)[4] &&
    trusted.arn.includes(':role/') &&
    trusted.arn.endsWith(`/${form.role}`)
  );
}
