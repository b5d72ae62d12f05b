// Names for machines, which no page says to a person.

/** Whether these words are no words but an id (RFC 9562). */
export const isId = (words: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(words)
