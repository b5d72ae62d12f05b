// Maintenance windows and suppression rules: what they match is recorded and not paged, until they end.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, whole, type Schema } from '../../api/client'
import { as, type Condition, type Ends } from '../../api/objects'
import { hasRole, useMe } from '../../me'
import { Confirm } from '../../parts/confirm'
import { Loading } from '../../parts/loading'
import { Notice } from '../../parts/notice'
import { Person } from '../../parts/people'
import { Refused } from '../../parts/refused'
import { Time } from '../../parts/time'
import { listed } from '../../parts/words'
import { integrationsQuery } from './asks'
import { IntegrationsPage } from './frame'
import { conditionOf } from './say'
import { SuppressionEditor } from './suppression-editor'

type Suppression = Schema<'SuppressionView'>

export default function Suppressions() {
  const me = useMe()
  const queries = useQueryClient()
  const all = useQuery({ queryKey: ['suppressions'], queryFn: async () => (await whole(api.GET('/api/v1/suppressions'))).items, refetchInterval: 30_000 })
  const [editing, setEditing] = useState<Suppression | 'new'>()
  const [said, setSaid] = useState('')
  const may = hasRole(me, 'cell-admin', 'incident-lead')
  const done = (words: string) => { setEditing(undefined); setSaid(words); void queries.invalidateQueries({ queryKey: ['suppressions'] }) }
  return (
    <IntegrationsPage title="Maintenance and suppression">
      <p>What these match is recorded and pages nobody. What is still open when one ends goes its way then. None is for ever.</p>
      <Notice>{said}</Notice>
      {editing
        ? <SuppressionEditor key={editing === 'new' ? 'new' : editing.id} suppression={editing === 'new' ? undefined : editing} saved={() => done('It was saved.')} leave={() => setEditing(undefined)} />
        : (
          <>
            {may && <button type="button" className="nhsuk-button nhsuk-button--secondary" onClick={() => { setSaid(''); setEditing('new') }}>Hold alerts back for a while</button>}
            {all.isPending && <Loading what="what is held back" />}
            {all.isError && <Refused error={all.error} again={() => void all.refetch()} />}
            {all.data?.length === 0 && <p>Nothing is held back, now or later.</p>}
            <ul className="ctac-cards">{all.data?.map((it) => <Item key={it.id} it={it} may={may} edit={() => { setSaid(''); setEditing(it) }} ended={() => done('It has ended. What it held goes its way.')} />)}</ul>
          </>
        )}
    </IntegrationsPage>
  )
}

function Item({ it, may, edit, ended }: { it: Suppression; may: boolean; edit: () => void; ended: () => void }) {
  const integrations = useQuery(integrationsQuery).data ?? []
  const ends = as<Ends>(it.ends)
  const of = it.integrations.map((id) => integrations.find((one) => one.id === id)?.name ?? 'an integration')
  const begun = Date.parse(it.from) <= Date.now()
  return (
    <li className="ctac-cards__item">
      <h2 className="nhsuk-heading-s">{it.reason} <strong className={`nhsuk-tag nhsuk-tag--${begun ? 'yellow' : 'grey'}`}>{begun ? 'Holds alerts back' : 'Not begun'}</strong></h2>
      <p><Time at={it.from} /> to {ends.is === 'window' ? <Time at={ends.to} /> : <><Time at={ends.by} />, unless somebody reviews and extends it</>}.</p>
      <p>Alerts of {of.length > 0 ? listed(of) : 'every integration'}, where {conditionOf(as<Condition>(it.when)).replace(/^always$/, 'whatever it is')}. {it.holds > 0 && <strong>{it.holds === 1 ? 'It holds 1 open alert now.' : `It holds ${it.holds} open alerts now.`}</strong>}{it.by && <> By <Person id={it.by} whose />.</>}</p>
      {may && (
        <div className="ctac-row">
          <button type="button" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={edit}>Change its end or reason<span className="nhsuk-u-visually-hidden">: {it.reason}</span></button>
          <Confirm small kind="warning" button="End it now" title="End it now?" does="End it" act={() => api.DELETE('/api/v1/suppressions/{id}', { params: { path: { id: it.id } } })} done={ended}>
            <p>{it.reason}</p>
            <p>{it.holds > 0 ? `What it holds (${it.holds}) goes its way at once: people may be paged now.` : 'It holds nothing now.'}</p>
          </Confirm>
        </div>
      )}
    </li>
  )
}
