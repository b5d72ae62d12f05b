// The heart of a room: joins the connection, what frames say (view), what this device keeps and the posts on their way, into one
// snapshot. Frames are gathered and shown together, so that five thousand old entries are not five thousand renderings.
import { Connection, type Link } from './connection'
import type { EntryFrame, Frame } from './frames'
import { Keeper } from './keeper'
import { fetchMissing } from './missing'
import { DOING_EVERY, RENDER_EVERY } from './limits'
import { browser, type Line, type Ports } from './line'
import { Outbox } from './outbox'
import type { ConnectionState, Ended, PostKind, PostOptions, RoomActs, RoomSnapshot } from './types'
import { appended, filled, lastSeq, nothing, welcomed, type View } from './view'

/** Milliseconds that a room stays connected after nobody shows it: somebody who looks at another page and comes back. */
const LINGER = 1_000

export class RoomCore implements RoomActs {
  readonly #person: string | undefined
  readonly #ports: Ports
  readonly #listeners = new Set<() => void>()
  readonly #connection: Connection
  readonly #keeper: Keeper
  readonly #outbox: Outbox
  #view: View = nothing
  #pending: EntryFrame[] = []
  #line: Line | undefined
  #state: ConnectionState = 'connecting'
  #since = Date.now()
  #ended: Ended | null = null
  #asOf: number | null = null
  #triesAt: number | null = null
  #lastSeen: number | null = null
  #seen = 0
  /** Where the reader stood behind the head at the last beat: no progress by the next means that something is missing. */
  #behindAt: number | undefined
  #shown = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #leaving: ReturnType<typeof setTimeout> | undefined
  #doing = { word: '', at: 0 }
  #filling = false
  #snapshot: RoomSnapshot

  constructor(reference: string, person: string | undefined, ports: Ports = browser) {
    this.#person = person
    this.#ports = ports
    this.#keeper = new Keeper(reference, person)
    this.#outbox = new Outbox(person ?? '', () => this.#changed())
    this.#connection = new Connection(reference, this.#link(), ports)
    this.#snapshot = this.#make()
  }

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly snapshot = (): RoomSnapshot => this.#snapshot

  get isShown(): boolean {
    return this.#shown > 0
  }

