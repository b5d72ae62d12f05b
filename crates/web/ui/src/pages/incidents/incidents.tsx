// Incidents that one may know of, newest first, and the way to declare one.
import { useState } from 'react'
import { Link } from 'wouter'
import { api, whole, type Schema } from '../../api/client'
import { hasRole, useMe } from '../../me'
import { SelectField } from '../../parts/field'
import { Loading } from '../../parts/loading'
import { SeverityTag, Tlp } from '../../parts/marks'
import { Person } from '../../parts/people'
import { More, usePieces } from '../../parts/pieces'
import { Refused } from '../../parts/refused'
import { Table, type Column } from '../../parts/table'
import { Time } from '../../parts/time'
import { Title } from '../../parts/title'
import { statuses, statusWords, type Status } from '../../parts/choices'

type Incident = Schema<'IncidentSummary'>

/** Milliseconds between two looks at the list. */
const REFRESH = 15_000

const columns: Column<Incident>[] = [
  {
    head: 'Incident',
    cell: (it) => (
      <span className="ctac-incident">
        <Link href={`/incidents/${it.reference}`}>{it.title ?? it.reference}</Link>
        <span className="ctac-faint">{it.title ? it.reference : 'You are not a member'}</span>
      </span>
    ),
  },
  { head: 'Severity', cell: (it) => <SeverityTag severity={it.severity} /> },
  { head: 'Status', cell: (it) => statusWords(it.status) },
  { head: 'Lead', cell: (it) => lead(it) },
  { head: 'Declared', cell: (it) => <Time at={it.declared_at} /> },
  { head: 'Marking', cell: (it) => <Tlp marking={it.marking} /> },
]

function lead(it: Incident) {
  if (it.lead) return <Person id={it.lead} />
  return it.readable ? <strong className="ctac-warning">Nobody leads it</strong> : '–'
}

export default function Incidents() {
  const me = useMe()
  const [status, setStatus] = useState<Status | ''>('')
  const query = usePieces(['incidents', status], (cursor) =>
    whole(api.GET('/api/v1/incidents', { params: { query: { ...(status && { status }), ...(cursor && { cursor }), limit: '50' } } })), REFRESH)
  return (
    <>
      <Title>Incidents</Title>
      {hasRole(me, 'responder', 'incident-lead', 'intake') && (
        <p><Link href="/declare" className="nhsuk-button nhsuk-button--warning ctac-main-act">Declare an incident</Link></p>
      )}
      <SelectField label="Show" value={status} change={(to) => setStatus(to as Status | '')}
        options={[['', 'All, whatever their status'], ...statuses.map((it): [string, string] => [it.value, it.words])]} />
      {query.isPending && <Loading what="the incidents" />}
      {query.isError && !query.isFetchNextPageError && <Refused error={query.error} again={() => void query.refetch()} />}
      {query.isSuccess && (
        <Table caption="Incidents, newest first" captionHidden columns={columns} rows={query.items} rowKey={(it) => it.id}
          empty={status ? 'No incident that you may know of has this status.' : 'No incident that you may know of was ever declared.'} />
      )}
      <More query={query} />
    </>
  )
}
