import { ambiguous, type Doubt, isDoubt, type Match, some } from '../../match.ts';

/**
 * A role or user whose access is in question. A role acts through sessions: `each` asks for what every session of it holds,
 * `any` for what some session may hold.
 */
export type Caller = { arn: string; partition: string; account: string; name: string; sessions: 'each' | 'any' };

export type Effect = 'Allow' | 'Deny';

export type PrincipalForm =
  | { is: 'everyone' }
  | { is: 'account'; partition?: string; account: string }
  | { is: 'identity'; arn: string }
  | { is: 'session'; partition: string; account: string; role: string; name: string }
  /** The id that a deleted role or user has left behind. */
  | { is: 'deleted'; id: string }
  | { is: 'service'; name: string }
  /** Identity providers and federated users, and accounts by their canonical id. */
  | { is: 'no_role'; name: string; account: string | null }
  | { is: 'unclear'; why: Doubt };

export type Principals = { forms: PrincipalForm[]; negated: boolean };

const IDENTITY = /^arn:([a-z-]+):iam::(\d{12}):(?:role|user)\/(?:[!-~]*\/)?([\w+=,.@-]+)$/;

/** The role or user that an ARN names; undefined where the text is no such ARN. */
export function callerOf(arn: string, sessions: Caller['sessions']): Caller | undefined {
  const [, partition, account, name] = IDENTITY.exec(arn) ?? [];
  if (/[*?]/.test(arn) || partition === undefined || account === undefined || name === undefined) return undefined;
  return { arn, partition, account, name, sessions };
}

/** The forms in the value of a Principal or NotPrincipal element. */
export function parsePrincipal(value: unknown): PrincipalForm[] | Doubt {
  if (value === '*') return [{ is: 'everyone' }];
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return ambiguous('its principal is neither "*" nor an object');
  const forms: PrincipalForm[] = [];
  for (const [kind, named] of Object.entries(value)) {
    const names: unknown[] = Array.isArray(named) ? named : [named];
    if (names.length === 0) return ambiguous(`its list of ${kind} principals is empty`);
    for (const name of names) {
      if (typeof name !== 'string') return ambiguous(`its ${kind} principal is no text`);
      if (kind === 'AWS') forms.push(awsForm(name));
      else if (kind === 'Service') forms.push(serviceForm(name));
      else if (kind === 'Federated' || kind === 'CanonicalUser') forms.push(federatedForm(name));
      else return ambiguous(`principals of the kind ${kind} are not understood`);
    }
  }
  return forms.length > 0 ? forms : ambiguous('its principal is empty');
}

