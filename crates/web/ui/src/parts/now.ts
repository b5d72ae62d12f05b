// The present instant as pages may use it: one clock for all that count, which stops while the page is not looked at.
import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let now = Date.now()
let ticking: ReturnType<typeof setInterval> | undefined

function tick() {
  now = Date.now()
  for (const listener of listeners) listener()
}

function watch() {
  if (document.hidden || listeners.size === 0) {
    clearInterval(ticking)
    ticking = undefined
  } else if (ticking === undefined) {
    tick()
    ticking = setInterval(tick, 1_000)
  }
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  if (listeners.size === 1) document.addEventListener('visibilitychange', watch)
  watch()
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) document.removeEventListener('visibilitychange', watch)
    watch()
  }
}

/** Milliseconds since 1970, no newer than `seconds` ago: renders again only when that many have passed. */
export function useNow(seconds = 30): number {
  const step = seconds * 1_000
  return useSyncExternalStore(subscribe, () => Math.floor(now / step) * step)
}
