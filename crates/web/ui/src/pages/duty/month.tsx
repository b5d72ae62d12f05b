// A rota as a calendar: a table of weeks, each day with its shifts; on a phone a list of days. A grid for the keyboard.
import { onDays, weeks, type Day, type Shift } from './days'
import { useRove } from './rove'
import { clock, day as dayWords, listed } from './words'
import { weekdayOf } from './zone'

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

interface Props {
  zone: string
  days: Day[]
  /** Shifts and gaps. */
  shifts: Shift[]
  now: number
  me: string
  name: (id: string) => string
  /** Marks beside a shift's people: `override`. */
  mark: (it: Shift) => string
  chosen?: string
  choose: (date: string) => void
}

export function Month({ zone, days, shifts, now, me, name, mark, chosen, choose }: Props) {
  const laid = onDays(shifts, days)
  const rows = weeks(days[0]!.date, laid, weekdayOf)
  const compact = rows.map((row) => row.flatMap((it, column) => (it ? [{ it, column }] : [])))
  const across = (from: { row: number; cell: number }, row: number) => {
    const column = compact[from.row]?.[from.cell]?.column ?? 0
    return Math.max(compact[row]!.findIndex((it) => it.column >= column), 0)
  }
  const { grid, onKeyDown, cell } = useRove(compact.map((row) => row.length), across)
  return (
    <div ref={grid} onKeyDown={onKeyDown}>
      <table role="grid" className="ctac-month" aria-label="Calendar">
        <thead role="rowgroup"><tr role="row">{WEEKDAYS.map((it) => <th role="columnheader" key={it} scope="col"><abbr title={it}>{it.slice(0, 3)}</abbr></th>)}</tr></thead>
        <tbody role="rowgroup">
          {rows.map((row, index) => (
            <tr role="row" key={index}>
              {row.map((it, column) => {
                if (!it) return <td role="gridcell" key={column} className="ctac-month__out" />
                const { day, parts } = it
                const isToday = day.from <= now && now < day.to
                return (
                  <td role="gridcell" key={column} className={`ctac-month__day${isToday ? ' ctac-month__day--today' : ''}`} aria-selected={chosen === day.date}>
                    <button type="button" {...cell(index, compact[index]!.findIndex((found) => found.column === column))} onClick={() => choose(day.date)}>
                      <span className="ctac-month__date">{dayWords(zone, day.from + 1)}{isToday && <strong> Today</strong>}{day.hours !== 24 && <em> {day.hours} h</em>}</span>
                      {parts.map((part) => <Part key={part.from} part={part} day={day} zone={zone} mine={part.people.includes(me)} past={part.to <= now} who={listed(part.people.map(name))} mark={mark(part)} />)}
                    </button>
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Part({ part, day, zone, mine, past, who, mark }: { part: Shift; day: Day; zone: string; mine: boolean; past: boolean; who: string; mark: string }) {
  const gap = part.people.length === 0
  const looks = gap ? (past ? 'nobody' : 'gap') : mine ? 'mine' : 'shift'
  return (
    <span className={`ctac-month__part ctac-bar--${looks}`}>
      {part.from > day.from && `${clock(zone, part.from)} `}{gap ? (past ? 'Nobody' : 'GAP: nobody') : who}{mark && ` (${mark})`}{mine && <span className="nhsuk-u-visually-hidden"> (you)</span>}
    </span>
  )
}
