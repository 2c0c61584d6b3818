import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { audit } from '../../src/audit.ts';
import { NO_EXCEPTIONS } from '../../src/config/exception.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import { unknown } from '../../src/facts/fact.ts';
import { historyAt } from '../../src/history/history.ts';
import { HistoryError } from '../../src/history/history-error.ts';
import { usingHistory } from '../../src/history/open.ts';
import { periodOf } from '../../src/history/period.ts';
import { periodRows } from '../../src/history/period-rows.ts';
import { baselineOf, compare } from '../../src/report/diff.ts';
import type { Report } from '../../src/report/schema.ts';
import { known, onKey } from '../subjects/build.ts';
import { evaluationOf, noon, snapshotOf } from './story.ts';

const policy = loadPolicy();
const RULE = 'cluster.deletion_protected';
const fresh = () => join(mkdtempSync(join(tmpdir(), 'byok-attested-')), 'byok-audit.db');
const attestation = (attested_at: string) => ({
  ...NO_EXCEPTIONS,
  entries: [
    {
      ...{ id: 'A-1', rule: RULE, resource: 'lkc-apple', statement: 'It is protected', evidence: 'A photograph of the console' },
      ...{ attested_by: 'Ann Apple', attested_at, expires: '2026-12-31' },
    },
  ],
});

/** @param protection of the only cluster; null where it could not be read */
async function audited(
  day: number,
  protection: boolean | null,
  where: string | null,
  attested_at?: string,
  baseline?: Report,
  record = true,
) {
  const deletion_protection = protection === null ? unknown('not_collected', 'the reply has no such field') : known(protection);
  const cluster = onKey('lkc-apple', 'cck-apple', { created_at: known(noon(0)), deletion_protection });
  const snapshot = snapshotOf({ day, clusters: [cluster], state: 'IN_USE' });
  const history = where === null ? null : historyAt(where);
  const { inventory, report } = await audit(snapshot, {
    ...evaluationOf(snapshot, history),
    attestations: attested_at === undefined ? NO_EXCEPTIONS : attestation(attested_at),
    baseline: baseline === undefined ? null : baselineOf(baseline),
  });
  if (record) await history?.record(inventory, report, 'sha256:0');
  return report;
}
const said = ({ verdicts }: Report) => verdicts.find(({ rule }) => rule === RULE);

describe('a failure that has become unknown', () => {
  let where: string;
  let failing: Report;
  beforeEach(async () => {
    where = fresh();
    failing = await audited(4, false, where);
    expect(said(failing)?.status).toBe('fail');
  });

  test('an attestation from before the failure was seen does not answer an unknown, with a history or a baseline', async () => {
    for (const report of [await audited(5, null, where, '2026-06-02'), await audited(5, null, null, '2026-06-02', failing)]) {
      expect(said(report)).toMatchObject({ status: 'unknown', attestation: null });
      expect(report.attestations).toMatchObject([
        { state: 'lapsed', notes: ['Lapsed: lkc-apple was seen to fail on 2026-06-05, after the statement.'] },
      ]);
    }
  });

  test('an attestation must be later than the failures in both history and baseline', async () => {
    const later = await audited(9, false, null);
    const report = await audited(10, null, where, '2026-06-08', later);
    expect(said(report)).toMatchObject({ status: 'unknown', attestation: null });
  });

  test('an attestation does not answer an unknown if the history cannot be read, because the rule may have failed since', async () => {
    writeFileSync(where, 'no database '.repeat(1000));
    await expect(audited(5, null, where, '2026-06-06')).rejects.toThrow(HistoryError);
    const report = await audited(5, null, where, '2026-06-06', undefined, false);
    expect(said(report)).toMatchObject({ status: 'unknown', attestation: null });
    expect(report.attestations[0]?.notes).toEqual([
      'Lapsed: lkc-apple may have been seen to fail after the statement; the history could not be read.',
    ]);
  });

  test('a later attestation answers the unknown, but does not resolve the failure', async () => {
    const later = await audited(5, null, where, '2026-06-06');
    expect(said(later)).toMatchObject({ status: 'pass', attestation: { id: 'A-1' } });
    const change = compare(failing, later).list.find(({ rule }) => rule === RULE);
    expect(change).toMatchObject({ class: 'newly_unknown', was: 'fail', now: 'attested' });
    expect(change?.why).toBe('It was failing; now it could not be determined, and a person attests that it holds.');
    const asked = {
      organization: 'org-orchard',
      from: '2026-06-05T00:00:00.000Z',
      to: '2026-06-07T00:00:00.000Z',
      every: 86_400_000,
    };
    const period = await usingHistory(where, async (store) =>
      periodOf(await periodRows(store, asked.organization, asked.from, asked.to), asked, policy.catalogue),
    );
    expect(period.findings.filter(({ rule }) => rule === RULE)).toMatchObject([{ ended: null, unseen_since: noon(5) }]);
    expect(period.scans.list.map(({ verdicts }) => verdicts.attested)).toEqual([0, 1]);
  });

  test('once the rule is seen to hold, the failure is resolved and an older attestation applies again', async () => {
    await audited(5, null, where, '2026-06-06');
    const fixed = await audited(6, true, where);
    expect(said(fixed)?.status).toBe('pass');
    expect(said(await audited(7, null, where, '2026-06-02'))).toMatchObject({ status: 'pass', attestation: { id: 'A-1' } });
  });
});
