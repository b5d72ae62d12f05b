// The rota of that cell: a gap, stand-ins, swaps that are wanted, somebody away, a note for the next, a team.
import type { People } from './filled'

interface Rota { id: string; name: string }
interface Shift { person?: string | null; people?: string[]; from: string; to: string }

export async function fillDuty({ aster, bramble, dahlia, elder, gorse, ivy, larch, maple }: People): Promise<void> {
  const { items } = await aster.get<{ items: Rota[] }>('/api/v1/rotas')
  const responder = items.find((rota) => rota.name === 'Duty responder')?.id ?? ''
  const night = {
    name: 'Nights', groups: [[larch.person], [ivy.person, elder.person]], start: '2026-11-02T20:00:00', turn: { unit: 'daily', length: 1 },
    restrictions: [{ from: '20:00:00', to: '08:00:00' }],
  }
  await aster.post('/api/v1/rotas', { name: 'Network nights', duty: 'other', on_now: 'recount', rota: { time_zone: 'Europe/London', layers: [night] } })
  await aster.put(`/api/v1/rotas/${responder}/note`, { text: 'Imaging is being moved tonight: expect alerts from the archive until 04:00. Ring the trust’s bridge before you page anybody else.' })
  await aster.post(`/api/v1/rotas/${responder}/overrides`, { ...span(40, 52), kind: { do: 'replace', member: dahlia.person, by: larch.person }, reason: 'Dahlia is at the regional exercise' })
  await aster.post('/api/v1/teams', { name: 'Network and identity', members: [larch.person, elder.person, gorse.person] })
  await aster.post('/api/v1/teams', { name: 'Clinical safety', members: [ivy.person, dahlia.person] })
  await dahlia.post('/api/v1/absences', span(24 * 50, 24 * 57))
  await swaps(responder, { dahlia, elder, larch, ivy, bramble, maple })
}

/** A swap is of a shift that one has: the next of each is given away. */
async function swaps(rota: string, people: Pick<People, 'dahlia' | 'elder' | 'larch' | 'ivy' | 'bramble' | 'maple'>): Promise<void> {
  const { items } = await people.dahlia.get<{ items: Shift[] }>(`/api/v1/rotas/${rota}/shifts?from=${day(0)}&to=${day(60)}`)
  for (const [name, reason, to] of [['elder', 'A funeral', undefined], ['larch', 'My annual leave', people.dahlia.person]] as const) {
    const mine = items.find((shift) => (shift.people ?? [shift.person]).includes(people[name].person) && new Date(shift.from) > new Date())
    if (mine) await people[name].post('/api/v1/swaps', { rota, from: mine.from, to: mine.to, reason, ...(to && { to_person: to }) })
  }
}

const HOUR = 3_600_000
const span = (from: number, to: number) => ({ from: at(from), to: at(to) })
/** So many whole hours from now. */
const at = (hours: number): string => new Date(Math.ceil(Date.now() / HOUR) * HOUR + hours * HOUR).toISOString()
const day = (days: number): string => at(days * 24)
