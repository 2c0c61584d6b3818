/** The lists that a page holds for its script, read as that reads them. */
export function islandsIn(page: string) {
  const read = (id: string): unknown[] => {
    const [, list] = new RegExp(`class="island" data-for="${id}"[^>]*>([^<]*)</script>`).exec(page) ?? [];
    if (list === undefined) throw new Error(`the page has no list ${id}`);
    return JSON.parse(list);
  };
  const texts = read('texts');
  const textOf = (number: number): string => {
    const entry = texts[number];
    if (typeof entry === 'string') return entry;
    if (!Array.isArray(entry)) throw new Error(`the page has no text ${number}`);
    const [frame, ...parts]: number[] = entry;
    return textOf(frame ?? 0)
      .split('\u0000')
      .map((between, at) => `${between}${at < parts.length ? textOf(parts[at] ?? 0) : ''}`)
      .join('');
  };
  return {
    texts,
    rows(id: string, width: number): string[][] {
      let above: number[] = [];
      const below = Array.from({ length: width }, () => new Map<number, number>());
      const next = (given: number[]): string[] => {
        const cells = [...Array.from({ length: width - given.length }, () => 0), ...given];
        above = cells.map((cell, column) => {
          const last = above[column] ?? 0;
          if (cell !== 0) below[column]?.set(last, cell);
          return below[column]?.get(last) ?? 0;
        });
        return above.map(textOf);
      };
      return read(id).flatMap((entry) =>
        Array.isArray(entry) ? [next(entry)] : Array.from({ length: Number(entry) }, () => next([])),
      );
    },
    /** What each item is about, and its markup. */
    items(id: string): { about: string; markup: string }[] {
      const following = new Map<number, number>();
      return read(id).map((entry) => {
        if (!Array.isArray(entry)) throw new Error(`${id} has an item that is no list`);
        let last = 0;
        const [about = '', ...lines] = entry.map((line: number) => {
          if (line !== 0) following.set(last, line);
          last = following.get(last) ?? 0;
          return textOf(last);
        });
        return { about, markup: lines.join('\n') };
      });
    },
  };
}
