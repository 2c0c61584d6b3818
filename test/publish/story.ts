import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Fault, startClouds } from '../../loopback/clouds.ts';
import { type Fixture, readFixture } from '../../loopback/fixture.ts';
import { readReport } from '../../src/report/file.ts';
import type { Report } from '../../src/report/schema.ts';
import { byokAudit, emptyFolder } from '../cli/command.ts';
import { FIXTURES } from '../end-to-end/scenario.ts';
import { gitHub, upload } from './folder.ts';

/** How the organization, or the scan, differs from the first one. */
type Scan = { change?: (fixture: Fixture) => void; faults?: Fault[]; history?: boolean; environments?: object };

/** The alerts of the main branch after an upload, each as number, rule and subject; what it opened, and what it closed. */
type Alerts = { open: string[]; opened: string[]; closed: string[] };

const SETTINGS = {
  version: 1,
  production: { environments: ['env-apple'] },
  aws: { accounts: { '444455556666': { role_arn: 'arn:aws:iam::444455556666:role/byok-audit', external_id: 'quince' } } },
};

/** A repository with a configuration, an organization that is scanned once an hour, and GitHub: all by the real commands. */
export async function story(settings: object) {
  const hub = await gitHub();
  const directory = emptyFolder();
  mkdirSync(join(directory, '.git'));
  let hour = 0;
  let open: string[] = [];
  const subjects = new Map<string, string>();

  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  };
  const openNow = (): string[] =>
    hub.repository.alerts
      .all()
      .filter(({ instances }) => instances.get('refs/heads/main')?.state === 'open')
      .map(({ number, ruleId, fingerprint }) => `${number} ${ruleId} ${subjects.get(fingerprint)}`);

  return {
    hub,
    write,
    remove: (file: string): void => rmSync(join(directory, file)),
    /** Changes settings of the configuration. */
    configure: (changes: object): unknown => Object.assign(settings, changes),
    /** Scans the organization as it is an hour later. */
    async scan({
      change = () => {},
      faults = [],
      history = true,
      environments = {},
    }: Scan = {}): Promise<{ code: number; report: Report }> {
      const fixture = structuredClone(readFixture(join(FIXTURES, 'aws-small')));
      change(fixture);
      const clouds = await startClouds(fixture, { faults });
      onTestFinished(clouds.close);
      const as_of = new Date(Date.parse('2026-11-24T12:00:00Z') + hour++ * 3_600_000).toISOString();
      const confluent = { ...clouds.config.confluent, environments };
      write('byok-audit.yaml', JSON.stringify({ ...SETTINGS, ...settings, ...clouds.config, confluent }, null, 2));
      const { code } = await byokAudit(
        ['scan', '--as-of', as_of, '--format', 'sarif,json', ...(history ? ['--history', 'history.db'] : ['--no-history'])],
        { directory, env: clouds.env, patience: { backoff: 1 } },
      );
      const report = readReport(join(directory, 'byok-audit-report/report.json'), {});
      for (const { fingerprint, subject } of report.verdicts) subjects.set(`${fingerprint.slice(0, 16)}:1`, subject.id);
      return { code, report };
    },
    /** Uploads what the last scan wrote. */
    async upload(): Promise<Alerts & { code: number }> {
      const before = open;
      const { code } = await upload(directory, { ...hub.env, GITHUB_SHA: `${hour}`.padStart(40, '0') });
      open = openNow();
      return { code, open, opened: without(open, before), closed: without(before, open) };
    },
    /** In which file an alert is, by rule and subject. */
    pathsOf: (names: readonly string[]): Record<string, string | undefined> =>
      Object.fromEntries(
        hub.repository.alerts.all().flatMap(({ ruleId, fingerprint, instances }) => {
          const name = `${ruleId} ${subjects.get(fingerprint)}`;
          return names.includes(name) ? [[name, instances.get('refs/heads/main')?.path]] : [];
        }),
      ),
    withheld: (): unknown => JSON.parse(readFileSync(join(directory, 'byok-audit-report/manifest.json'), 'utf8')).withheld,
  };
}

export const without = (list: readonly string[], other: readonly string[]): string[] =>
  list.filter((one) => !other.includes(one));

/** Of a report, what has to have an alert: rule and subject. */
export const alerting = ({ verdicts }: Report): string[] =>
  [...verdicts]
    .filter(({ state }) => state === 'fail' || state === 'unknown' || state === 'error')
    .map(({ rule, subject }) => `${rule} ${subject.id}`);
