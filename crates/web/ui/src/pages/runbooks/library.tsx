// The library: every runbook that one may read, found by its words, by where it stands and by when it is proposed.
import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { hasRole, useMe } from '../../me'
import { SelectField, TextField } from '../../parts/field'
import { dayOf } from '../../parts/instants'
import { Loading } from '../../parts/loading'
import { Tlp } from '../../parts/marks'
import { Refused } from '../../parts/refused'
import { Title } from '../../parts/title'
import { runbooksQuery } from './queries'
import { chosen, FILTERS, marksOf, type Mark, type Summary } from './standing'

export default function Library() {
  const me = useMe()
  const { data, error, refetch } = useQuery(runbooksQuery)
  const [search, setSearch] = useState('')
  const [filter, setFilter] = useState('')
  const shown = chosen(data ?? [], search, filter, me?.organisation)
  return (
    <>
      <Title>Runbooks</Title>
      <p>Procedures that the cell has agreed on. Read one before you need it; in an incident its lead starts it as a run.</p>
      <div className="ctac-rb-filters" role="search" aria-label="Runbooks">
        <TextField label="Search" type="search" value={search} change={setSearch} />
        <SelectField label="Where it stands" value={filter} change={setFilter} options={FILTERS} />
        {hasRole(me, 'responder', 'incident-lead', 'cell-admin') && <Link className="nhsuk-button nhsuk-button--secondary" href="/runbooks/new">Add a runbook or a version</Link>}
      </div>
      {error ? <Refused error={error} again={() => void refetch()} /> : !data ? <Loading what="the library" /> : (
        <>
          <p role="status">{shown.length === 0 ? said(data.length) : `${shown.length} of ${data.length} runbooks`}</p>
          <ul className="ctac-rb-library">{shown.map((it) => <Card key={it.id} it={it} organisation={me?.organisation} />)}</ul>
        </>
      )}
    </>
  )
}

const said = (all: number) => (all === 0 ? 'The library is empty. Add a runbook, or let the operator load the cell’s folder of runbooks.' : 'No runbook fits. Use fewer words, or “All”.')

function Card({ it, organisation }: { it: Summary; organisation: string | undefined }) {
  return (
    <li className="ctac-rb-card">
      <h2 className="nhsuk-heading-s"><Link href={`/runbooks/${it.slug}`}>{it.title}</Link></h2>
      <p className="ctac-rb-tags"><Marks marks={marksOf(it, organisation)} /> <Tlp marking={it.tlp} /></p>
      <p className="ctac-rb-quiet">{it.owner}. Review by {dayOf(new Date(it.review_by))}. {it.versions > 1 && ` ${it.versions} versions.`}</p>
      {it.triggers && it.triggers.length > 0 && <p className="ctac-rb-quiet"><strong>Proposed for:</strong> {it.triggers.join('; or ')}.</p>}
    </li>
  )
}

export function Marks({ marks }: { marks: Mark[] }) {
  return marks.map((mark) => <strong key={mark.words} className={`nhsuk-tag nhsuk-tag--${mark.colour}`}>{mark.words}</strong>)
}
