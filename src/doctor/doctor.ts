import { AuditError, EXIT } from '../audit-error.ts';
import type { Config } from '../config/schema.ts';
import { principalOf } from '../confluent/credentials.ts';
import type { Policy } from '../evaluate/policy.ts';
import type { ProxyFor } from '../input/proxy.ts';
import { type Inventory, inventory } from '../inventory/inventory.ts';
import type { WholeOrganization } from '../inventory/populations.ts';
import { type Confluent, SNAPSHOT_VERSION } from '../snapshot/schema.ts';
import { clockOf } from './clock.ts';
import { credentialsOf } from './credentials.ts';
import { diskAt } from './disk.ts';
import { watchEndpoints } from './endpoints.ts';
import { grantsOf } from './grants.ts';
import { NO_KEY, permissionsTried } from './permissions.ts';
import { type Credentials, DOCTOR_VERSION, type Doctor, type Endpoint, type Status } from './schema.ts';
import { historyAt } from './store.ts';
import { type Asking, callersOf, type Trial, trial } from './trial.ts';
import { wholenessOf } from './wholeness.ts';

/** What is examined: what a scan would be run with. */
export type Examined = {
  version: string;
  asking: Asking;
  /** RFC 3339 in UTC. */
  taken_at: string;
  warnings: readonly string[];
  policy: Policy;
  proxyFor: ProxyFor;
  /** That the API key sees the whole organization, if anybody attests it. */
  whole: WholeOrganization | null;
  /** A SQLite file, or `postgres://...`; null for none. */
  history: string | null;
  /** Where the outputs are to go; absolute. */
  folder: string;
  /** The time in milliseconds. */
  clock: () => number;
};

/** Tries what a scan would do, and says what it lacks. It reads, and changes nothing. */
export async function doctor(examined: Examined): Promise<Doctor> {
  const { version, asking, taken_at, policy, warnings } = examined;
  const { config } = asking;
  const { rules } = policy.catalogue;
  const { tried, endpoints } = await watched(examined);
  const refused = tried instanceof AuditError ? tried.message : null;
  const { outcomes, places, confluent } = tried instanceof AuditError ? NOTHING : tried;
  const found = confluent === null ? null : inventoryOf(examined, confluent);
  const unasked = refused === null ? null : 'Confluent Cloud could not be asked, so that no key is known';
  const { permissions, denied } = permissionsTried(rules, { outcomes, places, unasked }, config);
  const callers = tried instanceof AuditError ? [] : await callersOf(asking, tried);
  const checks = {
    credentials: [
      ofConfluent(principalOf(asking.credentials), refused),
      ...credentialsOf(callers, outcomes, unasked ?? NO_KEY, config),
    ],
    endpoints,
    clock: clockOf(endpoints),
    population: found === null ? [] : wholenessOf(found.populations.list, config),
    policy: {
      status: 'ok' as const,
      detail: `${policy.isBuiltIn ? 'built in' : "of one's own"}, ${rules.length} rules, ${policy.digest}`,
      remedy: null,
      digest: policy.digest,
      built_in: policy.isBuiltIn,
      rules: rules.length,
    },
    configuration: configurationOf(config, warnings),
    history: await historyAt(examined.history),
    disk: diskAt(examined.folder, subjectsIn(found)),
  };
  // what was heard first is searched for the tokens that were fetched later, too
  return asking.collection.secrets.hideIn<Doctor>({
    schema_version: DOCTOR_VERSION,
    tool: { name: 'byok-audit', version },
    checked_at: taken_at,
    exit_code: refused !== null ? EXIT.unavailable : isLacking(permissions, Object.values(checks).flat()) ? 1 : 0,
    ...checks,
    permissions,
    grants: grantsOf(denied, { places, callers, config }),
  });
}

/** What a trial found that Confluent Cloud ended. */
const NOTHING = { outcomes: [], places: [], confluent: null };

/** The trial, or why Confluent Cloud ended it; and the hosts that were called for it. */
async function watched({ asking, proxyFor, clock }: Examined): Promise<{ tried: Trial | AuditError; endpoints: Endpoint[] }> {
  const { secrets } = asking.collection;
  const watch = watchEndpoints(proxyFor, clock, (text) => secrets.hideInError(text));
  try {
    const tried = await trial(asking).catch((error: unknown) => {
      if (error instanceof AuditError && error.exit === EXIT.unavailable) return error;
      throw error;
    });
    return { tried, endpoints: watch.stop() };
  } finally {
    watch.stop();
  }
}

/** What the lists say by themselves; no KMS record is needed for that. */
function inventoryOf({ version, taken_at, whole }: Examined, confluent: Confluent): Inventory {
  const tool = { name: 'byok-audit' as const, version };
  const about = {
    schema_version: SNAPSHOT_VERSION,
    tool,
    taken_at,
    interrupted_at: null,
    collected_as: [],
    kms: {},
    service_principals: {},
  };
  return inventory({ ...about, confluent }, taken_at, whole);
}

const subjectsIn = (found: Inventory | null): number =>
  found === null ? 0 : found.populations.list.reduce((sum, { seen }) => sum + seen, 0);

/** @param refused why Confluent Cloud gave no answer; null where it did */
function ofConfluent(who: string, refused: string | null): Credentials {
  const about = { remedy: null, grantor: 'confluent' as const, of: null, who };
  return refused === null ? { status: 'ok', detail: who, ...about } : { status: 'failed', detail: refused, ...about };
}

function configurationOf({ file, digest }: Config, warnings: readonly string[]): Doctor['configuration'] {
  const detail = [file ?? 'no file: the defaults apply', ...warnings].join('; ');
  return { status: 'ok', detail, remedy: null, file, digest, warnings: [...warnings] };
}

const isLacking = (permissions: Doctor['permissions'], checks: readonly { status: Status }[]): boolean =>
  permissions.some(({ status }) => status === 'denied' || status === 'undetermined') ||
  checks.some(({ status }) => status === 'failed');
