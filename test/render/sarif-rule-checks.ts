import { isRecord } from '../../src/input/is-record.ts';

const MOST_NAME = 255;
const MOST_DESCRIPTION = 1024;

const CHOICES: Record<string, readonly unknown[]> = {
  precision: [undefined, 'very-high', 'high', 'medium', 'low'],
  'problem.severity': [undefined, 'error', 'warning', 'recommendation'],
};

/** What is wrong with a rule, as GitHub documents `reportingDescriptor`. */
export function ruleProblems(rule: Record<string, unknown>, at: string): string[] {
  const { id, name, help, helpUri, defaultConfiguration } = rule;
  const properties = isRecord(rule.properties) ? rule.properties : {};
  const { tags, 'security-severity': score } = properties;
  const level = isRecord(defaultConfiguration) ? defaultConfiguration.level : undefined;
  const markdown = isRecord(help) ? help.markdown : undefined;
  return [
    ...(isText(id) ? [] : [`${at}.id is missing`]),
    ...(name === undefined || (isText(name) && name.length <= MOST_NAME)
      ? []
      : [`${at}.name is not of 1 to ${MOST_NAME} characters`]),
    ...(['shortDescription', 'fullDescription'] as const).flatMap((part) => {
      const text = textIn(rule[part]);
      return isText(text) && text.length <= MOST_DESCRIPTION
        ? []
        : [`${at}.${part}.text is not of 1 to ${MOST_DESCRIPTION} characters`];
    }),
    ...(isText(textIn(help)) ? [] : [`${at}.help.text is missing`]),
    ...(markdown === undefined || isText(markdown) ? [] : [`${at}.help.markdown is empty`]),
    ...(helpUri === undefined || (isText(helpUri) && URL.canParse(helpUri)) ? [] : [`${at}.helpUri is no address`]),
    ...([undefined, 'note', 'warning', 'error'].includes(level as string)
      ? []
      : [`${at}.defaultConfiguration.level is none of note, warning, error`]),
    ...Object.entries(CHOICES).flatMap(([name, choices]) =>
      choices.includes(properties[name]) ? [] : [`${at}.properties.${name} is unknown`],
    ),
    ...tagProblems(tags, score !== undefined, at),
    ...(score === undefined || isScore(score)
      ? []
      : [`${at}.properties.security-severity is no string of a number above 0 and up to 10`]),
  ];
}

function tagProblems(tags: unknown, isSecurity: boolean, at: string): string[] {
  const list: readonly unknown[] = Array.isArray(tags) ? tags : [];
  return [
    ...(tags === undefined || Array.isArray(tags) ? [] : [`${at}.properties.tags is no list`]),
    ...(list.every(isText) && new Set(list).size === list.length
      ? []
      : [`${at}.properties.tags: an empty one, or one that is there twice`]),
    ...(isSecurity === list.includes('security')
      ? []
      : [`${at}.properties.tags: the tag security and security-severity go together`]),
  ];
}

const isScore = (score: unknown): boolean =>
  typeof score === 'string' && /^\d{1,2}(\.\d+)?$/.test(score) && Number(score) > 0 && Number(score) <= 10;
const textIn = (message: unknown): unknown => (isRecord(message) ? message.text : undefined);
const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
