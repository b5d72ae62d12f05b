// Every bound of the room's core, with why it is what it is.

/** Milliseconds without any frame after which a connection is dead: a beat comes every 15 s. */
export const SILENT = 60_000
/** Milliseconds without a frame after which a page that comes back into view does not trust its connection. */
export const STALE = 20_000
/** Milliseconds of the first wait before another try; doubled each time, and a random part of it is waited. */
export const RETRY_FIRST = 500
/** Milliseconds of the longest wait. */
export const RETRY_MOST = 30_000
/** Milliseconds that a connection must have lasted for the next wait to be short again. */
export const LASTED = 5_000
/** Sockets in a row that did not open, though the service answers, before entries are fetched by plain HTTP instead. */
export const UPGRADES = 3
/** Milliseconds of fetching by plain HTTP before a socket is tried again. */
export const POLLING = 300_000
/** Seconds that one long poll waits; the service allows 30. */
export const WAIT_S = 25
/** Milliseconds at the least between two long polls that brought nothing. */
export const POLL_LEAST = 1_000
/** Entries of one page; the service's own bound. */
export const PAGE = 256
/** Goodbyes for a breach of protocol in a row after which this application is taken to be too old. */
export const BREACHES = 3
/** Milliseconds for the answer to a post; after that the connection is made anew and the post sent again. */
export const ANSWER = 20_000
/** Milliseconds to wait after the service was too busy for a post, unless it says how long. */
export const BUSY = 2_000
/** Entries kept on this device for each incident, the latest; older ones are fetched when there is a connection. */
export const KEPT_ENTRIES = 6_000
/** Incidents kept on this device for a person, those opened last. */
export const KEPT_ROOMS = 12
/** Entries read from or written to the device at a time: some milliseconds of work. */
export const KEEP_PIECE = 100
/** Milliseconds between writes of what came. */
export const KEEP_EVERY = 500
/** Posts that wait at once in one incident. */
export const POSTS = 500
/** Milliseconds that a post waits for another tab's turn, while this one is connected, before this one sends. */
export const ASLEEP = 20_000
/** Milliseconds that a post is shown as saved before it goes from the list. */
export const SAVED_SHOWN = 10_000
/** Milliseconds after which a post says when it was written. */
export const SAYS_WHEN = 60_000
/** Milliseconds after which it also says why it is late: the rules say five minutes, and clocks differ. */
export const LATE = 240_000
/** Milliseconds at the least between renderings while old entries come in. */
export const RENDER_EVERY = 200
/** Milliseconds at the least between words on what one is doing. */
export const DOING_EVERY = 2_000
