// What a room is to whoever shows it: the API of this folder. Every type of the wire comes from the AsyncAPI document.
import type { components } from '../generated/room'

type Wire = components['schemas']

/** A TLP 2.0 marking, as the interface writes it. */
export type Marking = Wire['marking']

/** An entity whole: what the document leaves open is always there on the wire. */
type Whole<T> = Omit<Required<T>, 'entity'>

/** The incident: reference, title, severity, status, marking, lead. */
export type Incident = Whole<Wire['incident']>
/** How one person belongs to the incident. */
export type Membership = Whole<Wire['membership']>
/** An action that was set, done or not. */
export type Action = Whole<Wire['action']>
/** A page about the incident, with its notifications, without code or address. */
export type Page = Omit<Whole<Wire['page']>, 'notifications' | 'subject' | 'status'> & {
  notifications: Required<NonNullable<Wire['page']['notifications']>[number]>[]
  subject: { kind: 'alert' | 'incident' | 'exhausted' | 'gap'; [id: string]: unknown }
  status: { is: 'active' | 'acknowledged' | 'exhausted' | 'cancelled'; by?: string | null; how?: string; at?: string }
}
/** A run of a runbook, small; `GET /api/v1/runs/{id}` has its steps. */
export type Run = Omit<Whole<Wire['run']>, 'ended_at'> & { ended_at?: string }
/** Who was asked to attend, and what they said. */
export type CallOut = Omit<Whole<Wire['call_out']>, 'needs' | 'people' | 'status'> & {
  needs: Required<NonNullable<Wire['call_out']['needs']>[number]>[]
  people: CallOutPerson[]
  status: { is: 'running' | 'ended'; why?: 'filled' | 'timed-out' | 'stopped'; at?: string }
}
/** One person of a call-out. */
export type CallOutPerson = Omit<Required<NonNullable<Wire['call_out']['people']>[number]>, 'answer'> & {
  answer: { can: { is: 'yes' | 'no'; minutes?: number }; at: string; how: string; late?: boolean } | null
}
/** What became of an entry later: struck through by another, or erased. */
export type Marked = Whole<Wire['marked']>
/** Who is on call in one rota. */
export type OnCall = Wire['rota-on-call']
/** Who is in the room, up to where they have read, and what they do. */
export type Present = Required<NonNullable<Wire['presence']['people'][number]>>

/** An entry that may be read. `body` is null once erased; `absent`: not kept on this device, and asked for when connected. */
export type ReadableEntry = Omit<Wire['entry'], 'changed' | 'body'> & {
  body: Record<string, unknown> | null
  absent?: true
}
/** An entry that the reader may not read: its place, and whom to ask. */
export type WithheldEntry = Wire['withheld']
/** An entry of the timeline. Numbers are permanent and without gap. */
export type Entry = ReadableEntry | WithheldEntry

/** The kinds that a person can post. */
export type PostKind = Wire['post']['kind']

/** What goes with a post beside its body. */
export interface PostOptions {
  /** As the incident is marked, when left out. */
  marking?: Marking
  /** Whom a RED entry is for. */
  named?: string[]
  /** RFC 3339; when it happened, if not now. */
  occurredAt?: string
  /** Needed when that is more than five minutes ago. */
  lateReason?: string
}

/** A post that is not on the timeline yet, or was refused; kept on this device until it is. */
export interface WaitingPost {
  clientId: string
  kind: PostKind
  body: Record<string, unknown>
  options: PostOptions
  /** RFC 3339: when it was written here. */
  writtenAt: string
  state:
    | { is: 'waiting' }
    /** On the timeline, under this number; goes from the list a little later. */
    | { is: 'saved'; seq: number }
    /** By the rules: it is kept until it is sent anew or discarded. */
    | { is: 'refused'; title: string; detail: string }
}

/**
 * Where the connection stands.
 * `connecting`: nothing is known yet, or it is being tried again; `catching-up`: connected, older entries still come;
 * `live`: everything that there is is shown; `offline`: what is shown stands as of `asOf`; `ended`: see `ended`.
 */
export type ConnectionState = 'connecting' | 'live' | 'catching-up' | 'offline' | 'ended'

/** Why a room ended for good: no access, signed out, unknown incident, or an application too old for the service. */
export type Ended = 'revoked' | 'signed-out' | 'not-found' | 'outdated'

/** A room as it stands. A new object whenever anything changed; unchanged parts keep their identity. */
export interface RoomSnapshot {
  state: ConnectionState
  /** Milliseconds of Unix time since when `state` is what it is. */
  since: number
  /** Why it is over, when `state` is `ended`. */
  ended: Ended | null
  /** By which way entries come; `polling` where WebSockets do not get through. */
  by: 'socket' | 'polling'
  /** Milliseconds of Unix time: as of when everything here was true; null: never. Now, while `live`. */
  asOf: number | null
  /** When it is tried again, in milliseconds of Unix time; null while connected or when waiting for a network. */
  triesAt: number | null
  /** The last entry that there is, as far as is known. */
  head: number
  /** Who one is here; null until known. */
  you: { person: string; organisation: string; may_post: boolean } | null
  /** Null until known. */
  incident: Incident | null
  /** By person. */
  members: ReadonlyMap<string, Membership>
  actions: readonly Action[]
  pages: readonly Page[]
  runs: readonly Run[]
  callOuts: readonly CallOut[]
  /** By the number of the entry that was struck or erased. */
  marked: ReadonlyMap<number, Marked>
  onCall: readonly OnCall[]
  presence: readonly Present[]
  /** In order of `seq`, without gap. The first is entry `entries[0].seq`: 1, but while a long timeline is being fetched. */
  entries: readonly Entry[]
  /** The last entry that was shown to this person on this device before now; null: never here. */
  lastSeen: number | null
  /** The last entry that was shown to this person up to now; 0: none. */
  seenUpTo: number
  /** False where this browser keeps nothing: what is not recorded is gone when the page is closed. */
  kept: boolean
  /** Posts on their way, in the order they were written. */
  waiting: readonly WaitingPost[]
}

/** What one can do in a room. */
export interface RoomActs {
  /** Writes to the timeline; kept on this device until recorded, also without connection. Gives its `clientId`. */
  post(kind: PostKind, body: Record<string, unknown>, options?: PostOptions): string
  /** Resolves once a post is safe: on this device's disk or, where the browser keeps nothing, on the timeline. */
  keptPost(clientId: string): Promise<unknown>
  /** Entries up to here were shown to the person. */
  seen(seq: number): void
  /** What the person is doing, in a word such as `writing`. */
  doing(word: string): void
  /** Sends a refused post anew, changed or not, under a new `clientId`, which it gives. */
  retry(clientId: string, changed?: { body?: Record<string, unknown>; options?: PostOptions }): string
  /** Forgets a post that is refused or waits. */
  discard(clientId: string): void
  /** Tries to connect now. */
  reconnect(): void
}

/** A room: what it is, and what one can do in it. */
export type Room = RoomSnapshot & RoomActs

/** The entry of this number, if it is here. */
export function entryOf(room: Pick<RoomSnapshot, 'entries'>, seq: number): Entry | undefined {
  const first = room.entries[0]
  return first && room.entries[seq - first.seq]
}

/** The number of the last entry that is here; 0 when there is none. */
export function lastOf(room: Pick<RoomSnapshot, 'entries'>): number {
  return room.entries.at(-1)?.seq ?? 0
}
