import type { Command } from 'commander';
import { collectCommand } from './collect.ts';
import { diffCommand } from './diff.ts';
import { evaluateCommand } from './evaluate.ts';
import { historyCommand } from './history.ts';
import { initCommand } from './init.ts';
import { reportCommand } from './report.ts';
import { rulesCommand } from './rules.ts';
import { scanCommand } from './scan.ts';
import type { Session } from './session.ts';
import { waiversCommand } from './waivers.ts';

/** The only list of commands, in the order of the help. */
export const COMMANDS: readonly ((session: Session) => Command)[] = [
  scanCommand,
  collectCommand,
  evaluateCommand,
  reportCommand,
  diffCommand,
  rulesCommand,
  waiversCommand,
  historyCommand,
  initCommand,
];
