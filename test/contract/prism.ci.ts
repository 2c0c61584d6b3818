import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Clouds, startClouds } from '../../loopback/clouds.ts';
import { FIXTURES, scanScenario } from '../end-to-end/scenario.ts';
import { type Checked, checkedByPrism, DESCRIBED } from './prism.ts';

const SCENARIO = 'demo';

let clouds: Clouds;
let checked: Checked;
let direct: Clouds;
beforeAll(async () => {
  [clouds, direct] = (await Promise.all([1, 2].map(() => startClouds(join(FIXTURES, SCENARIO))))) as [Clouds, Clouds];
  checked = await checkedByPrism(clouds.confluent);
});
afterAll(async () => {
  await checked.close();
  await Promise.all([clouds.close(), direct.close()]);
});

/** What the descriptions require and real replies do not have: recorded ones leave out the first two, and write "" where there is no page. */
const KNOWN = [
  /^response\.body\..*: .* must have required property '(related|resource_name)'$/,
  /^response\.body\.metadata\.(first|next): .* must match format "uri"$/,
];

const found = () => checked.violations.map(({ path, where, message }) => ({ path, said: `${where}: ${message}` }));
const unknownOnes = () => found().filter(({ said }) => !KNOWN.some((one) => one.test(said)));

async function ask(path: string): Promise<void> {
  const { CONFLUENT_CLOUD_API_KEY: key, CONFLUENT_CLOUD_API_SECRET: secret } = clouds.env;
  await fetch(`${checked.url}${path}`, { headers: { authorization: `Basic ${btoa(`${key}:${secret}`)}` } });
}

test('each request of a scan, and each reply of the stand-in, is as Confluent describes it', async () => {
  const through = { ...clouds, config: { ...clouds.config, confluent: { endpoint: checked.url } } };
  const [{ report }, { report: expected }] = await Promise.all([scanScenario(SCENARIO, through), scanScenario(SCENARIO, direct)]);
  expect([...checked.asked].sort()).toEqual([...DESCRIBED].sort());
  expect(unknownOnes()).toEqual([]);
  expect(report.summary.by_state).toEqual(expected.summary.by_state);
});

test('a request that is not as described is found', async () => {
  await ask('/byok/v1/keys?page_size=1000');
  expect(unknownOnes()).toEqual([
    { path: '/byok/v1/keys', said: expect.stringMatching(/^request\.query\.page_size: .* must be <= 100$/) },
  ]);
});

test('a reply that is not as described is found', async () => {
  checked.violations.length = 0;
  const replace = () => ({ status: 200, body: { api_version: 'byok/v1', kind: 'KeyList', metadata: {}, data: [{ id: 7 }] } });
  clouds.fault({ id: /^GET \/byok\/v1\/keys/, kind: 'replace', replace });
  await ask('/byok/v1/keys');
  expect(unknownOnes().length).toBeGreaterThan(0);
});
