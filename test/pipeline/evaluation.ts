import { tmpdir } from 'node:os';
import type { Evaluation } from '../../src/audit.ts';
import { NO_EXCEPTIONS } from '../../src/config/exception.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import { config, NOW } from '../subjects/build.ts';

/** An evaluation by our own policy on one thread, without exceptions and history. */
export const evaluation = (over: Partial<Evaluation> = {}): Evaluation => ({
  version: '0.0.0',
  config: config(),
  policy: loadPolicy(),
  waivers: NO_EXCEPTIONS,
  attestations: NO_EXCEPTIONS,
  as_of: NOW,
  workers: 1,
  history: null,
  warnings: [],
  directory: tmpdir(),
  ...over,
});
