import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startClouds } from '../../loopback/clouds.ts';
import type { Report } from '../../src/report/schema.ts';
import { onAws } from '../field-cases/on-aws.ts';
import { onAzure } from '../field-cases/on-azure.ts';
import { onGoogle } from '../field-cases/on-google.ts';
import { organization } from '../field-cases/organization.ts';
import { evaluationIn, scanClouds } from './scenario.ts';

/** What a scan of 200 keys is refused, by the name of its reports. */
export const REFUSED = {
  /** One permission, on the keys of one cloud. */
  'denied-200': /^kms:DescribeKey /,
  /** Everything but Confluent's own lists. */
  'denied-everything': /^(?!GET \/(?:org|cmk|byok))/,
} as const;

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

/** 200 well-kept keys, each of one cluster: 180 on AWS, 18 on Azure, and 2 on Google Cloud, which is asked slowly. */
const twoHundredKeys = () =>
  organization(
    { quotas: { 'byok.max_keys.per_org': { applied_limit: 500 } } },
    ...range(100, 280).map((number) => onAws({ name: `quince${number}`, key_id: `00000000-0000-4000-8000-000000000${number}` })),
    ...range(10, 28).map((number) => onAzure({ name: `apricot${number}` })),
    ...range(10, 12).map((number) => onGoogle({ name: `cherry${number}`, project: `orchard-berries-${number}` })),
  );

/** The report of a scan of these keys in which all of that was refused. */
export async function reportOfRefused(refused: RegExp): Promise<Report> {
  const directory = mkdtempSync(join(tmpdir(), 'byok-large-'));
  const clouds = await startClouds(twoHundredKeys(), { faults: [{ id: refused, kind: 'deny' }] });
  try {
    writeFileSync(join(directory, 'byok-audit.yaml'), 'version: 1\n');
    return (await scanClouds(clouds, evaluationIn(directory, '2026-11-24T12:00:00Z', clouds))).report;
  } finally {
    await clouds.close();
    rmSync(directory, { recursive: true });
  }
}
