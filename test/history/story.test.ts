import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { storyTests } from './story-tests.ts';

describe('on SQLite', () => {
  storyTests(async () => join(mkdtempSync(join(tmpdir(), 'byok-history-')), 'byok-audit.db'));
});
