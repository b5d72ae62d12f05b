// Gaps and coverage of a rota for 90 days: a table of weeks with words in each cell, and each gap with "I take this".
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { Loading } from '../../parts/loading'
import { Person } from '../../parts/people'
import { Refused } from '../../parts/refused'
import { Time } from '../../parts/time'
import { Title } from '../../parts/title'
import { counted } from '../../parts/choices'
import { useNow } from '../../parts/now'
import { Chooser } from './chooser'
import { coverageQuery, rotaQuery, swapsQuery, useMay, type Rota } from './data'
import { covered, daysFrom, today, weeks, type Covered } from './days'
import type { Intent } from './intent'
import { stretchesOf } from './preview'
import { day as dayWords, hours, longDay, stretch } from './words'
import { weekdayOf } from './zone'
import type { Schema } from '../../api/client'

const DAYS = 90
/** Gaps listed at once. */
const PIECE = 10
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

export default function CoveragePage() {
  const { rota: id } = useParams<{ rota: string }>()
  const rota = useQuery(rotaQuery(id))
  const coverage = useQuery(coverageQuery(id, DAYS))
  const error = rota.error ?? coverage.error
  return (
    <>
      <p className="ctac-back"><Link href={`/on-call/${id}`}>{rota.data?.name ?? 'The rota'}</Link></p>
      <Title>Gaps and coverage</Title>
      {error && <Refused error={error} again={() => { void rota.refetch(); void coverage.refetch() }} />}
      {rota.data && coverage.data ? <Shown rota={rota.data} found={coverage.data.now} /> : !error && <Loading what="90 days of the rota" />}
    </>
  )
}

function Shown({ rota, found }: { rota: Rota; found: Schema<'CoverageView'> }) {
  const zone = rota.rota.time_zone
  const now = useNow(30, found.gaps.map((it) => Date.parse(it.to)))
  const gaps = found.gaps.filter((it) => Date.parse(it.to) > now)
  const may = useMay()
  const swaps = useQuery(swapsQuery).data ?? []
  const [intent, setIntent] = useState<Intent>()
  const [said, say] = useState('')
  const [shown, show] = useState(PIECE)
  const days = covered(daysFrom(zone, today(zone, Date.parse(found.from)), DAYS), stretchesOf(found.gaps), stretchesOf(found.singles))
  const take = (from: number, to: number) => setIntent({ do: 'override', on: may.me, from: Math.max(from, Math.ceil(now / 60_000) * 60_000), to })
  return (
    <>
      <p role="status" className="ctac-said">{said}</p>
      <h2 className="nhsuk-heading-m">Day by day</h2>
      <p>{found.gaps.length === 0 ? `Somebody who can be reached is on call at every moment of the next ${DAYS} days.` : `${counted(found.gaps.length + found.more_gaps, 'gap')} in the next ${DAYS} days.`} Each day says whether it is covered, hangs on one person, or how long nobody is on call.</p>
      <HeatMap zone={zone} days={days} />
      <h2 className="nhsuk-heading-m">Gaps</h2>
      {gaps.length === 0 && <p className="ctac-ok">No gap in the next {DAYS} days.</p>}
      <ul className="nhsuk-list ctac-shifts">
        {gaps.slice(0, shown).map((gap) => {
          const at = { from: Date.parse(gap.from), to: Date.parse(gap.to) }
          return (
            <li key={gap.from} className="ctac-shifts__gap">
              <span><strong>GAP</strong> {stretch(zone, at)} ({hours(at.to - at.from)})<br />{gap.unreachable.length === 0 ? 'Nobody is on call' : <>On call, and cannot be reached: {gap.unreachable.map((id, index) => <span key={id}>{index > 0 && ', '}<Person id={id} /></span>)}</>}</span>
              {(may.answers || may.arranges) && <button type="button" className="nhsuk-button nhsuk-button--small" onClick={() => take(at.from, at.to)}>I take this<span className="nhsuk-u-visually-hidden"> gap, {stretch(zone, at)}</span></button>}
            </li>
          )
        })}
      </ul>
      {gaps.length > shown && <button type="button" className="nhsuk-button nhsuk-button--secondary" onClick={() => show(shown + PIECE)}>More: {gaps.length - shown} gaps</button>}
      {found.more_gaps > 0 && gaps.length <= shown && <p>And {found.more_gaps} more gaps later on.</p>}
      <Singles found={found} zone={zone} />
      {found.not_proven && found.not_proven.length > 0 && (
        <>
          <h2 className="nhsuk-heading-m">Did not answer their last test</h2>
          <ul className="nhsuk-list nhsuk-list--bullet">{found.not_proven.map((it) => <li key={it.person}><Person id={it.person} whose />: {it.since ? <>last proved to be reached <Time at={it.since} /></> : 'never proved to be reached'}</li>)}</ul>
        </>
      )}
      {intent && <Chooser rota={rota} chosen={{ what: 'intent', intent }} swaps={swaps} now={now} close={() => setIntent(undefined)} said={say} />}
    </>
  )
}

/** `covered`, `one person`, `gap 3 h`: by words, with a ground for the eye. */
function looks(it: Covered): { words: string; level: 'gap' | 'single' | 'covered' } {
  if (it.gap > 0) return { words: `gap ${hours(it.gap)}`, level: 'gap' }
  if (it.single > 0) return { words: 'one person', level: 'single' }
  return { words: 'covered', level: 'covered' }
}

function HeatMap({ zone, days }: { zone: string; days: Covered[] }) {
  const rows = weeks(days[0]!.day.date, days, weekdayOf)
  return (
    <div className="ctac-scroll" role="region" aria-label="Coverage of 90 days" tabIndex={0}>
      <table className="ctac-heat">
        <caption className="nhsuk-u-visually-hidden">How each of the next 90 days is covered: covered by two or more, hanging on one person, or with a gap</caption>
        <thead><tr><th scope="col">Week of</th>{WEEKDAYS.map((it) => <th scope="col" key={it}>{it}</th>)}</tr></thead>
        <tbody>
          {rows.map((row, index) => {
            const first = row.find((it) => it !== undefined)!
            return (
              <tr key={first.day.date}>
                <th scope="row">{dayWords(zone, first.day.from + 1)}</th>
                {row.map((it, column) => {
                  if (!it) return <td key={`${index}-${column}`} />
                  const { words, level } = looks(it)
                  return <td key={it.day.date} className={`ctac-heat__${level}`} title={longDay(zone, it.day.from + 1)}><span className="ctac-heat__date">{Number(it.day.date.slice(8))}</span> {words}</td>
                })}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function Singles({ found, zone }: { found: Schema<'CoverageView'>; zone: string }) {
  if (found.singles.length === 0) return null
  return (
    <>
      <h2 className="nhsuk-heading-m">Where all hangs on one person</h2>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {found.singles.slice(0, 20).map((it) => <li key={it.from}><Person id={it.person} />: {stretch(zone, { from: Date.parse(it.from), to: Date.parse(it.to) })}</li>)}
      </ul>
      {found.singles.length + found.more_singles > 20 && <p>And {found.singles.length + found.more_singles - 20} more.</p>}
    </>
  )
}
