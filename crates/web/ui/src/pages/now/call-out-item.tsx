// A call-out that asks whether one can attend: yes in so many minutes, or no.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { api, whole, type Schema } from '../../api/client'
import { Act } from '../../parts/act'
import { TextField } from '../../parts/field'
import { SeverityTag } from '../../parts/marks'
import { Person } from '../../parts/people'
import { Time, Until } from '../../parts/time'

type CallOut = Schema<'CallOut'>

/** What somebody said: `{can: {is: yes, minutes} or {is: no}, at, …}`. */
interface Said { can: { is: 'yes'; minutes?: number | null } | { is: 'no' }; at: string }

/** Minutes that one button answers. */
const soon = [15, 30, 60]

export function saidTo(callOut: CallOut, me: string): Said | undefined {
  return (callOut.people.find((called) => called.person === me)?.answer as Said | null | undefined) ?? undefined
}

export function CallOutItem({ callOut, me, heading }: { callOut: CallOut; me: string; heading: string }) {
  const queries = useQueryClient()
  const [minutes, setMinutes] = useState('')
  const [change, setChange] = useState(false)
  const incident = useQuery({
    queryKey: ['incident', callOut.incident],
    enabled: !!callOut.incident,
    retry: false,
    queryFn: () => whole(api.GET('/api/v1/incidents/{id}', { params: { path: { id: callOut.incident ?? '' } } })),
  }).data
  const answer = (body: { minutes?: number; cannot?: boolean }) => api.POST('/api/v1/call-outs/{id}/answer', { params: { path: { id: callOut.id } }, body })
  const done = () => { setChange(false); void queries.invalidateQueries({ queryKey: ['now'] }) }
  const said = saidTo(callOut, me)
  const typed = Number(minutes)
  return (
    <article className={`ctac-todo${said ? ' ctac-todo--over' : ''}`} aria-labelledby={heading}>
      <h3 id={heading} className="ctac-todo__title" tabIndex={-1}>
        <SeverityTag severity={callOut.severity} /> <span>Can you attend{incident ? ` ${incident.reference}` : ''}?</span>
      </h3>
      {callOut.reason && <p className="ctac-todo__about">{callOut.reason}</p>}
      <p>Wanted within {callOut.within_min} minutes. <Person id={callOut.by} whose /> asks since <Time at={callOut.raised_at} />; the call-out ends <Until at={callOut.until} over="was over for" />.</p>
      {said && <p><strong>{said.can.is === 'no' ? 'You said that you cannot attend.' : `You said yes${said.can.minutes ? `, in ${said.can.minutes} minutes` : ''}.`}</strong> <Time at={said.at} /></p>}
      {said && !change && <button type="button" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={() => setChange(true)}>Change my answer</button>}
      {(!said || change) && (
        <div className="ctac-todo__acts">
          {soon.map((count) => <Act key={count} does={() => answer({ minutes: count })} done={done}>Yes, in {count} minutes</Act>)}
          <Act kind="secondary" does={() => answer({ cannot: true })} done={done}>No, I cannot</Act>
          <div className="ctac-row">
            <TextField label="Other number of minutes" value={minutes} change={setMinutes} inputMode="numeric" width={4} />
            <Act kind="secondary" disabled={!Number.isInteger(typed) || typed < 1} does={() => answer({ minutes: typed })} done={done}>Yes, then</Act>
          </div>
        </div>
      )}
      {incident && <p><Link href={`/incidents/${incident.reference}`}>Open {incident.reference}</Link></p>}
    </article>
  )
}
