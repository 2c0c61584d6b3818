import { describe, expect, test } from 'vitest';
import { inventory } from '../../src/inventory/inventory.ts';
import { type KeyPasts, noKeyPast } from '../../src/inventory/key-past.ts';
import { subjects } from '../../src/subjects/subjects.ts';
import {
  cluster,
  clusterOf,
  config,
  denied,
  environment,
  keyOf,
  known,
  listed,
  NOW,
  onKey,
  orchard,
  organizationOf,
  registration,
  said,
  snapshot,
  take,
} from './build.ts';

const inProduction = (environments: string[], clusters: string[] = []) => config({ production: { environments, clusters } });
const apple = orchard([cluster('lkc-apple')]);

describe('a cluster is production', () => {
  test.each([
    ['every cluster is, without a configuration', config()],
    ['by the id of its environment', inProduction(['env-orchard'])],
    ['by the name of its environment', inProduction(['*-orchard-name'])],
    ['by its own id', inProduction([], ['lkc-app*'])],
    ['by its own name', inProduction([], ['lkc-apple-name'])],
    ['by any of several patterns', inProduction(['env-garden'], ['lkc-pear', 'lkc-{fig,apple}'])],
  ])('a cluster is production: %s', (_, configured) => {
    expect(said(clusterOf(apple, 'lkc-apple', configured).production)).toBe(true);
  });

  test('a star in a production pattern matches slashes, leading dots and line ends too', () => {
    const of = orchard([cluster('lkc-apple', { name: known('fruit/apple') }), cluster('lkc-pear', { name: known('.fruit') })]);
    expect(said(clusterOf(of, 'lkc-apple', inProduction([], ['fruit*'])).production)).toBe(true);
    expect(said(clusterOf(of, 'lkc-apple', inProduction([], ['*apple'])).production)).toBe(true);
    expect(said(clusterOf(of, 'lkc-pear', inProduction([], ['*fruit'])).production)).toBe(true);
    const lines = orchard([cluster('lkc-apple', { name: known('fruit\napple-prod') })]);
    expect(said(clusterOf(lines, 'lkc-apple', inProduction([], ['*-prod'])).production)).toBe(true);
  });

  test('a cluster is production by its id when its name could not be read', () => {
    const of = orchard([cluster('lkc-apple', { name: denied })]);
    expect(said(clusterOf(of, 'lkc-apple', inProduction([], ['lkc-apple'])).production)).toBe(true);
  });

  test('a cluster is production by its own name when that of its environment could not be read', () => {
    const of = orchard([cluster('lkc-apple')], { environments: listed(environment('env-orchard', { name: denied })) });
    expect(said(clusterOf(of, 'lkc-apple', inProduction(['prod-*'], ['*-name'])).production)).toBe(true);
  });
});

describe('a cluster is not production', () => {
  test('a cluster is not production when no pattern matches what was read of it', () => {
    expect(said(clusterOf(apple, 'lkc-apple', inProduction(['prod-*'], ['*-prod'])).production)).toBe(false);
  });

  test('a cluster is not production by a pattern for environments, nor the reverse', () => {
    expect(said(clusterOf(apple, 'lkc-apple', inProduction(['lkc-apple'], ['env-orchard'])).production)).toBe(false);
  });

  test('a cluster is not production by a name in other capitals', () => {
    expect(said(clusterOf(apple, 'lkc-apple', inProduction([], ['LKC-APPLE'])).production)).toBe(false);
  });

  test('a cluster is not production when no pattern depends on the name that could not be read', () => {
    const of = orchard([cluster('lkc-apple', { name: denied })]);
    expect(said(clusterOf(of, 'lkc-apple', inProduction(['prod-*'])).production)).toBe(false);
  });
});

describe('whether a cluster is production is unknown', () => {
  test('whether a cluster is production is unknown when its own name might match and could not be read', () => {
    const of = orchard([cluster('lkc-apple', { name: denied })]);
    expect(said(clusterOf(of, 'lkc-apple', inProduction([], ['*-prod'])).production)).toMatchObject({ cause: 'denied' });
  });

  test('whether a cluster is production is unknown when the name of its environment might match and could not be read', () => {
    const of = orchard([cluster('lkc-apple')], { environments: listed(environment('env-orchard', { name: denied })) });
    expect(said(clusterOf(of, 'lkc-apple', inProduction(['prod-*'])).production)).toMatchObject({ cause: 'denied' });
  });
});

test('a pattern that matches nothing gives a warning', () => {
  expect(take(apple, inProduction(['prod-*', 'env-orchard'], ['*-prod'])).warnings).toEqual([
    'configuration: production.environments: "prod-*" matches nothing',
    'configuration: production.clusters: "*-prod" matches nothing',
  ]);
  expect(take(apple).warnings).toEqual([]);
});

test('production patterns that match no cluster are distinguished from those that do', () => {
  expect(take(apple, inProduction(['prod-*'])).scope.production_matches_nothing).toBe(true);
  expect(take(apple, inProduction(['env-orchard'])).scope.production_matches_nothing).toBe(false);
  expect(take(snapshot(), inProduction(['env-orchard'])).scope.production_matches_nothing).toBe(true);
  expect(take(snapshot()).scope.production_matches_nothing).toBe(false);
});

