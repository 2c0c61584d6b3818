import type { Terraform } from '../evaluate/catalogue.ts';

/** The clouds, as the remediation of a rule names them. */
export const CLOUDS = ['aws', 'azure', 'gcp'] as const;
export type Cloud = (typeof CLOUDS)[number];

/** One way for every cloud, or one for each cloud that it concerns. */
export type PerCloud<T> = T | { [C in Cloud]?: T };

/** The way for a cloud; one for all clouds also where the cloud is not known. */
export function forCloud<T extends Step>(ways: PerCloud<T>, cloud: Cloud | undefined): T | undefined {
  if (!differsByCloud(ways)) return ways;
  return cloud === undefined ? undefined : ways[cloud];
}

type Step = string | string[] | Terraform;

export const differsByCloud = <T extends Step>(ways: PerCloud<T>): ways is { [C in Cloud]?: T } =>
  typeof ways === 'object' && !Array.isArray(ways) && !('hcl' in ways) && !('note' in ways);
