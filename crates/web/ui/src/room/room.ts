// The heart of a room: joins what the service says (view), the connection, and what this device keeps, into one snapshot.
import { Connection, type Link } from './connection'
import { appended, lastSeq, nothing, welcomed, type View } from './view'
import type { Frame } from './frames'
import type { ConnectionState, Ended, PostKind, PostOptions, RoomActs, RoomSnapshot, WaitingPost } from './types'

export interface RoomCore extends RoomActs {
  subscribe(listener: () => void): () => void
  snapshot(): RoomSnapshot
  /** Somebody shows the room; gives what ends that. */
  enter(): () => void
}

const open = new Map<string, RoomCore>()

/** The core of a room; the same for all who show it. Without a person it waits: who is signed in is not known yet. */
export function openRoom(incident: string, person: string | undefined): RoomCore {
  const key = `${person ?? ''} ${incident}`
  const core = open.get(key) ?? makeRoom(incident, person, () => open.delete(key))
  open.set(key, core)
  return core
}

function makeRoom(reference: string, person: string | undefined, closed: () => void): RoomCore {
  const listeners = new Set<() => void>()
  let view: View = nothing
  let waiting: readonly WaitingPost[] = []
  let state: ConnectionState = 'connecting'
  let since = Date.now()
  let ended: Ended | null = null
  let asOf: number | null = null
  let triesAt: number | null = null
  let snapshot: RoomSnapshot = make()
  let shown = 0

  function make(): RoomSnapshot {
    const { stateHead: _, ...known } = view
    return { ...known, state, since, ended, by: 'socket', asOf, triesAt, lastSeen: null, waiting }
  }
  let due = false
  function changed() {
    if (due) return
    due = true
    setTimeout(() => {
      due = false
      snapshot = make()
      for (const listener of listeners) listener()
    }, 0)
  }
  function stand(next: ConnectionState) {
    if (next === state) return
    state = next
    since = Date.now()
  }

  const link: Link = {
    after: () => lastSeq(view),
    frame(frame: Frame) {
      asOf = Date.now()
      if (frame.type === 'welcome') view = welcomed(view, frame)
      if (frame.type === 'entry' || frame.type === 'withheld') {
        const { view: next, gap } = appended(view, [frame])
        view = next
        if (gap) connection.again()
      }
      if (frame.type === 'beat') view = { ...view, head: Math.max(view.head, frame.head) }
      if (frame.type === 'presence') view = { ...view, presence: frame.people }
      if (frame.type === 'on-call') view = { ...view, onCall: frame.rotas }
      if (frame.type === 'posted') waiting = waiting.filter((it) => it.clientId !== frame.client_id)
      if (frame.type === 'refused') {
        waiting = waiting.map((it) => it.clientId === frame.client_id
          ? { ...it, state: { is: 'refused', title: frame.problem.title ?? '', detail: frame.problem.detail ?? '' } }
          : it)
      }
      if (frame.type === 'bye' && (frame.reason === 'revoked' || frame.reason === 'signed-out')) {
        ended = frame.reason
        stand('ended')
      } else if (frame.type !== 'bye') stand(lastSeq(view) >= view.head ? 'live' : 'catching-up')
      if (frame.type === 'welcome') for (const post of waiting) send(post)
      changed()
    },
    down(next, at) {
      triesAt = at
      if (state !== 'ended') stand(next)
      changed()
    },
    ended(why) {
      ended = why
      stand('ended')
      changed()
    },
  }
  const connection = new Connection(reference, link)

  function send(post: WaitingPost) {
    if (post.state.is !== 'waiting') return
    connection.send({
      type: 'post', client_id: post.clientId, kind: post.kind, body: post.body, marking: post.options.marking,
      named: post.options.named, occurred_at: post.options.occurredAt, late_reason: post.options.lateReason,
    })
  }
  function post(kind: PostKind, body: Record<string, unknown>, options: PostOptions = {}) {
    const clientId = crypto.randomUUID()
    const it: WaitingPost = { clientId, kind, body, options, writtenAt: new Date().toISOString(), state: { is: 'waiting' } }
    waiting = [...waiting, it]
    send(it)
    changed()
    return clientId
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    snapshot: () => snapshot,
    enter() {
      shown += 1
      if (shown === 1 && person) connection.start()
      return () => {
        shown -= 1
        if (shown > 0) return
        connection.stop()
        closed()
      }
    },
    post,
    seen: (seq) => connection.send({ type: 'seen', seq }),
    doing: (doing) => connection.send({ type: 'presence', doing }),
    retry(clientId, edit) {
      const old = waiting.find((it) => it.clientId === clientId)
      if (!old) return clientId
      waiting = waiting.filter((it) => it !== old)
      return post(old.kind, edit?.body ?? old.body, edit?.options ?? old.options)
    },
    discard(clientId) {
      waiting = waiting.filter((it) => it.clientId !== clientId)
      changed()
    },
    reconnect: () => connection.again(),
  }
}
