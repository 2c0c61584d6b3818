import type { Provider } from '../clouds/index.ts';
import type { Terraform } from '../evaluate/catalogue.ts';

/** One way for every cloud, or one for each cloud that it concerns. */
export type PerCloud<T> = T | { [P in Provider]?: T };

/** The way for a cloud; one for all clouds also where the cloud is not known. */
export function forCloud<T extends Step>(ways: PerCloud<T>, cloud: Provider | undefined): T | undefined {
  if (!differsByCloud(ways)) return ways;
  return cloud === undefined ? undefined : ways[cloud];
}

type Step = string | string[] | Terraform;

export const differsByCloud = <T extends Step>(ways: PerCloud<T>): ways is { [P in Provider]?: T } =>
  typeof ways === 'object' && !Array.isArray(ways) && !('hcl' in ways) && !('note' in ways);
