/** A message in which nothing of what it says makes a link: SARIF's links stand in brackets, and a backslash escapes one. */
export const withoutLinks = (text: string): string => text.replace(/(\\*)([[\]])/g, '$1$1\\$2');

/** A message in which `[text](1)` leads to the related location 1. */
export const linkTo = (id: number, text: string): string => `[${text.replace(/[\\[\]]/g, '\\$&')}](${id})`;

export const markdown = (text: string): string => text.replace(/[\\`*_{}[\]<>()#!|&~]/g, '\\$&');
