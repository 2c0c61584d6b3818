/**
 * What the inputs of action.yml may be. Each is checked before anything is installed or called, and none reaches a shell: they become
 * arguments of the command, each a word of its own, whatever is in it.
 */
type Input = {
  allowed: RegExp;
  /** What the message says is expected. */
  expected: string;
  /** The arguments of `scan` that it stands for; none where another step reads it. */
  flags?: (value: string) => string[];
};

const SEVERITY = /^(?:critical|high|medium|low|info)$/;
const SWITCH = /^(?:true|false)$/;

/** A path that is no option, in which nothing is hidden, and that stays below where it starts. */
const BELOW = /^(?![-/])(?!(?:.*\/)?\.\.(?:\/|$))[^\p{Cc}\p{Cf}]{1,1000}$/u;

const path = (flag: string): Input => ({
  allowed: BELOW,
  expected: 'a path below the working directory',
  flags: (value) => [`${flag}=${value}`],
});
const flagged = (flag: string): Input => ({
  allowed: SWITCH,
  expected: 'true or false',
  flags: (value) => (value === 'true' ? [flag] : []),
});

/** By their names in action.yml, which has no other. */
export const INPUTS: Readonly<Record<string, Input>> = {
  'working-directory': { allowed: BELOW, expected: 'a path below the folder of the checkout' },
  config: path('--config'),
  waivers: path('--waivers'),
  baseline: path('--baseline'),
  'fail-on-new': flagged('--fail-on-new'),
  'fail-on': {
    allowed: SEVERITY,
    expected: 'critical, high, medium, low or info',
    flags: (value) => [`--fail-on=${value}`],
  },
  'allow-unknown': {
    allowed: /^[a-z_]+(?:,[a-z_]+)*$/,
    expected: 'all, or causes such as denied,throttled',
    flags: (value) => [`--allow-unknown=${value}`],
  },
  'allow-empty': flagged('--allow-empty'),
  'strict-waivers': flagged('--strict-waivers'),
  deadline: { allowed: /^\d{1,5}[smh]$/, expected: 'a duration such as 15m', flags: (value) => [`--deadline=${value}`] },
  history: { allowed: /^(?:cache|configured|none)$/, expected: 'cache, configured or none' },
  'history-key': { allowed: /^[A-Za-z0-9._-]{1,100}$/, expected: 'letters, digits, dots, underscores and hyphens, 100 at most' },
  upload: { allowed: SWITCH, expected: 'true or false' },
  artifact: { allowed: /^[A-Za-z0-9._-]{1,100}$/, expected: 'letters, digits, dots, underscores and hyphens, 100 at most' },
  'node-version': { allowed: /^\d{2}\.\d{1,3}\.\d{1,3}$/, expected: 'a whole version such as 24.21.0' },
};

/** @returns the arguments of `scan`, or what is wrong with the inputs; an empty input counts as not given */
export function argumentsFrom(given: Readonly<Record<string, unknown>>): { flags: string[] } | { wrong: string[] } {
  const flags: string[] = [];
  const wrong = Object.keys(given).flatMap((name) => (Object.hasOwn(INPUTS, name) ? [] : [`${name}: there is no such input`]));
  for (const [name, { allowed, expected, flags: flagsOf }] of Object.entries(INPUTS)) {
    const value = given[name] ?? '';
    if (value === '') continue;
    if (typeof value !== 'string' || !allowed.test(value)) wrong.push(`${name}: expected ${expected}`);
    else flags.push(...(flagsOf?.(value) ?? []));
  }
  if (given['fail-on-new'] === 'true' && !given.baseline) wrong.push('fail-on-new: it needs a baseline');
  return wrong.length > 0 ? { wrong } : { flags };
}
