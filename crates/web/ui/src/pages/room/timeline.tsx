// The timeline: thousands of entries of which only those near the window are drawn. Nothing that arrives moves what is under the
// reader's eyes.
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { everything, shown, type Filter, type Order } from '../../room/shown'
import { lastOf, type Entry as RoomEntry, type Room } from '../../room/use-room'
import type { Names } from './around'
import { Entry, linkTo } from './entry'
import { Announced } from './announced'
import { List, type ListHandle } from './list'
import { Toolbar, type Updates } from './toolbar'
import { useSeen } from './use-seen'

export function Timeline({ room, names }: { room: Room; names: Names }) {
  const reference = room.incident?.reference ?? ''
  const [filter, setFilter] = useState<Filter>(everything)
  const [order, setOrder] = useState<Order>('learnt')
  const [updates, setUpdates] = useState<Updates>('still')
  const [through, setThrough] = useState(Number.POSITIVE_INFINITY)
  const [printing, setPrinting] = useState(false)
  const list = useRef<ListHandle>(null)
  const seen = useSeen(room)
  // Typing stays quick: the list follows a moment later.
  const wanted = useDeferredValue(filter)
  const person = room.you?.person
  const all = useMemo(
    () => shown(room.entries, { filter: wanted, order, person, seen: room.lastSeen ?? 0, through, words: names.searched }),
    [room.entries, wanted, order, person, room.lastSeen, through, names],
  )
  const last = lastOf(room)
  const update = (next: Updates) => {
    setUpdates(next)
    setThrough(next === 'paused' ? last : Number.POSITIVE_INFINITY)
  }
  const { you, post } = room
  const acts = useMemo(() => ({ you, post }), [you, post])
  useWarm(room.entries, names)
  const draw = useCallback(
    (entry: RoomEntry, at: number, of: number) => (
      <>
        {entry.seq === (room.lastSeen ?? 0) + 1 && order === 'learnt' && entry.seq > 1 && <p className="ctac-divider">New since you were last here</p>}
        <Entry entry={entry} reference={reference} names={names} marked={room.marked.get(entry.seq)} fresh={entry.seq > (room.lastSeen ?? 0)}
          room={acts} at={at} of={of} />
      </>
    ),
    [reference, names, room.marked, room.lastSeen, order, acts],
  )
  usePrinting(setPrinting)
  const paused = updates === 'paused'
  return (
    <section className="ctac-room__timeline" aria-labelledby="timeline">
      <h2 className="nhsuk-heading-m" id="timeline">Timeline</h2>
      <CatchUp room={room} reference={reference} seen={seen.all} />
      <Toolbar filter={filter} change={setFilter} order={order} reorder={setOrder} updates={updates} update={update}
        count={{ shown: all.length, of: room.entries.length }} print={() => globalThis.print()} />
      {printing
        ? <div className="ctac-log">{all.map((entry, at) => <div key={entry.seq}>{draw(entry, at + 1, all.length)}</div>)}</div>
        : <List handle={list} entries={all} draw={draw} busy={room.state === 'catching-up'} follow={updates === 'follow'} viewed={seen.viewed}
            startAt={room.lastSeen !== null && room.lastSeen > 0 && room.lastSeen < last ? room.lastSeen + 1 : undefined} ready={room.state === 'live' || room.state === 'offline'} />}
      {all.length === 0 && <p>{room.entries.length === 0 ? 'No entries yet.' : 'No entry fits. Show everything again in “Find, filter and order”.'}</p>}
      <Below unread={seen.below(all)} waiting={paused ? last - through : 0} paused={paused} pause={(on) => update(on ? 'paused' : 'still')} go={() => { update('still'); requestAnimationFrame(() => list.current?.toEnd()) }} />
      <Announced entries={room.entries} label={(entry) => names.told(entry).label} paused={paused || room.state !== 'live'} />
    </section>
  )
}

/** What was recorded since the reader was last here, and the way there. */
function CatchUp({ room, reference, seen }: { room: Room; reference: string; seen: () => void }) {
  const last = lastOf(room)
  const unseen = last - room.seenUpTo
  if (room.lastSeen === null || room.lastSeen === 0 || unseen <= 0) return null
  return (
    <p className="ctac-catch-up">
      {unseen} {unseen === 1 ? 'entry' : 'entries'} you have not seen, since <a href={linkTo(reference, room.seenUpTo + 1)}>#{room.seenUpTo + 1}</a>.{' '}
      <button type="button" className="ctac-quiet" onClick={seen}>I have seen them all</button>
    </p>
  )
}

/** What came while the reader was looking elsewhere, and the switch that holds new entries back. */
function Below({ unread, waiting, paused, pause, go }: { unread: number; waiting: number; paused: boolean; pause: (on: boolean) => void; go: () => void }) {
  const count = paused ? waiting : unread
  return (
    <div className="ctac-below">
      {count > 0 && (
        <button type="button" className="nhsuk-button nhsuk-button--small ctac-below__new" onClick={go}>
          {count} new {count === 1 ? 'entry' : 'entries'}
        </button>
      )}
      <label className="ctac-tick"><input type="checkbox" checked={paused} onChange={(event) => pause(event.target.checked)} /> Pause</label>
    </div>
  )
}

/** Puts the words of entries together while nothing else is to be done, so that the first search is as quick as the next. */
function useWarm(entries: readonly RoomEntry[], names: Names) {
  const upTo = useRef({ names, at: 0 })
  useEffect(() => {
    if (upTo.current.names !== names) upTo.current = { names, at: 0 }
    const later = globalThis.requestIdleCallback ?? ((work: IdleRequestCallback) => setTimeout(() => work({ didTimeout: true, timeRemaining: () => 5 }), 50))
    const cancel = globalThis.cancelIdleCallback ?? clearTimeout
    const work: IdleRequestCallback = (idle) => {
      while (upTo.current.at < entries.length && idle.timeRemaining() > 2) {
        const entry = entries[upTo.current.at++]
        if (entry) names.searched(entry)
      }
      if (upTo.current.at < entries.length) handle = later(work) as number
    }
    let handle = later(work) as number
    return () => cancel(handle)
  }, [entries, names])
}

/** Everything is drawn while it is printed, whoever asks for that, and little again after it. */
function usePrinting(set: (on: boolean) => void) {
  useEffect(() => {
    // At once: what is on the paper is what stands in the page when this returns.
    const before = () => { if (!document.documentElement.dataset['print']) flushSync(() => set(true)) }
    const after = () => set(false)
    addEventListener('beforeprint', before)
    addEventListener('afterprint', after)
    return () => {
      removeEventListener('beforeprint', before)
      removeEventListener('afterprint', after)
    }
  }, [set])
}
