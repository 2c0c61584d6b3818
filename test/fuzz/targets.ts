import { addresses } from './addresses.ts';
import { auditLog } from './audit-log.ts';
import { awsPolicy } from './aws-policy.ts';
import { azureRoles } from './azure-access.ts';
import { configuration } from './configuration.ts';
import { exceptions } from './exceptions.ts';
import { globs } from './globs.ts';
import { googleBindings } from './google-access.ts';
import { kmsNames } from './kms-names.ts';
import { page } from './page.ts';
import { annotated, csvFile, markdown, sarifFile, terminal } from './rendering.ts';
import { report } from './report.ts';
import { snapshot } from './snapshot.ts';
import type { Target } from './target.ts';
import { hcl, state, terraformJson } from './terraform.ts';
import { times } from './times.ts';
import { githubReplies, manifest } from './upload.ts';

/** The only list of what is fuzzed. */
export const TARGETS: readonly Target[] = [
  configuration,
  ...exceptions,
  snapshot,
  report,
  manifest,
  githubReplies,
  auditLog,
  kmsNames,
  hcl,
  terraformJson,
  state,
  awsPolicy,
  azureRoles,
  googleBindings,
  times,
  globs,
  addresses,
  sarifFile,
  csvFile,
  markdown,
  annotated,
  terminal,
  page,
];
