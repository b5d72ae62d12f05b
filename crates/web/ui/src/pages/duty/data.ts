// The service's answers about duty, and how they are asked for.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, whole, type Schema } from '../../api/client'
import { useMe, hasRole } from '../../me'
import { untilChanged } from '../../parts/now'

export type Override = Omit<Schema<'OverrideView'>, 'kind'> & { kind: Kind }
export type Swap = Omit<Schema<'SwapView'>, 'status'> & { status: { is: 'open' | 'accepted' | 'declined' | 'withdrawn' | 'lapsed'; by?: string; at?: string } }
export type Absence = Schema<'AbsenceView'>
export type Team = Schema<'TeamView'>
export type OnCall = Schema<'OnCall'>

/** What an override does. */
export type Kind =
  | { do: 'add' | 'remove'; member: string }
  | { do: 'replace'; member: string; by: string }
  | { do: 'temporary'; members: string[] }

export type Weekday = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'

/** A layer as it is stored; what this page does not know stays in it. */
export interface Layer {
  name: string
  groups: string[][]
  start: string
  in_force_from?: string
  end?: string
  turn: { unit: 'hourly' | 'daily' | 'weekly' | 'monthly'; length: number; handoff_days?: Weekday[] }
  first?: number
  restrictions?: { days?: Weekday[]; from: string; to: string }[]
  time_zone?: string
  beside?: boolean
}

export interface Rota extends Omit<Schema<'RotaView'>, 'rota'> {
  rota: { time_zone: string; layers: Layer[] }
}

const items = async <T>(answer: Promise<{ data?: { items: unknown[] } }>): Promise<T[]> => (await whole(answer)).items as T[]

export const rotasQuery = { queryKey: ['rotas'], queryFn: () => items<Rota>(api.GET('/api/v1/rotas')) }
export const teamsQuery = { queryKey: ['teams'], queryFn: () => items<Team>(api.GET('/api/v1/teams')), staleTime: 60_000 }
export const absencesQuery = { queryKey: ['absences'], queryFn: () => items<Absence>(api.GET('/api/v1/absences')) }
export const onCallQuery = {
  queryKey: ['oncall'],
  queryFn: () => items<OnCall>(api.GET('/api/v1/oncall')),
  refetchInterval: ({ state }: { state: { data?: OnCall[] } }) => untilChanged(state.data, Date.now(), 60_000),
}
export const swapsQuery = { queryKey: ['swaps'], queryFn: () => items<Swap>(api.GET('/api/v1/swaps', { params: { query: { open: 'true' } } })) }

export const rotaQuery = (id: string) => ({
  queryKey: ['rotas', id],
  queryFn: async () => (await whole(api.GET('/api/v1/rotas/{id}', { params: { path: { id } } }))) as unknown as Rota,
})

const iso = (at: number) => new Date(at).toISOString().replace('.000Z', 'Z')
const window = (id: string, from: number, to: number) => ({ params: { path: { id }, query: { from: iso(from), to: iso(to) } } })

export const shiftsQuery = (id: string, from: number, to: number) => ({
  queryKey: ['rotas', id, 'shifts', from, to],
  queryFn: () => items<Schema<'ShiftView'>>(api.GET('/api/v1/rotas/{id}/shifts', window(id, from, to))),
})

export const layersQuery = (id: string, from: number, to: number) => ({
  queryKey: ['rotas', id, 'layers', from, to],
  queryFn: () => items<Schema<'LayerView'>>(api.GET('/api/v1/rotas/{id}/layers', window(id, from, to))),
})

export const overridesQuery = (id: string) => ({
  queryKey: ['rotas', id, 'overrides'],
  queryFn: () => items<Override>(api.GET('/api/v1/rotas/{id}/overrides', { params: { path: { id } } })),
})

export const coverageQuery = (id: string, days: number) => ({
  queryKey: ['rotas', id, 'coverage', days],
  queryFn: () => whole(api.GET('/api/v1/rotas/{id}/coverage', { params: { path: { id }, query: { days: String(days) } } })),
})

export const fairnessQuery = (id: string, from: number, to: number) => ({
  queryKey: ['rotas', id, 'fairness', from, to],
  queryFn: () => whole(api.GET('/api/v1/rotas/{id}/fairness', window(id, from, to))),
})

export { iso }

/** Asks again for all that an act about duty can change. */
export function useChanged(): () => Promise<void> {
  const queries = useQueryClient()
  return async () => {
    await Promise.all(['rotas', 'oncall', 'swaps', 'absences', 'teams'].map((key) => queries.invalidateQueries({ queryKey: [key] })))
  }
}

/** What the person signed in may do about duty; the rules ask again at each act. */
export function useMay() {
  const me = useMe()
  return {
    me: me?.person ?? '',
    /** Makes overrides of anybody, and imports. */
    arranges: hasRole(me, 'cell-admin', 'incident-lead'),
    /** Can be on call: puts themselves on, takes what is offered. */
    answers: hasRole(me, 'responder', 'incident-lead'),
    /** Says of others that they are away. */
    manages: hasRole(me, 'cell-admin', 'organisation-admin'),
    /** Edits rotas and teams. */
    configures: hasRole(me, 'cell-admin'),
  }
}

/** Rotas in use: those of responders first, then of leads; whoever stands in after whom they stand in for. */
export function inUse(rotas: Rota[]): Rota[] {
  const deputies = new Set(rotas.map((rota) => rota.deputy).filter(Boolean))
  const rank = { responder: 0, lead: 1, other: 2 }
  const key = (rota: Rota) => `${rank[rota.duty]}${deputies.has(rota.id) ? 1 : 0}${rota.name}`
  return rotas.filter((rota) => !rota.retired).sort((a, b) => key(a).localeCompare(key(b)))
}

export function useRotas(): Rota[] | undefined {
  const rotas = useQuery(rotasQuery).data
  return rotas && inUse(rotas)
}

/** A rota's member in words: a person's name, or a team's. */
export function memberName(member: string, name: (id: string) => string, teams: Team[]): string {
  if (!member.startsWith('team/')) return name(member)
  const team = teams.find((it) => `team/${it.id}` === member)
  return team ? `team ${team.name}` : 'a team that is gone'
}

/** Whether an override is why these people are on. */
export function putsOn(kind: Kind, people: string[]): boolean {
  const on = kind.do === 'add' ? [kind.member] : kind.do === 'replace' ? [kind.by] : kind.do === 'temporary' ? kind.members : []
  return on.some((person) => people.includes(person))
}

/** What an override does, in words. */
export function kindWords(kind: Kind, name: (id: string) => string): string {
  switch (kind.do) {
    case 'add': return `${name(kind.member)} is on call too`
    case 'remove': return `${name(kind.member)} is off`
    case 'replace': return `${name(kind.by)} for ${name(kind.member)}`
    case 'temporary': return kind.members.length === 0 ? 'nobody at all' : `${kind.members.map(name).join(', ')} and nobody else`
  }
}
