import { type Unknown, unknown } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import { ambiguous, type Doubt, every, isDoubt, type Match } from '../../match.ts';
import { type Actions, actionsOf, type Element, isActionPattern, isResourcePattern, resourceMatch } from './action.ts';
import type { Condition } from './condition.ts';
import { type Effect, type Principals, parsePrincipal } from './principal.ts';

/** One statement; what is not understood of it is a doubt in its place, so that it counts only where it could decide. */
export type Statement = {
  /** `statement 2 "Sid"`, counted from 1. */
  name: string;
  effect: Effect | Doubt;
  principals: Principals | Doubt;
  action: Actions | Doubt;
  resource: Element | Doubt;
  conditions: (Condition | Doubt)[];
};

const POLICY_KEYS = ['Version', 'Id', 'Statement'];
const STATEMENT_KEYS = 'Sid Effect Principal NotPrincipal Action NotAction Resource NotResource Condition'.split(' ');

/** Reads a policy document. Unknown/malformed where it is none; unknown/ambiguous where its language is not understood. */
export function parsePolicy(text: string): Statement[] | { unknown: Unknown } {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return unknown('malformed', 'the key policy is not JSON');
  }
  if (!isRecord(document)) return unknown('malformed', 'the key policy is no JSON object');
  // of a policy that is written as JSON.stringify writes it, nothing was lost
  if (JSON.stringify(document) !== text && repeatsKey(text))
    return unknown('malformed', 'the key policy has the same element twice');
  const unsupported = Object.keys(document).find((key) => !POLICY_KEYS.includes(key));
  if (unsupported !== undefined)
    return unknown('ambiguous', `the key policy has an element ${unsupported}, which is not understood`);
  const { Version: version = '2008-10-17', Statement: listed } = document;
  if (version !== '2012-10-17' && version !== '2008-10-17')
    return unknown('ambiguous', `the key policy is in version ${JSON.stringify(version)} of the policy language`);
  const statements: unknown[] = Array.isArray(listed) ? listed : [listed];
  return statements.length > 0 && statements.every(isRecord)
    ? statements.map(statementOf)
    : unknown('malformed', 'the key policy has no statement, or one that is no object');
}

function statementOf(raw: Record<string, unknown>, at: number): Statement {
  const sid = typeof raw.Sid === 'string' && raw.Sid !== '' ? ` "${raw.Sid}"` : '';
  const statement: Statement = {
    name: `statement ${at + 1}${sid}`,
    effect: isEffect(raw.Effect) ? raw.Effect : ambiguous('its effect is neither Allow nor Deny'),
    principals: principalsOf(raw),
    action: actionsIn(raw),
    resource: elementOf(raw, 'Resource'),
    conditions: 'Condition' in raw ? conditionsOf(raw.Condition) : [],
  };
  const unsupported = Object.keys(raw).find((key) => !STATEMENT_KEYS.includes(key));
  if (unsupported === undefined && ['undefined', 'string'].includes(typeof raw.Sid)) return statement;
  // It might widen what the others say as well as narrow it, so none of them decides.
  const doubt = ambiguous(`its element ${unsupported ?? 'Sid'} is not understood`);
  return { ...statement, principals: doubt, action: doubt, resource: doubt, conditions: [doubt] };
}

/** Which of an element and its Not... form a statement has. */
function formOf(raw: Record<string, unknown>, name: string): { value: unknown; negated: boolean } | Doubt {
  const [plain, negated] = [name in raw, `Not${name}` in raw];
  if (plain && negated) return ambiguous(`it has both ${name} and Not${name}`);
  if (!plain && !negated)
    return name !== 'Principal' && isEffect(raw.Effect) ? { value: NONE, negated: false } : ambiguous(`it has no ${name}`);
  return { value: raw[negated ? `Not${name}` : name], negated };
}

const isEffect = (value: unknown): value is Effect => value === 'Allow' || value === 'Deny';

/** A statement without an action or a resource is one of nothing. */
const NONE = Symbol('none');

function principalsOf(raw: Record<string, unknown>): Principals | Doubt {
  const form = formOf(raw, 'Principal');
  if (isDoubt(form)) return form;
  const forms = parsePrincipal(form.value);
  return isDoubt(forms) ? forms : { forms, negated: form.negated };
}

function actionsIn(raw: Record<string, unknown>): Actions | Doubt {
  const element = elementOf(raw, 'Action');
  return isDoubt(element) ? element : actionsOf(element);
}

