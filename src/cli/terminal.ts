import { SingleBar } from 'cli-progress';
import { visible } from '../render/visible.ts';
import type { TalkOptions } from './options.ts';

/** What a person or a log hears while the work goes on: on stderr, so that stdout stays clean. */
export class Terminal {
  static #bar: SingleBar | null = null;
  readonly #talk: TalkOptions;
  #calls = 0;
  #expected = 0;

  constructor(talk: TalkOptions) {
    this.#talk = talk;
  }

  warn(message: string): void {
    Terminal.end();
    this.#line('warning', message);
  }

  /** A stage begins. */
  stage(message: string): void {
    if (this.#talk.quiet === true) return;
    Terminal.end();
    this.#line('info', message);
  }

  /** More calls turned out to be needed. */
  expect(calls: number): void {
    this.#expected += calls;
  }

  /** A call was answered. */
  call(call: string): void {
    this.#calls++;
    if (this.#talk.quiet === true || this.#talk.logFormat === 'json') return;
    if (!process.stderr.isTTY) {
      if (this.#calls % 100 === 0) this.#line('info', `${this.#calls} calls answered`);
      return;
    }
    Terminal.#bar ??= startBar();
    Terminal.#bar.setTotal(Math.max(this.#expected, this.#calls));
    Terminal.#bar.update(this.#calls, { call: visible(call).slice(0, 34) });
  }

  get calls(): number {
    return this.#calls;
  }

  #line(level: string, message: string): void {
    const text =
      this.#talk.logFormat === 'json'
        ? JSON.stringify({ time: new Date().toISOString(), level, message })
        : visible(level === 'warning' ? `warning: ${message}` : message);
    process.stderr.write(`${text}\n`);
  }

  /** Takes the progress bar off the screen, so that what follows starts on a line of its own. */
  static end(): void {
    Terminal.#bar?.stop();
    Terminal.#bar = null;
  }
}

function startBar(): SingleBar {
  const bar = new SingleBar({
    format: '  {bar} {value}/{total} {call}',
    barsize: 20,
    clearOnComplete: true,
    hideCursor: true,
    stream: process.stderr,
    fps: 10,
  });
  bar.start(1, 0, { call: '' });
  return bar;
}
