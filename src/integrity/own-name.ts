import { createHash, randomUUID } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';

const NAME = /^\.byok-audit-(?<place>[0-9a-f]{12})-(?<pid>\d+)-(?<started>\d+)-[0-9a-f-]{36}$/;
/** No run takes so long to write its files. */
const A_DAY = 24 * 60 * 60 * 1000;

const STARTED = Math.round(performance.timeOrigin);

/** Where the id of a process means this process: one boot of one machine, and there one container. */
let here: string | undefined;
function place(): string {
  const known = [() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'), () => readlinkSync('/proc/self/ns/pid')];
  here ??= createHash('sha256')
    .update([hostname(), ...known.map(orNothing)].join('\n'))
    .digest('hex')
    .slice(0, 12);
  return here;
}

function orNothing(read: () => string): string {
  try {
    return read();
  } catch {
    // no Linux
    return '';
  }
}

/** A new name for what a process needs beside the outputs while it runs. It says whose it is. */
export const ownName = (): string => `.byok-audit-${place()}-${process.pid}-${STARTED}-${randomUUID()}`;

/** Removes from a folder what processes that are gone had there under such names. */
export function removeAbandoned(folder: string): void {
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    try {
      if (isAbandoned(path)) rmSync(path, { recursive: true, force: true });
    } catch {
      // of somebody else, who may remove it, or being removed by another run
    }
  }
}

/** Whether the process is gone that gave it its name. */
export function isAbandoned(path: string): boolean {
  const owner = NAME.exec(basename(path))?.groups;
  return owner !== undefined && (isGone(owner) || lstatSync(path).mtimeMs < Date.now() - A_DAY);
}

/** What is in a folder; nothing where it is not there, or may be written but not listed. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Of a process elsewhere nobody can say. */
function isGone(owner: Record<string, string>): boolean {
  if (owner.place !== place()) return false;
  const pid = Number(owner.pid);
  if (pid === process.pid) return Number(owner.started) !== STARTED;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // one that may not be signalled is there
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
