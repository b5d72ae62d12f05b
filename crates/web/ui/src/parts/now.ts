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

/**
 * The instant that is shown at `at`: the last whole step of so many milliseconds, or what ended since, so that whatever ends by then
 * has ended. All in milliseconds since 1970.
 */
export function steppedAt(at: number, step: number, ends: readonly number[]): number {
  return ends.reduce((shown, end) => (end <= at && end > shown ? end : shown), Math.floor(at / step) * step)
}

/**
 * Milliseconds until who is on call is asked again: every `often`, and as soon as somebody's shift or a gap ends, so that nobody is
 * shown as on call who no longer is. Not more than once a second, whatever this device's clock believes.
 */
export function untilChanged(rotas: readonly { until?: string | null }[] | undefined, at: number, often: number): number {
  const left = (rotas ?? []).flatMap(({ until }) => (until ? Date.parse(until) - at : [])).filter((ms) => ms > -often)
  return Math.min(often, ...left.map((ms) => Math.max(ms, 0) + 1_000))
}

/**
 * Milliseconds since 1970, no newer than `seconds` ago: renders again only when that many have passed, and within a second when one
 * of `ends` (ms; instants at which something on the page ends or begins) is reached.
 */
export function useNow(seconds = 30, ends: readonly number[] = []): number {
  return useSyncExternalStore(subscribe, () => steppedAt(now, seconds * 1_000, ends))
}
