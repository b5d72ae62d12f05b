// Who bears how much of the duty: hours, nights, weekends and bank holidays beside an even share, as bars with figures and as a table.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { api, whole, type Schema } from '../../api/client'
import { SelectField } from '../../parts/field'
import { Loading } from '../../parts/loading'
import { nameOf, Organisation, usePeople } from '../../parts/people'
import { Refused } from '../../parts/refused'
import { Table, type Column } from '../../parts/table'
import { Title } from '../../parts/title'
import { useNow } from '../../parts/now'
import { DutyMenu } from './menu'
import { fairnessQuery, iso, rotaQuery } from './data'
import { ZONE, dayOf } from '../../parts/instants'
import { hours, stretch } from './words'
import { dateAt, dayStart, plusDays } from './zone'

type Load = Schema<'LoadView'>
type Part = { load: Load; share: Load }

const SPANS: [string, string][] = [['-90', 'The last 90 days'], ['-365', 'The last year'], ['90', 'The next 90 days'], ['365', 'The next year']]
/** Tiring stretches shown at once. */
const TIRING = 5
const KINDS: [keyof Load, string][] = [['duty_s', 'All duty'], ['night_s', 'Nights'], ['weekend_s', 'Weekends'], ['holiday_s', 'Bank holidays']]

export default function FairnessPage() {
  const { rota: id } = useParams<{ rota?: string }>()
  const rota = useQuery({ ...rotaQuery(id ?? ''), enabled: id !== undefined })
  const [days, setDays] = useState('90')
  const date = dateAt(ZONE, useNow(3_600))
  const [from, to] = [Math.min(Number(days), 0), Math.max(Number(days), 0)].map((it) => dayStart(ZONE, plusDays(date, it))) as [number, number]
  const all = { queryKey: ['rotas', 'all', 'fairness', from, to], queryFn: () => whole(api.GET('/api/v1/fairness', { params: { query: { from: iso(from), to: iso(to) } } })) }
  const found = useQuery(id ? fairnessQuery(id, from, to) : all)
  return (
    <>
      {id && <p className="ctac-back"><Link href={`/on-call/${id}`}>{rota.data?.name ?? 'The rota'}</Link></p>}
      <Title>{id ? 'Fairness' : 'Fairness in all rotas'}</Title>
      {!id && <DutyMenu />}
      <SelectField label="Over" value={days} change={setDays} options={SPANS} />
      {found.error && <Refused error={found.error} again={() => void found.refetch()} />}
      {found.data ? <Shown found={found.data} zone={rota.data?.rota.time_zone ?? ZONE} /> : !found.error && <Loading what="the figures" />}
    </>
  )
}

function Shown({ found, zone }: { found: Schema<'FairnessView'>; zone: string }) {
  const people = usePeople()
  const rows = found.people.map((it) => ({ key: it.person, name: nameOf(people, it.person), ...it })).sort((a, b) => b.load.duty_s - a.load.duty_s)
  return (
    <>
      <p className="nhsuk-hint">Nights are 23:00 to 06:00 of the person’s own clock; bank holidays those of England and Wales, as issued on {dayOf(new Date(found.holidays_issued))}. Hours can count twice: a Saturday night is both.</p>
      {rows.length === 0 && <p className="ctac-empty">There is nobody whose figures you may see.</p>}
      {rows.length > 0 && KINDS.map(([kind, words]) => <Bars key={kind} kind={kind} words={words} rows={rows} />)}
      {found.flags.length > 0 && <Tiring found={found} zone={zone} />}
      <h2 className="nhsuk-heading-m">As a table</h2>
      <Table caption="Each person’s duty, and an even share of it" captionHidden columns={columns('Person', (row: Part & { name: string }) => row.name)} rows={rows} rowKey={(row) => row.key} empty="Nobody." />
      <h2 className="nhsuk-heading-m">By organisation</h2>
      <Table caption="Each organisation’s duty, and its even share" captionHidden columns={columns('Organisation', (row: Schema<'OrganisationFairness'>) => <Organisation id={row.organisation} />)}
        rows={found.organisations} rowKey={(row) => row.organisation} empty="No organisation bears any of it." />
    </>
  )
}

/** Stretches of duty that are long, or too close to the next; the first few, the rest on demand. */
function Tiring({ found, zone }: { found: Schema<'FairnessView'>; zone: string }) {
  const people = usePeople()
  const [shown, show] = useState(TIRING)
  return (
    <section aria-labelledby="tiring">
      <h2 className="nhsuk-heading-m" id="tiring">What tires people</h2>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {found.flags.slice(0, shown).map((it) => <li key={it.person + it.kind + it.from}><strong>{nameOf(people, it.person)}</strong>: {it.says}, {stretch(zone, { from: Date.parse(it.from), to: Date.parse(it.to) })}</li>)}
      </ul>
      {found.flags.length > shown && <button type="button" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={() => show(found.flags.length)}>Show all {found.flags.length}</button>}
    </section>
  )
}

function columns<Row extends Part>(head: string, cell: (row: Row) => React.ReactNode): Column<Row>[] {
  const h = (seconds: number) => hours(seconds * 1_000)
  return [
    { head, cell },
    ...KINDS.map(([kind, words]): Column<Row> => ({ head: words, numeric: true, cell: (row) => <>{h(row.load[kind])} <span className="ctac-relative">(share {h(row.share[kind])})</span></> })),
    { head: 'Shifts', numeric: true, cell: (row) => row.load.shifts },
    { head: 'Pages', numeric: true, cell: (row) => row.load.pages },
  ]
}

function Bars({ kind, words, rows }: { kind: keyof Load; words: string; rows: (Part & { key: string; name: string })[] }) {
  const most = Math.max(...rows.flatMap((row) => [row.load[kind], row.share[kind]]), 1)
  return (
    <section>
      <h2 className="nhsuk-heading-s">{words}</h2>
      <ul className="nhsuk-list ctac-bars">
        {rows.map((row) => {
          const by = row.load[kind] - row.share[kind]
          return (
            <li key={row.key}>
              <span className="ctac-bars__name">{row.name}</span>
              <span className="ctac-bars__track" aria-hidden="true">
                <span className={`ctac-bars__bar${by > 0 ? ' ctac-bars__bar--more' : ''}`} style={{ width: `${(row.load[kind] / most) * 100}%` }} />
                <span className="ctac-bars__share" style={{ left: `${(row.share[kind] / most) * 100}%` }} />
              </span>
              <span className="ctac-bars__figure">{hours(row.load[kind] * 1_000)}, {Math.abs(by) < 1_800 ? 'an even share' : `${hours(by * 1_000)} ${by > 0 ? 'more' : 'less'} than even`}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
