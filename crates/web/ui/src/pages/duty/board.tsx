// The two views of a rota, timeline and calendar, over a week or a month, with all of it as a list.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Refused } from '../../parts/refused'
import { nameOf, usePeople } from '../../parts/people'
import { absencesQuery, layersQuery, overridesQuery, putsOn, shiftsQuery, teamsQuery, useMay, type Rota } from './data'
import { daysFrom, meets, read, today, withGaps, type Day, type Shift } from './days'
import type { Intent } from './intent'
import { absenceLine, finalLine, layerLines, overrideLine, type Chosen, type Found, type Told } from './lines'
import { Month } from './month'
import { ShiftList } from './shift-list'
import { Timeline } from './timeline'
import { day as dayWords, longDay, month as monthWords } from './words'
import { monthAfter, plusDays } from './zone'

interface Props {
  rota: Rota
  now: number
  choose: (chosen: Chosen) => void
  intend: (intent: Intent) => void
}

type View = 'timeline' | 'calendar'
type Span = 'week' | 'month'

/** Seven days from a date on, or its month. */
function daysOf(zone: string, span: Span, date: string): Day[] {
  const first = span === 'week' ? date : `${date.slice(0, 8)}01`
  const count = span === 'week' ? 7 : Math.round((Date.parse(monthAfter(date, 1)) - Date.parse(first)) / 86_400_000)
  return daysFrom(zone, first, count)
}

export function Board({ rota, now, choose, intend }: Props) {
  const zone = rota.rota.time_zone
  const [view, setView] = useState<View>('timeline')
  const [span, setSpan] = useState<Span>('week')
  const [layers, showLayers] = useState(true)
  const [date, setDate] = useState(() => today(zone, now))
  const [picked, pick] = useState<string>()
  const days = daysOf(zone, span, date)
  const window = { from: days[0]!.from, to: days.at(-1)!.to }
  const { found, error } = useFound(rota, window)
  const people = usePeople()
  const may = useMay()
  const told: Told = { zone, name: (id) => nameOf(people, id), me: may.me, now }
  const named = useNamed(rota)
  const go = (by: number) => setDate(span === 'week' ? plusDays(date, 7 * by) : monthAfter(date, by))
  const final = found && finalLine(found, window, told)
  const shifts = found ? withGaps(read(found.shifts), window) : []
  const mark = (it: Shift) => (it.people.length > 0 && found?.overrides.some((one) => meets(it, { from: Date.parse(one.from), to: Date.parse(one.to) }) && putsOn(one.kind, it.people)) ? 'override' : '')
  const heading = span === 'month' ? monthWords(zone, days[10]!.from) : `${dayWords(zone, window.from)} to ${dayWords(zone, window.to - 1)}`
  return (
    <section aria-labelledby="ctac-board">
      <div className="ctac-board__bar">
        <h2 className="nhsuk-heading-m" id="ctac-board" aria-live="polite">{heading}</h2>
        <div role="group" aria-label="Time shown" className="ctac-board__go">
          <Press words="Earlier" does={() => go(-1)} /><Press words="Today" does={() => setDate(today(zone, now))} /><Press words="Later" does={() => go(1)} />
        </div>
        <div role="group" aria-label="View" className="ctac-board__go">
          <Press words="Timeline" on={view === 'timeline'} does={() => setView('timeline')} /><Press words="Calendar" on={view === 'calendar'} does={() => { setView('calendar'); setSpan('month') }} />
          <Press words="Week" on={span === 'week'} does={() => setSpan('week')} /><Press words="Month" on={span === 'month'} does={() => setSpan('month')} />
          {view === 'timeline' && <Press words="Layers" on={layers} does={() => showLayers(!layers)} />}
        </div>
      </div>
      {error && <Refused error={error} />}
      {!found && !error && <p role="status" className="ctac-loading">Loading the shifts …</p>}
      {found && view === 'timeline' && (
        <Timeline zone={zone} days={days} now={now} choose={choose}
          lines={[final!, overrideLine(found, window, told), absenceLine(found, window, told, named), ...(layers ? layerLines(found, told) : [])]}
          draw={may.arranges ? (it, to) => { if (it.what === 'override') intend({ do: 'move', override: it.override, ...to }) } : undefined} />
      )}
      {found && view === 'calendar' && (
        <Month zone={zone} days={days} shifts={shifts} now={now} me={may.me} name={told.name} mark={mark} chosen={picked} choose={(day) => pick(day === picked ? undefined : day)} />
      )}
      {found && view === 'calendar' && picked && days.some((day) => day.date === picked) && (
        <div className="ctac-picked" role="region" aria-label="The day that was chosen">
          <h3 className="nhsuk-heading-s" tabIndex={-1} ref={(it) => it?.focus()} key={picked}>{longDay(zone, days.find((day) => day.date === picked)!.from + 1)}</h3>
          <ShiftList zone={zone} shifts={shifts.filter((it) => meets(it, days.find((day) => day.date === picked)!))} now={now} mark={mark} choose={choose} />
        </div>
      )}
      {found && (
        <details className="nhsuk-details">
          <summary className="nhsuk-details__summary"><span className="nhsuk-details__summary-text">Shifts as a list</span></summary>
          <div className="nhsuk-details__text"><ShiftList zone={zone} shifts={shifts} now={now} mark={mark} choose={choose} /></div>
        </details>
      )}
    </section>
  )
}

function Press({ words, on, does }: { words: string; on?: boolean; does: () => void }) {
  return <button type="button" className="ctac-press" aria-pressed={on} onClick={does}>{words}</button>
}

function useFound(rota: Rota, window: { from: number; to: number }): { found?: Found; error?: Error } {
  const shifts = useQuery(shiftsQuery(rota.id, window.from, window.to))
  const layers = useQuery(layersQuery(rota.id, window.from, window.to))
  const overrides = useQuery(overridesQuery(rota.id))
  const absences = useQuery(absencesQuery)
  const error = shifts.error ?? layers.error ?? overrides.error ?? absences.error ?? undefined
  if (!shifts.data || !layers.data || !overrides.data || !absences.data) return { error }
  return { found: { shifts: shifts.data, layers: layers.data, overrides: overrides.data, absences: absences.data } }
}

/** Everybody who stands in the rota, also by a team. */
function useNamed(rota: Rota): Set<string> {
  const teams = useQuery(teamsQuery).data ?? []
  const members = rota.rota.layers.flatMap((layer) => layer.groups.flat())
  return new Set(members.flatMap((member) => teams.find((team) => `team/${team.id}` === member)?.members ?? [member]))
}
