// Fields for a day and time, and for a time of day: the same on every page, with 24 hours, whatever the browser's language.
import { useId, useState } from 'react'
import { wallOf } from '../room/zoned'
import { Field } from './field'
import { fault, read, timeTyped, write, type Parts } from './wall-time'

interface Props {
  label: string
  hint?: string
  error?: string
  /** `2026-11-22T03:07`, or nothing. */
  value: string
  /** Given the same; or what is not whole yet, which no reader takes for a day and time. */
  change: (value: string) => void
}

const fields: [part: keyof Parts, label: string, width: number, most: number][] = [['day', 'Day', 2, 2], ['month', 'Month', 2, 2], ['year', 'Year', 4, 4], ['time', 'Time', 5, 5]]

export function WhenField({ label, hint, error, value, change }: Props) {
  const id = useId()
  const [left, setLeft] = useState(false)
  const parts = read(value)
  const wrong = error ?? (left ? fault(value) : undefined)
  const described = [hint && `${id}-hint`, wrong && `${id}-error`].filter(Boolean).join(' ') || undefined
  const today = () => change(write({ ...read(wallOf(new Date())), time: parts.time }))
  return (
    <div className={`nhsuk-form-group ctac-when${wrong ? ' nhsuk-form-group--error' : ''}`}>
      <fieldset className="nhsuk-fieldset" aria-describedby={described}
        onBlur={(event) => { if (!event.currentTarget.contains(event.relatedTarget)) setLeft(true) }}>
        <legend className="nhsuk-fieldset__legend">{label}</legend>
        {hint && <div className="nhsuk-hint" id={`${id}-hint`}>{hint}</div>}
        {wrong && <span className="nhsuk-error-message" id={`${id}-error`}><span className="nhsuk-u-visually-hidden">Error:</span> {wrong}</span>}
        <div className="ctac-when__parts">
          {fields.map(([part, words, width, most]) => (
            <div key={part}>
              <label className="nhsuk-label" htmlFor={`${id}-${part}`}>{words}{part === 'time' && <span className="nhsuk-u-visually-hidden">, 24 hours</span>}</label>
              <input className={`nhsuk-input nhsuk-input--width-${width}${wrong ? ' nhsuk-input--error' : ''}`} id={`${id}-${part}`} inputMode="numeric" autoComplete="off"
                maxLength={most} placeholder={part === 'time' ? '00:00' : undefined} value={parts[part]} aria-invalid={wrong ? true : undefined}
                onChange={(event) => change(write({ ...parts, [part]: event.target.value }))} />
            </div>
          ))}
          <button type="button" className="ctac-link" onClick={today}>Today<span className="nhsuk-u-visually-hidden">: {label}</span></button>
        </div>
      </fieldset>
    </div>
  )
}

/** A time of day with 24 hours: `20:00`. */
export function ClockField({ label, hint, error, value, change }: Props) {
  const [left, setLeft] = useState(false)
  const wrong = error ?? (left && timeTyped(value) === undefined ? 'Write the time with 24 hours, such as 20:00' : undefined)
  return (
    <Field label={label} hint={hint} error={wrong}>
      {(control) => (
        <input {...control} className={`nhsuk-input nhsuk-input--width-5${wrong ? ' nhsuk-input--error' : ''}`} inputMode="numeric" autoComplete="off" maxLength={5} placeholder="00:00"
          value={value} onChange={(event) => change(event.target.value)} onBlur={() => { setLeft(true); change(timeTyped(value) ?? value) }} />
      )}
    </Field>
  )
}
