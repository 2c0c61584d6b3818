import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { parse } from 'yaml';
import { failedStep, type RunnerCommand, runnerCommands, shownBeside } from './runner-commands.ts';

type Step = {
  id?: string;
  name?: string;
  if?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
};
/** How a job ended. Beside the log there is what the runner shows of the whole action, which is one step. */
type Ended = {
  code: number;
  log: string;
  beside: RunnerCommand[];
  outputs: Record<string, string>;
  summary: string;
  ran: string[];
};
type Action = {
  inputs: Record<string, { default?: string }>;
  outputs: Record<string, { value: string }>;
  runs: { steps: Step[] };
};

/** What the runner knows of the event; a fresh workspace and a fresh temporary folder for each job. */
export type Event = { event_name: string; ref: string; run_id: string };

export const SCHEDULED: Event = { event_name: 'schedule', ref: 'refs/heads/main', run_id: '1' };

const DEFAULT_BRANCH = 'main';

/** Runs the steps of a composite action as GitHub's runner does, with its expressions, files and log, and actions that it names by copies. */
export class LocalRunner {
  /** What `actions/cache` keeps: by branch and key, oldest first. */
  readonly caches: { ref: string; key: string; folder: string }[] = [];
  readonly artifacts = new Map<string, string>();
  readonly action: Action;
  readonly #path: string;

  /** @param path the folder of the action */
  constructor(path: string) {
    this.#path = path;
    this.action = parse(readFileSync(join(path, 'action.yml'), 'utf8'));
  }

  /** @param env of the job @param skip steps, by name, that ran in this folder before @param token `github.token` */
  async job({
    event,
    inputs,
    env,
    workspace,
    skip = [],
    token = '',
  }: {
    event: Event;
    inputs: Record<string, string>;
    env: Record<string, string>;
    workspace: string;
    skip?: string[];
    token?: string;
  }): Promise<Ended> {
    const temp = mkdtempSync(join(tmpdir(), 'byok-audit-runner-'));
    const defaults = Object.entries(this.action.inputs).map(([name, input]) => [name, input.default ?? '']);
    const given: Record<string, string> = { ...Object.fromEntries(defaults), ...inputs };
    const steps: Record<string, { outputs: Record<string, string> }> = {};
    const contexts = () => ({
      inputs: given,
      steps,
      runner: { temp, os: 'Linux' },
      github: {
        ...event,
        run_attempt: '1',
        token,
        event: { repository: { default_branch: DEFAULT_BRANCH } },
      },
    });
    const filled = (text: string): string =>
      text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => evaluated(expression, contexts()).coerceString());
    const job: NodeJS.ProcessEnv = { HOME: temp, CI: 'true', PATH: process.env.PATH, ...registry(), ...env };
    const files = {
      GITHUB_OUTPUT: join(temp, 'output'),
      GITHUB_STEP_SUMMARY: join(temp, 'summary'),
      GITHUB_ENV: join(temp, 'env'),
    };
    let [code, log, summary] = [0, '', ''];
    const ran: string[] = [];
    const issues: RunnerCommand[] = [];
    for (const [number, step] of this.action.runs.steps.entries()) {
      const named = step.name ?? step.uses ?? '';
      const wanted = step.if === undefined || truthy(evaluated(step.if.replace(/^\$\{\{|\}\}$/g, ''), contexts()));
      if (code !== 0 || !wanted || skip.includes(named)) continue;
      ran.push(named);
      for (const file of Object.values(files)) writeFileSync(file, '');
      if (step.uses !== undefined) {
        const settings = Object.entries(step.with ?? {}).map(([name, value]) => [name, filled(String(value))]);
        this.#use(step.uses, Object.fromEntries(settings), event.ref, job);
        continue;
      }
      const script = join(temp, `step-${number}.sh`);
      // an expression in a script would be text of others in a shell
      if (/\$\{\{/.test(step.run ?? '')) throw new Error(`${named}: an expression in a script`);
      writeFileSync(script, step.run ?? '');
      const own = Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(value)]);
      const ended = await output('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
        cwd: workspace,
        env: {
          GITHUB_ACTIONS: 'true',
          GITHUB_ACTION_PATH: this.#path,
          GITHUB_WORKSPACE: workspace,
          GITHUB_REPOSITORY: 'orchard/infra',
          GITHUB_REF: event.ref,
          GITHUB_SHA: 'a'.repeat(40),
          GITHUB_EVENT_NAME: event.event_name,
          RUNNER_TEMP: temp,
          ...job,
          ...files,
          ...Object.fromEntries(own),
        },
      });
      code = ended.code;
      log += ended.text;
      issues.push(...runnerCommands(ended.text), ...(code === 0 ? [] : [failedStep(code)]));
      summary += readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8');
      if (step.id !== undefined) steps[step.id] = { outputs: outputsIn(readFileSync(files.GITHUB_OUTPUT, 'utf8')) };
    }
    const outputs = Object.entries(this.action.outputs).map(([name, { value }]) => [name, filled(value)]);
    return { code, log, beside: shownBeside(issues), outputs: Object.fromEntries(outputs), summary, ran };
  }

  /** What the actions of others do, as far as it is seen from here. */
  #use(uses: string, settings: Record<string, string>, ref: string, job: NodeJS.ProcessEnv): void {
    const { path = '', key = '', name = '' } = settings;
    const [action] = uses.split('@');
    if (action === 'actions/setup-node') job.PATH = `${dirname(process.execPath)}:${job.PATH}`;
    else if (action === 'actions/cache/restore') {
      // of this branch before those of the default branch, and of these the newest
      const scopes = [ref, `refs/heads/${DEFAULT_BRANCH}`];
      const of = (scope: string) =>
        this.caches.findLast((one) => one.ref === scope && one.key.startsWith(settings['restore-keys'] ?? key));
      const found = scopes.map(of).find((one) => one !== undefined);
      if (found !== undefined) cpSync(found.folder, path, { recursive: true });
    } else if (action === 'actions/cache/save') {
      if (this.caches.some((one) => one.key === key && one.ref === ref)) throw new Error(`the cache ${key} is there already`);
      this.caches.push({ ref, key, folder: copyOf(path) });
    } else if (action === 'actions/upload-artifact') this.artifacts.set(name, copyOf(path));
    else throw new Error(`${uses} is not known here`);
  }
}

