import { isRecord, jsonIn, propertyOf } from '../../src/input/is-record.ts';
import type { Asked, Reply, Service } from '../service.ts';
import { deliveryIn } from './delivery.ts';
import { now, Repository } from './repository.ts';
import { shownAlert, shownAnalysis } from './shown.ts';

const DOCS = 'https://docs.github.com/rest';
const MAIN = 'refs/heads/main';

export type GitHub = {
  /** `owner/name`. */
  repository: string;
  token: string;
  /** How many times it answers of each file that it is still being processed. */
  pending: number;
  /** The commits that were pushed; any, if left out. */
  commits?: readonly string[];
};

type Route = { method: string; path: RegExp; answer: (asked: Asked, id: string) => Reply };

/** GitHub's API of code scanning, for one repository. A call is named by its method and path, with ID in the place of an id. */
export function github({ repository: name, token, pending, commits }: GitHub): Service & { repository: Repository } {
  const repository = new Repository(pending);
  const at = ({ url }: Asked) => ({
    api: `${url.origin}/repos/${name}/code-scanning`,
    html: `${url.origin}/${name}/security/code-scanning`,
  });
  const alertsAt = (asked: Asked) => {
    const { searchParams } = asked.url;
    const [state, ref] = [searchParams.get('state'), searchParams.get('ref') ?? MAIN];
    const shown = repository.alerts.all().flatMap((alert) => shownAlert(alert, ref, at(asked)) ?? []);
    return shown.filter((alert) => state === null || alert.state === state).toReversed();
  };
  const routes: Route[] = [
    {
      method: 'POST',
      path: /^sarifs$/,
      answer: (asked) => {
        const delivery = deliveryIn(asked.body);
        if ('status' in delivery) return problem(delivery.status, delivery.message);
        if (commits?.includes(delivery.commit_sha) === false) return problem(404, 'commit not found');
        const id = repository.deliver(delivery);
        return { status: 202, body: { id, url: `${at(asked).api}/sarifs/${id}` } };
      },
    },
    {
      method: 'GET',
      path: /^sarifs\/([^/]+)$/,
      answer: (asked, id) => {
        const processing = repository.processing(id);
        if (processing === undefined) return problem(404, 'Not Found');
        const { status, errors } = processing;
        const analyses_url = `${at(asked).api}/analyses?sarif_id=${id}`;
        return {
          status: 200,
          body: { processing_status: status, ...(status === 'complete' ? { analyses_url } : { analyses_url: null, errors }) },
        };
      },
    },
    { method: 'GET', path: /^alerts$/, answer: (asked) => page(asked, alertsAt(asked)) },
    {
      method: 'PATCH',
      path: /^alerts\/(\d+)$/,
      answer: (asked, number) => {
        const body = jsonIn(asked.body);
        const reason = propertyOf(body, 'dismissed_reason');
        if (!isRecord(body) || body.state !== 'dismissed' || typeof reason !== 'string') return problem(422, 'Invalid request.');
        if (!repository.alerts.dismiss(Number(number), now(), reason)) return problem(404, 'Not Found');
        return { status: 200, body: alertsAt(asked).find((alert) => alert.number === Number(number)) };
      },
    },
    {
      method: 'GET',
      path: /^analyses$/,
      answer: (asked) => {
        const wanted = ['ref', 'sarif_id'].map((field) => asked.url.searchParams.get(field));
        const found = repository.analyses.filter(({ ref, sarif_id }) =>
          [ref, sarif_id].every((value, place) => (wanted[place] ?? value) === value),
        );
        return page(
          asked,
          found.map((analysis) => shownAnalysis(analysis, at(asked))),
        );
      },
    },
  ];
  /** Within code scanning of the repository; undefined elsewhere. */
  const pathOf = ({ url }: Asked): string | undefined => {
    const prefix = `/repos/${name}/code-scanning/`;
    return url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : undefined;
  };
  return {
    repository,
    identify: ({ method, url }) => `${method} ${url.pathname.replace(/(\/(?:sarifs|alerts)\/)[^/]+$/, '$1ID')}`,
    challenge: ({ headers }) => {
      if (!headers['user-agent']) return problem(403, 'Request forbidden by administrative rules: no User-Agent header.');
      const [, given] = /^(?:Bearer|token) (\S+)$/i.exec(headers.authorization ?? '') ?? [];
      return given === token ? undefined : problem(401, 'Bad credentials');
    },
    answer: (asked) => {
      for (const { method, path, answer } of routes) {
        const matched = path.exec(pathOf(asked) ?? '');
        if (method === asked.method && matched !== null) return answer(asked, matched[1] ?? '');
      }
      return problem(404, 'Not Found');
    },
    refuse: (kind) => {
      if (kind === 'deny') return problem(403, 'Resource not accessible by integration');
      if (kind === 'conflict') return problem(403, 'Advanced Security must be enabled for this repository to use code scanning.');
      if (kind === 'server_error') return problem(503, 'Service unavailable', { code: '503' });
      if (kind === 'not_found') return problem(404, 'Not Found');
      const reset = `${Math.floor(Date.now() / 1000) + 1}`;
      const headers = { 'x-ratelimit-limit': '1000', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
      return { ...problem(403, 'API rate limit exceeded for user ID 1.'), headers };
    },
  };
}

const problem = (status: number, message: string, more: object = {}): Reply => ({
  status,
  body: { message, documentation_url: DOCS, ...(status === 503 ? more : { status: `${status}` }) },
});

/** A page of a list: 30 items, or as many up to 100 as are asked for. */
function page<T>({ url }: Asked, items: readonly T[]): Reply {
  const [size, number] = ['per_page', 'page'].map((name) => Number(url.searchParams.get(name) ?? 0));
  const [most, place] = [Math.min(size || 30, 100), Math.max(number || 1, 1)];
  const shown = items.slice((place - 1) * most, place * most);
  const next = new URL(url);
  next.searchParams.set('page', `${place + 1}`);
  const headers: Record<string, string> = place * most < items.length ? { link: `<${next}>; rel="next"` } : {};
  return { status: 200, body: shown, headers };
}
