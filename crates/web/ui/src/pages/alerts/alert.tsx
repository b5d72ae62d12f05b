// One alert: what it says, who was paged for it, what changed before it, and what one can do: take its page, put it off, close it, declare.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from 'wouter'
import { api, whole } from '../../api/client'
import { hasRole, useMe } from '../../me'
import { Loading } from '../../parts/loading'
import { SeverityTag } from '../../parts/marks'
import { PageCard, type PageLike } from '../../parts/page-card'
import { Organisation, Person } from '../../parts/people'
import { Refused } from '../../parts/refused'
import { Time } from '../../parts/time'
import { Title } from '../../parts/title'
import { counted, type Severity } from '../../parts/choices'
import { integrationsQuery } from '../integrations/asks'
import { Close } from './close'
import { Snooze } from './snooze'
import { AlertTag } from './tag'
import { alertStatusWords, type Alert } from './words'

/** Milliseconds between two looks while it is open. */
const REFRESH = 5_000

export default function AlertPage() {
  const { id = '' } = useParams<{ id: string }>()
  const query = useQuery({
    queryKey: ['alerts', id],
    queryFn: () => whole(api.GET('/api/v1/alerts/{id}', { params: { path: { id } } })),
    refetchInterval: (it) => (it.state.data?.status === 'resolved' ? false : REFRESH),
  })
  if (query.isError) return <><Title>Alert</Title><Refused error={query.error} again={() => void query.refetch()} /></>
  if (!query.data) return <Loading what="the alert" />
  const alert = query.data
  return (
    <>
      <p className="ctac-back"><Link href="/alerts">All alerts</Link></p>
      <Title caption="Alert">{alert.summary}</Title>
      <p className="ctac-tags"><AlertTag severity={alert.worst} /> <span>{alert.status === 'triggered' && !alert.page ? 'Recorded, nobody was paged' : alertStatusWords(alert.status)}</span>{alert.flapping && <span>, comes and goes</span>}</p>
      {alert.why_not_paged && <p className="nhsuk-inset-text">{alert.why_not_paged}</p>}
      {alert.page && <AlertsPage id={alert.page} />}
      <Acts alert={alert} />
      <Facts alert={alert} />
      <Changes alert={alert} />
      {(alert.joined?.length ?? 0) > 0 && <Joined ids={alert.joined ?? []} />}
    </>
  )
}

function Acts({ alert }: { alert: Alert }) {
  const me = useMe()
  const incident = useQuery({
    queryKey: ['incidents', 'one', alert.incident],
    queryFn: () => whole(api.GET('/api/v1/incidents/{id}', { params: { path: { id: alert.incident ?? '' } } })),
    enabled: Boolean(alert.incident),
  })
  if (alert.incident) {
    const reference = incident.data?.reference
    return <p><Link className="nhsuk-button ctac-main-act" href={`/incidents/${reference ?? alert.incident}`}>Open {reference ?? 'its incident'}</Link></p>
  }
  return (
    <div className="ctac-acts">
      {hasRole(me, 'responder', 'incident-lead', 'intake') && (
        <Link className="nhsuk-button nhsuk-button--warning ctac-main-act" href={`/declare?alert=${alert.id}`}>Declare an incident from it</Link>
      )}
      {alert.status !== 'resolved' && <Snooze id={alert.id} />}
      {alert.status !== 'resolved' && <Close id={alert.id} />}
    </div>
  )
}

function AlertsPage({ id }: { id: string }) {
  const queries = useQueryClient()
  const page = useQuery({
    queryKey: ['pages', id],
    queryFn: () => whole(api.GET('/api/v1/pages/{id}', { params: { path: { id } } })),
    refetchInterval: REFRESH,
  })
  return (
    <section aria-labelledby="alert-page">
      <h2 className="nhsuk-heading-m" id="alert-page">Who is paged</h2>
      {page.isError && <Refused error={page.error} again={() => void page.refetch()} />}
      {page.data && <PageCard page={page.data as unknown as PageLike} answered={() => void queries.invalidateQueries()} />}
    </section>
  )
}

interface Report {
  reference: string
  criteria: string[]
  unknown?: string[]
  severity: Severity | null
  organisations?: string[]
  by?: string | null
}

function Facts({ alert }: { alert: Alert }) {
  const report = alert.report as unknown as Report | null | undefined
  const integrations = useQuery(integrationsQuery)
  const from = integrations.data?.find((it) => it.id === alert.integration)?.name
  return (
    <dl className="nhsuk-summary-list">
      {report && <ByHand report={report} callBack={alert.call_back} />}
      <Fact name="Source">{alert.source}</Fact>
      {from && !report && <Fact name="From">{from}</Fact>}
      <Fact name="Since"><Time at={alert.raised_at} />{alert.count > 1 && `, ${counted(alert.count, 'signal')}`}</Fact>
      {alert.occurred_at && <Fact name="Happened"><Time at={alert.occurred_at} /></Fact>}
      {Object.entries(alert.fields).map(([name, value]) => <Fact key={name} name={name}><span className="ctac-words">{value}</span></Fact>)}
    </dl>
  )
}

function ByHand({ report, callBack }: { report: Report; callBack: string | null | undefined }) {
  const criteria = [...report.criteria, ...(report.unknown ?? [])]
  return (
    <>
      <Fact name="Raised by hand"><Link href={`/raise/${report.reference}`}>{report.reference}</Link>{report.by && <>, by <Person id={report.by} whose /></>}</Fact>
      <Fact name="Whom to call back">{callBack ?? 'Not given'}</Fact>
      <Fact name="How severe it became">{report.severity ? <SeverityTag severity={report.severity} /> : 'Below the threshold'}</Fact>
      <Fact name="Criteria that are met">{criteria.length === 0 ? 'None' : criteria.join(', ')}</Fact>
      <Fact name="Who is affected">
        {report.organisations?.length ? report.organisations.map((id) => <div key={id}><Organisation id={id} /></div>) : 'Not said'}
      </Fact>
    </>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="nhsuk-summary-list__row nhsuk-summary-list__row--no-actions">
      <dt className="nhsuk-summary-list__key">{name}</dt>
      <dd className="nhsuk-summary-list__value">{children}</dd>
    </div>
  )
}

function Changes({ alert }: { alert: Alert }) {
  if (!alert.changes?.length) return null
  return (
    <section aria-labelledby="alert-changes">
      <h2 className="nhsuk-heading-m" id="alert-changes">What changed before it</h2>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {alert.changes.map((it) => (
          <li key={`${it.at}${it.summary}`}>
            <strong>{it.summary}</strong>{it.source && ` (${it.source})`}, {it.before}: <Time at={it.at} plain />
            {it.links?.map((link) => link.href && <span key={link.href}> <a href={link.href} rel="noreferrer noopener">{link.text ?? link.href}</a></span>)}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Joined({ ids }: { ids: string[] }) {
  return (
    <section aria-labelledby="alert-joined">
      <h2 className="nhsuk-heading-m" id="alert-joined">Alerts that joined it</h2>
      <ul className="nhsuk-list">{ids.map((id, at) => <li key={id}><Link href={`/alerts/${id}`}>Alert {at + 1} of {ids.length}</Link></li>)}</ul>
    </section>
  )
}
