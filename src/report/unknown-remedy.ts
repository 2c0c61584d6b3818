import { CLOUDS, type Provider } from '../clouds/index.ts';
import type { Config } from '../config/schema.ts';
import { CONFLUENT_REMEDIES, confluentGrant } from '../confluent/advice.ts';
import { confluentCall, environmentIn } from '../confluent/calls.ts';
import type { CatalogueRule } from '../evaluate/catalogue.ts';
import { type Advice, advice, type Remedies, type Remedy, type Target, type Unanswered } from '../facts/advice.ts';
import type { Known } from '../facts/declare.ts';
import type { Cause } from '../facts/fact.ts';
import { FACTS } from '../facts/register.ts';
import { keysOf } from '../input/keys.ts';

/** A call as it is granted or reached: by whom it is answered. */
type Missing = { cause: Cause; source: string | null; permission: string | null };

/** What is looked up of a rule; a report has no remediation of unknowns. */
type OfRule = { subject_type: string; remediation?: Pick<CatalogueRule['remediation'], 'unknown'> };

/** Why no fact was had, and whose fact it would have been. */
export type Lack = Missing & {
  rule: OfRule | undefined;
  fact: string;
  cloud: string | null;
};

/** Calls that got no answer: what to do follows from the call, whatever it would have given. */
export const OF_CALL = ['denied', 'throttled', 'timeout', 'unreachable'] as const satisfies readonly Cause[];
type OfCall = (typeof OF_CALL)[number];

const isOfCall = (cause: Cause): cause is OfCall => OF_CALL.some((one) => one === cause);

/** What there is to do about the other causes where nothing is said of the call or the fact. */
const GENERAL: Record<Exclude<Cause, OfCall>, Remedy> = {
  not_found: {
    text: 'The service says that it is not there. Compare the name with what Confluent has registered, and see key.present and cluster.key_registered; what was moved or deleted since is found by the next scan.',
  },
  malformed: {
    text: 'What was read is not of the documented form. Compare it with what the console of the service shows. If the console is right, look for a proxy in between and check the endpoint in the configuration, run the scan again, and report it to the project with the detail.',
  },
  unrecognized: {
    text: 'This version does not know the value: update byok-audit. If the newest version does not know it either, report it to the project with the detail; until then the verdict stays unknown.',
  },
  not_collected: {
    text: 'It was not asked for, or the reply lacks it. Run the scan again with this version, and check that the configuration turns no endpoint off; what a service never says can be attested.',
    paste: 'attestation',
  },
  ambiguous: { text: 'What was read does not decide it. Run the scan again; if it stays so, attest it.', paste: 'attestation' },
  unsupported: { text: 'No API can tell: a person has to attest it.', paste: 'attestation' },
};

type OfNoCall = keyof typeof GENERAL;

export const generalRemedy = (cause: OfNoCall): Remedy => GENERAL[cause];

/** The cloud that a source is of; Microsoft Graph belongs to Azure. */
const cloudOf = (source: string) =>
  CLOUDS.find(({ provider }) => source.startsWith(`${provider}:`) || (provider === 'azure' && source.startsWith('graph:')));

const credentialsOf = (source: string) => CLOUDS.find(({ credentials }) => credentials.source === source)?.credentials;

/** The call without what tells one use of it from another. */
export const callOf = (source: string | null): string | null => (source === null ? null : confluentCall(source));

/** What the call alone says of a cause that is not a refusal. */
export function remedyOfSource(cause: Cause, source: string | null): Remedy | undefined {
  if (source === null) return undefined;
  const remedies: Remedies | undefined = Object.entries(CONFLUENT_REMEDIES).find(([call]) => call === callOf(source))?.[1];
  return remedies?.[cause] ?? cloudOf(source)?.advice.ofCause?.[cause];
}

/** What is declared with a fact. */
export const remediesOfFact = (type: string, path: string): readonly Known[] =>
  keysOf(FACTS)
    .filter((known) => known === type)
    .flatMap((known) => FACTS[known].get(path)?.remedies ?? []);

const isOfCloud = ({ calls }: Known, cloud: string | null): boolean =>
  calls === undefined || cloud === null || calls.some((call) => cloudOf(call)?.provider === cloud);

/** Whether something better than the general sentence is known to do. */
function specificRemedy({ cause, source, rule, fact, cloud }: Lack): Remedy | undefined {
  const ofFact = rule === undefined ? [] : remediesOfFact(rule.subject_type, fact);
  const ofRule = cause === 'unrecognized' || cause === 'ambiguous' ? rule?.remediation?.unknown?.[cause] : undefined;
  return (
    remedyOfSource(cause, source) ??
    ofFact.find((remedy) => remedy.cause === cause && isOfCloud(remedy, cloud)) ??
    (source === null && ofRule !== undefined ? { text: ofRule } : undefined)
  );
}

/** What to do, and which lines the report fills in. Null: it follows from the call alone. */
export function remedyOfLack(lack: Lack): Remedy | null {
  const { cause, source } = lack;
  if (isOfCall(cause) || (source !== null && credentialsOf(source) !== undefined)) return null;
  return specificRemedy(lack) ?? GENERAL[cause];
}

/** The sections of the configuration by cloud; null where it is not known. */
export type CloudSettings = Pick<Config, Provider> | null;

/** What to do about a call that got no answer. @param keys those that it was about */
export function adviceOnCall({ cause, source, permission }: Missing, keys: readonly Target[], settings: CloudSettings): Advice {
  const call: Unanswered = { source: callOf(source), permission };
  const cloud = source === null ? ofPermission(permission) : cloudOf(source);
  const credentials = source === null ? undefined : credentialsOf(source);
  if (credentials !== undefined && !isOfCall(cause))
    return advice(`Give the scan credentials for ${credentials.call.replace(/ credentials$/, '')}: ${credentials.remedy}.`);
  if (cause === 'denied')
    return cloud === undefined
      ? confluentGrant(call, source === null ? null : environmentIn(source))
      : cloud.advice.grant([call], keys, settings === null ? null : settings[cloud.provider], null);
  const host = cloud === undefined ? 'api.confluent.cloud' : cloud.advice.host(call);
  if (cause === 'throttled')
    return advice(
      `The service refused the call for too many requests. Run the scan again at a quieter time, with fewer other clients at ${host}; ask the provider for a higher rate if it stays so.`,
    );
  if (cause === 'timeout')
    return advice(
      `The call was not answered in time. Run the scan again, with more time where it ran out (--deadline 30m), from a place with a short way to ${host}.`,
    );
  return advice(
    `Let the machine that runs the scan reach ${host}: check DNS, proxy, firewall and the endpoint in the configuration, then run the scan again. Errors of the service itself (HTTP 5xx) pass.`,
  );
}

/** Old reports name no source. */
const ofPermission = (permission: string | null) =>
  CLOUDS.find(({ permissions }) => permissions.list.some((one) => one.permission === permission));
