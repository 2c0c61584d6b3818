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

/** Lists of commands: one, one for each cloud, or however else they are kept. */
function linesOf(value: unknown, where: string): Printed[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' && Array.isArray(value)
      ? [{ where: `${where}.${key}`, kind: 'cli' as const, text: inner }]
      : linesOf(inner, `${where}.${key}`),
  );
}
