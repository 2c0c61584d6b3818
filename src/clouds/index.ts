import Type from 'typebox';
import { type Fact, isKnown, type Unknown, unknown } from '../facts/fact.ts';
import { enumeration } from '../input/shapes.ts';
import { aws } from './aws/index.ts';
import { azure } from './azure/index.ts';
import { AzureTenants } from './azure/settings.ts';
import type { Cloud } from './cloud.ts';
import { google } from './google/index.ts';
import { KmsNameError } from './kms-name-error.ts';

/** The only list of clouds, in the order of every report. Importing it loads no SDK. */
const LIST = [aws, azure, google] as const;

type Listed = (typeof LIST)[number];
export type Provider = Listed['provider'];
/** A KMS key's name, taken apart: enough to call the KMS and to find whether two names mean one key. */
export type KmsName = Parameters<Listed['names']['parts']>[0];
/** A name as a person writes it, enough to compare. */
export type Written = Parameters<Listed['names']['identity']>[0];
export type KmsKey = Parameters<Listed['facts']['createdAt']>[0];
type AnyCloud = Cloud<Provider, KmsName, Written, KmsKey, unknown>;

export const CLOUDS: readonly AnyCloud[] = LIST;
export const PROVIDERS: readonly Provider[] = LIST.map(({ provider }) => provider);
export const Provider = Type.Unsafe<Provider>(enumeration(...PROVIDERS));

/** What was collected about a KMS key. */
export const KmsKey = Type.Unsafe<KmsKey>(Type.Union(CLOUDS.map(({ key }) => key)));
export const KmsName = Type.Unsafe<KmsName>(Type.Union(CLOUDS.map(({ names }) => names.schema)));
/** What `parseName` accepts, for a schema. */
export const KMS_NAME_PATTERN = CLOUDS.map(({ names }) => `(?:${names.pattern})`).join('|');

/** The sections of the configuration, by provider. */
export const CLOUD_SETTINGS = Object.fromEntries(CLOUDS.map(({ provider, settings }) => [provider, settings])) as {
  [C in Listed as C['provider']]: Type.TUnsafe<Parameters<C['reading']['read']>[1]>;
};

/** Sections of the configuration beside those by provider. */
export const FURTHER_SETTINGS = { azure_tenants: AzureTenants };

const BY_PROVIDER = new Map(CLOUDS.map((cloud) => [cloud.provider, cloud]));

/** The cloud of a name, a key or whatever else says its provider. */
export function cloudOf({ provider }: { provider: Provider }): AnyCloud {
  const cloud = BY_PROVIDER.get(provider);
  if (cloud === undefined) throw new TypeError(`no cloud ${JSON.stringify(provider)}`);
  return cloud;
}

/** What was collected about the key of this name. A name is text from outside: `constructor` must find nothing. */
export function keyNamed(keys: Readonly<Record<string, KmsKey>>, { name, provider }: KmsName): KmsKey | undefined {
  const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
  return key?.provider === provider ? key : undefined;
}

/** A key with what was collected about it, or why nothing is known of it. */
export type Collected<K = KmsKey> = { name: KmsName; key: K } | { unknown: Unknown };

/** @param named what was collected about the key of a name, or a part of that */
export function collected<K>(kms: Fact<KmsName>, named: (name: KmsName) => K | undefined): Collected<K> {
  if (!isKnown(kms)) return kms;
  const key = named(kms.value);
  return key === undefined ? unknown('not_collected', 'the snapshot holds nothing about this key') : { name: kms.value, key };
}

/**
 * What documents of others rest on of what was collected about a key: those of its clusters, and those of the other keys in its
 * store.
 * @property location where the KMS keeps the key, if its name does not say so
 */
export type KeyNotes = {
  provider: Provider;
  created_at: Fact<string>;
  tags: Fact<Record<string, string>>;
  location: Fact<string> | undefined;
  external_store: Fact<string | null> | undefined;
};

export function notesOf(key: KmsKey): KeyNotes {
  const { provider, facts } = cloudOf(key);
  return {
    provider,
    created_at: facts.createdAt(key),
    tags: facts.tags(key),
    location: facts.location?.(key),
    external_store: facts.externalStore?.(key),
  };
}

/** The cloud whose keys Confluent registers under this `kind`. */
export const cloudOfKind = (kind: string): AnyCloud | undefined => CLOUDS.find(({ registration }) => registration.kind === kind);

/** The cloud with this id; undefined for any other value. */
export const cloudNamed = (id: unknown): AnyCloud | undefined => CLOUDS.find(({ provider }) => provider === id);

/** A table by provider. */
export const byProvider = <T>(value: (cloud: AnyCloud) => T): Record<Provider, T> =>
  Object.fromEntries(CLOUDS.map((cloud) => [cloud.provider, value(cloud)])) as Record<Provider, T>;

/** The name of a KMS key as a person writes it, for comparison with collected ones; undefined where it is none. */
export function parseName(text: string): Written | undefined {
  for (const { names } of CLOUDS) {
    const name = names.parse(text);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** No call is made for a name that does not parse: it would carry credentials to wherever the name says. */
export function parsedName<T>(parse: () => Fact<T>): Fact<T> {
  try {
    return parse();
  } catch (error) {
    if (error instanceof KmsNameError) return unknown('malformed', error.message);
    throw error;
  }
}

/** Where one key may have names of several forms, what they share, and which of the forms this is; else undefined. */
export function aliasOf(name: Written): { shared: string; form: string } | undefined {
  const { aliases } = cloudOf(name).names;
  return aliases && { shared: `${name.provider} ${aliases.shared(name)}`, form: aliases.form(name) };
}

/** Whether two different names may mean one key. */
export function mayBeOneKey(a: Written, b: Written): boolean {
  const [one, other] = [aliasOf(a), aliasOf(b)];
  return one !== undefined && other !== undefined && one.shared === other.shared && one.form !== other.form;
}
