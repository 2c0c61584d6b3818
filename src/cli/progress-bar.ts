import { createRequire } from 'node:module';
import type { SingleBar } from 'cli-progress';

const require = createRequire(import.meta.url);

/** A bar on a terminal that grows with the calls that were answered; it is there from the first `show` to the next `end`. */
export function progressBar(stream: NodeJS.WritableStream) {
  let bar: SingleBar | null = null;
  const started = (): SingleBar => {
    const format = '  {bar} {value}/{total} {call}';
    // loaded when there is something to show: most command lines have no bar
    const { SingleBar }: typeof import('cli-progress') = require('cli-progress');
    const fresh = new SingleBar({ format, barsize: 20, clearOnComplete: true, hideCursor: true, stream, fps: 10 });
    fresh.start(1, 0, { call: '' });
    return fresh;
  };
  return {
    show(done: number, total: number, call: string): void {
      bar ??= started();
      bar.setTotal(total);
      bar.update(done, { call });
    },
    /** Takes the bar off the screen and shows the cursor again, so that what follows starts on a line of its own. */
    end(): void {
      bar?.stop();
      bar = null;
    },
  };
}
