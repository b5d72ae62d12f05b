// Action cards: what each role has to do in a procedure, one a page on paper, so that each can be handed to whoever has the role.
import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'wouter'
import { SelectField } from '../../parts/field'
import { dayOf } from '../../parts/instants'
import { Loading } from '../../parts/loading'
import { Markdown } from '../../parts/markdown'
import { Refused } from '../../parts/refused'
import { Title } from '../../parts/title'
import { procedureQuery, short } from './queries'
import { About } from './steps'
import { roleName, stepsOf, type Procedure } from './tree'

export default function Cards() {
  const { id = '', version = '' } = useParams<{ id: string; version: string }>()
  const { data, error, refetch } = useQuery(procedureQuery(id, version))
  const [only, setOnly] = useState('')
  if (error) return <><Title>Action cards</Title><Refused error={error} again={() => void refetch()} /></>
  if (!data) return <Loading what="the action cards" />
  const roles = data.roles.filter((role) => stepsOf(data, role.slug).length > 0 && (only === '' || only === role.slug))
  return (
    <>
      <div className="ctac-rb-print-hide">
        <p className="ctac-back"><Link href={`/runbooks/${id}/versions/${version}`}>{data.title}</Link></p>
        <Title>{`Action cards: ${data.title}`}</Title>
        <div className="ctac-rb-filters">
          <SelectField label="Role" value={only} change={setOnly} options={[['', 'Every role'], ...data.roles.filter((role) => stepsOf(data, role.slug).length > 0).map((role): [string, string] => [role.slug, role.name])]} />
          <button type="button" className="nhsuk-button" onClick={() => print()}>Print, one card a page</button>
        </div>
      </div>
      {roles.map((role) => <Card key={role.slug} role={role.slug} about={role.about ?? ''} procedure={data} />)}
    </>
  )
}

function Card({ role, about, procedure }: { role: string; about: string; procedure: Procedure }) {
  return (
    <article className="ctac-rb-action-card" aria-labelledby={`card-${role}`}>
      <h2 className="nhsuk-heading-m" id={`card-${role}`}>Action card: {roleName(procedure, role)}</h2>
      <p className="ctac-rb-quiet">{procedure.title} · TLP:{procedure.tlp} · version {short(procedure.version)} · review by {dayOf(new Date(procedure.review_by))}</p>
      {about && <p>{about}</p>}
      <ol className="ctac-rb-steps">
        {stepsOf(procedure, role).map((step) => (
          <li key={step.slug} className="ctac-rb-step">
            <h3 className="nhsuk-heading-s"><span className="ctac-rb-box" aria-hidden="true" /> <span className="ctac-rb-number">{step.number}</span> {step.title}</h3>
            <About step={step} procedure={procedure} card={step.role === role} />
            {step.text && <Markdown text={step.text} />}
          </li>
        ))}
      </ol>
      <p className="ctac-rb-fill">Bridge: <span /> Second bridge: <span /> Duty lead: <span /></p>
    </article>
  )
}
