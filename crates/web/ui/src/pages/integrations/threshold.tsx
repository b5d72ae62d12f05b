// The alert threshold: what the members agreed must be raised, with who approved which version; the administrators edit it.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, whole, type Schema } from '../../api/client'
import { as, type Criterion } from '../../api/objects'
import { hasRole, useMe } from '../../me'
import { Loading } from '../../parts/loading'
import { SeverityTag } from '../../parts/marks'
import { Notice } from '../../parts/notice'
import { Organisation, Person } from '../../parts/people'
import { Refused } from '../../parts/refused'
import { Time } from '../../parts/time'
import { usePolicyNames } from './asks'
import { IntegrationsPage } from './frame'
import { ThresholdEditor } from './threshold-editor'

export type Threshold = Schema<'ThresholdView'>
export const thresholdOf = () => whole(api.GET('/api/v1/threshold'))

export default function ThresholdPage() {
  const me = useMe()
  const queries = useQueryClient()
  const threshold = useQuery({ queryKey: ['threshold'], queryFn: thresholdOf })
  const [editing, setEditing] = useState(false)
  const [said, setSaid] = useState('')
  const saved = () => { setEditing(false); setSaid('The threshold was saved. What was raised before keeps the version it was judged by.'); for (const key of ['threshold', 'threshold-versions']) void queries.invalidateQueries({ queryKey: [key] }) }
  return (
    <IntegrationsPage title="Alert threshold">
      <p>What the cell’s members agreed must be raised, and how severe it is. Whoever raises something says which of these it meets.</p>
      <Notice>{said}</Notice>
      {threshold.isPending && <Loading what="the threshold" />}
      {threshold.isError && <Refused error={threshold.error} again={() => void threshold.refetch()} />}
      {threshold.data && (editing ? <ThresholdEditor threshold={threshold.data} saved={saved} leave={() => setEditing(false)} /> : (
        <>
          <ThresholdText threshold={threshold.data} />
          {hasRole(me, 'cell-admin') && <button type="button" className="nhsuk-button nhsuk-button--secondary" onClick={() => { setSaid(''); setEditing(true) }}>Edit the threshold</button>}
          <Versions />
        </>
      ))}
    </IntegrationsPage>
  )
}

export function ThresholdText({ threshold }: { threshold: Threshold }) {
  const policy = usePolicyNames()
  return (
    <>
      <p>
        {threshold.version === 0 ? <strong>The default set, which nobody has agreed to yet.</strong> : <>Version {threshold.version}{threshold.approved_at && <>, saved <Time at={threshold.approved_at} />{threshold.approved_by && <> by <Person id={threshold.approved_by} whose /></>}</>}.</>}{' '}
        {threshold.authority && <>By the authority of: {threshold.authority}.</>}{' '}
        {threshold.agreed.length > 0 && <>Agreed by {threshold.agreed.map((id, nth) => <span key={id}>{nth > 0 && ', '}<Organisation id={id} /></span>)}.</>}
      </p>
      <ul className="ctac-chosen">{threshold.criteria.map((it) => { const { id, text, severity } = as<Criterion>(it); return <li key={id}><SeverityTag severity={severity} /> {text} <span className="ctac-todo__small">({id})</span></li> })}</ul>
      {threshold.guidance && <p className="ctac-prose">{threshold.guidance}</p>}
      <p>{threshold.policy ? `Where the source’s own rules page nobody: by ${policy(threshold.policy)}.` : 'Where the source’s own rules page nobody, the threshold pages nobody either.'}</p>
    </>
  )
}

function Versions() {
  const versions = useQuery({ queryKey: ['threshold-versions'], queryFn: async () => (await whole(api.GET('/api/v1/threshold/versions'))).items })
  return (
    <section aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      {versions.isError && <Refused error={versions.error} again={() => void versions.refetch()} />}
      {versions.data?.length === 0 && <p>None was saved yet.</p>}
      {versions.data?.map((it) => (
        <details className="nhsuk-details" key={it.version}>
          <summary className="nhsuk-details__summary"><span className="nhsuk-details__summary-text">Version {it.version}</span></summary>
          <div className="nhsuk-details__text"><ThresholdText threshold={it} /></div>
        </details>
      ))}
    </section>
  )
}
