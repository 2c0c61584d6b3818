import { visible } from '../render/visible.ts';
import type { Session } from './session.ts';

/** Progress and warnings while a command works: on stderr, so that stdout holds the result alone. */
export function terminalOf(session: Session, { quiet }: { quiet?: true }) {
  let calls = 0;
  let expected = 0;
  return {
    warn: (message: string): void => session.log('warning', message),
    /** A stage begins. */
    stage(message: string): void {
      if (quiet !== true) session.log('info', message);
    },
    /** More calls turned out to be needed. */
    expect(more: number): void {
      expected += more;
    },
    /** A call was answered. */
    call(call: string): void {
      calls++;
      if (quiet === true || session.logFormat === 'json') return;
      if (session.stderr.isTTY === true)
        session.progress.show(calls, Math.max(expected, calls), visible(session.secrets.hide(call)).slice(0, 34));
      else if (calls % 100 === 0) session.log('info', `${calls} calls answered`);
    },
    get calls(): number {
      return calls;
    },
  };
}
