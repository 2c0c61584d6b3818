import { expect, test } from 'vitest';
import { serve } from '../../../collect/stand-ins.ts';
import { readLemon, start } from './stand-in.ts';

// half a minute, since a page is asked for no sooner than the limits of the resource manager allow
test('a list of deny assignments whose pages never end is given up', async () => {
  const clouds = await start();
  let page = 0;
  const url = await serve(({ url }) => ({
    body: {
      value: [],
      ...(url?.includes('denyAssignments') && { nextLink: `https://management.azure.com/denyAssignments?${++page}` }),
    },
  }));
  expect((await readLemon(clouds, { resource_manager_endpoint: url })).deny_assignments).toMatchObject({
    unknown: { cause: 'malformed', detail: expect.stringContaining('1000 pages') },
  });
});
