import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/**
 * Writes generated files. With `--check` on the command line it writes nothing, but names those that are out of date and
 * lets the process fail.
 * @param files the text of each, by its name in the folder
 * @param command the npm script that writes them again
 */
export function writeGenerated(folder: string, files: Readonly<Record<string, string>>, command = 'generate'): void {
  const check = process.argv.includes('--check');
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, name);
    if (check && textOf(file) !== text) {
      console.error(`${relative(ROOT, file)} is out of date. Write it again with: npm run ${command}`);
      process.exitCode = 1;
    }
    if (check) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
