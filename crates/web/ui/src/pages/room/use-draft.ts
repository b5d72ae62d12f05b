// The draft of one kind, as the composer shows it.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { blank, composed, Drafts, readDraft, type Composed, type Draft } from '../../room/drafts'

type All = Record<Composed, Draft>

export function useDraft(person: string, incident: string, kind: Composed) {
  const kept = useMemo(() => new Drafts(person, incident), [person, incident])
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
    addEventListener('pagehide', kept.flush)
    return () => {
      removeEventListener('pagehide', kept.flush)
      kept.flush()
    }
  }, [read, kept])
  const change = useCallback((part: Partial<Draft>, of: Composed = kind) => set(of, { ...latest.current[of], ...part }), [kind, set])
  /** Empties the fields now, and what is kept of them once the post is on the disk: a crash between the two loses nothing. */
  const clear = useCallback((onDisk: Promise<unknown>) => {
    const of = kind
    latest.current = { ...latest.current, [of]: blank }
    setAll(latest.current)
    const forget = () => kept.keep(of, latest.current[of])
    void onDisk.then(forget, forget)
  }, [kind, kept])
  return { draft: all[kind], change, clear, flush: kept.flush }
}
