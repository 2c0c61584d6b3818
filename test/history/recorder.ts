// Records days of the story at the place that the first argument names, and reports each when it is finished.
import { live, STORY, snapshotOf } from './story.ts';

const [where = '', ...days] = process.argv.slice(2);
for (const day of days) {
  await live(where, snapshotOf(STORY[Number(day)] ?? { day: Number(day), clusters: [], state: 'AVAILABLE' }));
  process.send?.(Number(day));
}
process.disconnect?.();
