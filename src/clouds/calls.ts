import type { Call, Permission } from '../collect/observe.ts';

/**
 * Makes the calls of one cloud: each needs the permission that is the first to list its source.
 * @param shown what reports call it, by its source
 */
export const callsBy =
  <S extends string>(permissions: readonly (Permission & { calls: readonly S[] })[], shown: (source: S) => string) =>
  (source: S, target: string): Call => {
    const needed = permissions.find(({ calls }) => calls.includes(source));
    if (needed === undefined) throw new TypeError(`no permission is listed for ${source}`);
    return { source, call: `${shown(source)} ${target}`, permission: needed.permission };
  };
