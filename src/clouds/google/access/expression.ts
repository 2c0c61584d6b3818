/** An expression of the Common Expression Language, in which IAM conditions are written. */
export type Expression =
  | { kind: 'literal'; value: string | number | boolean | null }
  /** A name, or a field of another expression. */
  | { kind: 'name'; of: Expression | null; name: string }
  /** A function, or a method of another expression. */
  | { kind: 'call'; of: Expression | null; name: string; args: Expression[] }
  | { kind: 'operator'; name: string; args: Expression[] }
  | { kind: 'list'; items: Expression[] };

const TOKENS = [
  String.raw`(?<space>(?:\s|\/\/[^\n]*)+)`,
  String.raw`(?<text>[rR]?(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))`,
  String.raw`(?<number>0[xX][0-9a-fA-F]+[uU]?|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[uU]?)`,
  String.raw`(?<name>[A-Za-z_]\w*)`,
  String.raw`(?<sign>&&|\|\||[=!<>]=|[-!<>+*/%?:.,()[\]])`,
].join('|');

type Token = { kind: 'text' | 'number' | 'name' | 'sign'; written: string };

/** Google takes no longer expressions, and none that is nested deeper. */
const [MOST_LETTERS, DEEPEST] = [4000, 50];

/** From what binds least to what binds most. */
const BINARY = [['||'], ['&&'], ['==', '!=', '<', '<=', '>', '>=', 'in'], ['+', '-'], ['*', '/', '%']];

/** @returns undefined for a text that is no expression, or one with what no condition needs: maps, macros, bytes */
export function parseExpression(written: string): Expression | undefined {
  const tokens = written.length > MOST_LETTERS ? undefined : tokensOf(written);
  if (tokens === undefined) return undefined;
  let at = 0;
  let depth = 0;
  const whole = choice();
  return at === tokens.length ? whole : undefined;

  function sign(...wanted: string[]): string | undefined {
    const token = tokens?.[at];
    if (token === undefined || token.kind === 'text' || token.kind === 'number' || !wanted.includes(token.written))
      return undefined;
    at++;
    return token.written;
  }

  function choice(): Expression | undefined {
    if (++depth > DEEPEST) return undefined;
    const condition = binary(0);
    let found = condition;
    if (condition !== undefined && sign('?')) {
      const then = binary(0);
      const otherwise = then && sign(':') ? choice() : undefined;
      found = then && otherwise && { kind: 'operator', name: '?', args: [condition, then, otherwise] };
    }
    depth--;
    return found;
  }

  function binary(level: number): Expression | undefined {
    const signs = BINARY[level];
    if (signs === undefined) return unary();
    let left = binary(level + 1);
    for (let name = left && sign(...signs); left && name; name = sign(...signs)) {
      const right = binary(level + 1);
      left = right && { kind: 'operator', name, args: [left, right] };
    }
    return left;
  }

  function unary(): Expression | undefined {
    const signs: string[] = [];
    for (let name = sign('!', '-'); name; name = sign('!', '-')) signs.push(name);
    const found = signs.length > DEEPEST ? undefined : member();
    return found && signs.reduceRight<Expression>((of, name) => ({ kind: 'operator', name, args: [of] }), found);
  }

  function member(): Expression | undefined {
    let found = primary();
    while (found && sign('.')) {
      const token = tokens?.[at++];
      found = token?.kind === 'name' ? named(found, token.written) : undefined;
    }
    return found;
  }

  function named(of: Expression | null, name: string): Expression | undefined {
    if (!sign('(')) return { kind: 'name', of, name };
    const args = list(')');
    return args && { kind: 'call', of, name, args };
  }

  function primary(): Expression | undefined {
    if (sign('(')) {
      const found = choice();
      return found && sign(')') ? found : undefined;
    }
    if (sign('[')) {
      const items = list(']');
      return items && { kind: 'list', items };
    }
    const token = tokens?.[at++];
    if (token?.kind === 'text') return literal(textOf(token.written));
    if (token?.kind === 'number') return literal(Number(token.written.replace(/[uU]$/, '')));
    if (token?.kind !== 'name') return undefined;
    const constant = CONSTANTS.get(token.written);
    return constant === undefined ? named(null, token.written) : literal(constant);
  }

  function list(end: string): Expression[] | undefined {
    const items: Expression[] = [];
    if (sign(end)) return items;
    do {
      const item = choice();
      if (item === undefined) return undefined;
      items.push(item);
    } while (sign(','));
    return sign(end) ? items : undefined;
  }
}

const CONSTANTS = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

const literal = (value: string | number | boolean | null | undefined): Expression | undefined =>
  value === undefined ? undefined : { kind: 'literal', value };

function tokensOf(written: string): Token[] | undefined {
  const tokens: Token[] = [];
  const next = new RegExp(TOKENS, 'y');
  while (next.lastIndex < written.length) {
    const { text, number, name, sign } = next.exec(written)?.groups ?? {};
    if (next.lastIndex === 0) return undefined;
    if (text !== undefined) tokens.push({ kind: 'text', written: text });
    else if (number !== undefined) tokens.push({ kind: 'number', written: number });
    else if (name !== undefined) tokens.push({ kind: 'name', written: name });
    else if (sign !== undefined) tokens.push({ kind: 'sign', written: sign });
  }
  return tokens;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  '"': '"',
  "'": "'",
  '`': '`',
  '?': '?',
};

/** @returns undefined where an escape is none that is known */
function textOf(written: string): string | undefined {
  const raw = /^[rR]/.test(written);
  const quoted = raw ? written.slice(1) : written;
  const quotes = /^("""|''')/.test(quoted) ? 3 : 1;
  const inner = quoted.slice(quotes, -quotes);
  if (raw || !inner.includes('\\')) return inner;
  let known = true;
  const text = inner.replace(
    /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))/g,
    (_, long, short, letter: string | undefined) => {
      if (letter === undefined) return String.fromCharCode(Number.parseInt(long ?? short, 16));
      known &&= Object.hasOwn(ESCAPES, letter);
      return ESCAPES[letter] ?? '';
    },
  );
  return known ? text : undefined;
}
