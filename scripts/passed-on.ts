/** Licences that allow to pass the code on if its notice goes with it. */
export const PERMISSIVE: readonly string[] = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD'];

/** The file beside the bundle that lists, as `name@version`, the packages that it has parts of. */
export const BUNDLED = 'bundled-packages.json';
