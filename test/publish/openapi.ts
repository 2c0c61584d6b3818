import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import * as formats from 'ajv-formats';
import type { Asked, Reply } from '../../loopback/service.ts';
import { isRecord, jsonIn, propertyOf } from '../../src/input/is-record.ts';

const FILE = join(import.meta.dirname, '../../.ci/tools/api.github.com.json');

/** GitHub's own description of its API. */
export function githubApi() {
  const api: unknown = JSON.parse(readFileSync(FILE, 'utf8'), (_, value: unknown) => withNull(value));
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default.default(ajv);
  ajv.addSchema(api as object, 'github');
  const validators = new Map<string, ValidateFunction>();
  const validatorAt = (pointer: string): ValidateFunction => {
    const made = validators.get(pointer) ?? ajv.compile({ $ref: `github#${pointer}` });
    validators.set(pointer, made);
    return made;
  };
  const problemsAt = (pointer: string, value: unknown): string[] => {
    const validate = validatorAt(pointer);
    return validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };

  /** Follows a reference; the pointer to what it leads to. */
  const resolved = (pointer: string): { pointer: string; value: unknown } => {
    const value = propertyOf(api, ...pointer.split('/').slice(1).map(decodeURIComponent).map(unescaped));
    const reference = propertyOf(value, '$ref');
    return typeof reference === 'string' ? resolved(reference.replace(/^#/, '')) : { pointer, value };
  };

  return {
    /** What is not as described in a request, or in the reply to it; `call` is its method and path as the description has it. */
    check(asked: Asked, { status, body }: Reply): { call: string; problems: string[] } {
      const path = Object.keys(propertyOf(api, 'paths') ?? {}).find((one) =>
        new RegExp(`^${one.replace(/\{\w+\}/g, '[^/]+')}$`).test(asked.url.pathname),
      );
      const call = `${asked.method} ${path}`;
      const operation = `/paths/${encodeURIComponent(escaped(path ?? ''))}/${asked.method.toLowerCase()}`;
      if (resolved(operation).value === undefined) return { call, problems: ['there is no such call'] };
      const sent = `${operation}/requestBody/content/application~1json/schema`;
      const isDescribed = resolved(sent).value !== undefined;
      const inRequest = isDescribed && status < 400 ? problemsAt(sent, jsonIn(asked.body)) : [];
      const answer = resolved(`${operation}/responses/${status}`);
      if (answer.value === undefined) return { call, problems: [...inRequest, `a reply with ${status} is not described`] };
      const got = `${answer.pointer}/content/application~1json/schema`;
      const inReply = resolved(got).value === undefined ? [] : problemsAt(got, body);
      return { call, problems: [...inRequest.map((one) => `request: ${one}`), ...inReply.map((one) => `reply: ${one}`)] };
    },
  };
}

/** What may be null by OpenAPI is not among the values of an enumeration there, and has to be among those of JSON Schema. */
const withNull = (schema: unknown): unknown =>
  isRecord(schema) && schema.nullable === true && Array.isArray(schema.enum)
    ? { ...schema, enum: [...schema.enum, null] }
    : schema;

const escaped = (token: string): string => token.replaceAll('~', '~0').replaceAll('/', '~1');
const unescaped = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~');
