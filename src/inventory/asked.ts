/** A call to Confluent Cloud, as an unknown names what it lacks. */
export const ofConfluent = (call: string) => ({ source: `confluent:${call}`, call });
