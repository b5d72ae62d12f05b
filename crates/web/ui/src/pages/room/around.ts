// What the words of entries need to know of people, organisations, actions, messages and runs.
import { useMemo, useRef } from 'react'
import { useQueries } from '@tanstack/react-query'
import { api, whole } from '../../api/client'
import { instantOf } from '../../parts/instants'
import { useOrganisations, usePeople } from '../../parts/people'
import type { Entry, Room } from '../../room/use-room'
import { wordsOf, type Around, type Told } from '../../room/words/words'

/** Runs whose steps are called by their titles; of more than these by their numbers. */
const TITLED_RUNS = 20

export interface Names extends Around {
  told(entry: Entry): Told
  /** Who wrote it. */
  author(entry: Entry): string
  /** All its words, in lower case, for searching. */
  searched(entry: Entry): string
}

export function useNames(room: Room): Names {
  const people = usePeople()
  const organisations = useOrganisations()
  const steps = useSteps(room)
  const messages = useMessages(room.entries)
  const { actions, runs } = room
  return useMemo(() => {
    const persons = new Map(people.map((it) => [it.id, it]))
    const homes = new Map(organisations.map((it) => [it.id, it.name]))
    const titles = new Map(runs.map((it) => [it.id, it.title]))
    const set = new Map(actions.map((it) => [it.id, it]))
    const organisation = (id: string) => homes.get(id) ?? 'an organisation'
    const person = (id: string) => persons.get(id)?.name ?? `somebody (${id.slice(0, 8)})`
    const around: Around = {
      person,
      whose: (id) => (persons.get(id) ? `${person(id)} (${organisation(persons.get(id)?.organisation ?? '')})` : person(id)),
      organisation,
      time: (at) => (at ? instantOf(new Date(at)) : ''),
      action: (id) => set.get(id),
      message: (id) => messages.all.get(id),
      run: (id) => titles.get(id),
      step: (run, instance) => steps.get(`${run} ${instance}`),
      clock: (id) => messages.clocks.get(id),
    }
    return { ...around, ...speaking(around) }
  }, [people, organisations, actions, runs, steps, messages])
}

const actors: Record<string, string> = { system: 'The service', operator: 'Whoever runs the service' }

/** The words of each entry are put together once for as long as the names stay what they are. */
function speaking(around: Around): Pick<Names, 'told' | 'author' | 'searched'> {
  const toldOf = new WeakMap<Entry, Told>()
  const searchedOf = new WeakMap<Entry, string>()
  const author = (entry: Entry): string => {
    if (entry.type === 'withheld') return ''
    const [is, id = ''] = entry.actor.split(':')
    if (is === 'person') return around.person(id)
    return is === 'integration' ? 'A source of alerts' : (actors[is ?? ''] ?? entry.actor)
  }
  const told = (entry: Entry): Told => {
    const known = toldOf.get(entry)
    if (known) return known
    const words = entry.type === 'withheld' ? { label: 'Withheld', lines: [] } : wordsOf(entry.kind, entry.body, around)
    toldOf.set(entry, words)
    return words
  }
  const searched = (entry: Entry): string => {
    const known = searchedOf.get(entry)
    if (known !== undefined) return known
    const { label, lines } = told(entry)
    const organisation = entry.organisation ? around.organisation(entry.organisation) : ''
    const words = [`#${entry.seq}`, label, author(entry), organisation, ...lines.map((line) => line.text)].join(' ').toLowerCase()
    searchedOf.set(entry, words)
    return words
  }
  return { told, author, searched }
}

interface Messages {
  all: Map<string, { person: string; channel: string }>
  clocks: Map<string, string>
}

/**
 * Whose each message of a page or a call-out is: entries name it by its id. Each entry is read once, and the maps stay the same
 * ones: what a later entry tells does not change the words of earlier ones.
 */
function useMessages(entries: readonly Entry[]): Messages {
  const found = useRef<Messages & { from: number; to: number }>({ all: new Map(), clocks: new Map(), from: Number.POSITIVE_INFINITY, to: 0 })
  return useMemo(() => {
    const known = found.current
    for (const entry of entries) {
      if (entry.type === 'entry' && entry.body !== null && (entry.seq < known.from || entry.seq > known.to)) learn(known, entry.body)
    }
    known.from = entries[0]?.seq ?? known.from
    known.to = entries.at(-1)?.seq ?? known.to
    return known
  }, [entries])
}

function learn(known: Messages, body: Record<string, unknown>) {
  const { notifications, clock } = body as { notifications?: unknown; clock?: { id?: string; name?: string } }
  if (clock?.id && clock.name) known.clocks.set(clock.id, clock.name)
  if (!Array.isArray(notifications)) return
  for (const it of notifications as { id?: string; person?: string; channel?: string }[]) {
    if (it.id && it.person && it.channel) known.all.set(it.id, { person: it.person, channel: it.channel })
  }
}

const dataOf = <T,>(all: { data: T | undefined }[]) => all.map(({ data }) => data)

/** Titles of the runs' steps, by run and number. */
function useSteps({ runs }: Room): Map<string, string> {
  const details = useQueries({
    queries: runs.slice(0, TITLED_RUNS).map((run) => ({
      queryKey: ['run', run.id, 'titles', run.over + run.waiting],
      queryFn: () => whole(api.GET('/api/v1/runs/{id}', { params: { path: { id: run.id } } })),
      staleTime: 60_000,
    })),
    combine: dataOf,
  })
  return useMemo(
    () => new Map(details.flatMap((run) => run?.steps.map((step): [string, string] => [`${run.run.id} ${step.instance}`, step.title]) ?? [])),
    [details],
  )
}
