/** The user interrupts the collection: why its signal aborts. What was asked and not answered by then is unknown. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/** Whether a signal was aborted by the user, and not by the time that has passed. */
export const isInterrupted = ({ reason }: AbortSignal): boolean => reason instanceof Interrupted;
