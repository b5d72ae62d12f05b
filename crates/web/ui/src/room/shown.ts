// Which entries a reader is shown, and in which order: filters, text search, as learnt or as happened. Pure, and quick enough to
// run over ten thousand entries at each key.
import type { Entry, Marked } from './types'

/** Groups of kinds that one filters by. */
export const groups = ['notes', 'decisions', 'actions', 'paging', 'runs', 'around'] as const
export type Group = (typeof groups)[number]

export const groupWords: Record<Group, string> = {
  notes: 'Notes', decisions: 'Decisions', actions: 'Actions', paging: 'Pages and call-outs', runs: 'Runbooks and clocks', around: 'Everything else',
}

const byPrefix: [prefix: string, group: Group][] = [
  ['entry.decision', 'decisions'], ['incident.', 'decisions'], ['entry.erased', 'around'], ['entry.', 'notes'], ['action.', 'actions'],
  ['page.', 'paging'], ['call_out.', 'paging'], ['notice.', 'paging'], ['contact.', 'paging'], ['alert.', 'paging'],
  ['run.', 'runs'], ['run_', 'runs'], ['clock.', 'runs'], ['sitrep.', 'runs'],
]

/** The group of a kind; an entry that is withheld has no kind, and is in none. */
export function groupOf(kind: string): Group {
  return byPrefix.find(([prefix]) => kind.startsWith(prefix))?.[1] ?? 'around'
}

export type Order = 'learnt' | 'happened'

export interface Filter {
  /** Empty: all. */
  groups: readonly Group[]
  /** Empty: all. */
  organisation: string
  /** Every word of it stands in the entry. */
  search: string
  mine: boolean
  unseen: boolean
}

export const everything: Filter = { groups: [], organisation: '', search: '', mine: false, unseen: false }

/** Whether anything is filtered away. */
export const filters = ({ groups: some, organisation, search, mine, unseen }: Filter): boolean =>
  some.length > 0 || organisation !== '' || search.trim() !== '' || mine || unseen

export interface Looking {
  filter: Filter
  order: Order
  /** Who reads. */
  person: string | undefined
  /** The last entry that was seen before now. */
  seen: number
  /** No entry beyond it is shown: the reader paused. */
  through: number
  /** An entry's words, in lower case. */
  words(entry: Entry): string
}

/** The entries to be shown, in order. */
export function shown(entries: readonly Entry[], { filter, order, person, seen, through, words }: Looking): readonly Entry[] {
  const terms = filter.search.toLowerCase().split(/\s+/).filter(Boolean)
  const fits = (entry: Entry): boolean => {
    if (entry.seq > through) return false
    if (filter.unseen && entry.seq <= seen) return false
    if (filter.organisation && entry.organisation !== filter.organisation) return false
    if (filter.mine && !isOf(entry, person)) return false
    if (filter.groups.length > 0 && !(entry.type === 'entry' && filter.groups.includes(groupOf(entry.kind)))) return false
    if (terms.length === 0) return true
    const said = words(entry)
    return terms.every((term) => said.includes(term))
  }
  const all = filters(filter) || (entries.at(-1)?.seq ?? 0) > through ? entries.filter(fits) : entries
  return order === 'learnt' ? all : byHappening(all)
}

/** What concerns a person: they wrote it, or are named on it, or it is about them. */
function isOf(entry: Entry, person: string | undefined): boolean {
  if (entry.type === 'withheld' || person === undefined) return false
  const { owner, person: about, by } = entry.body ?? {}
  return entry.actor === `person:${person}` || entry.named?.includes(person) === true || [owner, about, by].includes(person)
}

/** Milliseconds of Unix time at which an entry's matter happened. */
export function happenedAt(entry: Entry): number {
  return Date.parse((entry.type === 'entry' && entry.occurred_at) || entry.recorded_at)
}

function byHappening(entries: readonly Entry[]): readonly Entry[] {
  const at = new Map(entries.map((entry) => [entry.seq, happenedAt(entry)]))
  return [...entries].sort((a, b) => (at.get(a.seq) ?? 0) - (at.get(b.seq) ?? 0) || a.seq - b.seq)
}

/** Entries that were shown, as far as they were shown without a hole: what one may say was seen. */
export class Seen {
  readonly #shown = new Set<number>()
  #upTo: number

  constructor(upTo: number) {
    this.#upTo = upTo
  }

  /** Notes entries that were really in view; gives up to where all were. */
  show(seqs: Iterable<number>): number {
    for (const seq of seqs) if (seq > this.#upTo) this.#shown.add(seq)
    while (this.#shown.delete(this.#upTo + 1)) this.#upTo += 1
    return this.#upTo
  }

  /** All up to here counts as seen: the reader says so. */
  all(upTo: number): number {
    this.#upTo = Math.max(this.#upTo, upTo)
    for (const seq of this.#shown) if (seq <= this.#upTo) this.#shown.delete(seq)
    return this.show([])
  }
}

/** Whether and by which entry an entry was struck through. */
export const struckBy = (marked: ReadonlyMap<number, Marked>, seq: number): number | null => marked.get(seq)?.struck_by ?? null
