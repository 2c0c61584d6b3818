import type { Command } from 'commander';
import { bash } from './bash.ts';
import { fish } from './fish.ts';
import { offersOf } from './offers.ts';
import { zsh } from './zsh.ts';

const SCRIPTS = { bash, zsh, fish };
export type Shell = keyof typeof SCRIPTS;

/** The script by which a shell completes the command line of a program. @param rules ids of the rules */
export const completionScript = (shell: Shell, program: Command, rules: readonly string[]): string =>
  SCRIPTS[shell](offersOf(program, rules));
