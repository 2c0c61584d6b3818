import { expect, test } from 'vitest';
import { sarif } from '../../src/render/sarif.ts';
import { SCENARIOS, scanned } from '../end-to-end/scenario.ts';
import { alertsIn, sentToGitHub } from '../loopback/ask-github.ts';
import { withMany } from '../render/many-failures.ts';
import { textOf } from '../render/text-of.ts';
import { gitHub, scannedFolder, upload } from './folder.ts';
import { alerting } from './story.ts';

/** Those in which not everything is seen, so that their file is withheld without a history. */
const WITHHELD = ['blind-key'];

test.each(SCENARIOS)(
  'GitHub stores what a scan of %s writes, and has an alert for each failure and each unknown',
  async (scenario) => {
    const hub = await gitHub({ pending: 0 });
    const { report } = await scanned(scenario);
    const file = sarif(report);
    expect('withheld' in file).toBe(WITHHELD.includes(scenario));
    if ('withheld' in file) return;
    expect(await sentToGitHub(hub, JSON.parse(textOf(file)))).toEqual({ status: 'complete', errors: [] });
    expect(await alertsIn(hub, 'open')).toHaveLength(alerting(report).length);
  },
);

test('GitHub stores what is written of 25,001 failures, and leaves nothing of it out', async () => {
  const hub = await gitHub({ pending: 0 });
  const file = textOf(sarif(withMany(25_001)));
  const { code, stderr } = await upload(scannedFolder(file), hub.env, ['--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('warning') });
  expect(hub.repository.alerts.all()).toHaveLength(5000);
  expect(hub.repository.analyses.map(({ results, warning }) => ({ results, warning }))).toEqual([{ results: 5000, warning: '' }]);
});
