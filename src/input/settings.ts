import Type from 'typebox';
import { object } from './shapes.ts';

/** A setting that is an endpoint. `x-url` is our own keyword: https, or plain http on a loopback address; no credentials in it. */
export const url = (value: string, description: string) => Type.String({ 'x-url': 'any', default: value, description });

/** A group of settings, each of which may be left out. */
export const section = <T extends Type.TProperties>(properties: T, description?: string) =>
  object(properties, { default: {}, ...(description === undefined ? {} : { description }) });
