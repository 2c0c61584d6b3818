import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from './process.ts';

export const ROOT = join(import.meta.dirname, '..');
const SEED = '1';

/** The program as it is shipped. */
const PROGRAM = join(ROOT, 'dist/cli/main.js');
/** It judges: failures and unknowns are results. */
export const JUDGED = [0, 1, 2];

/** Where the inputs of the runs are, each made once. */
export type Workplace = {
  folder: string;
  snapshot: (size: number) => Promise<string>;
  documents: (size: number) => Promise<string>;
  native: () => Promise<string>;
  /** The folder of the report on it. */
  reportOf: (size: number) => string;
  /** Builds what is shipped. */
  program: () => Promise<string>;
};

export function workplaceIn(folder: string): Workplace {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'byok-audit.yaml'), 'version: 1\n');
  const made = new Map<string, Promise<string>>();
  const once = (file: string, make: (path: string) => Promise<unknown>): Promise<string> => {
    const path = join(folder, file);
    const known = made.get(file) ?? make(path).then(() => path);
    made.set(file, known);
    return known;
  };
  const script = (name: string, size: number, into: string, ...flags: string[]) =>
    succeed(process.execPath, [...flags, join(ROOT, 'bench', name), '--size', String(size), '--seed', SEED], { into });
  return {
    folder,
    snapshot: (size) => once(`snapshot-${size}.json`, (path) => script('organization.ts', size, path)),
    documents: (size) =>
      once(`subjects-${size}.jsonl`, (path) => script('subjects.ts', size, path, '--max-old-space-size=16384')),
    reportOf: (size) => join(folder, `report-${size}`),
    native: () =>
      once('native', (path) =>
        succeed('go', ['build', '-trimpath', '-o', path, '.'], {
          cwd: join(ROOT, 'bench/native'),
          env: { ...process.env, CGO_ENABLED: '0' },
        }),
      ),
    program: async () => {
      await once('built', () => succeed('npm', ['run', '--silent', 'build'], { cwd: ROOT }));
      if (!existsSync(PROGRAM)) throw new Error(`npm run build made no ${PROGRAM}`);
      return PROGRAM;
    },
  };
}
