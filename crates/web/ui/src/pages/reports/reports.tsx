// Reports: how fast pages are taken, whom they fall on, when incidents were. Read up to a bound, which is said.
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { api, whole, type Schema } from '../../api/client'
import { statusWords } from '../../parts/choices'
import { dayOf, lengthOf } from '../../parts/instants'
import { Loading } from '../../parts/loading'
import { SeverityTag } from '../../parts/marks'
import { Person } from '../../parts/people'
import { Refused } from '../../parts/refused'
import { Table } from '../../parts/table'
import { Title } from '../../parts/title'
import { Bar, ResponseChart, Strip } from './charts'
import { monthName, monthsOf, perPerson, type Page } from './figures'

/** Pages and incidents that are read at most, and in pieces of how many. */
const MOST = 1_000
const PIECE = 500

/** Reads pieces up to the bound; `more` where the service had further ones. */
async function upTo<T>(piece: (cursor: string | undefined) => Promise<{ items: T[]; next?: string | null }>): Promise<{ items: T[]; more: boolean }> {
  const items: T[] = []
  let cursor: string | undefined
  do {
    const read = await piece(cursor)
    items.push(...read.items)
    cursor = read.next ?? undefined
  } while (cursor && items.length < MOST)
  return { items, more: cursor !== undefined }
}

const pagesQuery = {
  queryKey: ['pages', 'report'], staleTime: 60_000,
  queryFn: () => upTo((cursor) => whole(api.GET('/api/v1/pages', { params: { query: { limit: String(PIECE), cursor } } })) as unknown as Promise<{ items: Page[]; next?: string | null }>),
}
const incidentsQuery = {
  queryKey: ['incidents', 'report'], staleTime: 60_000,
  queryFn: () => upTo<Schema<'IncidentSummary'>>((cursor) => whole(api.GET('/api/v1/incidents', { params: { query: { limit: String(PIECE), cursor } } }))),
}

function bound(read: { items: unknown[]; more: boolean }, what: string): string {
  const count = read.items.length.toLocaleString('en-GB')
  if (read.more) return `Of the last ${count} ${what}s that you may see; there are more before.`
  return read.items.length === 1 ? `Of the one ${what} that you may see, as far back as the service holds in memory.` : `Of all ${count} ${what}s that you may see, as far back as the service holds in memory.`
}

export default function Reports() {
  const pages = useQuery(pagesQuery)
  const incidents = useQuery(incidentsQuery)
  return (
    <>
      <Title>Reports</Title>
      <p>What the ledger says of how the cell does. Who covers which hours is with the rotas: <Link href="/on-call">On call</Link>. How a procedure was followed is with each <Link href="/runbooks">runbook’s</Link> runs.</p>
      {pages.error ? <Refused error={pages.error} again={() => void pages.refetch()} /> : !pages.data ? <Loading what="the pages" /> : <><Response read={pages.data} /><PerPerson read={pages.data} /></>}
      {incidents.error ? <Refused error={incidents.error} again={() => void incidents.refetch()} /> : !incidents.data ? <Loading what="the incidents" /> : <Incidents read={incidents.data} />}
    </>
  )
}

const length = (seconds: number | undefined) => (seconds === undefined ? '–' : lengthOf(seconds * 1_000))

function Response({ read }: { read: { items: Page[]; more: boolean } }) {
  const months = monthsOf(read.items)
  return (
    <section aria-labelledby="response">
      <h2 className="nhsuk-heading-m" id="response">How long until somebody had a page</h2>
      <p>{bound(read, 'page')} From the moment that it was raised to the moment that somebody acknowledged it.</p>
      {months.some((it) => it.median !== undefined) && <figure className="ctac-rb-figure"><ResponseChart months={months} /><figcaption className="ctac-rb-quiet">Filled: half of the pages were taken within this. Outlined: nine in ten were.</figcaption></figure>}
      <Table caption="Response times by month" captionHidden rows={months} rowKey={(it) => it.month} empty="No page was raised."
        columns={[
          { head: 'Month', cell: (it) => monthName(it.month) }, { head: 'Pages', cell: (it) => it.pages, numeric: true }, { head: 'Acknowledged', cell: (it) => it.acknowledged, numeric: true },
          { head: 'Median', cell: (it) => length(it.median), numeric: true }, { head: 'Nine in ten', cell: (it) => length(it.p90), numeric: true },
          { head: 'Nobody left to ask', cell: (it) => it.exhausted, numeric: true }, { head: 'No longer needed', cell: (it) => it.cancelled, numeric: true }, { head: 'Open', cell: (it) => it.open, numeric: true },
        ]} />
    </section>
  )
}

function PerPerson({ read }: { read: { items: Page[]; more: boolean } }) {
  const people = perPerson(read.items)
  const largest = people[0]?.pages ?? 0
  return (
    <section aria-labelledby="people">
      <h2 className="nhsuk-heading-m" id="people">Pages per person</h2>
      <p>{bound(read, 'page')} A page counts once for each person whom it told, however often. Who should share more of the duty is a question for the rota, not a score.</p>
      <Table caption="Pages per person" captionHidden rows={people} rowKey={(it) => it.person} empty="Nobody was told of a page."
        columns={[{ head: 'Person', cell: (it) => <Person id={it.person} whose /> }, { head: 'Pages', cell: (it) => <span className="ctac-rb-counted"><span>{it.pages}</span><Bar value={it.pages} largest={largest} /></span> }]} />
    </section>
  )
}

function Incidents({ read }: { read: { items: Schema<'IncidentSummary'>[]; more: boolean } }) {
  const rows = read.items.toSorted((one, other) => other.declared_at.localeCompare(one.declared_at))
  const times = rows.map((it) => Date.parse(it.declared_at))
  const [from, to] = [Math.min(...times) - 86_400_000, Math.max(...times, Date.now())]
  const on = rows.map((it) => ({ id: it.id, reference: it.reference, severity: it.severity, at: it.declared_at, open: it.status !== 'closed' }))
  return (
    <section aria-labelledby="incidents">
      <h2 className="nhsuk-heading-m" id="incidents">Incidents over time</h2>
      <p>{bound(read, 'incident')}</p>
      {rows.length > 0 && <figure className="ctac-rb-figure"><Strip incidents={on} from={from} to={to} /><figcaption className="ctac-rb-quiet">From {dayOf(new Date(from))} to {dayOf(new Date(to))}. Filled: not closed yet. Outlined: closed.</figcaption></figure>}
      <Table caption="Incidents" captionHidden rows={rows} rowKey={(it) => it.id} empty="No incident was declared."
        columns={[
          { head: 'Incident', cell: (it) => <Link href={`/incidents/${it.reference}`}>{it.reference}</Link> }, { head: 'Title', cell: (it) => it.title ?? 'withheld' },
          { head: 'Severity', cell: (it) => <SeverityTag severity={it.severity} /> }, { head: 'Declared', cell: (it) => dayOf(new Date(it.declared_at)) }, { head: 'Status', cell: (it) => statusWords(it.status) },
        ]} />
    </section>
  )
}
