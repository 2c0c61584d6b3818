import type Type from 'typebox';
import type { Collection, Permission } from '../collect/observe.ts';
import type { Fields } from '../collect/reply.ts';
import type { Advice, Remedies, Snippet, Target, Unanswered } from '../facts/advice.ts';
import type { Fact } from '../facts/fact.ts';
import type { KmsService, OfService, VaultFacts } from '../facts/kms.ts';
import type { ServicePrincipal } from './azure/snapshot.ts';
import type { PolicyAccess } from './decision.ts';

/** A KMS key's name: `name` in the one spelling by which a snapshot keeps it. */
type Named<P extends string = string> = { provider: P; name: string };

/** What was collected about a KMS key; `present` is whether the KMS has it, in whatever state. */
type Collected<P extends string = string> = { provider: P; present: Fact<boolean> };

/**
 * A version of a key. `unusable`: data under it cannot be read now; `never_used`: no data was ever encrypted under it;
 * otherwise the reason why neither can be said.
 */
export type KeyVersion = {
  id: string;
  /** For a reader: enabled, destroy scheduled. */
  state: string;
  created_at: string | null;
  condition: 'usable' | 'unusable' | 'never_used' | Extract<Fact<never>, { unknown: unknown }>;
};

/** `primary` is the id of the version that encrypts now, null where the key has none; absent where the newest does. */
export type KeyVersions = { versions: Fact<KeyVersion[]>; primary?: Fact<string | null> };

/** A registration whose key lies in a tenant: the key's KMS name, null where it could not be parsed, and its principals. */
export type Tenancy = { tenant: string; name: string | null; principals: readonly string[] };

/** What to read in one cloud. */
export type ToRead<Name> = {
  names: readonly Name[];
  /** Further names, which become known while those are read. */
  later?: Promise<readonly Name[]>;
  /** By KMS name, the principals that Confluent uses the key as, over all registrations of it. */
  principalsOf: ReadonlyMap<string, readonly string[]>;
  /** All principals that registrations in this cloud name, also where the key's own name could not be parsed. */
  principals: readonly string[];
  /** Registrations that name a tenant. */
  tenancies: readonly Tenancy[];
  /** Ask also for what these keys do not need and others may, as far as it can be asked of them: to see whether it is allowed. */
  probing?: boolean;
};

/**
 * As whom a cloud is asked, by what it says of the credentials. `of` says which keys are read so, in words; null: all others.
 * `grantee` is what its policies and commands call the caller, where that is known.
 */
export type Caller = { of: string | null; who: Fact<string>; grantee: string | null };

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * All that is peculiar to one cloud, behind one interface; `index.ts` is the list of clouds. Methods take names and keys of
 * their own cloud only, which `cloudOf` picks by their provider.
 */
