// What this device keeps of rooms, in IndexedDB: the entries and the state of the last incidents opened, for the person signed in
// alone, and posts until they are recorded. The text of a TLP:RED entry is never kept.
import { KEEP_PIECE, KEPT_ENTRIES, KEPT_ROOMS } from './limits'
import type { View } from './view'
import { keepSmall, readSmall } from './small'
import type { Entry, WaitingPost } from './types'

/** What is kept of a room beside its entries. */
export interface KeptRoom {
  person: string
  id: string
  reference: string
  view: Omit<View, 'entries' | 'presence'>
  asOf: number
  openedAt: number
}

/** A post as it is kept. */
export interface KeptPost extends WaitingPost {
  person: string
  incident: string
  /** Its place in the order they were written. */
  order: number
}

const NAME = 'ctac-room'
/** Whose rooms this device keeps; read before anything is opened, so that nobody sees another's. */
const WHOSE = 'ctac.room.person'

const whole = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((ok, failed) => {
    request.onsuccess = () => ok(request.result)
    request.onerror = () => failed(request.error ?? new Error('IndexedDB failed.'))
  })

const finished = (transaction: IDBTransaction): Promise<void> =>
  new Promise((ok, failed) => {
    transaction.oncomplete = () => ok()
    transaction.onabort = transaction.onerror = () => failed(transaction.error ?? new Error('IndexedDB failed.'))
  })

let opened: Promise<IDBDatabase> | undefined

function database(): Promise<IDBDatabase> {
  opened ??= open().catch((error: unknown) => {
    opened = undefined
    throw error
  })
  return opened
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1)
  request.onupgradeneeded = () => {
    const db = request.result
    db.createObjectStore('rooms', { keyPath: ['person', 'id'] })
    db.createObjectStore('entries', { keyPath: ['person', 'incident', 'entry.seq'] })
    db.createObjectStore('posts', { keyPath: 'clientId' }).createIndex('room', ['person', 'incident', 'order'])
  }
  return whole(request).then((db) => {
    // Another tab with a newer application must not wait for this one.
    db.onversionchange = () => {
      db.close()
      opened = undefined
    }
    return db
  })
}

const allOf = (...key: string[]) => IDBKeyRange.bound(key, [...key, []])

/** Whether this device keeps rooms for this person; forgets another's first. Their posts and drafts stay, for them. */
export async function keepFor(person: string): Promise<void> {
  if (keptFor() === person) return
  await forgetRooms()
  if (!keepSmall(WHOSE, person)) throw new Error('This browser keeps nothing.')
}

/** For whom this device keeps rooms. */
export function keptFor(): string | undefined {
  return readSmall(WHOSE)
}

/** Forgets every room's entries and state: at sign-out, and before another person. */
export async function forgetRooms(): Promise<void> {
  keepSmall(WHOSE, undefined)
  const db = await database()
  const transaction = db.transaction(['rooms', 'entries'], 'readwrite')
  transaction.objectStore('rooms').clear()
  transaction.objectStore('entries').clear()
  await finished(transaction)
}

/** Forgets one room: access to it ended. */
export async function forgetRoom(person: string, id: string): Promise<void> {
  const transaction = (await database()).transaction(['rooms', 'entries'], 'readwrite')
  transaction.objectStore('rooms').delete([person, id])
  transaction.objectStore('entries').delete(allOf(person, id))
  await finished(transaction)
}

/** A room by its id or its reference. */
export async function keptRoom(person: string, named: string): Promise<KeptRoom | undefined> {
  const rooms = (await database()).transaction('rooms').objectStore('rooms')
  const all = (await whole(rooms.getAll(allOf(person)))) as KeptRoom[]
  return all.find((room) => room.id === named || room.reference === named)
}

/** The entries kept of a room, in order and without gap, the latest run of them; a piece at a time, so that nothing stalls. */
export async function keptEntries(person: string, id: string): Promise<Entry[]> {
  const db = await database()
  let entries: Entry[] = []
  let from: IDBValidKey = [person, id]
  for (;;) {
    const store = db.transaction('entries').objectStore('entries')
    const range = IDBKeyRange.bound(from, [person, id, []], entries.length > 0)
    const piece = ((await whole(store.getAll(range, KEEP_PIECE))) as { entry: Entry }[]).map((it) => it.entry)
    for (const entry of piece) {
      if (entries.length > 0 && entry.seq !== (entries.at(-1)?.seq ?? 0) + 1) entries = []
      entries.push(entry)
    }
    const last = piece.at(-1)
    if (piece.length < KEEP_PIECE || !last) return entries
    from = [person, id, last.seq]
  }
}

/** A RED entry without its text: that is for the eyes of those named, not for a device's disk. */
export function keepable(entry: Entry): Entry {
  if (entry.type !== 'entry' || entry.marking !== 'red' || entry.body === null) return entry
  return { ...entry, body: null, absent: true }
}

/** A view without what RED entries set: the text of an action is that of its entry. What an entry that is not here set is not known. */
export function withoutRed(view: View): View {
  const first = view.entries[0]?.seq ?? 0
  const isKept = (seq: number) => (view.entries[seq - first]?.marking ?? 'red') !== 'red'
  return { ...view, actions: view.actions.filter(({ seq }) => isKept(seq)) }
}

/** Keeps a room's state, and entries that came or changed. */
export async function keepRoom(room: KeptRoom, entries: readonly Entry[]): Promise<void> {
  const db = await database()
  for (let at = 0; at === 0 || at < entries.length; at += KEEP_PIECE) {
    const transaction = db.transaction(['rooms', 'entries'], 'readwrite')
    const store = transaction.objectStore('entries')
    for (const entry of entries.slice(at, at + KEEP_PIECE)) store.put({ person: room.person, incident: room.id, entry: keepable(entry) })
    if (at + KEEP_PIECE >= entries.length) {
      transaction.objectStore('rooms').put(room)
      const oldest = room.view.stateHead - KEPT_ENTRIES
      if (oldest > 0) store.delete(IDBKeyRange.bound([room.person, room.id], [room.person, room.id, oldest]))
    }
    await finished(transaction)
  }
}

/** Forgets the rooms that were opened longest ago, beyond as many as are kept. */
export async function trimRooms(person: string): Promise<void> {
  const rooms = (await database()).transaction('rooms').objectStore('rooms')
  const all = (await whole(rooms.getAll(allOf(person)))) as KeptRoom[]
  all.sort((a, b) => b.openedAt - a.openedAt)
  for (const room of all.slice(KEPT_ROOMS)) await forgetRoom(person, room.id)
}

/** A person's posts in a room, in the order they were written. */
export async function keptPosts(person: string, incident: string): Promise<KeptPost[]> {
  const index = (await database()).transaction('posts').objectStore('posts').index('room')
  return (await whole(index.getAll(allOf(person, incident)))) as KeptPost[]
}

/** Keeps a post; resolves once it is on the disk. */
export async function keepPost(post: KeptPost): Promise<void> {
  const transaction = (await database()).transaction('posts', 'readwrite', { durability: 'strict' })
  transaction.objectStore('posts').put(post)
  await finished(transaction)
}

/** Forgets a post: it is recorded, or was discarded. */
export async function forgetPost(clientId: string): Promise<void> {
  const transaction = (await database()).transaction('posts', 'readwrite')
  transaction.objectStore('posts').delete(clientId)
  await finished(transaction)
}

/** For tests: closes the database. */
export async function closeKept(): Promise<void> {
  const db = await opened?.catch(() => undefined)
  db?.close()
  opened = undefined
}
