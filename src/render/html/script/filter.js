import { wordsOf } from './entries.js';

/** What the filter can ask for, by the name under which the address keeps it. */
export const NAMES = ['text', 'state', 'severity', 'control', 'environment', 'owner'];

/**
 * @param facets by subject number its environments and its owner, by place; of each control its name and its rules
 * @returns what matches the wanted values, for each list
 */
export function filterOf(lists, facets) {
  const controls = new Map(facets.controls);
  const ofVerdict = (wanted) => wanted.state !== '' || wanted.severity !== '' || wanted.control !== '';

  return (wanted) => {
    const words = wanted.text
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    const rules = wanted.control === '' ? null : new Set(controls.get(wanted.control));
    const judged = ({ about: { state, severity, rule } }) =>
      (wanted.state === '' || state === wanted.state) &&
      (wanted.severity === '' || severity === wanted.severity) &&
      (rules === null || rules.has(rule));
    const placed = ({ about: { subject } }) => {
      const [environments, owner] = facets.subjects[subject] ?? [[], -1];
      return (
        (wanted.environment === '' || environments.includes(Number(wanted.environment))) &&
        (wanted.owner === '' || owner === Number(wanted.owner))
      );
    };
    const said = (entry) => words.every((word) => wordsOf(entry).includes(word));

    // of subjects those that have such a verdict
    const subjects = new Set();
    if (ofVerdict(wanted))
      for (const { entries } of lists)
        for (const entry of entries) if (entry.about.state !== '-' && judged(entry)) subjects.add(entry.about.subject);
    const matches = (entry) => {
      const { state, subject } = entry.about;
      // a row about neither, such as a parameter, is no finding: the filter leaves it
      if (subject === -1 && state === '-') return true;
      const fits = state !== '-' ? judged(entry) : !ofVerdict(wanted) || subjects.has(subject);
      return fits && placed(entry) && said(entry);
    };
    return new Map(lists.map((list) => [list, list.entries.filter(matches)]));
  };
}

export const isFiltering = (wanted) => NAMES.some((name) => wanted[name] !== '');