function copyOf(path: string): string {
  if (!existsSync(path)) throw new Error(`${path}: there is nothing to keep`);
  const folder = mkdtempSync(join(tmpdir(), 'byok-audit-kept-'));
  cpSync(path, folder, { recursive: true });
  return folder;
}

/** How npm reaches its registry on this machine. */
const registry = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) =>
      /^(npm_config_(userconfig|registry|cafile)|node_extra_ca_certs|https?_proxy|no_proxy)$/i.test(name),
    ),
  );

type Contexts = Record<string, unknown>;

function evaluated(expression: string, contexts: Contexts) {
  const { tokens } = new Lexer(expression.trim()).lex();
  const parsed = new Parser(tokens, Object.keys(contexts), []).parse();
  return new Evaluator(parsed, asData(contexts) as data.Dictionary).evaluate();
}

const truthy = (value: data.ExpressionData): boolean => !['', 'false', '0'].includes(value.coerceString());

function asData(value: unknown): data.ExpressionData {
  if (typeof value === 'object' && value !== null)
    return new data.Dictionary(...Object.entries(value).map(([key, inner]) => ({ key, value: asData(inner) })));
  return new data.StringData(String(value));
}

/** `name=value`, or `name<<END`, the lines of the value, `END`. */
function outputsIn(file: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = file.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const [, name, end] = /^([^=<]+)<<(.+)$/.exec(lines[at] ?? '') ?? [];
    const [, short, value] = /^([^=<]+)=(.*)$/.exec(lines[at] ?? '') ?? [];
    if (short !== undefined && value !== undefined) outputs[short] = value;
    if (name === undefined || end === undefined) continue;
    const stop = lines.indexOf(end, at + 1);
    outputs[name] = lines.slice(at + 1, stop).join('\n');
    at = stop;
  }
  return outputs;
}

async function output(program: string, args: string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
  mkdirSync(options.cwd, { recursive: true });
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  const [code] = await once(child, 'close');
  return { code: typeof code === 'number' ? code : 143, text };
}
