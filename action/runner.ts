import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { workflowCommand } from '../src/render/workflow-command.ts';

/** A variable that the runner sets, or a step of action.yml. @throws Error where it is not set */
export function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set: this script is a step of action.yml`);
  return value;
}

/** Sets outputs of the step. No text of a value ends it: the line that does cannot be guessed. */
export function setOutputs(outputs: Readonly<Record<string, string>>): void {
  const end = randomUUID();
  const lines = Object.entries(outputs).map(([name, value]) => `${name}<<${end}\n${value}\n${end}\n`);
  appendFileSync(variable('GITHUB_OUTPUT'), lines.join(''));
}

/** Shows something beside the log of the step. */
export const annotate = (level: 'error' | 'warning', title: string, text: string): void =>
  console.log(workflowCommand(level, { title: `byok-audit: ${title}` }, text));

/** Runs what prints text from outside: the runner takes no line of it for a command. */
export async function withoutCommands<T>(run: () => Promise<T>): Promise<T> {
  const token = randomUUID();
  console.log(`::stop-commands::${token}`);
  try {
    return await run();
  } finally {
    console.log(`::${token}::`);
  }
}
