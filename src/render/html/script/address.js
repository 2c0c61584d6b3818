/**
 * The state of the page in its address: `#key-cck-1?state=fail&text=ledger`. What stands before the question mark is a place
 * in the page, what stands after it is what is filtered and sorted by.
 */
export function read() {
  const [place = '', state = ''] = location.hash.slice(1).split('?');
  let anchor = place;
  try {
    anchor = decodeURIComponent(place);
  } catch {
    // an address that somebody wrote by hand: then it leads nowhere
  }
  return { anchor, state: new URLSearchParams(state) };
}

/** Puts the state into the address, without a step in the history of the browser. */
export function write(state) {
  const { anchor } = read();
  const text = state.toString();
  const hash = `${encodeURIComponent(anchor)}${text === '' ? '' : `?${text}`}`;
  history.replaceState(null, '', `#${hash}`);
}
