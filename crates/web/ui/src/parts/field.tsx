// Labelled fields with hint and error, in the design system's markup; the value stays with whoever shows the field.
import { useId, type ReactNode } from 'react'

interface Common {
  label: string
  hint?: string
  /** What is wrong, in a sentence that says what to do. */
  error?: string
  /** Shows the label as a heading of the page would: `l`, `m` or `s`. */
  size?: 'l' | 'm' | 's'
}

interface Described {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': boolean | undefined
}

/** The frame of a field around any control. */
export function Field({ label, hint, error, size, children }: Common & { children: (control: Described) => ReactNode }) {
  const id = useId()
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined
  return (
    <div className={`nhsuk-form-group${error ? ' nhsuk-form-group--error' : ''}`}>
      <label className={`nhsuk-label${size ? ` nhsuk-label--${size}` : ''}`} htmlFor={id}>{label}</label>
      {hint && <div className="nhsuk-hint" id={`${id}-hint`}>{hint}</div>}
      {error && <span className="nhsuk-error-message" id={`${id}-error`}><span className="nhsuk-u-visually-hidden">Error:</span> {error}</span>}
      {children({ id, 'aria-describedby': described, 'aria-invalid': error ? true : undefined })}
    </div>
  )
}

interface Value {
  value: string
  change: (value: string) => void
}

interface TextProps extends Common, Value {
  type?: 'text' | 'password' | 'email' | 'tel' | 'search' | 'number' | 'url'
  name?: string
  required?: boolean
  maxLength?: number
  autoComplete?: string
  inputMode?: 'text' | 'numeric' | 'tel' | 'email' | 'search'
  /** Characters wide: 2, 3, 4, 5, 10, 20 or 30. */
  width?: number
}

export function TextField({ value, change, type = 'text', width, label, hint, error, size, ...rest }: TextProps) {
  const classes = `nhsuk-input${width ? ` nhsuk-input--width-${width}` : ''}${error ? ' nhsuk-input--error' : ''}`
  return (
    <Field label={label} hint={hint} error={error} size={size}>
      {(control) => <input {...control} {...rest} className={classes} type={type} value={value} onChange={(event) => change(event.target.value)} />}
    </Field>
  )
}

interface AreaProps extends Common, Value {
  rows?: number
  maxLength?: number
  required?: boolean
}

export function TextArea({ value, change, rows = 4, label, hint, error, size, ...rest }: AreaProps) {
  return (
    <Field label={label} hint={hint} error={error} size={size}>
      {(control) => (
        <textarea {...control} {...rest} className={`nhsuk-textarea${error ? ' nhsuk-textarea--error' : ''}`} rows={rows} value={value}
          onChange={(event) => change(event.target.value)} />
      )}
    </Field>
  )
}

interface SelectProps extends Common, Value {
  /** Value and words. */
  options: [value: string, words: string][]
}

export function SelectField({ value, change, options, label, hint, error, size }: SelectProps) {
  return (
    <Field label={label} hint={hint} error={error} size={size}>
      {(control) => (
        <select {...control} className={`nhsuk-select${error ? ' nhsuk-select--error' : ''}`} value={value} onChange={(event) => change(event.target.value)}>
          {options.map(([option, words]) => <option key={option} value={option}>{words}</option>)}
        </select>
      )}
    </Field>
  )
}

interface RadiosProps extends Common, Value {
  options: { value: string; words: ReactNode; hint?: string }[]
  inline?: boolean
}

export function Radios({ label, hint, error, size = 's', value, change, options, inline }: RadiosProps) {
  const id = useId()
  return (
    <div className={`nhsuk-form-group${error ? ' nhsuk-form-group--error' : ''}`}>
      <fieldset className="nhsuk-fieldset" aria-describedby={[hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined}>
        <legend className={`nhsuk-fieldset__legend nhsuk-fieldset__legend--${size}`}>{label}</legend>
        {hint && <div className="nhsuk-hint" id={`${id}-hint`}>{hint}</div>}
        {error && <span className="nhsuk-error-message" id={`${id}-error`}><span className="nhsuk-u-visually-hidden">Error:</span> {error}</span>}
        <div className={`nhsuk-radios${inline ? ' nhsuk-radios--inline' : ''}`}>
          {options.map((option) => (
            <div className="nhsuk-radios__item" key={option.value}>
              <input className="nhsuk-radios__input" type="radio" id={`${id}-${option.value}`} name={id} value={option.value}
                checked={value === option.value} onChange={() => change(option.value)} aria-describedby={option.hint ? `${id}-${option.value}-hint` : undefined} />
              <label className="nhsuk-label nhsuk-radios__label" htmlFor={`${id}-${option.value}`}>{option.words}</label>
              {option.hint && <div className="nhsuk-hint nhsuk-radios__hint" id={`${id}-${option.value}-hint`}>{option.hint}</div>}
            </div>
          ))}
        </div>
      </fieldset>
    </div>
  )
}

interface CheckboxProps {
  label: ReactNode
  hint?: string
  checked: boolean
  change: (checked: boolean) => void
}

export function Checkbox({ label, hint, checked, change }: CheckboxProps) {
  const id = useId()
  return (
    <div className="nhsuk-checkboxes__item">
      <input className="nhsuk-checkboxes__input" type="checkbox" id={id} checked={checked} onChange={(event) => change(event.target.checked)}
        aria-describedby={hint ? `${id}-hint` : undefined} />
      <label className="nhsuk-label nhsuk-checkboxes__label" htmlFor={id}>{label}</label>
      {hint && <div className="nhsuk-hint nhsuk-checkboxes__hint" id={`${id}-hint`}>{hint}</div>}
    </div>
  )
}
