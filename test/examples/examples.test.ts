import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { byokAudit, emptyFolder } from '../cli/command.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');
const NO_CREDENTIALS = expect.stringContaining('no Confluent credentials');

type Resource = { kind: string; data?: Record<string, string>; spec?: { jobTemplate: { spec: { template: { spec: Pod } } } } };
type Pod = {
  automountServiceAccountToken?: boolean;
  securityContext: object;
  containers: { args: string[]; securityContext: object; volumeMounts: { name: string; mountPath: string }[] }[];
};

const resources = parseAllDocuments(readFileSync(join(EXAMPLES, 'kubernetes/cronjob.yaml'), 'utf8')).map(
  (one): Resource => one.toJS(),
);
const pod = resources.find(({ kind }) => kind === 'CronJob')?.spec?.jobTemplate.spec.template.spec;
const [container] = pod?.containers ?? [];
const configuration = resources.find(({ kind }) => kind === 'ConfigMap')?.data?.['byok-audit.yaml'] ?? '';

test('the pod runs as nobody, without capabilities, on a read-only file system, with one place to write to', () => {
  expect(pod?.securityContext).toMatchObject({
    runAsNonRoot: true,
    runAsUser: 65532,
    seccompProfile: { type: 'RuntimeDefault' },
  });
  expect(container?.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
  expect(container?.volumeMounts.filter((mount) => !('readOnly' in mount))).toEqual([{ name: 'work', mountPath: '/work' }]);
});

test('the command takes the arguments of the pod, and the configuration that it is given', async () => {
  const directory = emptyFolder();
  writeFileSync(join(directory, 'byok-audit.yaml'), configuration);
  const args = (container?.args ?? []).map((argument) =>
    argument.replace('/etc/byok-audit', directory).replace('/work', join(directory, 'work')),
  );
  expect(args).toContain(`--config=${directory}/byok-audit.yaml`);
  expect(await byokAudit(args, { directory })).toEqual({ code: 64, stdout: '', stderr: NO_CREDENTIALS });
});

test('the command takes the arguments of the job of GitLab', async () => {
  const { script }: { script: string[] } = parse(readFileSync(join(EXAMPLES, 'gitlab/.gitlab-ci.yml'), 'utf8'))['byok-audit'];
  const [, line = ''] = /^node \S+\/main\.js (.*)$/.exec(script[0] ?? '') ?? [];
  expect(await byokAudit(line.split(' '), { directory: emptyFolder() })).toEqual({
    code: 64,
    stdout: '',
    stderr: NO_CREDENTIALS,
  });
});
