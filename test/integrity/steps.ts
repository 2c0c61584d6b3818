import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

type Step = 'linkSync' | 'mkdirSync' | 'openSync' | 'renameSync' | 'rmSync' | 'rmdirSync' | 'writeFileSync';
type Look = 'lstatSync' | 'readFileSync' | 'readdirSync';
type Call = (...args: unknown[]) => unknown;

const LOOKS: readonly (Step | Look)[] = ['lstatSync', 'readFileSync', 'readdirSync'];
const CALLS: readonly (Step | Look)[] = [
  ...LOOKS,
  ...(['linkSync', 'mkdirSync', 'openSync', 'renameSync', 'rmSync', 'rmdirSync', 'writeFileSync'] as const),
];

/** What is called before each step, with its arguments. What it throws, the step throws. */
export type Before = (name: Step | Look, ...args: unknown[]) => void;

/** Does synchronous work on files, of which each step, and each look at what is there, is announced. @returns what it throws */
export function stepping(work: () => void, before: Before): unknown {
  // those of another process, where it runs within a step of one
  const outer = CALLS.map((name) => [name, fs[name] as Call] as const);
  let inside = false;
  for (const [name, call] of outer) {
    const announced: Call = (...args) => {
      // Node's own functions call each other
      if (inside) return call(...args);
      before(name, ...args);
      inside = true;
      try {
        return call(...args);
      } finally {
        inside = false;
      }
    };
    Object.assign(fs, { [name]: announced });
  }
  syncBuiltinESMExports();
  try {
    work();
    return undefined;
  } catch (thrown) {
    return thrown;
  } finally {
    Object.assign(fs, Object.fromEntries(outer));
    syncBuiltinESMExports();
  }
}

/** Does the work until a step, before which the process dies: nothing that it does from there on has an effect. @returns whether it came so far */
export function dyingAt(step: number, work: () => void): boolean {
  let count = 0;
  stepping(work, (name) => {
    // to die before a look is to die before the step after it
    if (!LOOKS.includes(name)) count += 1;
    if (count >= step) throw new Error('this process is dead');
  });
  return count >= step;
}

/** Work on a file system that gives no file two names. */
export const withoutLinks = (work: () => void): unknown =>
  stepping(work, (name) => {
    if (name === 'linkSync') throw refusal('EPERM');
  });

export const refusal = (code: string): Error => Object.assign(new Error(code), { code, syscall: 'rename' });
