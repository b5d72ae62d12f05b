// What is shown on Now stays where it is: an item keeps its place while the page is open, a new one goes behind. Pure.

/** The ids as they are to be shown: those shown before in their places, new ones behind, in the order they came in. */
export function keepPlaces(shown: string[], now: string[]): string[] {
  const known = new Set(shown)
  const fresh = now.filter((id) => !known.has(id))
  return fresh.length === 0 ? shown : [...shown, ...fresh]
}

/** How long after somebody last touched the page new items wait below a button, in milliseconds: longer than a finger takes. */
export const STILL_MS = 5_000

/** Whether new items may move what is below them: nobody is about to press something. */
export const mayMove = (now: number, touched: number): boolean => now - touched >= STILL_MS
