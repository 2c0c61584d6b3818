/** The form of a word that agrees with a count: `agree(1, 'was', 'were')`. */
export const agree = (count: number, one: string, many: string): string => (count === 1 ? one : many);

/** `1 verdict`, `2 verdicts`. */
export const plural = (count: number, noun: string, many = `${noun}s`): string => `${count} ${agree(count, noun, many)}`;
