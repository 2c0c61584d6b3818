import type { Doctor, Endpoint } from './schema.ts';

/** AWS refuses what is signed by a clock that is further off. */
const MOST_SECONDS = 300;

/** How far our clock is from those of the services. Where only some of them disagree, it is theirs that are wrong. */
export function clockOf(endpoints: readonly Endpoint[]): Doctor['clock'] {
  const known = endpoints.flatMap(({ url, clock_difference_seconds: seconds }) => (seconds === null ? [] : [{ url, seconds }]));
  const [best, ...others] = known.sort((a, b) => Math.abs(a.seconds) - Math.abs(b.seconds));
  if (best === undefined) return { status: 'not_checked', detail: 'no service gave the time', remedy: null, seconds: null };
  const { seconds, url } = best;
  const off = `${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead of'} ${url}`;
  const worst = others.findLast((one) => Math.abs(one.seconds) > MOST_SECONDS);
  if (Math.abs(seconds) > MOST_SECONDS)
    return {
      status: 'failed',
      detail: `the clock of this machine is ${off}: AWS refuses requests that are signed more than ${MOST_SECONDS / 60} minutes off, and tokens and certificates may not be accepted`,
      remedy: 'Set the clock of this machine, and keep it right with NTP.',
      seconds,
    };
  if (worst !== undefined)
    return {
      status: 'failed',
      detail: `the clock of this machine agrees with ${url}, and is ${Math.abs(worst.seconds)} s from that of ${worst.url}`,
      remedy: 'Find out what answers there in the place of the service, such as a cache.',
      seconds: worst.seconds,
    };
  return {
    status: 'ok',
    detail:
      Math.abs(seconds) < 2
        ? 'the clock of this machine agrees with those of the services'
        : `the clock of this machine is ${off}`,
    remedy: null,
    seconds,
  };
}
