/**
 * The digest of the policy that was checked when the package was built; `scripts/build.ts` puts it here. The sources know of
 * none, and check each that they load.
 */
export const CHECKED: string | null = null;
