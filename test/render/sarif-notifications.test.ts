import { expect, test } from 'vitest';
import { sarif } from '../../src/render/sarif.ts';
import type { Report } from '../../src/report/schema.ts';
import { withMany } from './many-failures.ts';
import { HOSTILE, sampleReport, sampleWithExceptions } from './sample-report.ts';
import { problemsOf } from './sarif-checks.ts';
import { textOf } from './text-of.ts';

type Notification = { descriptor: { id: string }; level: string; message: { text: string }; properties?: object };

function told(report: Report): Notification[] {
  const log = JSON.parse(textOf(sarif(report)));
  expect(problemsOf(log)).toEqual([]);
  const kinds = log.runs[0].tool.driver.notifications.map(({ id }: { id: string }) => id);
  const [invocation = {}] = log.runs[0].invocations ?? [];
  const { toolConfigurationNotifications = [], toolExecutionNotifications = [] } = invocation;
  const all: Notification[] = [...toolConfigurationNotifications, ...toolExecutionNotifications];
  for (const { descriptor } of all) expect(kinds).toContain(descriptor.id);
  return all;
}
const ofKind = (report: Report, kind: string) => told(report).filter(({ descriptor }) => descriptor.id === kind);

test('a waived failure is no result, and is listed with its rule, subject, waiver, owner and last day', () => {
  const report = sampleWithExceptions();
  const [run] = JSON.parse(textOf(sarif(report))).runs;
  expect(run.results.some(({ ruleId }: { ruleId: string }) => ruleId === 'cluster.low')).toBe(false);
  const [waived, ...others] = ofKind(report, 'waived');
  expect(others).toEqual([]);
  expect(waived).toMatchObject({
    level: 'note',
    associatedRule: { id: 'cluster.low', index: report.rules.findIndex(({ id }) => id === 'cluster.low') },
    properties: {
      subject: { type: 'cluster', id: 'lkc-apple' },
      waiver: 'W-1',
      owner: expect.stringContaining('Ann </script>'),
      expires: '2026-12-01',
    },
  });
  expect(waived?.message.text).toMatch(
    /^The failure of cluster\.low on cluster lkc-apple is waived until 2026-12-01 \(W-1, Ann /,
  );
});

test('what only a person can attest is counted', () => {
  expect(ofKind(sampleReport(), 'needs_attestation')).toMatchObject([
    {
      level: 'note',
      message: { text: '1 verdict can only be attested by a person: see report.html.' },
      properties: { count: 1 },
    },
  ]);
  expect(ofKind(sampleWithExceptions(), 'needs_attestation')).toEqual([]);
});

test('of many waived failures the first are listed, and the rest are counted', () => {
  const { waivers } = sampleWithExceptions();
  const [{ record: waiver } = { record: null }] = waivers;
  const waived = ofKind(
    withMany(1_005, () => ({ verdict: { state: 'waived', waiver } })),
    'waived',
  );
  expect(waived).toHaveLength(1_001);
  expect(waived.at(-1)).toMatchObject({ properties: { count: 5 } });
});

test('a scan that was interrupted was not successful', () => {
  const report = sampleReport();
  const successful = ({ run }: Report) =>
    JSON.parse(textOf(sarif({ ...report, run }))).runs[0].invocations[0].executionSuccessful;
  expect(successful(report)).toBe(true);
  expect(successful({ ...report, run: { ...report.run, interrupted_at: report.run.taken_at } })).toBe(false);
});

test('notifications show hidden characters and make no links', () => {
  const text = JSON.stringify(told(sampleWithExceptions()));
  expect(HOSTILE).toContain('[apple](https://evil.example)');
  expect(text).toContain('\\\\[apple\\\\](https://evil.example)');
  expect(text).not.toMatch(/[\u202a-\u202e]/);
});
