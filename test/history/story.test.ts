import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { migrationTests } from './migration-tests.ts';
import { recordTests } from './record-tests.ts';
import { storyTests } from './story-tests.ts';

const fresh = async () => join(mkdtempSync(join(tmpdir(), 'byok-history-')), 'byok-audit.db');

describe('on SQLite', () => {
  storyTests(fresh);
  migrationTests(fresh);
  recordTests(fresh);
});
