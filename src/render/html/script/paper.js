/** A browser repeats the head of a table on each sheet, but not the buttons in it: meanwhile their texts stand in their place. */
const heads = {
  kept: [],
  unbutton() {
    for (const button of document.querySelectorAll('thead button')) {
      const text = document.createTextNode(button.textContent);
      this.kept.push([text, button]);
      button.replaceWith(text);
    }
  },
  restore() {
    for (const [text, button] of this.kept) text.replaceWith(button);
    this.kept = [];
  },
};

/** On paper nothing is folded away, left out, or on another page. @param screen what is left out on it: to be shown, and hidden again */
export function onPaper(screen) {
  let opened = [];
  addEventListener('beforeprint', () => {
    screen.open();
    heads.unbutton();
    opened = [...document.querySelectorAll('details:not([open])')];
    for (const details of opened) details.open = true;
  });
  addEventListener('afterprint', () => {
    heads.restore();
    for (const details of opened) details.open = false;
    screen.close();
  });
}
