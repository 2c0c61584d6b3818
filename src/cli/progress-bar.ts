import { SingleBar } from 'cli-progress';

/** A bar on a terminal that grows with the calls that were answered; it is there from the first `show` to the next `end`. */
export class ProgressBar {
  readonly #stream: NodeJS.WritableStream;
  #bar: SingleBar | null = null;

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream;
  }

  show(done: number, total: number, call: string): void {
    this.#bar ??= this.#start();
    this.#bar.setTotal(total);
    this.#bar.update(done, { call });
  }

  /** Takes the bar off the screen and shows the cursor again, so that what follows starts on a line of its own. */
  end(): void {
    this.#bar?.stop();
    this.#bar = null;
  }

  #start(): SingleBar {
    const bar = new SingleBar({
      format: '  {bar} {value}/{total} {call}',
      barsize: 20,
      clearOnComplete: true,
      hideCursor: true,
      stream: this.#stream,
      fps: 10,
    });
    bar.start(1, 0, { call: '' });
    return bar;
  }
}