function elementOf(raw: Record<string, unknown>, name: 'Action' | 'Resource'): Element | Doubt {
  const form = formOf(raw, name);
  if (isDoubt(form)) return form;
  if (form.value === NONE) return { values: [], negated: false };
  const values: unknown[] = Array.isArray(form.value) ? form.value : [form.value];
  const isOne = name === 'Action' ? isActionPattern : isResourcePattern;
  const odd = values.find((value) => typeof value === 'string' && !isOne(value));
  if (odd !== undefined) return ambiguous(`its ${form.negated ? 'Not' : ''}${name} ${JSON.stringify(odd)} is not understood`);
  if (values.length === 0 || !values.every((value) => typeof value === 'string'))
    return ambiguous(`its ${form.negated ? 'Not' : ''}${name} is no text or list of texts`);
  return { values, negated: form.negated };
}

/** A block without keys narrows nothing, as AWS has it; a key without values is left in doubt. */
function conditionsOf(block: unknown): (Condition | Doubt)[] {
  if (!isRecord(block)) return [ambiguous('its Condition is no object')];
  return Object.entries(block).flatMap(([operator, keys]): (Condition | Doubt)[] => {
    if (!isRecord(keys)) return [ambiguous(`its condition ${operator} is no object`)];
    return Object.entries(keys).map(([key, value]) => {
      const values: unknown[] = Array.isArray(value) ? value : [value];
      return values.every(isScalar)
        ? { operator, key, values: values.map(String) }
        : ambiguous(`its condition ${operator} on ${key} has a value that is not understood`);
    });
  });
}

/** Whether something is so of an action. */
export type OfAction = (action: string) => Match;

/**
 * Whether a statement of this effect applies to actions on the key. Of whom it speaks is decided at once, and all else but the
 * action when the first action comes that the statement is about.
 * @param principal whether it speaks of whom it is asked for
 * @param condition whether one of its conditions holds
 */
export function statementMatch(
  statement: Statement,
  effect: Effect,
  keyArn: string,
  principal: (principals: Principals) => Match,
  condition: (conditions: Condition) => Match,
): OfAction {
  const { action, resource, principals } = statement;
  const ofEffect = isDoubt(statement.effect) ? statement.effect : statement.effect === effect;
  if (ofEffect === false) return NEVER;
  const speaks = isDoubt(principals) ? principals : principal(principals);
  if (speaks === false) return NEVER;
  let rest: Match | undefined;
  return (asked) => {
    if (!isDoubt(action) && !action.covers(asked)) return false;
    rest ??= every([
      ofEffect,
      speaks,
      isDoubt(action) ? action : true,
      isDoubt(resource) ? resource : resourceMatch(resource, keyArn),
      ...statement.conditions.map((each) => (isDoubt(each) ? each : condition(each))),
    ]);
    return rest;
  };
}

/** Of a statement that applies to no action: one of another effect, or that speaks of others. */
export const NEVER: OfAction = () => false;

/** The same, with a doubt that names the statement. */
export function applies(...asked: Parameters<typeof statementMatch>): OfAction {
  const matches = statementMatch(...asked);
  if (matches === NEVER) return NEVER;
  let doubted: Doubt | undefined;
  return (action) => {
    const match = matches(action);
    if (!isDoubt(match)) return match;
    doubted ??= doubtIn(asked[0], match);
    return doubted;
  };
}

/** Those of its conditions that are understood. */
export const conditionsIn = ({ conditions }: Statement): Condition[] => conditions.flatMap((each) => (isDoubt(each) ? [] : each));

/** Says of which statement a doubt is. */
export const doubtIn = ({ name }: Statement, { doubt }: Doubt): Doubt => ({
  doubt: { ...doubt, detail: `${name} of the key policy: ${doubt.detail}` },
});

/** A doubt about an action that a statement spells out. */
export const unrecognized = (statement: Statement, action: string): Doubt =>
  doubtIn(statement, { doubt: unknown('unrecognized', `${action} is no action that this version knows`).unknown });

/** JSON.parse keeps the last of two equal keys, and a Deny might be lost that way; the text is known to be JSON here. */
function repeatsKey(json: string): boolean {
  const open: Set<string>[] = [];
  for (const [token, text, colon] of json.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (text !== undefined && colon !== undefined) {
      const [keys, key] = [open.at(-1), String(JSON.parse(text))];
      if (keys?.has(key)) return true;
      keys?.add(key);
    }
  }
  return false;
}

const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
