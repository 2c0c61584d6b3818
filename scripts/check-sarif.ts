import { sarifChecker } from './sarif-multitool.ts';

// Validates SARIF files against the OASIS schema, and with Microsoft's Sarif.Multitool under GitHub's rules.
const files = process.argv.slice(2);
if (files.length === 0) throw new Error('usage: npm run sarif:check -- FILE.sarif...');
let failed = 0;

function check(name: string, problems: readonly string[]): void {
  if (problems.length > 0) failed++;
  console.log(problems.length === 0 ? `ok  ${name}` : `BAD ${name}\n  ${problems.join('\n  ')}`);
}

const { bySchema, byMultitool } = sarifChecker();
for (const file of files) {
  check(`${file}: OASIS schema`, bySchema(file));
  const { errors, notes } = byMultitool(file);
  for (const note of notes) console.log(`  note ${note}`);
  check(`${file}: Sarif.Multitool, GitHub's rules`, errors);
}
console.log(`${files.length * 2 - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
