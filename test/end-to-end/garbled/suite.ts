import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SERVICES, type Service } from './calls.ts';
import { isKnownBreak, KNOWN_BREAKS, shows } from './known.ts';
import { Benches, changeOf, sampleOf, type Trial, tried } from './run.ts';

const TIME = 300_000;

const shown = ({ scenario, cell }: Trial) => `${scenario}: ${cell.call}, ${cell.at || 'the reply'}, ${cell.garbling}`;

/** @param sample cells to try for each service */
export function testGarbled({ seed, sample }: { seed: string; sample: number }): void {
  describe(`refused and garbled replies, by GARBLE_SEED=${seed}`, () => {
    let benches: Benches;
    beforeAll(async () => {
      benches = await Benches.open();
    }, TIME);
    afterAll(() => benches.close());

    test.each(SERVICES)(
      'no lost or garbled reply of %s proves more than the whole reply',
      async (service: Service) => {
        const broken: string[] = [];
        for (const trial of sampleOf(benches.trials([service]), seed, { all: sample })) {
          const { breaks } = await tried(trial);
          if (breaks.length > 0 && !isKnownBreak(trial.cell)) broken.push(`${shown(trial)}: ${breaks.map(changeOf).join('; ')}`);
        }
        expect(broken).toEqual([]);
      },
      TIME,
    );
  });
}

/** The list of what is known to be wrong can only shrink: what is mended is taken off it. */
export function testKnownBreaks(): void {
  test(
    'what known-breaks.yaml lists is still broken: npm run garble -- --each 0 --update takes off the rest',
    async () => {
      const benches = await Benches.open();
      const trials = [...benches.trials(SERVICES)];
      const mended: string[] = [];
      for (const one of KNOWN_BREAKS) {
        const trial = trials.find((candidate) => shows(one, candidate));
        if (trial === undefined || (await tried(trial)).breaks.length === 0) mended.push(one.garbled);
      }
      await benches.close();
      expect(mended).toEqual([]);
    },
    TIME,
  );
}
