import { expect, test } from 'vitest';
import { nameInDirectory, principalIn } from '../../../../src/clouds/azure/access/service-principals.ts';
import type { ServicePrincipal } from '../../../../src/clouds/azure/snapshot.ts';
import { known } from '../../../subjects/build.ts';

const principal = (object: string): ServicePrincipal => ({ object_id: known(object), groups: known([]) });
const ALL = { [nameInDirectory('APP', null)]: principal('home'), [nameInDirectory('App', 'Orchard')]: principal('orchard') };

test.each([
  ['orchard', 'home is not asked where the tenant has its own', 'orchard'],
  ['ORCHARD', 'whatever the spelling', 'orchard'],
  ['grove', 'a tenant without an own directory is that of the default credentials', 'home'],
  [null, 'a tenant that is not known likewise', 'home'],
])('an application in tenant %s: %s', (tenant, _, object) => {
  expect(principalIn(ALL, 'app', tenant)?.object_id).toMatchObject({ value: object });
});

test('an application that no directory was asked for is not found, not even under a name that every object has', () => {
  expect([principalIn(ALL, 'fig', 'orchard'), principalIn(ALL, 'constructor', null)]).toEqual([undefined, undefined]);
});
