// A room for React: one core for each incident and person however many components show it, open while any does.
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Unreachable } from '../api/problem'
import { meQuery } from '../me'
import { keptFor } from './keep'
import { openRoom } from './room'
import type { Room } from './types'

export type * from './types'
export { entryOf, lastOf } from './types'

/** The room of an incident, by its reference or id: as it stands, and what one can do in it. Renders again at each change. */
export function useRoom(incident: string): Room {
  const person = useReader()
  const core = useMemo(() => openRoom(incident, person), [incident, person])
  useEffect(() => core.enter(), [core])
  const snapshot = useSyncExternalStore(core.subscribe, core.snapshot)
  return useMemo(() => {
    const { post, keptPost, seen, doing, retry, discard, reconnect } = core
    return { ...snapshot, post, keptPost, seen, doing, retry, discard, reconnect }
  }, [snapshot, core])
}

/**
 * Whose room it is. Without a connection, whoever this device keeps rooms for; but never before the service could have said that
 * it is somebody else.
 */
function useReader(): string | undefined {
  const { data, failureReason, fetchStatus } = useQuery(meQuery)
  if (data) return data.person
  return failureReason instanceof Unreachable || fetchStatus === 'paused' ? keptFor() : undefined
}
