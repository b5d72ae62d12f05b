// What the reader has really been shown, told to the room; and how much came below since they looked.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Seen } from '../../room/shown'
import { lastOf, type Entry, type Room } from '../../room/use-room'

/** Milliseconds between two words to the room on what was seen. */
const SAY_EVERY = 1_000

export function useSeen(room: Room) {
  const { seen, lastSeen, incident } = room
  const id = incident?.id
  const book = useMemo(() => new Seen(lastSeen ?? 0), [id, lastSeen])
  const [lowest, setLowest] = useState(0)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const say = useCallback((upTo: number) => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      seen(book.show([]))
    }, SAY_EVERY)
    return upTo
  }, [book, seen])
  useEffect(() => () => clearTimeout(timer.current), [])
  const viewed = useCallback((entries: readonly Entry[]) => {
    const seqs = entries.map((entry) => entry.seq)
    say(book.show(seqs))
    setLowest((was) => Math.max(was, ...seqs))
  }, [book, say])
  const last = lastOf(room)
  const all = useCallback(() => {
    seen(book.all(last))
    setLowest(last)
  }, [book, seen, last])
  /** Entries after the last that was ever in the window. */
  const below = (shown: readonly Entry[]) => (lowest === 0 ? 0 : shown.filter((entry) => entry.seq > lowest).length)
  return { viewed, all, below }
}
