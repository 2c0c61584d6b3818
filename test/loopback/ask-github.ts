import { gzipSync } from 'node:zlib';
import type { startGitHub } from '../../loopback/github/start.ts';

type Hub = Awaited<ReturnType<typeof startGitHub>>;
type Init = { method?: string; body?: object; headers?: Record<string, string> };

/** Asks the stand-in of GitHub about the code scanning of its repository. */
export async function askGitHub({ url, env }: Hub, path: string, { method = 'GET', body, headers = {} }: Init = {}) {
  const reply = await fetch(`${url}/repos/${env.GITHUB_REPOSITORY}/code-scanning/${path}`, {
    method,
    headers: { authorization: `Bearer ${env.GITHUB_TOKEN}`, 'user-agent': 'orchard', ...headers },
    body: body === undefined ? null : JSON.stringify(body),
  });
  // biome-ignore lint/suspicious/noExplicitAny: whatever a test expects of it
  const parsed: any = await reply.json();
  return { status: reply.status, body: parsed, link: reply.headers.get('link') };
}

/** Sends a file without our command. @returns what became of it */
export async function sentToGitHub(hub: Hub, log: unknown, more: object = {}): Promise<{ status: unknown; errors: string[] }> {
  const sarif = gzipSync(JSON.stringify(log)).toString('base64');
  const body = { commit_sha: hub.env.GITHUB_SHA, ref: hub.env.GITHUB_REF, sarif, ...more };
  const { status, body: receipt } = await askGitHub(hub, 'sarifs', { method: 'POST', body });
  if (status !== 202) return { status, errors: [receipt.message] };
  const processing = await askGitHub(hub, `sarifs/${receipt.id}`);
  return { status: processing.body.processing_status, errors: processing.body.errors ?? [] };
}

/** The numbers of the alerts in a state, in their order. */
export async function alertsIn(hub: Hub, state: string, ref = 'refs/heads/main'): Promise<number[]> {
  const numbers: number[] = [];
  for (let page = 1; ; page++) {
    const { body, link } = await askGitHub(hub, `alerts?state=${state}&ref=${ref}&per_page=100&page=${page}`);
    numbers.push(...body.map(({ number }: { number: number }) => number));
    if (link === null) return numbers.toReversed();
  }
}