describe('environments that the configuration leaves out', () => {
  const of = snapshot({
    environments: listed(environment('env-orchard'), environment('env-garden')),
    clusters: {
      'env-orchard': listed(onKey('lkc-apple', 'cck-apple')),
      'env-garden': listed(onKey('lkc-pear', 'cck-apple', { environment: 'env-garden' })),
    },
    keys: listed(registration('cck-apple')),
  });
  const ids = (include: string[], exclude: string[] = []) => {
    const configured = config({ confluent: { endpoint: 'https://api.confluent.cloud', environments: { include, exclude } } });
    return take(of, configured).subjects.map(({ id }) => id);
  };

  test('excluded environments have no subjects, and neither do their clusters', () => {
    expect(ids(['*orchard-name'])).toEqual(['org-orchard', 'env-orchard', 'lkc-apple', 'cck-apple']);
    expect(ids(['*'], ['env-garden'])).toEqual(['org-orchard', 'env-orchard', 'lkc-apple', 'cck-apple']);
    expect(ids(['env-*'], ['env-*-name'])).toEqual(['org-orchard', 'cck-apple']);
  });

  test('an environment whose name could not be read is not excluded, unless its id is', () => {
    const unread = snapshot({ environments: listed(environment('env-orchard', { name: denied })) });
    const included = (include: string[], exclude: string[] = []) => {
      const environments = { include, exclude };
      const configured = config({ confluent: { endpoint: 'https://api.confluent.cloud', environments } });
      return take(unread, configured).subjects.some(({ id }) => id === 'env-orchard');
    };
    expect([included(['prod-*']), included(['*'], ['dev-*']), included(['*'], ['env-orchard'])]).toEqual([true, true, false]);
  });

  test('all environments may be excluded, and the scope says so', () => {
    const leaves = (include: string[], from = of) =>
      take(from, config({ confluent: { endpoint: 'https://api.confluent.cloud', environments: { include, exclude: [] } } })).scope
        .leaves_nothing;
    expect([leaves(['prod-*']), leaves(['env-orchard']), leaves(['prod-*'], snapshot())]).toEqual([true, false, false]);
  });

  test('excluded environments still count as users of keys', () => {
    const configured = config({
      confluent: { endpoint: 'https://api.confluent.cloud', environments: { include: ['env-orchard'], exclude: [] } },
    });
    expect(said(clusterOf(of, 'lkc-apple', configured).key.other_clusters)).toEqual(['lkc-pear']);
    expect(said(keyOf(of, 'cck-apple', configured).clusters)).toEqual(['lkc-apple', 'lkc-pear']);
  });
});

describe('a key is production', () => {
  const of = orchard(
    [onKey('lkc-apple', 'cck-apple'), onKey('lkc-pear', 'cck-apple'), onKey('lkc-unread', 'cck-fig', { name: denied })],
    {
      keys: listed(
        registration('cck-apple'),
        registration('cck-idle', { kms: denied }),
        registration('cck-fig', { kms: denied }),
      ),
    },
  );
  const production = (id: string, glob: string) => keyOf(of, id, inProduction([], [glob])).production;

  test('a key is production when one of its clusters is', () => {
    expect(production('cck-apple', 'lkc-pear')).toBe(true);
  });

  test('a key is not production when none of its clusters is', () => {
    expect(production('cck-apple', 'lkc-plum')).toBe(false);
  });

  test('whether a key is production is unknown without a cluster, or with one whose name could not be read', () => {
    expect(production('cck-idle', '*')).toBeNull();
    expect(production('cck-fig', '*-prod')).toBeNull();
  });
});

describe('the organization', () => {
  test('the organization is named by its own list', () => {
    expect(organizationOf(snapshot())).toMatchObject({ id: 'org-orchard', name: 'Orchard' });
  });

  test('the organization is the one in the resource names when several are listed', () => {
    const of = snapshot();
    of.confluent.organizations = listed(
      { id: 'org-garden', name: known('Garden') },
      { id: 'org-orchard', name: known('Orchard') },
    );
    expect(take(of).inventory.organization).toEqual({ id: 'org-orchard', name: 'Orchard' });
  });

  test('the organization is known by resource names when it may not be listed', () => {
    const of = snapshot({
      environments: listed(environment('env-orchard', { organization_id: null })),
      keys: listed(registration('cck-apple')),
    });
    of.confluent.organizations = { seen: [], end: denied };
    expect(take(of).inventory.organization).toEqual({ id: 'org-orchard', name: null });
  });

  test('the organization is a subject even when nothing gives its id', () => {
    const of = snapshot({ environments: listed() });
    of.confluent.organizations = { seen: [], end: denied };
    expect(take(of).subjects.map(({ type, id }) => [type, id])).toEqual([['organization', 'unknown']]);
  });
});

test('subject documents are built as they are read, and can be read again', () => {
  let asked = 0;
  const past: KeyPasts = (identity) => {
    asked += 1;
    return noKeyPast(identity);
  };
  const of = orchard([onKey('lkc-apple', 'cck-apple'), onKey('lkc-pear', 'cck-apple')], {
    keys: listed(registration('cck-apple')),
  });
  const { list, documentOf } = subjects(inventory(of, NOW), past, config(), {});
  expect(asked).toBe(0);
  list.find(({ type }) => type === 'cluster')?.draft();
  const first = asked;
  expect(first).toBeGreaterThan(0);
  expect(list.map((one) => documentOf(one).id)).toEqual(['org-orchard', 'env-orchard', 'lkc-apple', 'lkc-pear', 'cck-apple']);
  expect(asked).toBeGreaterThan(2 * first);
});
