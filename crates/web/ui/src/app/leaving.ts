// What goes from this browser when somebody signs out: the answers that were kept for reading offline. Drafts and what was
// composed offline are not among them: they are kept for their person until they are sent.

import { keepSmall, readSmall } from '../room/small'

/** The name of the cache that holds answers of the interface, which the service worker fills. */
export const ANSWERS = 'ctac-answers'

/** Under it stands when what helps offline was last fetched: for whoever comes next it is fetched anew. */
export const KEPT_AT = 'ctac-kept-at'

/** Forgets the answers kept for reading offline, and the rooms. */
export async function forgetWhatIsKept(): Promise<void> {
  // Whose rooms are kept here is forgotten first and at once: nobody is shown them even if the page goes before they are deleted.
  const rooms = readSmall('ctac.room.person') !== undefined
  keepSmall('ctac.room.person', undefined)
  keepSmall(KEPT_AT, undefined)
  if (rooms) await import('../room/keep').then(({ forgetRooms }) => forgetRooms()).catch(() => undefined)
  if ('caches' in globalThis) await caches.delete(ANSWERS).catch(() => false)
}
