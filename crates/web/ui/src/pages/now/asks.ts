// What Now asks the service for: often what must not be late, seldom what changes seldom; at once when somebody looks.
import { useQuery } from '@tanstack/react-query'
import { api, whole, type Schema } from '../../api/client'
import { as, type PageStatus } from '../../api/objects'
import { untilChanged } from '../../parts/now'

export type Page = Schema<'Page'>

/** Every five seconds while the page is looked at, and at once when it is again. */
const often = { refetchInterval: 5_000, refetchOnWindowFocus: 'always' as const, staleTime: 2_000 }
const sometimes = { refetchInterval: 20_000, refetchOnWindowFocus: 'always' as const, staleTime: 5_000 }
const seldom = { refetchInterval: 300_000, staleTime: 60_000 }

/** Pages that nobody has, and the latest whatever became of them (an exhausted one can still be taken). */
async function pages(): Promise<Page[]> {
  const [active, latest] = await Promise.all([
    whole(api.GET('/api/v1/pages', { params: { query: { active: 'true', limit: '500' } } })),
    whole(api.GET('/api/v1/pages', { params: { query: { limit: '50' } } })),
  ])
  const known = new Set(active.items.map((page) => page.id))
  return [...active.items, ...latest.items.filter((page) => !known.has(page.id))]
}

export const usePages = () => useQuery({ queryKey: ['now', 'pages'], queryFn: pages, ...often })

export const statusOf = (page: Page): PageStatus => as<PageStatus>(page.status)
export const isOpen = (page: Page): boolean => ['active', 'exhausted'].includes(statusOf(page).is)
export const asks = (page: Page, person: string): boolean => page.notifications.some((it) => it.person === person)

export const useCallOuts = () =>
  useQuery({
    queryKey: ['now', 'call-outs'],
    queryFn: async () => (await whole(api.GET('/api/v1/call-outs', { params: { query: { running: 'true' } } }))).items,
    ...often,
  })

export const useIncidents = () =>
  useQuery({ queryKey: ['now', 'incidents'], queryFn: () => whole(api.GET('/api/v1/incidents')), ...sometimes })

export const useSwaps = () =>
  useQuery({
    queryKey: ['now', 'swaps'],
    queryFn: async () => (await whole(api.GET('/api/v1/swaps', { params: { query: { open: 'true' } } }))).items,
    ...sometimes,
  })

export const useOnCall = () =>
  useQuery({
    queryKey: ['now', 'on-call'],
    queryFn: async () => (await whole(api.GET('/api/v1/oncall'))).items,
    ...sometimes,
    refetchInterval: ({ state }) => untilChanged(state.data, Date.now(), sometimes.refetchInterval),
  })

export interface Ahead {
  rota: string
  name: string
  from: string
  to: string
  /** Who is on call then and cannot be reached. */
  unreachable: string[]
}

/** Gaps of the next fortnight in every rota, the nearest first. */
async function gaps(): Promise<Ahead[]> {
  const rotas = (await whole(api.GET('/api/v1/rotas'))).items.filter((rota) => !rota.retired)
  const each = rotas.map(async (rota) => {
    const params = { path: { id: rota.id }, query: { days: '14' } }
    const { now } = await whole(api.GET('/api/v1/rotas/{id}/coverage', { params }))
    return now.gaps.map((gap) => ({ rota: rota.id, name: rota.name, ...gap }))
  })
  return (await Promise.all(each)).flat().sort((one, other) => one.from.localeCompare(other.from))
}

export const useGaps = () => useQuery({ queryKey: ['now', 'gaps'], queryFn: gaps, ...seldom })

export interface Waiting {
  incident: string
  run: Schema<'RunView'>
  step: Schema<'StepView'>
}

/** Runs that one request round looks into: the rest is on the incident's own page. */
const RUNS = 10

/** Steps that wait for this person: they do them, or were named for them. */
async function steps(incidents: string[], me: string): Promise<Waiting[]> {
  const runs = (await Promise.all(incidents.map(async (id) => (await whole(api.GET('/api/v1/incidents/{id}/runs', { params: { path: { id } } }))).items))).flat()
  const open = runs.filter((run) => run.status === 'running' && run.waiting > 0).slice(0, RUNS)
  const each = open.map(async (run) => {
    const detail = await whole(api.GET('/api/v1/runs/{id}', { params: { path: { id: run.id } } }))
    const mine = detail.steps.filter((step) => !step.ended && step.can.length > 0 && (step.claimed_by === me || (!step.claimed_by && step.owners.includes(me))))
    return mine.map((step) => ({ incident: run.incident, run, step }))
  })
  return (await Promise.all(each)).flat()
}

export const useSteps = (incidents: string[], me: string | undefined) =>
  useQuery({ queryKey: ['now', 'steps', me, incidents], queryFn: () => steps(incidents, me ?? ''), enabled: me !== undefined && incidents.length > 0, ...sometimes })

/** When an incident's last entry was recorded: asked again only when there is another. */
export const useLastEntry = (incident: string, head: number | null | undefined) =>
  useQuery({
    queryKey: ['now', 'last-entry', incident, head],
    enabled: typeof head === 'number' && head > 0,
    staleTime: Infinity,
    queryFn: async () => {
      const params = { path: { id: incident }, query: { after: String((head ?? 1) - 1), limit: '1' } }
      const { entries } = await whole(api.GET('/api/v1/incidents/{id}/entries', { params }))
      return as<{ recorded_at?: string } | undefined>(entries[0])?.recorded_at ?? null
    },
  })
