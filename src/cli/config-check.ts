import { AuditError, badInput, EXIT } from '../audit-error.ts';
import { secretVariable } from '../clouds/azure/secret-variable.ts';
import { doubtsAbout, termsOf } from '../config/doubts.ts';
import { changedKeys } from '../config/keys.ts';
import { exceptionsNamedIn, loadAttestations, loadConfig, loadWaivers } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { CONFLUENT_VARIABLES } from '../confluent/variables.ts';
import { historyAt } from '../doctor/store.ts';
import { parameterSchemas } from '../evaluate/catalogue.ts';
import { loadPolicy } from '../evaluate/policy.ts';
import { storeName } from '../history/store-name.ts';
import { learnFromFiles } from '../input/known-secrets.ts';
import { PROXY_VARIABLES } from '../input/proxy.ts';
import { repositoryRoot } from '../input/repository-root.ts';
import { isPostgresUrl } from '../input/url.ts';
import { declaredIn } from '../locate/locate.ts';
import { configCheckText } from './config-check-text.ts';
import type { ConfigCheck } from './config-checked.ts';
import { confluentCredentials } from './confluent-credentials.ts';
import { whereHistoryIs } from './opened-history.ts';
import type { ConfigCheckOptions } from './options.ts';
import type { Session } from './session.ts';

/** Checks the configuration and every file that it names, and says what is in effect. @throws AuditError 65 for any mistake */
export async function runConfigCheck(session: Session, options: ConfigCheckOptions): Promise<void> {
  learnFromFiles(session.secrets, session.env);
  const found = await checked(session, options);
  session.exitCode = found.exit_code;
  if (options.json === true) session.printJson(found);
  else if (found.mistakes.length > 0) {
    for (const warning of found.warnings) session.log('warning', warning);
    throw badInput(found.mistakes);
  } else session.print(configCheckText(found, session.width));
}

async function checked(session: Session, options: ConfigCheckOptions): Promise<ConfigCheck> {
  const { directory } = session;
  const as_of = options.asOf ?? new Date().toISOString();
  const { catalogue } = loadPolicy(options.policy, directory);
  const mistakes: string[] = [];
  const keep = (error: unknown): null => {
    if (!(error instanceof AuditError) || error.exit !== EXIT.input) throw error;
    mistakes.push(...error.lines);
    return null;
  };
  const collecting = <T>(read: () => T): T | null => {
    try {
      return read();
    } catch (error) {
      return keep(error);
    }
  };
  const loaded = collecting(() => loadConfig(options.config, directory, parameterSchemas(catalogue)));
  // one mistake does not hide those of other files
  const named = loaded?.config ?? exceptionsNamedIn(options.config, directory);
  const waivers = collecting(() => loadWaivers(named, catalogue.rules, { named: options.waivers, directory }));
  const attestations = collecting(() => loadAttestations(named, catalogue.rules, { directory }));
  const config = loaded?.config ?? null;
  const located =
    config === null ? null : await declaredIn(config, repositoryRoot(config.file ?? directory, directory)).catch(keep);
  const history = config === null ? null : whereHistoryIs(session, config, {});
  return {
    exit_code: mistakes.length > 0 ? EXIT.input : 0,
    file: config?.file ?? null,
    mistakes,
    warnings: [
      ...(loaded?.warnings ?? []),
      ...(located?.warnings ?? []),
      ...(config === null ? [] : doubtsAbout(config, as_of)),
      ...termsOf('waiver', waivers?.entries ?? [], as_of),
      ...termsOf('attestation', attestations?.entries ?? [], as_of),
      ...(await aboutHistory(history)),
      ...aboutCredentials(session),
    ],
    changed: config === null ? [] : changedKeys(config.text),
    waivers: countOf(options.waivers ?? config?.waivers?.named, waivers),
    attestations: countOf(config?.attestations?.named, attestations),
    history: history === null ? null : storeName(history),
    environment: variablesFor(config).map((name) => ({ name, set: Boolean(session.env[name]) })),
  };
}

const countOf = (file: string | undefined, read: { entries: readonly unknown[] } | null) =>
  file === undefined || read === null ? null : { file, entries: read.entries.length };

/** A file is looked at; a server is not called. */
async function aboutHistory(where: string | null): Promise<string[]> {
  if (where === null || isPostgresUrl(where)) return [];
  const { status, detail, remedy } = await historyAt(where);
  return status === 'failed' ? [`history: ${detail}. ${remedy}`] : [];
}

/** A scan ends for them, with 64. */
function aboutCredentials(session: Session): string[] {
  try {
    confluentCredentials(session);
    return [];
  } catch (error) {
    if (error instanceof AuditError) return [`a scan would end here: ${error.lines.join(' ')}`];
    throw error;
  }
}

const ALWAYS = [
  ...Object.values(CONFLUENT_VARIABLES),
  ...['BYOK_AUDIT_HISTORY_URL', 'NODE_EXTRA_CA_CERTS', 'NO_PROXY', 'no_proxy', ...PROXY_VARIABLES],
  ...['AWS_PROFILE', 'AWS_ENDPOINT_URL_KMS', 'AWS_ENDPOINT_URL_STS', 'AZURE_CLIENT_ID', 'AZURE_FEDERATED_TOKEN_FILE'],
  ...['BYOK_AUDIT_AZURE_TOKEN', 'GOOGLE_APPLICATION_CREDENTIALS', 'BYOK_AUDIT_GCP_TOKEN'],
];

const variablesFor = (config: Config | null): string[] => [
  ...ALWAYS,
  ...Object.values(config?.azure.tenants ?? {}).map(({ client_id }) => secretVariable(client_id)),
];
