import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Value from 'typebox/value';
import type { Clouds } from '../../loopback/clouds.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/schema.ts';
import { doctor, type Examined } from '../../src/doctor/doctor.ts';
import { Doctor } from '../../src/doctor/schema.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import { collection } from '../collect/stand-ins.ts';

/** Before everything in the fixtures that is in the past, and after what is planned. */
const TAKEN_AT = '2026-11-30T00:00:00Z';

const policy = loadPolicy();

/** What doctor finds about a scenario whose stand-ins run; neither a history nor much of a disk is needed for that. */
export async function examine(
  scenario: string,
  clouds: Clouds,
  changes: Partial<Omit<Examined, 'asking'>> & { config?: Partial<Config>; asking?: Partial<Examined['asking']> } = {},
): Promise<Doctor> {
  const { config: changed, asking, ...rest } = changes;
  const { config } = loadConfig(undefined, `fixtures/${scenario}`, {});
  const { confluent, azure, gcp } = clouds.config;
  const { CONFLUENT_CLOUD_API_KEY: key = '', CONFLUENT_CLOUD_API_SECRET: secret = '' } = clouds.env;
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) process.env[name] = clouds.env[name];
  const found = await doctor({
    version: '0.0.0',
    asking: {
      collection,
      credentials: { key, secret },
      env: clouds.env,
      ...asking,
      config: {
        ...config,
        confluent: { ...config.confluent, ...confluent },
        azure: { ...config.azure, ...azure },
        gcp: { ...config.gcp, ...gcp },
        ...changed,
      },
    },
    taken_at: TAKEN_AT,
    policy,
    warnings: [],
    proxyFor: () => null,
    whole: null,
    history: null,
    folder: mkdtempSync(join(tmpdir(), 'byok-audit-doctor-')),
    clock: Date.now,
    ...rest,
  });
  // what is published as a schema holds of whatever is found
  for (const { instancePath, message } of Value.Errors(Doctor, found)) throw new Error(`${instancePath} ${message}`);
  return found;
}

/** Of the permissions with this status, what they are for: on Confluent Cloud one role gives several things. */
export const withStatus = ({ permissions }: Doctor, status: Doctor['permissions'][number]['status']): string[] =>
  permissions.filter((one) => one.status === status).map((one) => `${one.grantor}: ${one.permission}: ${one.for}`);
