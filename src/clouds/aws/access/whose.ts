import type { Holder } from '../../../facts/holder.ts';
import type { Known } from '../../decision.ts';
import type { Owners } from './binding.ts';
import { arnParts } from './pattern.ts';
import { awsForm, type PrincipalForm } from './principal.ts';

/** Whose a principal is, and why. */
export type Whose = Pick<Holder, 'whose' | 'why' | 'doubt' | 'declare'>;

/** What decides it; `account` is the key's. */
export type Owned = Known & { account: string };

const plainly = (whose: Holder['whose'], why: string | null = null): Whose => ({ whose, why, doubt: null, declare: null });

/** Somebody of whom only a person can say it, or nobody from here. */
const untold = (cause: 'unsupported' | 'ambiguous', detail: string, declare: string | null): Whose => ({
  whose: 'untold',
  why: null,
  doubt: { cause, detail },
  declare,
});

const TRUSTED = plainly('trusted', 'trusted_principals declares it');

/** Whose a named principal is; null where the name stands for nobody: an id that a deleted role has left behind. */
export function whoseIs(form: PrincipalForm, owned: Owned): Whose | null {
  switch (form.is) {
    case 'deleted':
    case 'unclear':
      return null;
    case 'everyone':
      return { ...plainly('foreign', 'everyone with an account at AWS'), declare: null };
    case 'service':
      return plainly('service');
    case 'account':
      return inAccount(form.account, form.account, owned);
    case 'identity':
      return inAccount(form.arn, arnParts(form.arn)[4] ?? '', owned);
    case 'session':
      return inAccount(form.name, form.account, owned);
    case 'no_role':
      if (form.account !== null) return inAccount(form.name, form.account, owned);
      if (owned.trusted?.includes(form.name)) return TRUSTED;
      return untold('unsupported', `nothing that is read says whose ${form.name} is`, form.name);
  }
}

/** Whose the principals are that a condition confines a statement to, each as a name. */
export function whoseAre({ names, values }: Owners, owned: Owned): { name: string; of: Whose }[] {
  return values.map((value) => {
    if (names === 'organization') return { name: `everyone in organization ${value}`, of: inOrganization(value, owned) };
    if (names === 'account') return { name: `everyone in account ${value}`, of: inAccount(value, value, owned) };
    const account = arnParts(value)[4] ?? '';
    if (/^\d{12}$/.test(account)) return { name: value, of: inAccount(value, account, owned) };
    if (owned.trusted?.includes(value)) return { name: value, of: TRUSTED };
    return { name: value, of: untold('unsupported', `nothing that is read says whose ${value} is`, value) };
  });
}

function inOrganization(id: string, { trusted }: Owned): Whose {
  if (trusted?.includes(id)) return TRUSTED;
  return untold('unsupported', `nothing that is read says whether organization ${id} is the key owner's own`, id);
}

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
    return { whose: 'untold', why: null, doubt: { ...unnamed, detail }, declare: name };
  }
  return { ...plainly('foreign', `account ${account} is neither the key's own nor one of Confluent's`), declare: name };
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
    return { ...plainly('foreign', 'the Kafka role of another organization of Confluent'), declare: name };
  return untold('ambiguous', `${name} is in an account of Confluent, and no registration of this key names it`, name);
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
