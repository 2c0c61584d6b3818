import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { migrationSuite, OLD } from './migration-suite.ts';
import { recordSuite } from './record-suite.ts';
import { scenarioSuite } from './scenario-suite.ts';

const fresh = async () => join(mkdtempSync(join(tmpdir(), 'byok-history-')), 'byok-audit.db');
const restored = async () => {
  const file = await fresh();
  copyFileSync(join(OLD, 'format-4.db'), file);
  return file;
};

describe('on SQLite', () => {
  scenarioSuite(fresh);
  migrationSuite(fresh, restored);
  recordSuite(fresh);
});
