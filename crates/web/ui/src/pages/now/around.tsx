// What is going on around whoever is signed in: open incidents, who is on call, gaps ahead.
import { Link } from 'wouter'
import { useState } from 'react'
import type { Schema } from '../../api/client'
import { hasRole, type Me } from '../../me'
import { SeverityTag, Tlp } from '../../parts/marks'
import { Loading } from '../../parts/loading'
import { useNow } from '../../parts/now'
import { Person } from '../../parts/people'
import { Refused } from '../../parts/refused'
import { Time } from '../../parts/time'
import { useGaps, useLastEntry } from './asks'

type Incident = Schema<'IncidentSummary'>

const statuses: Record<Incident['status'], string> = { open: 'Open', contained: 'Contained', recovering: 'Recovering', 'stood-down': 'Stood down', closed: 'Closed' }

/** Rows of gaps that are shown at once. */
const GAPS = 3

/** What whoever hears of something first does. */
export function Begin({ me }: { me: Me | undefined }) {
  if (!hasRole(me, 'responder', 'incident-lead', 'intake')) return null
  return (
    <div className="nhsuk-button-group">
      <Link href="/declare" className="nhsuk-button nhsuk-button--warning ctac-main-act">Declare an incident</Link>
      <Link href="/raise" className="nhsuk-button nhsuk-button--secondary ctac-main-act">Raise an alert by hand</Link>
    </div>
  )
}

export function Incidents({ open, more, error, loading }: { open: Incident[]; more: boolean; error: unknown; loading: boolean }) {
  return (
    <section aria-labelledby="open-incidents">
      <h2 id="open-incidents">Open incidents</h2>
      {error !== null && error !== undefined && <Refused error={error} />}
      {loading && <Loading what="incidents" />}
      {!loading && !error && open.length === 0 && <p>No incident is open that you may know of.</p>}
      <ul className="ctac-cards">
        {open.map((incident) => <IncidentCard key={incident.id} incident={incident} />)}
      </ul>
      {more && <p>Only the newest are looked through here. <Link href="/incidents">All incidents</Link></p>}
    </section>
  )
}

function IncidentCard({ incident }: { incident: Incident }) {
  const last = useLastEntry(incident.id, incident.head).data
  return (
    <li className="ctac-cards__item">
      <h3 className="nhsuk-heading-s">
        <SeverityTag severity={incident.severity} /> {incident.readable ? <Link href={`/incidents/${incident.reference}`}>{incident.reference}{incident.title && `: ${incident.title}`}</Link> : incident.reference}
      </h3>
      <p>
        {statuses[incident.status]} <Tlp marking={incident.marking.toUpperCase().replace('-', '+')} />{' '}
        {incident.readable ? (incident.lead ? <>Lead: <Person id={incident.lead} whose /></> : <strong>Nobody leads it</strong>) : 'You are not a member: you may know of it, not read it.'}
      </p>
      <p className="ctac-todo__small">Declared <Time at={incident.declared_at} />{last && <>. Last entry #{incident.head}, <Time at={last} /></>}</p>
    </li>
  )
}

export function OnCallNow({ rotas, error }: { rotas: Schema<'OnCall'>[] | undefined; error: unknown }) {
  return (
    <section aria-labelledby="on-call-now">
      <h2 id="on-call-now">On call now</h2>
      {error !== null && error !== undefined && <Refused error={error} />}
      {rotas?.length === 0 && <p>There is no rota yet: nobody is on call. <Link href="/on-call">On call</Link></p>}
      <dl className="nhsuk-summary-list">
        {rotas?.map((rota) => (
          <div className="nhsuk-summary-list__row nhsuk-summary-list__row--no-actions" key={rota.rota}>
            <dt className="nhsuk-summary-list__key"><Link href={`/on-call/${rota.rota}`}>{rota.name}</Link></dt>
            <dd className="nhsuk-summary-list__value">
              {rota.people.length === 0 ? <strong>Nobody</strong> : rota.people.map((person) => <div key={person}><Person id={person} whose /></div>)}
              {rota.until && <div className="ctac-todo__small">until <Time at={rota.until} /></div>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

export function GapsAhead() {
  const gaps = useGaps()
  const [all, showAll] = useState(false)
  const now = useNow(30, gaps.data?.map((it) => Date.parse(it.to)))
  const found = gaps.data?.filter((it) => Date.parse(it.to) > now) ?? []
  return (
    <section aria-labelledby="gaps-ahead">
      <h2 id="gaps-ahead">Gaps in the next 14 days</h2>
      {gaps.isError && <Refused error={gaps.error} again={() => void gaps.refetch()} />}
      {gaps.data && found.length === 0 && <p>None: in every rota somebody who can be reached is on call.</p>}
      <ul>
        {found.slice(0, all ? undefined : GAPS).map((gap) => (
          <li key={`${gap.rota} ${gap.from}`}>
            <Link href={`/on-call/${gap.rota}`}>{gap.name}</Link>: <Time at={gap.from} /> to <Time at={gap.to} plain />,{' '}
            {gap.unreachable.length === 0 ? 'nobody is on call' : <>who is on call cannot be reached: {gap.unreachable.map((person, nth) => <span key={person}>{nth > 0 && ', '}<Person id={person} /></span>)}</>}
          </li>
        ))}
      </ul>
      {!all && found.length > GAPS && <button type="button" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={() => showAll(true)}>Show all {found.length} gaps</button>}
    </section>
  )
}
