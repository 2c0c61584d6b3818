import { expect, test } from 'vitest';
import type { Fixture } from '../../loopback/fixture.ts';
import { story } from './story.ts';

const OLIVE = 'cluster.deletion_protected lkc-olive';
const MELON = 'cluster.byok_required lkc-melon';
const block = (name: string): string => `
import {
  to = confluent_kafka_cluster.${name}
  id = "env-apple/lkc-${name}"
}

resource "confluent_kafka_cluster" "${name}" {
  display_name = "${name}"
  environment { id = "env-apple" }
}
`;

function protectedOlive({ confluent }: Fixture): void {
  for (const cluster of confluent.clusters?.['env-apple'] ?? [])
    if (cluster.id === 'lkc-olive') Object.assign(cluster.spec as object, { deletion_protection: true });
}

test('no alert closes when a Terraform file is moved, split, edited or not given, be the scan blind or not', async () => {
  const { scan, upload, write, remove, configure, pathsOf } = await story({ locations: { terraform: ['infra/'] } });
  const paths = () => pathsOf([OLIVE, MELON]);
  const opened = { [OLIVE]: 'infra/clusters.tf', [MELON]: 'infra/clusters.tf' };
  write('infra/clusters.tf', `${block('olive')}${block('melon')}`);
  await scan();
  const { open } = await upload();
  expect(paths()).toEqual(opened);

  // renamed, with more above each block
  remove('infra/clusters.tf');
  write('infra/kafka.tf', `# renamed\n${block('melon')}\n\n${block('olive')}`);
  await scan();
  expect(await upload()).toMatchObject({ code: 0, opened: [], closed: [], open });

  // split, in another folder, while the clusters are not seen
  remove('infra/kafka.tf');
  for (const name of ['olive', 'melon']) write(`live/${name}/main.tf`, block(name));
  configure({ locations: { terraform: ['live/'] } });
  await scan({ faults: [{ id: 'GET /cmk/v2/clusters?environment=env-apple', kind: 'deny' }] });
  expect(await upload()).toMatchObject({ code: 0, closed: [] });
  await scan();
  expect(await upload()).toMatchObject({ code: 0, opened: [], open });

  // not given at all
  configure({ locations: {} });
  await scan();
  expect(await upload()).toMatchObject({ code: 0, opened: [], closed: [], open });
  expect(paths()).toEqual(opened);

  // what is mended closes; if it fails again, that is where it is declared now
  configure({ locations: { terraform: ['live/'] } });
  await scan({ change: protectedOlive });
  expect(await upload()).toMatchObject({ opened: [], closed: [expect.stringMatching(OLIVE)] });
  await scan();
  expect(await upload()).toMatchObject({ opened: [expect.stringMatching(OLIVE)], closed: [] });
  expect(paths()).toEqual({ [OLIVE]: 'live/olive/main.tf', [MELON]: 'infra/clusters.tf' });
});