export type Cloud<P extends string, Name extends Written, Written extends Named<P>, Key extends Collected<P>, Settings> = {
  /** The id in configuration, snapshots, subjects and reports. */
  provider: P;
  /** The name in sentences. */
  label: string;
  /** Its section of the configuration, with defaults. */
  settings: Type.TSchema;

  /** This cloud's list in `trusted_principals`: `entry` refuses what would trust nobody by mistake, or everybody. */
  trusted: { entry: Type.TString; description: string; examples: string[][] };

  /** Schema of what is collected about a key. */
  key: Type.TSchema;
  /** What snapshot format 1.0 had otherwise; `missing` stands for what was not asked then. */
  format10: {
    key(key: Record<string, unknown>, missing: unknown): Record<string, unknown>;
    servicePrincipals?(registrations: readonly Record<string, unknown>[], missing: unknown): Record<string, unknown>;
  };

  names: {
    /** Schema of a parsed name. */
    schema: Type.TSchema;
    /** A regular expression of what `parse` accepts. */
    pattern: string;
    /** A name as a person writes it, for comparison with collected ones; undefined where it is not of this cloud. */
    parse(text: string): Written | undefined;
    /** Names with equal identities mean keys that share key material. */
    identity(name: Written): string;
    /**
     * Where one key may have names of several forms: what such names share. Two names of one form are two keys; two of two
     * forms that share this may be one.
     */
    aliases?: { shared(name: Written): string; form(name: Written): string };
    /** Names of the parts that commands may need one by one. */
    partNames: readonly string[];
    parts(name: Name): Record<string, string>;
    /** The version that the name pins, or null. */
    version(name: Name): string | null;
    /** The account, subscription or project that the key belongs to; null where its name does not say. */
    account(name: Name): string | null;
    /** The account, vault or project that the key is in, in words. */
    keptIn(name: Written): string;
    /** Where the key is, in words, as far as permissions and endpoints differ: an account and Region, a vault, a project. */
    place(name: Name): string;
  };

  /** How Confluent describes a registered key. */
  registration: {
    /** `key.kind` of the reply. */
    kind: string;
    /** The field of `key` that holds the KMS name. */
    nameField: string;
    /** The KMS name, parsed. @param written the value of `nameField` @throws KmsNameError */
    kms(written: Fact<string>, key: Fields, settings: Settings): Fact<Name>;
    /** The principals that Confluent uses the key as. */
    principals(key: Fields): Fact<string[]>;
    /** The tenant in which the key is registered; absent where a cloud has no tenants. */
    tenant?(key: Fields): Fact<string>;
  };

  /** What the KMS says of a key, in the vocabulary of all clouds. */
  facts: {
    service(name: Name): KmsService;
    /** Where the key is kept. @param location what was collected about that */
    region(name: Fact<Name> & { value: Name }, location: Fact<string> | undefined): Fact<string>;
    /** Where the KMS says that it keeps the key. Absent where the key's name says it. */
    location?(key: Key): Fact<string>;
    ofKey(key: Key, as_of: string, name: Name): OfService;
    /** When the key material was created. */
    createdAt(key: Key): Fact<string>;
    /** What people called the key by name and value: tags, or labels. */
    tags(key: Key): Fact<Record<string, string>>;
    /** The external key store that the key is in, null where it is in none. Absent where there are no such stores. */
    externalStore?(key: Key): Fact<string | null>;
    /** Absent where keys have no versions to watch. */
    versions?(key: Key): KeyVersions;
    /** Absent where keys are not kept in vaults. */
    vault?(key: Key): VaultFacts;
  };

  /** Effective access by the key's own policies; pure. */
  access(about: {
    name: Name;
    key: Key;
    servicePrincipals: Readonly<Record<string, ServicePrincipal>>;
    /** Whether Confluent's own test of the key succeeded. */
    validated: boolean;
    /** The tenant that Confluent has registered; null where it names none. */
    tenant: string | null;
    /** The time that conditions are evaluated at. */
    as_of: string;
  }): PolicyAccess;

  reading: {
    /** Calls that are known to come, for progress; further pages, repetitions and roles come on top. */
    expectedCalls(toRead: ToRead<Name>): number;
    /** Asks the KMS; loads the SDK. Keys by KMS name, in the order of the names. */
    read(
      collection: Collection,
      settings: Settings,
      toRead: ToRead<Name>,
      env: Environment,
    ): Promise<{ keys: ReadonlyMap<string, Key>; servicePrincipals?: Readonly<Record<string, ServicePrincipal>> }>;
    /** As whom it would ask about keys of these names. */
    callers(
      collection: Collection,
      settings: Settings,
      toRead: Pick<ToRead<Name>, 'names' | 'tenancies'>,
      env: Environment,
    ): Promise<Caller[]>;
  };

  credentials: Credentials;

  advice: {
    /**
     * How to get an answer to calls that were refused.
     * @param keys those that could not be read, as far as they are known
     * @param settings its section of the configuration; null where that is not known, as of an old report
     * @param grantee who is to be granted it, where no role of the configuration is; null: a word for the reader to replace
     */
    grant(calls: readonly Unanswered[], keys: readonly Target[], settings: Settings | null, grantee: string | null): Advice;
    /** Where the call goes, in words. */
    host(call: Unanswered): string;
    /** What to do about calls that failed for another cause in a way that is peculiar to the cloud. */
    ofCause?: Remedies;
  };

  permissions: {
    /** Every permission that reading may need. */
    list: readonly Permission[];
    /**
     * What grants some of them, whole; null where nothing of them is granted by a document of this cloud.
     * @param names keys on which; none: with words to replace in place of ids
     */
    document(granted: readonly Permission[], names: readonly Name[]): Snippet | null;
    /** How to grant some of them, in Markdown. */
    howToGrant(granted: readonly Permission[]): string;
  };

  /** What is not read in this cloud and how that is taken, for the report. */
  limits: readonly Limit[];
};

/** @property onHolders whether somebody may hold a key by what is not read */
type Limit = { text: string; onHolders: boolean };

/** What a fact names as its source and call where the credentials of a cloud are missing or were refused, and what helps then. */
export type Credentials = { source: string; call: string; remedy: string };
