export const FAULT_KINDS = [
  'unauthorized',
  'deny',
  'conflict',
  'throttle',
  'server_error',
  'internal_error',
  'unavailable',
  'reset',
  'reset_body',
  'truncate',
  'oversize',
  'packed',
  'drip',
  'not_json',
  'wrong_type',
  'skew',
  'redirect',
  'redirect_loop',
  'foreign_next',
  'page_loop',
  'empty_pages',
  'hang',
  'hold',
  'not_found',
  'replace',
] as const;
type FaultKind = (typeof FAULT_KINDS)[number];

/** A body that is not a string is sent as JSON. */
export type Answer = { status: number; body: unknown };

/** A fault of one API call, or of each call whose id matches the expression. */
export type Fault = {
  id: string | RegExp;
  kind: FaultKind;
  /** Seconds in the Retry-After header of `throttle` and `server_error`; null for a `throttle` that has none. */
  retryAfter?: number | null;
  /** How many times the call fails before it works again; if absent, it always fails. */
  times?: number;
  /** What `replace` sends in place of the answer. The body of a JSON answer is passed as a value. */
  replace?: (answer: Answer) => Answer & { headers?: Record<string, string> };
  /** What the answer of `hold` waits for. */
  until?: Promise<unknown>;
  /** Base URL that a `redirect` or a `foreign_next` points to. */
  to?: string;
};

/** The active faults: those of the scenario, which stay, and those that a test adds and clears. */
export class Faults {
  readonly #lasting: Fault[];
  #added: Fault[];
  readonly #happened = new Map<Fault, number>();

  constructor(lasting: Fault[], added: Fault[]) {
    this.#lasting = lasting;
    this.#added = [...added];
  }

  add(fault: Fault): void {
    this.#added.push(fault);
  }

  clear(): void {
    this.#added = [];
  }

  /** The fault that applies to this call, if any, and counts the call. The fault added last wins. */
  meet(id: string): Fault | undefined {
    const fault = [...this.#lasting, ...this.#added].reverse().find((fault) => matches(fault, id) && !this.#isSpent(fault));
    if (fault) this.#happened.set(fault, (this.#happened.get(fault) ?? 0) + 1);
    return fault;
  }

  #isSpent(fault: Fault): boolean {
    return fault.times !== undefined && (this.#happened.get(fault) ?? 0) >= fault.times;
  }
}

const matches = (fault: Fault, id: string) => (typeof fault.id === 'string' ? fault.id === id : fault.id.test(id));
