import type Type from 'typebox';
import { nullable, object, text } from '../input/shapes.ts';
import { fact } from './declare.ts';
import { aws, azure, google } from './origins.ts';

/** What gives the tags of a key. */
export const tagsOf = [aws.tags, azure.tags, google.labels];

/** Whose a key is, by its tags. */
export const Owner = object({
  /** The value of the first tag that the configuration takes for an owner's; null where the key has none. */
  owner: fact(nullable(text), tagsOf, { words: 'the owner of the key', examples: ['orchard', null], profile: true }),
  /** The name of that tag. */
  owner_tag: fact(nullable(text), tagsOf, { words: 'the tag that names the owner', examples: ['owner', null] }),
});
export type Owner = Type.Static<typeof Owner>;
