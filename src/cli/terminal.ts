import { visible } from '../render/visible.ts';
import type { TalkOptions } from './options.ts';
import type { Session } from './session.ts';

/** Progress and warnings while a command works: on stderr, so that stdout holds the result alone. */
export class Terminal {
  readonly #session: Session;
  readonly #options: TalkOptions;
  #calls = 0;
  #expected = 0;

  constructor(session: Session, options: TalkOptions) {
    this.#session = session;
    this.#options = options;
  }

  warn(message: string): void {
    this.#line('warning', message);
  }

  /** A stage begins. */
  stage(message: string): void {
    if (this.#options.quiet !== true) this.#line('info', message);
  }

  /** More calls turned out to be needed. */
  expect(calls: number): void {
    this.#expected += calls;
  }

  /** A call was answered. */
  call(call: string): void {
    this.#calls++;
    if (this.#options.quiet === true || this.#options.logFormat === 'json') return;
    if (this.#session.stderr.isTTY === true)
      this.#session.progress.show(this.#calls, Math.max(this.#expected, this.#calls), visible(call).slice(0, 34));
    else if (this.#calls % 100 === 0) this.#line('info', `${this.#calls} calls answered`);
  }

  get calls(): number {
    return this.#calls;
  }

  #line(level: string, message: string): void {
    this.#session.log(
      this.#options.logFormat === 'json'
        ? JSON.stringify({ time: new Date().toISOString(), level, message })
        : visible(level === 'warning' ? `warning: ${message}` : message),
    );
  }
}
