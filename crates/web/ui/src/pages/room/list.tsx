// The drawn part of a long list in the window's own scroll: as a feed, each entry with its place among all. It keeps the first
// entry in view where it is, whatever comes before it, and starts where the reader left off.
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, type ReactNode, type Ref } from 'react'
import { defaultRangeExtractor, useWindowVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import type { Entry } from '../../room/use-room'

export interface ListHandle {
  toEnd(): void
}

interface Props {
  handle: Ref<ListHandle>
  entries: readonly Entry[]
  draw: (entry: Entry, at: number, of: number) => ReactNode
  busy: boolean
  follow: boolean
  /** Told which entries are in the window. */
  viewed: (entries: readonly Entry[]) => void
  /** The entry at which to start; at the end where left out. */
  startAt: number | undefined
  /** All that there is, is there: it can be started. */
  ready: boolean
}

/** Pixels of an entry that was not drawn yet. */
const GUESS = 120

/** Entries drawn beyond each edge of the window: fewer at first and while it moves, for one frame then has all of them to draw. */
const BEYOND = { moving: 3, resting: 6 }

type Drawn = Virtualizer<Window, Element>

export function List({ handle, entries, draw, busy, follow, viewed, startAt, ready }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const offset = useRef(0)
  const drawn = useRef<Drawn | undefined>(undefined)
  const virtual = useWindowVirtualizer({
    count: entries.length,
    estimateSize: () => GUESS,
    rangeExtractor: (range) => defaultRangeExtractor({ ...range, overscan: (drawn.current?.isScrolling ?? true) ? BEYOND.moving : BEYOND.resting }),
    scrollMargin: offset.current,
    scrollPaddingStart: 64,
    scrollPaddingEnd: 160,
    getItemKey: (at) => entries[at]?.seq ?? at,
  })
  drawn.current = virtual
  useLayoutEffect(() => {
    // Not while scrolling: it would lay the page out once more for each entry.
    if (!virtual.isScrolling) offset.current = place.current ? place.current.getBoundingClientRect().top + scrollY : 0
  })
  useSteady(virtual, entries)
  useStart(virtual, entries, startAt, ready)
  useViewed(virtual, entries, viewed)
  useImperativeHandle(handle, () => ({ toEnd: () => virtual.scrollToIndex(entries.length - 1, { align: 'end' }) }), [virtual, entries])
  const count = entries.length
  useEffect(() => {
    if (follow && count > 0) virtual.scrollToIndex(count - 1, { align: 'end' })
  }, [follow, count, virtual])
  const items = virtual.getVirtualItems()
  const start = items[0]?.start ?? 0
  return (
    <div ref={place} role="feed" aria-label="Entries" aria-busy={busy} className="ctac-list" style={{ height: virtual.getTotalSize() }}>
      <div className="ctac-list__drawn" style={{ transform: `translateY(${Math.max(0, start - virtual.options.scrollMargin)}px)` }}>
        {items.map((item) => {
          const entry = entries[item.index]
          return entry && <div key={item.key} data-index={item.index} ref={virtual.measureElement}>{draw(entry, item.index + 1, count)}</div>
        })}
      </div>
    </div>
  )
}

/** Keeps what is at the top of the window there, when entries come in before it or go. */
function useSteady(virtual: Drawn, entries: readonly Entry[]) {
  const anchor = useRef<{ seq: number; top: number } | undefined>(undefined)
  const known = useRef(entries)
  useLayoutEffect(() => {
    if (known.current === entries) return
    const { current: was } = anchor
    known.current = entries
    if (!was) return
    const at = entries.findIndex((entry) => entry.seq === was.seq)
    const start = at < 0 ? undefined : virtual.measurementsCache[at]?.start
    if (start !== undefined && Math.abs(start - was.top) > 1) scrollBy({ top: start - was.top, behavior: 'instant' })
  })
  useEffect(() => {
    const top = virtual.getVirtualItems().find((item) => item.end > (virtual.scrollOffset ?? 0))
    const entry = top && entries[top.index]
    anchor.current = top && entry ? { seq: entry.seq, top: top.start } : undefined
  })
}

/** Goes, once, to the entry of the address, to the first that was not seen, or to the end. */
function useStart(virtual: Drawn, entries: readonly Entry[], startAt: number | undefined, ready: boolean) {
  const started = useRef(false)
  useEffect(() => {
    const go = (seq: number) => {
      const at = entries.findIndex((entry) => entry.seq === seq)
      if (at < 0) return
      virtual.scrollToIndex(at, { align: 'start' })
      setTimeout(() => document.getElementById(`entry-${seq}`)?.focus({ preventScroll: true }), 100)
    }
    const wanted = () => Number(/^#entry-(\d+)$/.exec(location.hash)?.[1] ?? Number.NaN)
    const start = () => {
      started.current = true
      const hash = wanted()
      if (Number.isNaN(hash) && startAt === undefined) virtual.scrollToIndex(entries.length - 1, { align: 'end' })
      else if (Number.isNaN(hash)) virtual.scrollToIndex(Math.max(0, entries.findIndex((entry) => entry.seq === startAt)), { align: 'start' })
      else go(hash)
    }
    // A frame later: the list must have its height first.
    const frame = !started.current && ready && entries.length > 0 ? requestAnimationFrame(start) : undefined
    const follow = () => go(wanted())
    addEventListener('hashchange', follow)
    return () => {
      if (frame !== undefined) cancelAnimationFrame(frame)
      removeEventListener('hashchange', follow)
    }
  }, [virtual, entries, startAt, ready])
}

/** Milliseconds at the least between two looks at what is in the window. */
const LOOK_EVERY = 150

/**
 * Says which entries were read to their end: in the window, not behind what is fixed to its foot, while somebody looks at it. It
 * looks when the drawing is done: asking for places in the midst of it would lay the page out once more.
 */
function useViewed(virtual: Drawn, entries: readonly Entry[], viewed: Props['viewed']) {
  const said = useRef('')
  const latest = useRef({ entries, viewed })
  latest.current = { entries, viewed }
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      const { entries, viewed } = latest.current
      const seen = inView(virtual).flatMap((at) => entries[at] ?? [])
      const words = `${seen[0]?.seq} ${seen.at(-1)?.seq} ${seen.length}`
      if (seen.length === 0 || words === said.current) return
      said.current = words
      viewed(seen)
    }, LOOK_EVERY)
  })
}

/** The places of the entries that are whole in the window. */
function inView(virtual: Drawn): number[] {
  if (document.visibilityState !== 'visible') return []
  const top = virtual.scrollOffset ?? 0
  const foot = document.querySelector('.ctac-composer')?.getBoundingClientRect().top ?? innerHeight
  const bottom = top + Math.min(innerHeight, foot)
  return virtual.getVirtualItems().filter((item) => item.end <= bottom + 8 && item.end > top).map((item) => item.index)
}
