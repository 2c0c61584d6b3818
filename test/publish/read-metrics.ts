type Sample = { name: string; labels: Record<string, string>; value: number };

/** Reads a file of metrics line by line. Whether others can read it is tried in metrics.ci.ts. */
export function readMetrics(text: string) {
  const all = text.split('\n').flatMap((line): Sample[] => {
    const [, name, labels, value] = /^(\w+)\{(.*)\} (\S+)$/.exec(line) ?? [];
    if (name === undefined || labels === undefined) return [];
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, quoted]) => [
      label,
      JSON.parse(`"${quoted}"`),
    ]);
    return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }];
  });
  const samples = (name: string) => all.filter((sample) => sample.name === name);
  return {
    samples,
    sum: (name: string): number => samples(name).reduce((sum, { value }) => sum + value, 0),
    /** The value of the one series with exactly these labels beside the organization; undefined where there is none. */
    value(name: string, labels: Record<string, string> = {}): number | undefined {
      const wanted = Object.entries(labels);
      return samples(name).find(
        (sample) =>
          Object.keys(sample.labels).length === wanted.length + 1 &&
          wanted.every(([label, text]) => sample.labels[label] === text),
      )?.value;
    },
  };
}
