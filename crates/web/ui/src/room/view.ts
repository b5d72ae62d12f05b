// A room's content as frames change it: pure, no connection and no clock. One rule keeps it right whatever the way the frames
// come by: entities stand as of `stateHead`, and only later entries' `changed` replaces them.
import type {
  Action, CallOut, Entry, Incident, Marked, Membership, OnCall, Page, Present, ReadableEntry, Run, WithheldEntry,
} from './types'
import type { Frame, Welcome } from './frames'

/** What the service said of a room. */
export interface View {
  you: { person: string; organisation: string; may_post: boolean } | null
  incident: Incident | null
  members: ReadonlyMap<string, Membership>
  actions: readonly Action[]
  pages: readonly Page[]
  runs: readonly Run[]
  callOuts: readonly CallOut[]
  marked: ReadonlyMap<number, Marked>
  onCall: readonly OnCall[]
  presence: readonly Present[]
  entries: readonly Entry[]
  /** The entry as of which the entities stand. */
  stateHead: number
  /** The last entry there is, as far as is known. */
  head: number
}

/** Nothing is known. */
export const nothing: View = {
  you: null, incident: null, members: new Map(), actions: [], pages: [], runs: [], callOuts: [], marked: new Map(),
  onCall: [], presence: [], entries: [], stateHead: 0, head: 0,
}

/** The last entry that is here. */
export const lastSeq = (view: View): number => view.entries.at(-1)?.seq ?? 0

/** The entities of a welcome replace all that were known. */
export function welcomed(view: View, { you, head, state }: Welcome): View {
  const marked = new Map((state.marked ?? []).map((it) => [it.seq, it]))
  return {
    ...view, you, head, stateHead: head, marked,
    incident: state.incident ?? view.incident,
    members: new Map(Object.entries(state.members ?? {})),
    actions: state.actions ?? [], pages: state.pages ?? [], runs: state.runs ?? [], callOuts: state.call_outs ?? [],
    onCall: state.on_call ?? [],
    entries: withoutErased(view.entries, marked),
  }
}

/** What became of entries that come in order: those that fit, and whether one is missing before the rest. */
export function appended(view: View, frames: readonly (Frame & { type: 'entry' | 'withheld' })[]): { view: View; gap: boolean } {
  let last = lastSeq(view)
  const fresh: Entry[] = []
  let next = view
  let gap = false
  // Even of an entry that does not fit it is known that it is there.
  const head = Math.max(view.head, ...frames.map((frame) => frame.seq))
  for (const frame of frames) {
    if (frame.seq <= last) continue
    if (frame.seq !== last + 1 && (last > 0 || fresh.length > 0 || frame.seq !== 1)) {
      gap = true
      break
    }
    last = frame.seq
    if (frame.type === 'withheld') {
      fresh.push(frame satisfies WithheldEntry)
      next = frame.seq > next.stateHead ? { ...next, stateHead: frame.seq } : next
    } else {
      const { changed, ...entry } = frame
      fresh.push(entry as ReadableEntry)
      if (frame.seq > next.stateHead) next = { ...applied(next, changed ?? []), stateHead: frame.seq }
    }
  }
  if (fresh.length === 0) return { view: head > view.head ? { ...view, head } : view, gap }
  const entries = withoutErased([...view.entries, ...fresh], next.marked)
  return { view: { ...next, entries, head }, gap }
}

/** Entries that were left out come into their places: older ones before the first, and those whose body was not kept. */
export function filled(view: View, frames: readonly (Frame & { type: 'entry' | 'withheld' })[]): View {
  const first = view.entries[0]?.seq ?? 1
  const bare = frames.map(entryOfFrame)
  const older = bare.filter((it) => it.seq < first)
  const entries = [...older, ...view.entries]
  for (const entry of bare) {
    const at = entry.seq - (entries[0]?.seq ?? 1)
    if (entries[at]?.seq === entry.seq) entries[at] = entry
  }
  return { ...view, entries: withoutErased(entries, view.marked) }
}

/** An entry's frame without what it changed. */
export function entryOfFrame(frame: Frame & { type: 'entry' | 'withheld' }): Entry {
  if (frame.type === 'withheld') return frame
  const { changed: _, ...entry } = frame
  return entry as ReadableEntry
}

type Changed = { entity?: string; [member: string]: unknown }

function applied(view: View, changed: readonly Changed[]): View {
  return changed.reduce(one, view)
}

function one(view: View, { entity, ...whole }: Changed): View {
  switch (entity) {
    case 'incident':
      return { ...view, incident: whole as Incident }
    case 'member':
      return { ...view, members: memberSet(view, whole as { person: string; membership: Membership | null }) }
    case 'action':
      return { ...view, actions: put(view.actions, whole as Action) }
    case 'page':
      return { ...view, pages: put(view.pages, whole as Page) }
    case 'run':
      return { ...view, runs: put(view.runs, whole as Run) }
    case 'call_out':
      return { ...view, callOuts: put(view.callOuts, whole as CallOut) }
    case 'marked':
      return { ...view, marked: new Map(view.marked).set((whole as Marked).seq, whole as Marked) }
    default:
      // An entity of a newer service: what is known stays right without it.
      return view
  }
}

function memberSet(view: View, { person, membership }: { person: string; membership: Membership | null }) {
  const members = new Map(view.members)
  if (membership) members.set(person, membership)
  else members.delete(person)
  return members
}

function put<T extends { id: string }>(all: readonly T[], whole: T): readonly T[] {
  return all.some((it) => it.id === whole.id) ? all.map((it) => (it.id === whole.id ? whole : it)) : [...all, whole]
}

/** What was erased is erased here too. */
function withoutErased(entries: readonly Entry[], marked: ReadonlyMap<number, Marked>): readonly Entry[] {
  const first = entries[0]?.seq ?? 0
  let out: Entry[] | undefined
  for (const it of marked.values()) {
    const entry = it.erased ? entries[it.seq - first] : undefined
    if (entry?.type !== 'entry' || entry.body === null) continue
    out ??= [...entries]
    out[it.seq - first] = { ...entry, body: null }
  }
  return out ?? entries
}
