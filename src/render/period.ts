import { createHash } from 'node:crypto';
import { shellArgument } from '../input/shell.ts';
import { type Period, serializePeriod } from '../report/period.ts';
import { agree, plural } from '../report/plural.ts';
import { periodCss } from './html/generated.ts';
import { label, pageOf, runningHead } from './html/page.ts';
import { frameworksOver, frameworkTable, rulesOver } from './period/controls.ts';
import { endedFindings, exceptionTable, fixTable, openFindings } from './period/findings.ts';
import { periodResult } from './period/result.ts';
import { digestsIn, gapInWords, scanTable, short } from './period/scans.ts';
import { intervalInWords, minute, nameOf, periodInWords } from './period/words.ts';
import { capital } from './state-words.ts';

const page = pageOf('period', periodCss, null);

/** The period for an auditor: one file without a script, for a screen and for paper. */
export function periodHtml(period: Period): string {
  const { scans, gaps, exceptions, findings, rules } = period;
  const [name, days] = [nameOf(period), periodInWords(period)];
  const of = (kind: 'waiver' | 'attestation') => exceptions.filter((exception) => exception.kind === kind);
  return page(
    {
      title: `BYOK controls of ${name}, ${days}`,
      cover: cover(period),
      ran: scans.ran,
      every: intervalInWords(scans.every_minutes),
      result: periodResult(period),
      exceptionCount: exceptions.length,
      waivers: exceptionTable('waiver-table', 'Waived failures', of('waiver'), period),
      attestations: exceptionTable('attestation-table', 'Attested verdicts', of('attestation'), period),
      fixes: fixTable(period),
      gapCount: gaps.length,
      gaps: gaps.map(gapInWords),
      frameworkTable: frameworkTable(period),
      frameworks: frameworksOver(period),
      ruleCount: rules.length,
      rules: rulesOver(period),
      findingCount: findings.length,
      open: openFindings(period),
      ended: endedFindings(period),
      scans: scanTable(period),
      sameInputs: sameInputs(period),
      integrity: integrity(period),
    },
    runningHead(name, days, period.classification),
  );
}

/** What identifies the page: whose it is, of which time, and by what it was judged. */
function cover(period: Period) {
  const { organization, scans, tool, classification } = period;
  const policies = digestsIn(scans.list, 'policy');
  return {
    classification,
    organization: nameOf(period),
    days: periodInWords(period),
    scope: `How the controls over self-managed keys operated over ${plural(Math.ceil(period.period.days), 'day')}, as ${scans.ran === 0 ? 'no scan saw it' : `${plural(scans.ran, 'scan')} saw it`}.`,
    facts: [
      label('Period', `${minute(period.period.from)} until before ${minute(period.period.to)}`),
      label('Organization', organization.id, true),
      label('A scan expected every', intervalInWords(scans.every_minutes)),
      label(
        `${agree(policies.length, 'Policy', 'Policies')} of the scans`,
        policies.map(short).join(', ') || 'no scan ran',
        true,
      ),
      label('Policy that maps rules to requirements', short(tool.policy_digest), true),
      label('Tool', `${tool.name} ${tool.version}`),
    ],
  };
}

/** What all scans were judged by, where it was the same. */
function sameInputs({ scans: { list } }: Period): string[] {
  const named = (['policy', 'configuration'] as const).map((name) => ({ name, digests: digestsIn(list, name) }));
  return named.flatMap(({ name, digests: [digest, ...others] }) =>
    digest === undefined || others.length > 0 ? [] : [`The ${name} of every scan was ${short(digest)}.`],
  );
}

/** What the page was made of, and how a reader checks it. */
function integrity(period: Period) {
  const { from, to } = period.period;
  const again = [
    'byok-audit history report',
    `--from ${from} --to ${to} --every ${period.scans.every_minutes}m`,
    `--organization ${shellArgument(period.organization.id)} --out made-again`,
  ];
  return {
    inputs: [
      { label: 'period.json', value: `sha256:${createHash('sha256').update(serializePeriod(period)).digest('hex')}` },
      { label: 'Policy that maps rules to requirements', value: period.tool.policy_digest },
      ...(['policy', 'configuration'] as const).flatMap((name) =>
        digestsIn(period.scans.list, name).map((value) => ({ label: `${capital(name)} of the scans`, value })),
      ),
    ],
    commands: [
      '# the digest of the record',
      'sha256sum period.json',
      '# the same history, policy and configuration give the same period, byte for byte, until another scan of it is added or pruned',
      again.join(' '),
      'sha256sum period.json made-again/period.json',
    ],
  };
}
