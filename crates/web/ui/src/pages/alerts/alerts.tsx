// Alerts, newest first, by status and by how severe they have been; and the way to raise one by hand.
import { useState } from 'react'
import { Link } from 'wouter'
import { api, whole } from '../../api/client'
import { hasRole, useMe } from '../../me'
import { SelectField } from '../../parts/field'
import { Loading } from '../../parts/loading'
import { More, usePieces } from '../../parts/pieces'
import { Refused } from '../../parts/refused'
import { Table, type Column } from '../../parts/table'
import { Time } from '../../parts/time'
import { Title } from '../../parts/title'
import { AlertTag } from './tag'
import { alertSeverities, alertStatuses, alertStatusWords, type Alert } from './words'

/** Milliseconds between two looks at the list. */
const REFRESH = 15_000

const columns: Column<Alert>[] = [
  { head: 'Alert', cell: (it) => <Link href={`/alerts/${it.id}`}>{it.summary}</Link> },
  { head: 'Severity', cell: (it) => <AlertTag severity={it.worst} /> },
  { head: 'Status', cell: standing },
  { head: 'Source', cell: (it) => it.source },
  { head: 'Since', cell: (it) => <Time at={it.raised_at} /> },
  { head: 'Signals', numeric: true, cell: (it) => it.count },
]

/** An alert that pages nobody waits for nobody. */
function standing(it: Alert): string {
  if (it.held && it.status !== 'resolved') return 'Put off'
  return it.status === 'triggered' && !it.page ? 'Recorded, nobody was paged' : alertStatusWords(it.status)
}

export default function Alerts() {
  const me = useMe()
  const [status, setStatus] = useState('')
  const [severity, setSeverity] = useState('')
  const query = usePieces(['alerts', 'list', status, severity], (cursor) => whole(api.GET('/api/v1/alerts', {
    params: { query: { ...(status && { status }), ...(severity && { severity }), ...(cursor && { cursor }), limit: '50' } },
  })), REFRESH)
  const atLeast: [string, string][] = alertSeverities.slice(0, -1).map(([value, words]) => [value, value === 'critical' ? words : `${words} or worse`])
  return (
    <>
      <Title>Alerts</Title>
      {hasRole(me, 'responder', 'incident-lead', 'intake') && (
        <p><Link href="/raise" className="nhsuk-button nhsuk-button--warning ctac-main-act">Raise an alert by hand</Link></p>
      )}
      <div className="ctac-filters">
        <SelectField label="Status" value={status} change={setStatus} options={[['', 'Any'], ...alertStatuses]} />
        <SelectField label="Severity" value={severity} change={setSeverity} options={[['', 'Any'], ...atLeast]} />
      </div>
      {query.isPending && <Loading what="the alerts" />}
      {query.isError && !query.isFetchNextPageError && <Refused error={query.error} again={() => void query.refetch()} />}
      {query.isSuccess && (
        <Table caption="Alerts, newest first" captionHidden columns={columns} rows={query.items} rowKey={(it) => it.id}
          empty={status || severity ? 'No alert is like that.' : 'There has been no alert.'} />
      )}
      <More query={query} />
    </>
  )
}
