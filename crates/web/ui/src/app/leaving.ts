// What goes from this browser when somebody signs out: the answers that were kept for reading offline. Drafts and what was
// composed offline are not among them: they are kept for their person until they are sent.

/** The name of the cache that holds answers of the interface, which the service worker fills. */
export const ANSWERS = 'ctac-answers'

/** Forgets the answers kept for reading offline. */
export async function forgetWhatIsKept(): Promise<void> {
  if ('caches' in globalThis) await caches.delete(ANSWERS).catch(() => false)
}
