// A rota edited, or made: what is typed is kept on this device until it is saved, looked at as one goes, and compared with what somebody
// else saved meanwhile.
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useLocation, useParams } from 'wouter'
import { api, whole, type Schema } from '../../api/client'
import { Problem } from '../../api/problem'
import { Confirm } from '../../parts/confirm'
import { SelectField, TextField, Radios } from '../../parts/field'
import { Loading } from '../../parts/loading'
import { nameOf, usePeople } from '../../parts/people'
import { Refused } from '../../parts/refused'
import { Table } from '../../parts/table'
import { Title } from '../../parts/title'
import { useNow } from '../../parts/now'
import { memberName, rotaQuery, teamsQuery, useChanged, useMay, useRotas, type Rota } from './data'
import { useDraft } from './draft'
import { bodyOf, carried, differences, editionOf, elsewhere, faultAt, newLayer, newRota, type Edition, type Fault } from './edition'
import { LayerFields } from './layer'
import { Looked } from './looked'
import { useSettled } from './settled'
import { isZone, mondayOf, dateAt } from './zone'

export default function EditPage() {
  const { rota: id } = useParams<{ rota?: string }>()
  const rota = useQuery({ ...rotaQuery(id ?? ''), enabled: id !== undefined })
  const may = useMay()
  const now = useNow(3_600)
  if (!may.me) return <Loading what="the rota" />
  if (!may.configures) return <><Title>Edit a rota</Title><p>Rotas are edited by the administrators of the cell. Overrides, swaps and absences are made on the rota’s own page.</p></>
  if (id && rota.error && !rota.data) return <><Title>Edit a rota</Title><Refused error={rota.error} again={() => void rota.refetch()} /></>
  if (id && !rota.data) return <Loading what="the rota" />
  return <Editor key={id ?? 'new'} rota={rota.data} begin={rota.data ? editionOf(rota.data) : newRota(`${mondayOf(dateAt('Europe/London', now))}T09:00`)} />
}

/** A conflict is what the service answers when somebody saved first. */
const isStale = (error: unknown) => error instanceof Problem && (error.slug === 'stale' || error.status === 412)

function Editor({ rota, begin }: { rota?: Rota; begin: Edition }) {
  const [edition, change, forget, restored] = useDraft<Edition>(rota ? `rota-${rota.id}` : 'rota-new', begin)
  const [, go] = useLocation()
  const changed = useChanged()
  const body = bodyOf(edition)
  const zoneKnown = isZone(body.rota.time_zone)
  const path = { params: { path: { id: rota?.id ?? '' } } }
  const sent = body as unknown as Schema<'SaveRota'>
  const asked = useSettled(JSON.stringify(body), 600)
  const preview = useQuery({
    queryKey: ['preview', rota?.id ?? 'new', asked],
    queryFn: () => whole(rota ? api.POST('/api/v1/rotas/{id}/preview', { ...path, body: JSON.parse(asked) }) : api.POST('/api/v1/rotas/preview', { body: JSON.parse(asked) })),
    staleTime: 0, gcTime: 0, retry: false, placeholderData: (before) => before,
  })
  const save = useMutation({
    mutationFn: () => whole(rota ? api.PUT('/api/v1/rotas/{id}', { params: { ...path.params, header: { 'If-Match': `"${edition.version}"` } }, body: sent }) : api.POST('/api/v1/rotas', { body: sent })),
    onSuccess: async (saved) => {
      forget()
      await changed()
      go(`/on-call/${saved.id}`)
    },
    onError: (error) => { if (isStale(error)) void changed() },
  })
  const faults: Fault[] = preview.data?.faults ?? []
  const behind = rota && edition.version !== rota.version
  const set = (part: Partial<Edition>) => change({ ...edition, ...part })
  const shown = ['name', 'rota.time_zone', 'duty', 'deputy', ...edition.layers.map((_, index) => `rota.layers[${index}]`)]
  return (
    <>
      <p className="ctac-back"><Link href={rota ? `/on-call/${rota.id}` : '/on-call'}>{rota ? rota.name : 'On call'}</Link></p>
      <Title>{rota ? `Edit ${rota.name}` : 'Make a rota'}</Title>
      {restored && <div className="nhsuk-inset-text"><p>What you wrote before and did not save is here again. <button type="button" className="ctac-press" onClick={forget}>Forget it</button></p></div>}
      {behind && rota && <Conflict mine={edition} theirs={editionOf(rota)} keep={() => { save.reset(); set({ version: rota.version }) }} drop={forget} />}
      <form onSubmit={(event) => { event.preventDefault(); if (!save.isPending) save.mutate() }} noValidate>
        <Head edition={edition} set={set} faults={faults} zoneKnown={zoneKnown} self={rota?.id} />
        <Layers edition={edition} set={set} faults={faults} />
        {rota && <Radios label="Who is on call at this moment" value={edition.onNow} change={(onNow) => set({ onNow: onNow as Edition['onNow'] })} options={[
          { value: 'keep', words: 'Stays on to their handoff' }, { value: 'recount', words: 'Is whoever the edited rota says, at once' }]} />}
        <section aria-labelledby="ctac-does">
          <h2 className="nhsuk-heading-m" id="ctac-does">What this does in the next 90 days</h2>
          <div role="status" className="ctac-looking">{preview.isFetching && <p>Looking …</p>}</div>
          {preview.error && <Refused error={preview.error} again={() => void preview.refetch()} />}
          {preview.data && faults.length === 0 && <Looked found={preview.data} zone={zoneKnown ? body.rota.time_zone : 'UTC'} />}
          {faults.length > 0 && <p className="ctac-preview__gap"><strong>It cannot be saved yet:</strong> {faults.length === 1 ? 'a field needs' : `${faults.length} fields need`} a look.</p>}
          {elsewhere(faults, shown).map((it) => <p className="nhsuk-error-message" key={it.field}>{it.field}: {it.problem}</p>)}
        </section>
        {save.error && !isStale(save.error) && <Refused error={save.error} />}
        {isStale(save.error) && !behind && <p className="ctac-preview__gap" role="alert"><strong>Somebody else saved this rota first.</strong> Nothing of yours was saved, and nothing is lost.</p>}
        <button type="submit" className="nhsuk-button" aria-disabled={save.isPending || behind || undefined} disabled={behind}>{rota ? 'Save this rota' : 'Make this rota'}</button>
      </form>
      {rota && !rota.retired && (
        <Confirm button="Retire this rota" kind="warning" title={`Retire ${rota.name}?`} does="Retire it"
          act={() => api.DELETE('/api/v1/rotas/{id}', { params: { ...path.params, header: { 'If-Match': `"${rota.version}"` } } })} done={() => { forget(); void changed(); go('/on-call') }}>
          <p>From then on nobody is on call in it, and policies that ask it find nobody. Its history stays. It cannot be brought back.</p>
        </Confirm>
      )}
    </>
  )
}

