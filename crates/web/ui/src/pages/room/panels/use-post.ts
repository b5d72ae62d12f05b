// A post from a panel's form: what is typed stays until the post is on the timeline; a refusal is shown beside the form, in the
// service's words, and sent again is a new post in its place.
import { useEffect, useRef, useState } from 'react'
import type { PostKind } from '../../../room/use-room'
import type { Beside } from '../../../room/beside'

export interface Posting {
  send: (kind: PostKind, body: Record<string, unknown>) => void
  /** On its way; it is kept on this device until it is recorded. */
  waits: boolean
  refused: { title: string; detail: string } | null
}

/** `done` is told when the post is on the timeline. */
export function usePost(room: Beside, done: () => void): Posting {
  const [clientId, setClientId] = useState<string>()
  const known = useRef(false)
  const finished = useRef(done)
  finished.current = done
  const post = room.waiting.find((it) => it.clientId === clientId)
  const is = post?.state.is
  useEffect(() => {
    if (clientId === undefined) return
    if (is !== undefined) known.current = true
    // What was there and is gone was recorded, as what says that it is saved.
    const over = is === 'saved' || (is === undefined && known.current)
    if (!over) return
    known.current = false
    setClientId(undefined)
    finished.current()
  }, [clientId, is])
  const waits = clientId !== undefined && is !== 'refused'
  return {
    send(kind, body) {
      if (waits) return
      if (clientId !== undefined) room.discard(clientId)
      known.current = false
      setClientId(room.post(kind, body))
    },
    waits,
    refused: post?.state.is === 'refused' ? post.state : null,
  }
}
