import { readFileSync } from 'node:fs';

type FlagSpec = {
  required?: true;
  /** Another flag that answers the requirement as well. */
  or?: string;
  /** Required unless the resource is given by its whole name. */
  unless?: 'name';
  type?: 'bool' | 'int' | 'json' | 'blob';
  choices?: string[];
  min?: number;
  max?: number;
  /** Takes one value or more. */
  many?: true;
  /** Takes a value or none. */
  optional?: true;
  /** A short form of another flag. */
  is?: string;
};
type ArgSpec = { name: string; required?: true; many?: true };
export type CommandSpec = { flags: Record<string, FlagSpec>; args?: ArgSpec[]; oneOf?: string[][] };
type CommandTable = { flags: Record<string, FlagSpec>; commands: Record<string, CommandSpec> };

export type AttributeSpec = { required?: true; readOnly?: true; choices?: string[]; since?: string };
export type BlockSpec = {
  required?: true;
  max?: number;
  attrs?: Record<string, AttributeSpec>;
  blocks?: Record<string, BlockSpec>;
};
type ResourceTable = { resources: Record<string, BlockSpec> };

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../vendors/${name}.json`, import.meta.url), 'utf8'));

/** By program. Made by `scripts/vendor-tables` from the vendors' own material; each file says which version. */
export const COMMANDS = {
  aws: read('aws') as CommandTable,
  az: read('azure') as CommandTable,
  gcloud: read('gcloud') as CommandTable,
  confluent: read('confluent') as CommandTable,
};
export type Program = keyof typeof COMMANDS;
export const isProgram = (name: string): name is Program => Object.hasOwn(COMMANDS, name);

/** By kind and type: `resource aws_kms_key`, `data azuread_service_principal`. */
export const RESOURCES: Record<string, BlockSpec> = {
  ...(read('terraform-clouds') as ResourceTable).resources,
  ...(read('terraform-confluent') as ResourceTable).resources,
};