interface Part {
  edition: Edition
  set: (part: Partial<Edition>) => void
  faults: Fault[]
}

function Head({ edition, set, faults, zoneKnown, self }: Part & { zoneKnown: boolean; self?: string }) {
  const rotas = useRotas() ?? []
  return (
    <>
      <TextField label="Name" value={edition.name} change={(name) => set({ name })} error={faultAt(faults, 'name')} maxLength={200} />
      <TextField label="Time zone" hint="Its name at IANA, such as Europe/London" value={edition.zone} change={(zone) => set({ zone })}
        error={faultAt(faults, 'rota.time_zone') ?? (zoneKnown ? undefined : 'This is no time zone that this browser knows')} />
      <SelectField label="What being on it means" value={edition.duty} change={(duty) => set({ duty: duty as Edition['duty'] })}
        options={[['responder', 'Responder: is woken, answers'], ['lead', 'Lead: leads incidents'], ['other', 'Something else']]} />
      <SelectField label="Who stands in where it has nobody" value={edition.deputy} change={(deputy) => set({ deputy })} error={faultAt(faults, 'deputy')}
        options={[['', 'No other rota'], ...rotas.filter((it) => it.id !== self).map((it): [string, string] => [it.id, it.name])]} />
    </>
  )
}

function Layers({ edition, set, faults }: Part) {
  const people = usePeople()
  const teams = useQuery(teamsQuery).data ?? []
  const name = (member: string) => memberName(member, (id) => nameOf(people, id), teams)
  const choices: [string, string][] = [
    ...people.filter((it) => it.active && it.name).map((it): [string, string] => [it.id, it.name ?? '']).sort((a, b) => a[1].localeCompare(b[1])),
    ...teams.map((it): [string, string] => [`team/${it.id}`, `Team ${it.name}`]),
  ]
  const { layers } = edition
  return (
    <section aria-labelledby="ctac-layers">
      <h2 className="nhsuk-heading-m" id="ctac-layers">Layers</h2>
      <p className="nhsuk-hint">From the lowest to the highest: where a later layer has somebody on, it stands instead of those before it. What no layer covers is a gap.</p>
      {layers.map((layer, index) => (
        <LayerFields key={index} layer={layer} index={index} count={layers.length} zone={edition.zone} faults={faults} name={name} choices={choices}
          change={(to) => set({ layers: layers.map((it, at) => (at === index ? to : it)) })} carry={(by) => set({ layers: carried(layers, index, index + by) })}
          remove={() => set({ layers: layers.filter((_, at) => at !== index) })} />
      ))}
      <button type="button" className="nhsuk-button nhsuk-button--secondary" onClick={() => set({ layers: [...layers, newLayer(layers[0]?.start ?? '2026-01-05T09:00', layers.length + 1)] })}>Add a layer</button>
    </section>
  )
}

function Conflict({ mine, theirs, keep, drop }: { mine: Edition; theirs: Edition; keep: () => void; drop: () => void }) {
  const people = usePeople()
  const teams = useQuery(teamsQuery).data ?? []
  const rotas = useRotas() ?? []
  const rows = differences(mine, theirs, (id) => rotas.find((it) => it.id === id)?.name ?? memberName(id, (person) => nameOf(people, person), teams))
  return (
    <div className="ctac-loud" role="region" aria-label="Somebody else saved this rota">
      <h2 className="nhsuk-heading-s">Somebody else saved version {theirs.version} while you were editing version {mine.version}</h2>
      <Table caption="What you wrote beside what stands now" captionHidden rows={rows} rowKey={(row) => row.what} empty="Both say the same." columns={[
        { head: 'What', cell: (row) => row.what }, { head: 'Yours', cell: (row) => row.mine }, { head: 'As it stands', cell: (row) => row.theirs },
      ]} />
      <div className="ctac-dialog__acts">
        <button type="button" className="nhsuk-button nhsuk-button--secondary" onClick={keep}>Go on with mine</button>
        <button type="button" className="nhsuk-button nhsuk-button--secondary" onClick={drop}>Take what stands</button>
      </div>
    </div>
  )
}
