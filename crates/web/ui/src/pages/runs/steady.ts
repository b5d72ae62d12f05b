// What arrives while somebody's finger is on the page waits: nothing moves under it. While a form is open or a hand was just at
// work the newest state is held back, and said; at rest, or when asked, it is shown.
import { useCallback, useEffect, useRef, useState } from 'react'

/** How long after the last touch, key or scroll the page counts as at rest. */
const REST_MS = 3_000

/** Held back or not: pure, for the tests. */
export const mayShow = (typing: boolean, lastTouch: number, now: number): boolean => !typing && now - lastTouch >= REST_MS

interface Steady<T> { shown: T | undefined; held: boolean; show: () => void; take: (now: T) => void }

/** Shows `newest` when that disturbs nobody. `take` shows what one's own act brought, at once. */
export function useSteady<T>(newest: T | undefined, differs: (old: T, now: T) => boolean, typing: () => boolean): Steady<T> {
  const [shown, setShown] = useState(newest)
  const touched = useRef(0)
  const latest = useRef(newest)
  latest.current = newest
  const held = newest !== undefined && shown !== undefined && differs(shown, newest)
  useEffect(() => {
    const touch = () => { touched.current = performance.now() }
    const kinds = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchmove'] as const
    for (const kind of kinds) addEventListener(kind, touch, { passive: true })
    return () => { for (const kind of kinds) removeEventListener(kind, touch) }
  }, [])
  useEffect(() => {
    if (newest === undefined) return
    if (shown === undefined) setShown(newest)
    else if (held) {
      const look = () => { if (latest.current !== undefined && mayShow(typing(), touched.current, performance.now())) setShown(latest.current) }
      look()
      const timer = setInterval(look, 500)
      return () => clearInterval(timer)
    }
    return undefined
  }, [newest, shown, held, typing])
  const show = useCallback(() => setShown(latest.current), [])
  const take = useCallback((now: T) => { latest.current = now; setShown(now) }, [])
  return { shown, held, show, take }
}
