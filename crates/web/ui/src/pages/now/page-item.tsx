// One page that asks somebody: what it is, when it goes on, and the three answers, big.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from 'wouter'
import { api, whole } from '../../api/client'
import { as, type Subject } from '../../api/objects'
import { Act } from '../../parts/act'
import { SeverityTag } from '../../parts/marks'
import { nameOf, usePeople } from '../../parts/people'
import { Time, Until } from '../../parts/time'
import { listed } from '../../parts/words'
import { asks, isOpen, statusOf, type Page } from './asks'

/** What a page is about, in words, as far as its reader may know. */
function useAbout(page: Page): { name: string; about?: string; href?: string } {
  const subject = as<Subject>(page.subject)
  const alert = useQuery({
    queryKey: ['alert', subject.kind === 'alert' ? subject.alert : ''],
    enabled: subject.kind === 'alert',
    staleTime: 30_000,
    queryFn: () => whole(api.GET('/api/v1/alerts/{id}', { params: { path: { id: subject.kind === 'alert' ? subject.alert : '' } } })),
  }).data
  const id = subject.kind === 'incident' ? subject.incident : alert?.incident
  const incident = useQuery({
    queryKey: ['incident', id],
    enabled: !!id,
    staleTime: 30_000,
    queryFn: () => whole(api.GET('/api/v1/incidents/{id}', { params: { path: { id: id ?? '' } } })),
  }).data
  const run = useQuery({
    queryKey: ['run', subject.kind === 'run' ? subject.run : ''],
    enabled: subject.kind === 'run',
    retry: false,
    staleTime: 30_000,
    queryFn: () => whole(api.GET('/api/v1/runs/{id}', { params: { path: { id: subject.kind === 'run' ? subject.run : '' } } })),
  }).data
  const room = incident ? `/incidents/${incident.reference}` : undefined
  switch (subject.kind) {
    case 'alert':
      return {
        name: incident?.reference ?? `alert ${subject.alert.slice(-6).toUpperCase()}`,
        about: alert && `${alert.summary} (${alert.source})`,
        href: room ?? (alert ? `/alerts/${alert.id}` : undefined),
      }
    case 'incident':
      return { name: incident?.reference ?? 'an incident', about: incident?.title ?? undefined, href: room }
    case 'exhausted':
      return { name: 'a page that nobody answered', about: 'It ran out of people. Find somebody who takes it.' }
    case 'gap':
      return { name: 'a gap in a rota', about: 'Nobody who can be reached is, or will soon be, on call. Taking this does not close the gap: put somebody on.', href: `/on-call/${subject.rota}` }
    case 'test':
      return { name: 'TEST', about: 'This is a test of whether you can be reached. Acknowledge it; there is nothing else to do.' }
    case 'run':
      return { name: 'a runbook step', about: run ? `“${run.run.title}” needs somebody${run.run.exercise ? ' (EXERCISE)' : ''}.` : 'A run of a runbook needs somebody.', href: `/runs/${subject.run}` }
  }
}

export function PageItem({ page, me, heading }: { page: Page; me: string; heading: string }) {
  const { name, about, href } = useAbout(page)
  const people = usePeople()
  const queries = useQueryClient()
  const status = statusOf(page)
  const params = { params: { path: { id: page.id } } }
  const again = () => void queries.invalidateQueries({ queryKey: ['now'] })
  const mine = asks(page, me)
  const said = status.is === 'acknowledged' ? (status.by === me ? 'You have it.' : status.by ? `${nameOf(people, status.by)} has it.` : 'It was taken at its source.') : status.is === 'cancelled' ? 'It is no longer needed.' : undefined
  const told = [...new Set(page.notifications.filter((it) => it.person !== me && it.status !== 'cancelled').map((it) => nameOf(people, it.person)))]
  return (
    <article className={`ctac-todo${!isOpen(page) ? ' ctac-todo--over' : mine ? '' : ' ctac-todo--step'}`} aria-labelledby={heading}>
      <h3 id={heading} className="ctac-todo__title" tabIndex={-1}>
        <SeverityTag severity={page.severity} /> <span>{mine ? 'You are paged' : 'A colleague is paged'}: {name}</span>
      </h3>
      {about && <p className="ctac-todo__about">{about}</p>}
      {said && <p><strong>{said}</strong></p>}
      {status.is === 'active' && page.escalates_at && <p>Goes on to the next people <strong><Until at={page.escalates_at} over="due" /></strong></p>}
      {status.is === 'exhausted' && <p><strong>Nobody answered.</strong> Nobody else is being asked: it waits for whoever takes it.</p>}
      <p className="ctac-todo__small">Since <Time at={page.raised_at} />{told.length > 0 && <>. Told too: {listed(told)}</>}</p>
      {isOpen(page) && (
        <div className="ctac-todo__acts">
          <Act kind={mine ? 'primary' : 'secondary'} does={() => api.POST('/api/v1/pages/{id}/acknowledge', params)} done={again}>Acknowledge<span className="nhsuk-u-visually-hidden"> {name}</span></Act>
          {mine && status.is === 'active' && <Act kind="secondary" does={() => api.POST('/api/v1/pages/{id}/decline', params)} done={again}>I cannot attend<span className="nhsuk-u-visually-hidden"> to {name}</span></Act>}
          {status.is === 'active' && <Act kind="secondary" does={() => api.POST('/api/v1/pages/{id}/escalate', params)} done={again}>Ask the next people now<span className="nhsuk-u-visually-hidden"> about {name}</span></Act>}
        </div>
      )}
      {href && <p><Link href={href}>Open {name}</Link></p>}
    </article>
  )
}
