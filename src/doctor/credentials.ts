import type { Caller } from '../clouds/cloud.ts';
import { CLOUDS, type Provider } from '../clouds/index.ts';
import type { Config } from '../config/schema.ts';
import { isKnown, type Unknown } from '../facts/fact.ts';
import { adviceOnCall } from '../report/unknown-remedy.ts';
import type { Credentials } from './schema.ts';
import type { Outcome } from './trial.ts';

/**
 * Of each cloud, as whom its keys are read. Credentials that a call was refused for are failed, whoever they name.
 * @param unasked why nothing is known where no key is
 */
export function credentialsOf(
  callers: readonly (Caller & { provider: Provider })[],
  outcomes: readonly Outcome[],
  unasked: string,
  config: Config,
): Credentials[] {
  return CLOUDS.flatMap(({ provider, credentials: { source } }): Credentials[] => {
    const own = callers.filter((one) => one.provider === provider);
    if (own.length === 0)
      return [{ status: 'not_checked', detail: unasked, remedy: null, grantor: provider, of: null, who: null }];
    const refused = outcomes.map(({ why }) => why).find((why) => why?.source === source);
    return own.map(({ of, who }): Credentials => {
      const about = { grantor: provider, of, who: isKnown(who) ? who.value : null };
      const why = isKnown(who) ? (refused ?? null) : who.unknown;
      if (why === null) return { status: 'ok', detail: about.who ?? '', remedy: null, ...about };
      if (why.source !== source) return { status: 'not_checked', detail: why.detail, remedy: null, ...about };
      return { status: 'failed', detail: why.detail, remedy: remedyOf(why, config), ...about };
    });
  });
}

const remedyOf = ({ cause, source }: Unknown, config: Config): string =>
  adviceOnCall({ cause, source: source ?? null, permission: null }, [], config).text;
