import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { once } from '../../src/input/once.ts';
import { remembered } from '../../src/input/remembered.ts';
import { css, js } from '../../src/render/html/generated.ts';
import { html } from '../../src/render/html.ts';
import { visible } from '../../src/render/visible.ts';
import { textOf } from '../render/text-of.ts';
import { hostileText } from './hostile.ts';
import { assertSeen } from './refusal.ts';
import { plainAs, reportSaying, shapeOf } from './rendering.ts';
import { asJson, type Outcome, target } from './target.ts';

const browser = once(async (): Promise<Page> => {
  const { launched } = await import('../browser/chromium.ts');
  return (await launched()).newPage();
});

/** What a browser makes of a page: its elements with their attributes, but for classes, which fit what a cell says; links, data, text. */
type Made = { elements: string; links: string[]; data: string[]; text: string };

/** What is used here of a document of a browser, whose types the project does not have. */
type Element = {
  tagName: string;
  textContent: string;
  getAttributeNames: () => string[];
  getAttribute: (name: string) => string | null;
};
type Read = { body: Element; querySelectorAll: (selector: string) => Iterable<Element> };

/** Without the style and the script, which are the same in every page. */
const pageSaying = (text: string): string =>
  textOf(html(reportSaying(text)))
    .replace(css, '')
    .replace(js, '');

async function madeOf(page: string): Promise<Made> {
  return (await browser()).evaluate((source) => {
    const { DOMParser } = globalThis as unknown as {
      DOMParser: new () => { parseFromString: (text: string, type: string) => Read };
    };
    const document = new DOMParser().parseFromString(source, 'text/html');
    const all = [...document.querySelectorAll('*')];
    return {
      elements: all
        .map((element) => [element.tagName, ...element.getAttributeNames().filter((name) => name !== 'class')].join(' '))
        .join('\n'),
      links: all
        .flatMap((element) => ['href', 'src', 'action', 'formaction'].flatMap((name) => element.getAttribute(name) ?? []))
        .filter((link) => !link.startsWith('#')),
      data: [...document.querySelectorAll('script[type="application/json"]')].map((script) => script.textContent),
      text: document.body.textContent,
    };
  }, page);
}

/** Most hostile texts are as long as others. */
const plainPage = remembered((plain) => madeOf(pageSaying(plain)), 2000);

async function check(text: string): Promise<Outcome> {
  const page = pageSaying(text);
  for (const line of page.split('\n')) assertSeen(line);
  const [made, expected] = [await madeOf(page), await plainPage(plainAs(text))];
  assert.ok(made.elements === expected.elements, 'the page has other elements or attributes');
  assert.deepEqual(made.links, expected.links);
  assert.deepEqual(
    made.data.map((data) => shapeOf(JSON.parse(data))),
    expected.data.map((data) => shapeOf(JSON.parse(data))),
  );
  if (text.length < 40) assert.ok(made.text.includes(visible(text)), 'the text is not shown');
  return 'accepted';
}

export const page = target({
  name: 'html',
  holds: 'a text from outside is nothing but text in the page as Chromium reads it, and shows all that it hides',
  cases: hostileText,
  stored: asJson<string>(),
  check,
  needsChromium: true,
});
