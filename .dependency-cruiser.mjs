const only = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^src/${from}/` },
  to: { path: '^src/', pathNot: [`^src/(${to})`] },
});

/** The direction of imports, as docs/architecture.md draws it. */
export default {
  forbidden: [
    only('collect-only-collects', 'collect', 'collect|snapshot|config|input|audit-error', 'Collecting never judges: it knows facts, key names and the configuration.'),
    only('inventory-only-joins', 'inventory', 'inventory|access|snapshot|config/schema|input/days|code-point', 'Joins are made from a snapshot and a configuration; nothing is fetched or judged here.'),
    only('access-only-weighs', 'access', 'access|snapshot|input/is-record|code-point', 'Who may use a key is told from observed policies alone: no configuration, no clock, no rule.'),
    only('evaluate-only-judges', 'evaluate', 'evaluate|inventory/subject|snapshot/fact|input|audit-error|code-point', 'Judging sees subject documents, and no way to fetch more.'),
    only('report-is-the-record', 'report', 'report|evaluate|inventory|snapshot|config/(schema|exception|waiver|attestation)\\.ts|input|code-point|audit-error', 'The record is put together from what was judged; it decides nothing about how it is shown.'),
    only('history-only-remembers', 'history', 'history|inventory|snapshot|report/(schema|absence|memory|unseen|period)|input|code-point|audit-error', 'The memory keeps what a snapshot shows and a report says; it neither fetches nor judges.'),
    only('render-sees-reports-only', 'render', 'render|report|input/days|code-point', 'A renderer reads a report and nothing else, so that every format can be made again from report.json.'),
    only('locate-reads-the-repository-only', 'locate', 'locate|report/schema|report/summary|input|audit-error', 'Where a finding is declared is asked of the repository, not of a cloud.'),
    only('snapshot-knows-no-stage', 'snapshot', 'snapshot|input|audit-error', 'The evidence is defined apart from those who collect or read it.'),
    only('config-knows-no-stage', 'config', 'config|input|audit-error|snapshot/kms-name', 'The configuration is read before any stage runs.'),
    only('input-knows-nobody', 'input', 'input|audit-error', 'Checking foreign data is the same for everybody.'),
    {
      name: 'cloud-sdks-in-collect-only',
      comment: 'The network is in one place. SDKs are heavy: each is loaded when an organization has keys there.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/collect/' },
      to: { path: 'node_modules/(@aws-sdk|@smithy|@azure|@google-cloud|google-auth-library)' },
    },
    {
      name: 'databases-in-history-only',
      comment: 'The same SQL for every database is one place\'s concern, and a scan on SQLite does not load another client.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/history/' },
      to: { path: '^(node:sqlite|node_modules/pg)' },
    },
    {
      name: 'sdks-are-loaded-lazily',
      comment: 'A scan of an organization without keys on a cloud must not pay for its SDK.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: 'node_modules/(@aws-sdk|@azure|@google-cloud|google-auth-library)', dependencyTypesNot: ['type-only'], dynamic: false },
    },
    {
      name: 'nobody-imports-the-command-line',
      comment: 'Only cli/ touches the process; what it starts knows nothing of it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'nobody-imports-the-pipeline',
      comment: 'The pipeline calls the stages, never the other way round.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^src/(audit|output)\\.ts$', pathNot: '^src/output' },
    },
    {
      name: 'no-cycles',
      comment: 'Files that need each other are one concept: put them together, or find the third.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
