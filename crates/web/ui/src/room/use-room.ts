// A room for React: one core for each incident and person however many components show it, opened while any does.
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { useMe } from '../me'
import { openRoom, type RoomCore } from './room'
import type { Room } from './types'

export type * from './types'
export { entryOf, lastOf } from './types'

/** The room of an incident, by its reference or id: as it stands, and what one can do in it. Renders again at each change. */
export function useRoom(incident: string): Room {
  const person = useMe()?.person
  const core = useMemo(() => openRoom(incident, person), [incident, person])
  useEffect(() => core.enter(), [core])
  const snapshot = useSyncExternalStore(core.subscribe, core.snapshot)
  return useMemo(() => ({ ...snapshot, ...actsOf(core) }), [snapshot, core])
}

function actsOf({ post, seen, doing, retry, discard, reconnect }: RoomCore) {
  return { post, seen, doing, retry, discard, reconnect }
}
