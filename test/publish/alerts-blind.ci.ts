import { expect, test } from 'vitest';
import { story, without } from './story.ts';

const CALLS: (string | RegExp)[] = [
  /^GET \/org\/v2\/organizations/,
  /^GET \/org\/v2\/environments/,
  /^GET \/byok\/v1\/keys/,
  ...['env-apple', 'env-banana', 'env-cherry'].map((id) => `GET /cmk/v2/clusters?environment=${id}`),
  /^GET \/service-quota/,
  /^GET \/(org|byok|cmk|service-quota)/,
  /^kms:/,
];

test.each(['deny', 'throttle', 'not_json', 'truncate'] as const)(
  'whichever calls end with %s, no alert closes, and none opens a second time under another organization',
  async (kind) => {
    const { scan, upload, hub } = await story({});
    await scan();
    const start = await upload();
    for (const id of CALLS) {
      const before = hub.requests.length;
      await scan({ faults: [{ id, kind }] });
      const { code, open } = await upload();
      // withheld, or with unknowns in the place of what was not seen
      expect(code === 2 ? hub.requests.length === before : code === 0, `${id} ${code}`).toBe(true);
      expect(without(start.open, open), `${id}`).toEqual([]);
    }
    const categories = new Set(hub.repository.analyses.map(({ category }) => category));
    expect(categories).toEqual(new Set(['byok-audit/00000000-0000-4000-8000-00000000a991']));
  },
);
