// Says of a time that one cannot be on call, and what that does to each rota before it is said.
import { useMutation, useQueries } from '@tanstack/react-query'
import { api, whole } from '../../api/client'
import { Refused } from '../../parts/refused'
import { ZONE } from '../../parts/instants'
import { WhenField } from '../../parts/when'
import { iso, useChanged, useMay, useRotas, type Rota } from './data'
import { useDraft } from './draft'
import { Looked } from './looked'
import { useSettled } from './settled'
import { instantAt } from './zone'

export function Away() {
  const may = useMay()
  const changed = useChanged()
  const [typed, type, clear] = useDraft('away', { from: '', to: '' })
  const [from, to] = [instantAt(ZONE, typed.from, 'start'), instantAt(ZONE, typed.to, 'end')]
  const wrong = from !== undefined && to !== undefined && to <= from
  const body = from === undefined || to === undefined || wrong ? undefined : { from: iso(from), to: iso(to) }
  const save = useMutation({
    mutationFn: async () => { if (body) await api.POST('/api/v1/absences', { body: { person: may.me, ...body } }) },
    onSuccess: async () => { clear(); await changed() },
  })
  return (
    <form onSubmit={(event) => { event.preventDefault(); if (body && !save.isPending) save.mutate() }}>
      <h3 className="nhsuk-heading-s">I am away</h3>
      <div className="ctac-times">
        <WhenField label="Away from" value={typed.from} change={(value) => type({ ...typed, from: value })} />
        <WhenField label="Back at" value={typed.to} change={(value) => type({ ...typed, to: value })} error={wrong ? 'You must be back after you leave' : undefined} />
      </div>
      {body && <Before from={body.from} to={body.to} />}
      {save.error && <Refused error={save.error} />}
      <button type="submit" className="nhsuk-button nhsuk-button--secondary" aria-disabled={!body || save.isPending || undefined}>Save the absence</button>
      <span role="status">{save.isSuccess && !typed.from && ' The absence was saved. Others stand in by each rota’s rules.'}</span>
    </form>
  )
}

/** What it would do to each rota that one stands in. */
function Before({ from, to }: { from: string; to: string }) {
  const { me } = useMay()
  const rotas = (useRotas() ?? []).filter((rota) => concerns(rota, me))
  const asked = useSettled(`${from} ${to}`)
  const [start, end] = asked.split(' ') as [string, string]
  const found = useQueries({
    queries: rotas.map((rota) => ({
      queryKey: ['preview', rota.id, 'away', asked],
      queryFn: () => whole(api.POST('/api/v1/rotas/{id}/exceptions/preview', { params: { path: { id: rota.id } }, body: { acts: [{ act: 'absence' as const, from: start, to: end }] } })),
      staleTime: 0, gcTime: 0, retry: false,
    })),
  })
  if (rotas.length === 0) return <p>You stand in no rota: nothing changes.</p>
  return (
    <div role="status">
      {rotas.map((rota, index) => (
        <div key={rota.id}>
          <h4 className="nhsuk-heading-xs">{rota.name}</h4>
          {found[index]?.data ? <Looked found={found[index].data} zone={rota.rota.time_zone} /> : found[index]?.error ? <Refused error={found[index].error} /> : <p>Looking …</p>}
        </div>
      ))}
    </div>
  )
}

/** A team may hold anybody: it is asked about too. */
function concerns(rota: Rota, me: string): boolean {
  return rota.rota.layers.some((layer) => layer.groups.flat().some((member) => member === me || member.startsWith('team/')))
}
