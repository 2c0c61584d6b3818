import type { Command } from 'commander';
import { collectCommand } from './commands/collect.ts';
import { completionCommand } from './commands/completion.ts';
import { configCommand } from './commands/config.ts';
import { diffCommand } from './commands/diff.ts';
import { doctorCommand } from './commands/doctor.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { historyCommand } from './commands/history.ts';
import { initCommand } from './commands/init.ts';
import { reportCommand } from './commands/report.ts';
import { rulesCommand } from './commands/rules.ts';
import { scanCommand } from './commands/scan.ts';
import { uploadCommand } from './commands/upload.ts';
import { waiversCommand } from './commands/waivers.ts';
import type { Session } from './session.ts';

/** The only list of commands, in the order of the help. */
export const COMMANDS: readonly ((session: Session) => Command)[] = [
  scanCommand,
  collectCommand,
  evaluateCommand,
  reportCommand,
  diffCommand,
  uploadCommand,
  rulesCommand,
  waiversCommand,
  historyCommand,
  doctorCommand,
  initCommand,
  configCommand,
  completionCommand,
];
