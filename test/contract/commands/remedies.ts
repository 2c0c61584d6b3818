/** A command or a snippet of Terraform as it is printed, and where it stands. */
export type Printed = { where: string; kind: 'cli' | 'hcl'; text: string };

/** Every one under `cli` and `hcl` keys, however deep: new places for remedies are found without a change here. */
export function printedIn(document: unknown, where = ''): Printed[] {
  if (typeof document !== 'object' || document === null) return [];
  return Object.entries(document).flatMap(([key, value]): Printed[] => {
    const here = `${where}.${Array.isArray(document) && typeof value?.id === 'string' ? value.id : key}`.replace(/^\./, '');
    if (key === 'hcl' && typeof value === 'string') return [{ where: here, kind: 'hcl', text: value }];
    if (key === 'cli') return linesOf(value, here);
    return printedIn(value, here);
  });
}

/** A list of commands, or one for each cloud. */
function linesOf(value: unknown, where: string): Printed[] {
  if (typeof value === 'string') return [{ where, kind: 'cli', text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => linesOf(inner, `${where}.${key}`));
}
