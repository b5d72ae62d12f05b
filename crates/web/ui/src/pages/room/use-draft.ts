// The draft of one kind, as the composer shows it.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { blank, composed, Drafts, isDraftOf, readDraft, type Composed, type Draft } from '../../room/drafts'

type All = Record<Composed, Draft>

export function useDraft(person: string, incident: string, kind: Composed) {
  const [works, setWorks] = useState(true)
  const kept = useMemo(() => new Drafts(person, incident, setWorks), [person, incident])
  const read = useCallback(
    () => Object.fromEntries(composed.map((it) => [it, readDraft(person, incident, it)])) as All,
    [person, incident],
  )
  const [all, setAll] = useState(read)
  const latest = useRef(all)
  latest.current = all
  const set = useCallback((of: Composed, draft: Draft) => {
    latest.current = { ...latest.current, [of]: draft }
    setAll(latest.current)
    kept.keep(of, draft)
  }, [kept])
  useEffect(() => {
    setAll(read())
    // What another tab wrote or posted is shown here too, unless somebody is writing here.
    const elsewhere = (event: StorageEvent) => {
      if (isDraftOf(event.key, person, incident) && !document.hasFocus()) setAll(read())
    }
    addEventListener('pagehide', kept.flush)
    addEventListener('storage', elsewhere)
    return () => {
      removeEventListener('pagehide', kept.flush)
      removeEventListener('storage', elsewhere)
      kept.flush()
    }
  }, [read, kept, person, incident])
  const change = useCallback((part: Partial<Draft>, of: Composed = kind) => set(of, { ...latest.current[of], ...part }), [kind, set])
  /** Empties the fields now, and what is kept of them once the post is safe: a crash between the two loses nothing. */
  const clear = useCallback((safe: Promise<unknown>) => {
    const of = kind
    latest.current = { ...latest.current, [of]: blank }
    setAll(latest.current)
    void safe.then(() => kept.keep(of, latest.current[of]))
  }, [kind, kept])
  return { draft: all[kind], change, clear, flush: kept.flush, works }
}
