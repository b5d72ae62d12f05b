// What somebody is writing: kept for them, for the incident and for the kind, from the first letter until it is on the outbox's
// disk. In localStorage, which is written before the next key is pressed and is there after a crash.
import { keepSmall, readSmall } from './small'
import type { Marking } from './types'

/** What the composer writes. */
export const composed = ['note', 'decision', 'action'] as const
export type Composed = (typeof composed)[number]

/** What stands in the composer's fields. */
export interface Draft {
  text: string
  reason: string
  owner: string
  /** A UK wall clock time, as `datetime-local` has it; empty: none. */
  due: string
  marking: Marking | ''
  named: string[]
  /** A UK wall clock time; empty: now. */
  happened: string
  lateReason: string
  /** The refused post that this is a new version of. */
  instead: string
}

export const blank: Draft = { text: '', reason: '', owner: '', due: '', marking: '', named: [], happened: '', lateReason: '', instead: '' }

export const isBlank = (draft: Draft): boolean => draft.text === '' && draft.reason === '' && draft.instead === ''

const key = (person: string, incident: string, kind: Composed) => `ctac.draft.${person}.${incident}.${kind}`

/** Whether a name in localStorage is that of one of this person's drafts here. */
export const isDraftOf = (name: string | null, person: string, incident: string): boolean => composed.some((kind) => name === key(person, incident, kind))

export function readDraft(person: string, incident: string, kind: Composed): Draft {
  try {
    const kept: unknown = JSON.parse(readSmall(key(person, incident, kind)) ?? '{}')
    return { ...blank, ...(typeof kept === 'object' ? kept : {}) }
  } catch {
    return blank
  }
}

/** Writes behind what is typed, once a frame, and at once when the page goes. */
export class Drafts {
  readonly #person: string
  readonly #incident: string
  readonly #told: (kept: boolean) => void
  readonly #due = new Map<Composed, Draft>()
  #frame: number | undefined

  /** `told` hears at each writing whether the browser kept it. */
  constructor(person: string, incident: string, told: (kept: boolean) => void = () => undefined) {
    this.#person = person
    this.#incident = incident
    this.#told = told
  }

  keep(kind: Composed, draft: Draft) {
    this.#due.set(kind, draft)
    this.#frame ??= requestAnimationFrame(this.flush)
  }

  readonly flush = () => {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
    this.#frame = undefined
    if (this.#due.size === 0) return
    const kept = [...this.#due].map(([kind, draft]) => this.#write(kind, draft))
    this.#due.clear()
    this.#told(kept.every(Boolean))
  }

  #write(kind: Composed, draft: Draft): boolean {
    return keepSmall(key(this.#person, this.#incident, kind), isBlank(draft) ? undefined : JSON.stringify(draft))
  }
}
