/** Where comments and heredocs, and strings, in which neither begins, begin. */
const SIGN = /"|#|\/\/|\/\*|<<-?([\p{L}_][\p{L}\p{N}_-]*)[ \t]*\r?\n/gu;

/**
 * The comments and heredocs of a text with a mistake, of which no tree says where they are: from, and to. A heredoc without an end
 * is the mistake, and hides nothing.
 */
export function hiddenIn(text: string): (readonly [number, number])[] {
  const hidden: (readonly [number, number])[] = [];
  const sign = new RegExp(SIGN);
  /** What heredocs without an end are closed by: nothing further down closes them either. */
  const unclosed = new Set<string>();
  for (let found = sign.exec(text); found !== null; found = sign.exec(text)) {
    const [written, marker] = found;
    const behind = found.index + written.length;
    if (written === '"') sign.lastIndex = endOfString(text, behind);
    else {
      const end =
        marker === undefined
          ? endOfComment(text, written, behind)
          : unclosed.has(marker)
            ? null
            : endOfHeredoc(text, marker, behind);
      if (end === null) unclosed.add(marker ?? '');
      else {
        hidden.push([found.index, end]);
        sign.lastIndex = end;
      }
    }
  }
  return hidden;
}

/** A string ends where its line does, if nothing closes it. */
function endOfString(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '"') return at + 1;
    if (text[at] === '\n') return at;
    if (text[at] === '\\') at += 1;
  }
  return text.length;
}

function endOfComment(text: string, sign: string, from: number): number {
  const end = sign === '/*' ? text.indexOf('*/', from) : text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Behind the line that has nothing but the marker. */
function endOfHeredoc(text: string, marker: string, from: number): number | null {
  for (let start = from; start < text.length; ) {
    const next = text.indexOf('\n', start);
    const end = next < 0 ? text.length : next;
    if (text.slice(start, end).trim() === marker) return end;
    start = end + 1;
  }
  return null;
}
