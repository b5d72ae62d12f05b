// One room's part of what this device keeps: read once at the start, written in pieces behind what is shown. Where the browser
// keeps nothing (private windows), the room works without.
import { forgetRoom, forgetRooms, keepFor, keepRoom, keptEntries, keptFor, keptRoom, trimRooms, withoutRed } from './keep'
import { KEEP_EVERY } from './limits'
import { keepSmall, readSmall } from './small'
import type { Ended, Entry } from './types'
import type { View } from './view'

/** A room as it was kept. */
export interface Kept {
  id: string
  view: Omit<View, 'presence' | 'entries'>
  entries: Entry[]
  asOf: number
}

export class Keeper {
  readonly #reference: string
  readonly #person: string | undefined
  #id: string | undefined
  #unkept = new Map<number, Entry>()
  #erased = new Set<number>()
  #latest: { view: View; asOf: number } | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #writing: Promise<void> = Promise.resolve()
  #openedAt = Date.now()
  #works = true
  #red = false
  #over = false

  constructor(reference: string, person: string | undefined) {
    this.#reference = reference
    this.#person = person
  }

  /** The incident's id, once known. */
  get id(): string | undefined {
    return this.#id
  }

  /** False where the browser keeps nothing. */
  get works(): boolean {
    return this.#works
  }

  /** What is kept of the room, for this person alone. */
  async open(): Promise<Kept | undefined> {
    if (!this.#person) return undefined
    try {
      await keepFor(this.#person)
      const room = await keptRoom(this.#person, this.#reference)
      if (!room) return undefined
      return { view: room.view, entries: await keptEntries(this.#person, room.id), id: room.id, asOf: room.asOf }
    } catch {
      this.#works = false
      return undefined
    }
  }

  found(id: string) {
    this.#id = id
  }

  /** Entries that came. */
  add(entries: readonly Entry[]) {
    for (const entry of entries) this.#unkept.set(entry.seq, entry)
  }

  /** How the room stands; written a little later. */
  stands(view: View, asOf: number | null) {
    if (this.#over || !this.#works || !this.#id || !this.#person || asOf === null || !view.incident) return
    // A RED incident is not on this device at all, and what was kept of it before it became RED goes.
    if (view.incident.marking === 'red') {
      this.#unkept.clear()
      if (!this.#red) void forgetRoom(this.#person, this.#id).catch(() => undefined)
      this.#red = true
      return
    }
    this.#red = false
    this.#latest = { view, asOf }
    this.#timer ??= setTimeout(() => this.#write(), KEEP_EVERY)
  }

  /** Writes at once what is due. */
  flush(): Promise<void> {
    if (this.#timer !== undefined) {
      clearTimeout(this.#timer)
      this.#write()
    }
    return this.#writing
  }

  #write() {
    this.#timer = undefined
    const { id, latest } = { id: this.#id, latest: this.#latest }
    if (!id || !latest?.view.incident || !this.#person || this.#over) return
    // Somebody signed out, or in as another, in another tab: what they made this device forget does not come back.
    if (keptFor() !== this.#person) {
      this.#unkept.clear()
      return
    }
    const { entries: all, presence: _, ...view } = withoutRed(latest.view)
    this.#addErased(latest.view)
    const entries = [...this.#unkept.values()]
    this.#unkept.clear()
    const room = { person: this.#person, id, reference: latest.view.incident.reference, view, asOf: latest.asOf, openedAt: this.#openedAt }
    const person = this.#person
    // The state must not stand as of entries that are not kept: they go in one order.
    this.#writing = this.#writing
      .then(() => (this.#over || all.length === 0 ? undefined : keepRoom(room, entries)))
      .then(() => trimRooms(person))
      .catch(() => {
        this.#works = false
      })
  }

  #addErased({ marked, entries }: View) {
    const first = entries[0]?.seq ?? 0
    for (const { seq, erased } of marked.values()) {
      const entry = entries[seq - first]
      if (!erased || !entry || this.#erased.has(seq)) continue
      this.#erased.add(seq)
      this.#unkept.set(seq, entry)
    }
  }

  /** The last entry that this person was shown here; null: never here. */
  lastSeen(): number | null {
    const seen = Number(readSmall(this.#seenKey()) ?? Number.NaN)
    return Number.isSafeInteger(seen) ? seen : null
  }

  saw(seq: number) {
    keepSmall(this.#seenKey(), String(seq))
  }

  #seenKey() {
    return `ctac.seen.${this.#person}.${this.#id}`
  }

  /** Access ended, or the session did: nothing of it stays here. */
  async forget(why: Ended): Promise<void> {
    if (why === 'outdated') return
    this.#over = true
    clearTimeout(this.#timer)
    await this.#writing
    if (why === 'signed-out') await forgetRooms()
    else if (this.#person && this.#id) await forgetRoom(this.#person, this.#id)
  }
}
