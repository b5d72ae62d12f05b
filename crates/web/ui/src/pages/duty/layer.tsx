// The fields of one layer: who, how long a turn is, from when, in which hours, and how it stands to the layers below.
import { Checkbox, SelectField, TextField } from '../../parts/field'
import { isUnfinished } from '../../parts/wall-time'
import { ClockField, WhenField } from '../../parts/when'
import type { Layer, Weekday } from './data'
import { faultAt, WEEKDAYS, type Fault } from './edition'
import { Order } from './order'

interface Props {
  layer: Layer
  index: number
  count: number
  zone: string
  faults: Fault[]
  change: (layer: Layer) => void
  carry: (by: number) => void
  remove: () => void
  name: (member: string) => string
  choices: [string, string][]
}

/** Without its seconds, which the field has not. */
const typedOf = (wall: string | null | undefined): string => (!wall || isUnfinished(wall) ? wall ?? '' : wall.slice(0, 16))

const UNITS: [string, string][] = [['hourly', 'hours'], ['daily', 'days'], ['weekly', 'weeks'], ['monthly', 'months']]

export function LayerFields({ layer, index, count, zone, faults, change, carry, remove, name, choices }: Props) {
  const at = `rota.layers[${index}]`
  const error = (place: string) => faultAt(faults, `${at}.${place}`)
  const set = (part: Partial<Layer>) => change({ ...layer, ...part })
  const turn = (part: Partial<Layer['turn']>) => set({ turn: { ...layer.turn, ...part } })
  return (
    <section className="ctac-layer" aria-label={`Layer ${index + 1}: ${layer.name}`}>
      <div className="ctac-layer__head">
        <h3 className="nhsuk-heading-s">Layer {index + 1} of {count}{index === count - 1 && count > 1 && ' (the highest)'}</h3>
        <button type="button" className="ctac-press" aria-disabled={index === count - 1 || undefined} onClick={() => carry(1)}>Higher</button>
        <button type="button" className="ctac-press" aria-disabled={index === 0 || undefined} onClick={() => carry(-1)}>Lower</button>
        <button type="button" className="ctac-press" onClick={remove}>Remove this layer</button>
      </div>
      <TextField label="Its name" value={layer.name} change={(text) => set({ name: text })} error={error('name')} maxLength={200} />
      <Order layer={layer.name} groups={layer.groups} change={(groups) => set({ groups })} name={name} choices={choices} error={error('groups')} />
      <div className="ctac-times">
        <TextField label="A turn lasts" type="number" inputMode="numeric" width={4} value={String(layer.turn.length)} change={(text) => turn({ length: Number(text) })} error={error('turn.length')} />
        <SelectField label="Of what" value={layer.turn.unit} change={(unit) => turn({ unit: unit as Layer['turn']['unit'] })} options={UNITS} error={error('turn.unit')} />
      </div>
      <WhenField label="First handoff" hint={`Turns are counted from here, and handed over at this time of day, on the clock of ${layer.time_zone || zone}`} value={typedOf(layer.start)}
        change={(start) => set({ start })} error={error('start')} />
      {layer.turn.unit === 'daily' && <Days legend="Handoff only on" hint="None ticked: every day" days={layer.turn.handoff_days ?? []} change={(days) => turn({ handoff_days: days.length > 0 ? days : undefined })} error={error('turn.handoff_days')} />}
      <SelectField label="Whose turn is first" value={String(layer.first ?? 0)} change={(first) => set({ first: Number(first) || undefined })} error={error('first')}
        options={layer.groups.length === 0 ? [['0', 'Nobody yet']] : layer.groups.map((group, number) => [String(number), `${number + 1}: ${group.map(name).join(' with ')}`])} />
      <Restrictions layer={layer} set={set} error={error('restrictions')} />
      <details className="nhsuk-details">
        <summary className="nhsuk-details__summary"><span className="nhsuk-details__summary-text">End, zone, beside<span className="nhsuk-u-visually-hidden"> of layer {index + 1}</span></span></summary>
        <div className="nhsuk-details__text">
          <WhenField label="In force from (optional)" hint="Nobody is on before this, though turns are counted from the first handoff" value={typedOf(layer.in_force_from)} change={(text) => set({ in_force_from: text || undefined })} error={error('in_force_from')} />
          <WhenField label="It ends (optional)" value={typedOf(layer.end)} change={(end) => set({ end: end || undefined })} error={error('end')} />
          <TextField label="A zone of its own (optional)" hint={`Such as Europe/Lisbon; empty: ${zone}`} value={layer.time_zone ?? ''} change={(text) => set({ time_zone: text || undefined })} error={error('time_zone')} />
          {index > 0 && <Checkbox label="On together with the layer before it" hint="Otherwise it stands instead of those before it while it has somebody on" checked={layer.beside ?? false} change={(beside) => set({ beside: beside || undefined })} />}
        </div>
      </details>
    </section>
  )
}

function Restrictions({ layer, set, error }: { layer: Layer; set: (part: Partial<Layer>) => void; error?: string }) {
  const all = layer.restrictions ?? []
  const put = (next: NonNullable<Layer['restrictions']>) => set({ restrictions: next.length > 0 ? next : undefined })
  return (
    <div className={error ? 'nhsuk-form-group--error' : undefined}>
      <p><strong>Hours:</strong> {all.length === 0 ? 'always on' : 'on only within'}</p>
      {error && <span className="nhsuk-error-message"><span className="nhsuk-u-visually-hidden">Error:</span> {error}</span>}
      {all.map((it, index) => (
        <div className="ctac-window" key={index}>
          <Days legend={`Window ${index + 1}: begins on`} hint="None ticked: every day" days={it.days ?? []} change={(days) => put(all.map((one, at) => (at === index ? { ...one, days: days.length > 0 ? days : undefined } : one)))} />
          <div className="ctac-times">
            <ClockField label="From" value={it.from.slice(0, 5)} change={(from) => put(all.map((one, at) => (at === index ? { ...one, from } : one)))} />
            <ClockField label="To" hint={it.to <= it.from ? 'the next day' : undefined} value={it.to.slice(0, 5)} change={(to) => put(all.map((one, at) => (at === index ? { ...one, to } : one)))} />
          </div>
          <button type="button" className="ctac-press" onClick={() => put(all.filter((_, at) => at !== index))}>Remove window {index + 1}</button>
        </div>
      ))}
      <button type="button" className="ctac-press" onClick={() => put([...all, { from: '20:00', to: '08:00' }])}>Add a window of hours</button>
    </div>
  )
}

function Days({ legend, hint, days, change, error }: { legend: string; hint: string; days: Weekday[]; change: (days: Weekday[]) => void; error?: string }) {
  return (
    <fieldset className="nhsuk-fieldset ctac-weekdays">
      <legend className="nhsuk-fieldset__legend">{legend}</legend>
      <div className="nhsuk-hint">{hint}</div>
      {error && <span className="nhsuk-error-message"><span className="nhsuk-u-visually-hidden">Error:</span> {error}</span>}
      <div className="ctac-weekdays__all">
        {WEEKDAYS.map((day) => <label key={day}><input type="checkbox" checked={days.includes(day)} onChange={(event) => change(WEEKDAYS.filter((it) => (it === day ? event.target.checked : days.includes(it))))} /> {day.slice(0, 1).toUpperCase() + day.slice(1, 3)}</label>)}
      </div>
    </fieldset>
  )
}
