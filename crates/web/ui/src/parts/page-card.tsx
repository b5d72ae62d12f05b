// A page as it stands: who is told by what, when it goes on to somebody else, and what one can do with it.
import { api } from '../api/client'
import { useMe } from '../me'
import { Act } from './act'
import { Confirm } from './confirm'
import { SeverityTag } from './marks'
import { Person } from './people'
import { Table, type Column } from './table'
import { Time, Until } from './time'
import { howWords, type Severity } from './choices'
import type { Channel } from '../api/objects'
import { channelOf } from './words'

interface Notified {
  id: string
  person: string
  channel: Channel
  due: string
  status: string
}

/** What is shown of a page: what the room's and the interface's pages both have. */
export interface PageLike {
  id: string
  severity: Severity
  status: { is: 'active' | 'acknowledged' | 'exhausted' | 'cancelled'; by?: string | null; how?: string; at?: string }
  step: number
  round: number
  escalates_at: string | null
  notifications: Notified[]
  raised_at: string
}

const sent: Record<string, string> = {
  due: 'to be sent', claimed: 'being sent', sent: 'sent', failed: 'failed', cancelled: 'not sent',
}

/** Whether a page waits for this person. */
export function waitsFor(page: PageLike, person: string | undefined): boolean {
  return page.status.is === 'active' && page.notifications.some((it) => it.person === person)
}

/** A line on where a page stands. */
export function PageStands({ page }: { page: PageLike }) {
  const { status } = page
  if (status.is === 'active') {
    return (
      <>
        <strong className="ctac-warning">Nobody has it yet.</strong>{' '}
        {page.escalates_at && <>Escalates <Until at={page.escalates_at} over="now, late by" />.</>}
      </>
    )
  }
  if (status.is === 'exhausted') return <><strong className="ctac-warning">Nobody answered</strong>{status.at && <>: it ran out of people <Time at={status.at} /></>}.</>
  if (status.is === 'cancelled') return <>No longer needed{status.at && <> since <Time at={status.at} /></>}.</>
  return <>{status.by ? <><Person id={status.by} /> has it</> : 'Acknowledged'}{status.at && <> since <Time at={status.at} /></>}, {howWords(status.how)}.</>
}

const columns: Column<Notified>[] = [
  { head: 'Who', cell: (it) => <Person id={it.person} whose /> },
  { head: 'By', cell: (it) => channelOf(it.channel) },
  { head: 'State', cell: (it) => <>{sent[it.status] ?? it.status}, <Time at={it.due} plain /></> },
]

/** `small`: its answers are big elsewhere on the page. */
export function PageCard({ page, answered, small }: { page: PageLike; answered?: () => void; small?: boolean }) {
  return (
    <article className={`ctac-page${page.status.is === 'active' ? ' ctac-page--active' : ''}`}>
      <p><SeverityTag severity={page.severity} /> <PageStands page={page} /></p>
      <PageActs page={page} {...(answered && { answered })} {...(small && { small })} />
      <details className="nhsuk-details">
        <summary className="nhsuk-details__summary">
          <span className="nhsuk-details__summary-text">Who was told</span>
        </summary>
        <div className="nhsuk-details__text">
          <p>Step {page.step + 1}{page.round > 0 && `, time ${page.round + 1} through`}, raised <Time at={page.raised_at} />.</p>
          <Table caption="Who was told" captionHidden columns={columns} rows={page.notifications} rowKey={(it) => it.id} empty="Nobody yet." />
        </div>
      </details>
    </article>
  )
}

/** Take it, say that one cannot, or send it on now. */
export function PageActs({ page, answered, small }: { page: PageLike; answered?: () => void; small?: boolean }) {
  const me = useMe()
  if (page.status.is !== 'active' && page.status.is !== 'exhausted') return null
  const params = { params: { path: { id: page.id } } }
  const done = answered ? { done: answered } : {}
  const mine = waitsFor(page, me?.person)
  const little = small || !mine
  return (
    <div className="ctac-acts">
      <Act does={() => api.POST('/api/v1/pages/{id}/acknowledge', params)} kind={mine ? 'primary' : 'secondary'} small={little} {...done}>
        {mine ? 'Acknowledge' : 'Take it'}
      </Act>
      {mine && <Act does={() => api.POST('/api/v1/pages/{id}/decline', params)} kind="secondary" small={little} {...done}>I cannot attend</Act>}
      {page.status.is === 'active' && (
        <Confirm button="Escalate now" title="Escalate this page now" does="Escalate" small={little} act={() => api.POST('/api/v1/pages/{id}/escalate', params)} {...done}>
          <p>The next step of its policy is paged at once. Whoever was told already can still take it.</p>
        </Confirm>
      )}
    </div>
  )
}
