// One policy: what it does, who would be paged by it, the versions it has had; and editing it.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { api, whole, type Schema } from '../../api/client'
import { hasRole, useMe } from '../../me'
import { Loading } from '../../parts/loading'
import { Notice } from '../../parts/notice'
import { Person } from '../../parts/people'
import { Refused } from '../../parts/refused'
import { Time } from '../../parts/time'
import { Title } from '../../parts/title'
import { policyQuery } from './asks'
import { PolicyEditor } from './editor'
import { Sentences } from './sentences'
import { Simulator } from './simulator'

export default function PolicyPage() {
  const { id } = useParams<{ id: string }>()
  const policy = useQuery(policyQuery(id))
  if (policy.isError) return <><Title>Escalation policy</Title><Refused error={policy.error} again={() => void policy.refetch()} /></>
  return policy.data ? <Shown key={id} policy={policy.data} /> : <Loading what="the policy" />
}

function Shown({ policy }: { policy: Schema<'PolicyView'> }) {
  const me = useMe()
  const queries = useQueryClient()
  const [editing, setEditing] = useState(false)
  const [said, setSaid] = useState('')
  const saved = () => {
    setEditing(false)
    setSaid('The policy was saved. Pages under way keep the version they were raised with.')
    for (const key of ['policy', 'policies', 'policy-versions']) void queries.invalidateQueries({ queryKey: [key] })
  }
  return (
    <>
      <p className="ctac-back"><Link href="/policies">All policies</Link></p>
      <Title caption={`Escalation policy, version ${policy.version}`}>{policy.name}</Title>
      <Notice>{said}</Notice>
      {editing ? <PolicyEditor policy={policy} saved={saved} leave={() => setEditing(false)} /> : (
        <>
          <Sentences steps={policy.steps} repeats={policy.repeats} />
          {hasRole(me, 'cell-admin') && <button type="button" className="nhsuk-button nhsuk-button--secondary" onClick={() => { setSaid(''); setEditing(true) }}>Edit the policy</button>}
          <Simulator policy={policy.id} />
          <Versions id={policy.id} />
        </>
      )}
    </>
  )
}

function Versions({ id }: { id: string }) {
  const versions = useQuery({ queryKey: ['policy-versions', id], queryFn: async () => (await whole(api.GET('/api/v1/policies/{id}/versions', { params: { path: { id } } }))).items })
  return (
    <section aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      {versions.isPending && <Loading what="versions" />}
      {versions.isError && <Refused error={versions.error} again={() => void versions.refetch()} />}
      {versions.data?.map((version) => (
        <details className="nhsuk-details" key={version.version}>
          <summary className="nhsuk-details__summary"><span className="nhsuk-details__summary-text">Version {version.version}: {version.name}</span></summary>
          <div className="nhsuk-details__text">
            <p>Saved <Time at={version.saved_at} /> by {version.by ? <Person id={version.by} whose /> : 'whoever set the cell up'}.</p>
            <Sentences steps={version.steps} repeats={version.repeats} />
          </div>
        </details>
      ))}
    </section>
  )
}
