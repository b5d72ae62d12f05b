// Hours of the week while they are edited: windows with days, from and to, on the clock of a zone; in them, or outside.
import { Checkbox, Radios, TextField } from '../../parts/field'
import { ClockField } from '../../parts/when'
import { key, type HoursDraft } from './draft'
import { dayOf, days } from './say'

export function HoursEditor({ hours, name, change }: { hours: HoursDraft; name: string; change: (hours: HoursDraft) => void }) {
  const to = (nth: number, part: Partial<HoursDraft['windows'][number]>) =>
    change({ ...hours, windows: hours.windows.map((it, at) => (at === nth ? { ...it, ...part } : it)) })
  const small = 'nhsuk-button nhsuk-button--secondary nhsuk-button--small'
  return (
    <div className="ctac-piece">
      <Radios label={`When ${name} counts`} inline value={hours.outside ? 'outside' : 'within'} change={(value) => change({ ...hours, outside: value === 'outside' })}
        options={[{ value: 'within', words: 'In these hours' }, { value: 'outside', words: 'Outside these hours' }]} />
      {hours.windows.map((window, nth) => (
        <fieldset className="nhsuk-fieldset" key={window.key}>
          <legend className="nhsuk-fieldset__legend">Hours {nth + 1}</legend>
          <div className="nhsuk-checkboxes nhsuk-checkboxes--small ctac-inline">
            {days.map((day) => (
              <Checkbox key={day} label={dayOf(day)} checked={window.days.length === 0 || window.days.includes(day)}
                change={(on) => { const chosen = days.filter((it) => (it === day ? on : window.days.length === 0 || window.days.includes(it))); if (chosen.length > 0) to(nth, { days: chosen }) }} />
            ))}
          </div>
          <div className="ctac-row">
            <ClockField label="From" value={window.from} change={(from) => to(nth, { from })} />
            <ClockField label="To" hint="Not after “from”: the day after" value={window.to} change={(until) => to(nth, { to: until })} />
            {hours.windows.length > 1 && <button type="button" className={small} onClick={() => change({ ...hours, windows: hours.windows.filter((_, at) => at !== nth) })}>Remove hours {nth + 1}</button>}
          </div>
        </fieldset>
      ))}
      <div className="nhsuk-checkboxes nhsuk-checkboxes--small">
        <Checkbox label="Bank holidays of England and Wales are outside these hours" checked={hours.not_on_holidays} change={(not_on_holidays) => change({ ...hours, not_on_holidays })} />
      </div>
      <p><button type="button" className={small} onClick={() => change({ ...hours, windows: [...hours.windows, { key: key(), days: ['saturday', 'sunday'], from: '09:00', to: '17:00' }] })}>Add hours</button></p>
      <TextField label="Time zone" hint="As the time zone database names it" value={hours.time_zone} change={(time_zone) => change({ ...hours, time_zone })} width={20} autoComplete="off" />
    </div>
  )
}