  /** Somebody shows the room; gives what ends that. */
  readonly enter = () => {
    clearTimeout(this.#leaving)
    this.#shown += 1
    if (this.#shown === 1 && this.#person) void this.#begin()
    return () => {
      this.#shown -= 1
      if (this.#shown === 0) this.#leaving = setTimeout(() => void this.close(), LINGER)
    }
  }

  readonly post = (kind: PostKind, body: Record<string, unknown>, options: PostOptions = {}) => this.#outbox.add(kind, body, options)
  readonly keptPost = (clientId: string) => this.#outbox.kept(clientId)
  readonly discard = (clientId: string) => this.#outbox.discard(clientId)
  readonly reconnect = () => this.#connection.again()

  readonly retry: RoomActs['retry'] = (clientId, changed) => {
    const old = this.#outbox.find(clientId)
    if (!old) return clientId
    const anew = this.post(old.kind, changed?.body ?? old.body, changed?.options ?? old.options)
    const gone = () => this.discard(clientId)
    void this.keptPost(anew).then(gone, gone)
    return anew
  }

  readonly seen = (seq: number) => {
    if (seq <= this.#seen) return
    this.#seen = seq
    this.#keeper.saw(seq)
    this.#connection.say({ type: 'seen', seq })
    this.#changed()
  }

  readonly doing = (word: string) => {
    if (word === this.#doing.word || Date.now() - this.#doing.at < DOING_EVERY) return
    this.#doing = { word, at: Date.now() }
    this.#connection.say({ type: 'presence', doing: word })
  }

  async #begin() {
    const kept = this.#view === nothing ? await this.#keeper.open() : undefined
    if (kept && this.#view === nothing) {
      this.#view = { ...kept.view, presence: [], entries: kept.entries }
      this.#asOf = kept.asOf
      await this.#found(kept.id)
    }
    if (this.#shown > 0 && this.#state !== 'ended') this.#connection.start(kept?.id)
    this.#changed()
  }

  /** Ends the connection at once; for tests, and when nobody has shown the room for a while. */
  async close(): Promise<void> {
    clearTimeout(this.#leaving)
    this.#connection.stop()
    this.#outbox.down()
    this.#line = undefined
    if (this.#state !== 'ended') this.#stand('connecting')
    this.#changed()
    await this.#keeper.flush()
  }

  async #found(id: string) {
    this.#keeper.found(id)
    this.#lastSeen ??= this.#keeper.lastSeen()
    this.#seen = Math.max(this.#seen, this.#lastSeen ?? 0)
    await this.#outbox.bind(id).catch(() => undefined)
  }

  #link(): Link {
    return {
      after: () => this.#pending.at(-1)?.seq ?? lastSeq(this.#view),
      frame: (frame) => this.#hear(frame),
      found: (id) => void this.#found(id),
      up: (line) => {
        this.#line = line
        this.#triesAt = null
        this.#behindAt = undefined
        this.#outbox.up(line)
        if (this.#seen > 0) line.say({ type: 'seen', seq: this.#seen })
      },
      down: (state, triesAt) => {
        this.#flush()
        this.#line = undefined
        this.#triesAt = triesAt
        this.#outbox.down()
        this.#view = { ...this.#view, presence: [] }
        this.#stand(state)
        this.#changed()
      },
      ended: (why) => this.#end(why),
    }
  }

  #hear(frame: Frame) {
    this.#asOf = Date.now()
    if (frame.type === 'entry' || frame.type === 'withheld') this.#pending.push(frame)
    else this.#flush()
    if (frame.type === 'welcome') this.#view = welcomed(this.#view, frame)
    if (frame.type === 'presence') this.#view = { ...this.#view, presence: frame.people }
    if (frame.type === 'on-call') this.#view = { ...this.#view, onCall: frame.rotas }
    if (frame.type === 'beat') this.#beat(frame.head)
    this.#changed()
  }

  #beat(head: number) {
    const last = lastSeq(this.#view)
    const stuck = head > last && this.#behindAt === last
    this.#behindAt = head > last ? last : undefined
    this.#view = { ...this.#view, head: Math.max(this.#view.head, head) }
    if (stuck) this.#again()
  }

  #again() {
    this.#pending = []
    this.#line = undefined
    this.#outbox.down()
    this.#stand('catching-up')
    this.#connection.again()
  }

  /** Takes in the entries that were gathered. */
  #flush() {
    if (this.#pending.length === 0) return
    const { view, gap } = appended(this.#view, this.#pending)
    this.#keeper.add(view.entries.slice(this.#view.entries.length))
    this.#view = view
    this.#pending = []
    if (gap) this.#again()
  }

  #end(why: Ended) {
    this.#outbox.down()
    this.#line = undefined
    this.#ended = why
    this.#triesAt = null
    this.#pending = []
    this.#view = nothing
    void this.#keeper.forget(why).catch(() => undefined)
    this.#stand('ended')
    this.#changed()
  }

  #stand(state: ConnectionState) {
    if (state === this.#state) return
    this.#state = state
    this.#since = Date.now()
  }

  #changed() {
    if (this.#timer !== undefined) return
    this.#timer = setTimeout(() => this.#publish(), this.#state === 'live' ? 0 : RENDER_EVERY)
  }

  #publish() {
    this.#timer = undefined
    this.#flush()
    if (this.#line && this.#state !== 'ended') {
      const caughtUp = lastSeq(this.#view) >= this.#view.head
      this.#stand(caughtUp ? 'live' : 'catching-up')
      if (caughtUp) void this.#fill()
    }
    this.#keeper.stands(this.#view, this.#asOf)
    this.#snapshot = this.#make()
    for (const listener of this.#listeners) listener()
  }

  /** Fetches what this device did not keep: entries before the first, and the text of RED ones. */
  async #fill() {
    const id = this.#keeper.id
    if (this.#filling || !id) return
    this.#filling = true
    const got = (frames: EntryFrame[]) => {
      this.#view = filled(this.#view, frames)
      this.#changed()
    }
    const whole = await fetchMissing(this.#ports, id, () => this.#view.entries, got).catch(() => false)
    // What failed is tried again when the room has been connected anew.
    this.#filling = !whole && this.#line !== undefined
    if (this.#filling) setTimeout(() => (this.#filling = false), 10_000)
  }

  #make(): RoomSnapshot {
    const { stateHead: _, you, members, ...known } = this.#view
    const mine = this.#person ? members.get(this.#person) : undefined
    return {
      ...known,
      members,
      // Plain HTTP has no welcome: what one may do here follows from the membership.
      you: you ?? (mine && this.#person ? { person: this.#person, organisation: mine.organisation, may_post: mine.role !== 'observer' } : null),
      state: this.#state,
      since: this.#since,
      ended: this.#ended,
      by: this.#line?.by ?? 'socket',
      asOf: this.#state === 'live' ? Date.now() : this.#asOf,
      triesAt: this.#triesAt,
      lastSeen: this.#lastSeen,
      seenUpTo: this.#seen,
      kept: this.#keeper.works && this.#outbox.works,
      waiting: this.#outbox.list(),
    }
  }
}

const open = new Map<string, RoomCore>()
/** Rooms that nobody shows and that stay in memory all the same, for whoever comes back: a page may be open for weeks. */
const IDLE = 3

/** The core of a room: the same for all that show it. Without a person it waits, for who is signed in is not known yet. */
export function openRoom(reference: string, person: string | undefined): RoomCore {
  const key = `${person ?? ''} ${reference}`
  const known = open.get(key)
  // One that ended is over; coming back asks anew.
  if (known && known.snapshot().state !== 'ended') return known
  const core = new RoomCore(reference, person)
  open.set(key, core)
  const idle = [...open].filter(([name, it]) => name !== key && !it.isShown)
  for (const [name] of idle.slice(0, Math.max(0, idle.length - IDLE))) open.delete(name)
  return core
}

/** How many rooms are in memory; for tests. */
export const openRooms = (): number => open.size
