import { CLOUDS, cloudOf, type KmsName } from '../clouds/index.ts';
import type { Config } from '../config/schema.ts';
import { type Target, together, type Unanswered } from '../facts/advice.ts';
import type { Unknown } from '../facts/fact.ts';
import { PERMISSIONS } from '../permissions.ts';
import { adviceOnCall } from '../report/unknown-remedy.ts';
import type { Denied } from './permissions.ts';
import type { Grant } from './schema.ts';
import type { callersOf, Place } from './trial.ts';

type About = { places: readonly Place[]; callers: Awaited<ReturnType<typeof callersOf>>; config: Config };

/** How to get what is denied: together what is denied at the same places, so that nothing is granted where it is allowed already. */
export function grantsOf(denied: readonly Denied[], about: About): Grant[] {
  const alike = Map.groupBy(denied, ({ grantor, places: at }) => JSON.stringify([grantor, at]));
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [grantOf(first, group, about)];
  });
}

function grantOf({ grantor, places: at }: Denied, group: readonly Denied[], { places, callers, config }: About): Grant {
  const permissions = group.map(({ permission }) => permission);
  const about = { grantor, permissions: [...new Set(permissions)], places: at };
  const refused = group.flatMap(({ why }) => why);
  const cloud = CLOUDS.find(({ provider }) => provider === grantor);
  if (cloud === undefined) {
    const each = refused.map((why) => adviceOnCall({ cause: 'denied', ...unanswered(why) }, [], config));
    return { ...about, advice: together(each), document: null };
  }
  const names = places.filter(({ provider, place }) => provider === grantor && at.includes(place)).flatMap((one) => one.names);
  const missing = (PERMISSIONS.get(grantor) ?? []).filter(({ permission }) => permissions.includes(permission));
  const grantee = callers.find(({ provider, of }) => provider === grantor && of === null)?.grantee ?? null;
  const advice = cloud.advice.grant(refused.map(unanswered), names.map(targetOf), config[cloud.provider], grantee);
  return { ...about, advice, document: cloud.permissions.document(missing, names) };
}

const unanswered = ({ source, permission }: Unknown): Unanswered => ({ source: source ?? null, permission: permission ?? null });

/** A key as advice names it. */
const targetOf = (name: KmsName): Target => ({ name: name.name, parts: cloudOf(name).names.parts(name) });
