// The polite live region of new entries.
import { useEffect, useRef, useState } from 'react'
import { Announcer } from '../../room/announce'
import type { Entry } from '../../room/use-room'

export function Announced({ entries, label, paused }: { entries: readonly Entry[]; label: (entry: Entry) => string; paused: boolean }) {
  const [sentence, setSentence] = useState('')
  const announcer = useRef<Announcer | undefined>(undefined)
  const last = useRef<number | undefined>(undefined)
  useEffect(() => {
    announcer.current = new Announcer(setSentence)
    return () => announcer.current?.stop()
  }, [])
  useEffect(() => {
    const from = last.current
    const to = entries.at(-1)?.seq ?? 0
    if (announcer.current) announcer.current.paused = paused
    // What was there when the room became live is not new.
    if (paused || from === undefined) {
      last.current = paused ? undefined : to
      return
    }
    last.current = to
    const first = entries[0]?.seq ?? 1
    announcer.current?.add(entries.slice(from + 1 - first).map(label))
  }, [entries, label, paused])
  return <p className="nhsuk-u-visually-hidden" role="status">{sentence}</p>
}
