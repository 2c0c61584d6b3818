import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Line } from '../../src/history/export-line.ts';
import { importFile } from '../../src/history/import.ts';
import { usingHistory } from '../../src/history/open.ts';
import { exported } from '../../src/history/transfer.ts';
import { ARN } from '../subjects/build.ts';
import { noon } from './story.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'byok-history-'));
export const fresh = () => join(folder(), 'byok-audit.db');
export const written = (text: string | Uint8Array, name = 'events.jsonl') => {
  const file = join(folder(), name);
  writeFileSync(file, text);
  return file;
};
export const take = (where: string, file: string) => usingHistory(where, (store) => importFile(store, file));

/** Everything that a store holds. */
export const linesOf = (where: string): Promise<Line[]> => usingHistory(where, exported);

/** The organization of the story's snapshots. */
export const ORGANIZATION = 'org-orchard';

export const event = (
  methodName: string,
  day: number,
  {
    subject = '',
    request = {},
    result = {},
    status = 'SUCCESS',
    organization = ORGANIZATION,
    cloudResources = [] as object[],
  } = {},
) => ({
  specversion: '1.0',
  id: `event-${methodName}-${day}`,
  source: 'crn://confluent.cloud/',
  type: 'io.confluent.cloud/request',
  time: noon(day).replace('.000Z', '.123456789Z'),
  subject: `crn://confluent.cloud/organization=${organization}/${subject}`,
  data: {
    serviceName: 'crn://confluent.cloud/',
    methodName,
    cloudResources,
    request: { accessType: 'MODIFICATION', data: request },
    result: { status, data: result },
  },
});

export const key = event('CreateByokKey', 0, {
  subject: 'key=cck-apple',
  request: { key: { kind: 'AwsKey', key_arn: ARN } },
});
const FIRST = 'environment=env-orchard/cloud-cluster=lkc-first/kafka=lkc-first';
export const create = event('CreateKafkaCluster', 1, { subject: FIRST, request: { spec: { byok: { id: 'cck-apple' } } } });
export const remove = event('DeleteKafkaCluster', 9, { subject: FIRST });

export const lines = (...events: object[]) => written(events.map((one) => `${JSON.stringify(one)}\n`).join(''));
