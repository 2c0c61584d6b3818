import { SEVERITIES } from '../src/evaluate/severity.ts';
import { CAUSES } from '../src/facts/cause.ts';
import { DAY, milliseconds } from '../src/input/time.ts';
import { series } from '../src/report/series.ts';

/**
 * What the inputs of action.yml may be. Each is checked before anything is installed or called, and none reaches a shell: they become
 * arguments of the command, each a word of its own, whatever is in it.
 */
type Input = {
  allowed: (value: string) => boolean;
  /** What the message says is expected. */
  expected: string;
  /** What an empty one stands for, as in action.yml; where there is none, it is left out. */
  default?: string;
  /** The arguments of `scan` that it stands for; none where another step reads it. */
  flags?: (value: string) => string[];
};

const oneOf = (choices: readonly string[]) => ({
  allowed: (value: string) => choices.includes(value),
  expected: series(choices, 'or'),
});
const SWITCH = oneOf(['true', 'false']);

/** A path that is no option, in which nothing is hidden, and that stays below where it starts. */
const isBelow = (value: string): boolean =>
  /^(?![-/])[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,1000}$/u.test(value) && !value.split('/').includes('..');

/** Part of a path, of a key of the cache or of the name of an artifact: neither `.` nor `..`. */
const NAME = {
  allowed: (value: string) => /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(value),
  expected: 'a letter or digit, then letters, digits, dots, underscores and hyphens, 100 in all at most',
};

/** As action/node-version.sh has it, which is run before there is a Node that could read this. */
const NODE = /^(22\.(1[89]|[2-9][0-9])|(2[4-9]|[3-9][0-9])\.[0-9]{1,2})\.[0-9]{1,2}$/;

const path = (flag: string): Input => ({
  allowed: isBelow,
  expected: 'a path below the working directory',
  flags: (value) => [`${flag}=${value}`],
});
const flagged = (flag: string): Input => ({
  ...SWITCH,
  default: 'false',
  flags: (value) => (value === 'true' ? [flag] : []),
});

/** By their names in action.yml, which has no other. */
export const INPUTS: Readonly<Record<string, Input>> = {
  'working-directory': { allowed: isBelow, expected: 'a path below the folder of the checkout', default: '.' },
  config: path('--config'),
  waivers: path('--waivers'),
  baseline: path('--baseline'),
  'fail-on-new': flagged('--fail-on-new'),
  'fail-on': {
    ...oneOf(SEVERITIES),
    default: 'low',
    flags: (value) => [`--fail-on=${value}`],
  },
  'allow-unknown': {
    allowed: (value) => value === 'all' || value.split(',').every((name) => CAUSES.some((cause) => cause === name)),
    expected: `all, or one or more of ${series(CAUSES)}, comma-separated`,
    flags: (value) => [`--allow-unknown=${value}`],
  },
  'allow-empty': flagged('--allow-empty'),
  'strict-waivers': flagged('--strict-waivers'),
  deadline: {
    allowed: (value) => {
      const duration = milliseconds(value);
      return duration !== null && duration >= 1 && duration <= DAY;
    },
    expected: 'a duration up to a day, such as 90s, 15m or 1h',
    default: '15m',
    flags: (value) => [`--deadline=${value}`],
  },
  history: { ...oneOf(['cache', 'configured', 'none']), default: 'cache' },
  'history-key': { ...NAME, default: 'default' },
  upload: { ...SWITCH, default: 'true' },
  artifact: NAME,
  'node-version': {
    allowed: (value) => NODE.test(value),
    expected: 'a whole version such as 24.21.0, of 22 from 22.18.0',
    default: '24.21.0',
  },
};

type Checked = { flags: string[]; values: Record<string, string> };

/** @returns the arguments of `scan` and the value of each input, or what is wrong with them; an empty input counts as not given */
export function argumentsFrom(given: Readonly<Record<string, unknown>>): Checked | { wrong: string[] } {
  const flags: string[] = [];
  const values: Record<string, string> = {};
  const wrong = Object.keys(given).flatMap((name) => (Object.hasOwn(INPUTS, name) ? [] : [`${name}: there is no such input`]));
  for (const [name, { allowed, expected, default: otherwise = '', flags: flagsOf }] of Object.entries(INPUTS)) {
    const value = given[name] || otherwise;
    if (typeof value !== 'string' || (value !== '' && !allowed(value))) wrong.push(`${name}: expected ${expected}`);
    else {
      values[name] = value;
      if (value !== '') flags.push(...(flagsOf?.(value) ?? []));
    }
  }
  if (given['fail-on-new'] === 'true' && !given.baseline) wrong.push('fail-on-new: it needs a baseline');
  return wrong.length > 0 ? { wrong } : { flags, values };
}