/** What an entry under "AWS", or the grantee of a grant, stands for. */
export function awsForm(name: string): PrincipalForm {
  if (name === '*') return { is: 'everyone' };
  if (/^\d{12}$/.test(name)) return { is: 'account', account: name };
  // AWS shows the internal id of a role or user once it is deleted; one created again under the same name has another id.
  // Of a session it shows that id and the session's name.
  if (/^A(RO|ID)A[A-Z0-9]+(:[\w+=,.@-]+)?$/.test(name)) return { is: 'deleted', id: name };
  const [, root, rootAccount] = /^arn:([a-z-]+):iam::(\d{12}):root$/.exec(name) ?? [];
  if (root !== undefined && rootAccount !== undefined) return { is: 'account', partition: root, account: rootAccount };
  if (callerOf(name, 'each')) return { is: 'identity', arn: name };
  const [, partition, account, role] = /^arn:([a-z-]+):sts::(\d{12}):assumed-role\/([^/*?]+)\/[^*?]+$/.exec(name) ?? [];
  if (partition !== undefined && account !== undefined && role !== undefined)
    return { is: 'session', partition, account, role, name };
  const federated = /^arn:[a-z-]+:sts::(\d{12}):federated-user\/[^*?]+$/.exec(name)?.[1];
  if (federated !== undefined) return { is: 'no_role', name, account: federated };
  // the identity by which CloudFront reads for somebody's distribution
  if (/^arn:[a-z-]+:iam::cloudfront:user\/[^*?]+$/.test(name)) return { is: 'no_role', name, account: null };
  if (SERVICE.test(name)) return { is: 'service', name };
  // AWS takes no wildcard inside a principal, and would not have stored such a policy.
  return { is: 'unclear', why: ambiguous(`its principal ${name} is not understood`) };
}

const SERVICE = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$/;

const serviceForm = (name: string): PrincipalForm =>
  SERVICE.test(name)
    ? { is: 'service', name }
    : { is: 'unclear', why: ambiguous(`its service principal ${name} is not understood`) };

function federatedForm(name: string): PrincipalForm {
  if (name.trim() === '' || /[*?]/.test(name))
    return { is: 'unclear', why: ambiguous(`its federated principal ${JSON.stringify(name)} is not understood`) };
  return { is: 'no_role', name, account: /^arn:[a-z-]+:iam::(\d{12}):/.exec(name)?.[1] ?? null };
}

/** Whether a statement of this effect speaks of the caller. */
export function principalMatch({ forms, negated }: Principals, effect: Effect, caller: Caller): Match {
  return negated ? unlessListed(forms, effect, caller) : some(forms.map((form) => formMatch(form, effect, caller)));
}

export function formMatch(form: PrincipalForm, effect: Effect, caller: Caller): Match {
  switch (form.is) {
    case 'everyone':
      return true;
    case 'account':
      return isAccountOf(form, caller);
    case 'identity':
      return form.arn === caller.arn;
    case 'session':
      if (!isSessionOf(form, caller)) return false;
      // One session more says nothing of them all, and one less leaves others; but it may be the one that is used.
      return (effect === 'Allow') === (caller.sessions === 'each') ? false : ambiguous('it names a single session of the role');
    case 'no_role':
    case 'service':
    case 'deleted':
      return false;
    case 'unclear':
      return form.why;
  }
}

/**
 * AWS checks account and role of a caller one after the other, and asks for both in a NotPrincipal that shall spare a
 * role. With one of them missing its documents say "might deny" only. A session's name is whatever its maker chose, so
 * its absence from the list is not held against the role. A permissions boundary, with which such a Deny would strike
 * all the same, is the business of the role's own account.
 */
function unlessListed(forms: PrincipalForm[], effect: Effect, caller: Caller): Match {
  const role = forms.some((form) => form.is === 'identity' && form.arn === caller.arn);
  const account = forms.some((form) => form.is === 'account' && isAccountOf(form, caller));
  const anySession = forms.some((form) => form.is === 'session' && isSessionOf(form, caller));
  if (role && (account || effect === 'Allow')) return false;
  if (forms.some((form) => form.is === 'everyone')) return ambiguous('its NotPrincipal lists everyone');
  const unclear = forms.find((form) => form.is === 'unclear');
  if (unclear) return unclear.why;
  if (!role && !account && !anySession) return true;
  return ambiguous(
    effect === 'Deny'
      ? 'its NotPrincipal lists the role or its account, but AWS asks for both'
      : "its NotPrincipal lists the role's account or a session of it",
  );
}

/** A bare account id has no partition: it is of the key's own, as the caller is by then known to be. */
const isAccountOf = (form: { partition?: string; account: string }, caller: Caller) =>
  form.account === caller.account && (form.partition ?? caller.partition) === caller.partition;

/** A session's ARN drops the path of its role; names of roles are unique in an account whatever their path. */
const isSessionOf = (form: { partition: string; account: string; role: string }, caller: Caller) =>
  isAccountOf(form, caller) && form.role === caller.name && caller.arn.includes(':role/');

/** Whether a statement speaks of the world at large: everyone, or everyone but the few named ones. */
export function everyoneMatch({ forms, negated }: Principals): Match {
  const everyone = some(forms.map((form) => (form.is === 'unclear' ? form.why : form.is === 'everyone')));
  if (!negated || isDoubt(everyone)) return everyone;
  return everyone ? ambiguous('its NotPrincipal lists everyone') : true;
}
