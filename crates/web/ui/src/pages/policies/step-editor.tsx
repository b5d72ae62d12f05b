// One step while it is edited: whom it pages, how long it waits, for which pages and at which hours.
import { useQuery } from '@tanstack/react-query'
import { Checkbox, Field, TextField } from '../../parts/field'
import { usePeople } from '../../parts/people'
import { roles, rolesOf } from '../../parts/words'
import { rotasQuery, teamsQuery, useNames } from './asks'
import { everySeverity, faultOf, targetOf, valueOf, workingHours, type StepDraft } from './draft'
import { HoursEditor } from './hours-editor'
import { targetOf as wordsOf } from './say'

/** Targets of a step (as the rules' limit). */
const TARGETS = 20

interface Props {
  step: StepDraft
  nth: number
  count: number
  change: (to: Partial<StepDraft>) => void
  move: (by: -1 | 1) => void
  remove: () => void
}

export function StepEditor({ step, nth, count, change, move, remove }: Props) {
  const names = useNames()
  const name = `step ${nth + 1}`
  const small = 'nhsuk-button nhsuk-button--secondary nhsuk-button--small'
  return (
    <li className="ctac-piece">
      <fieldset className="nhsuk-fieldset">
        <legend className="nhsuk-fieldset__legend nhsuk-fieldset__legend--m">Step {nth + 1}</legend>
        <ul className="ctac-chosen" aria-label={`Whom ${name} pages`}>
          {step.targets.length === 0 && <li>Nobody yet</li>}
          {step.targets.map((target) => (
            <li key={valueOf(target)}>
              {wordsOf(target, names)}{' '}
              <button type="button" className="ctac-link" onClick={() => change({ targets: step.targets.filter((it) => it !== target) })}>Remove<span className="nhsuk-u-visually-hidden">: {wordsOf(target, names)}, {name}</span></button>
            </li>
          ))}
        </ul>
        {step.targets.length < TARGETS && <AddTarget name={name} step={step} change={change} />}
        {step.targets.length > 1 && <div className="nhsuk-checkboxes nhsuk-checkboxes--small"><Checkbox label="Only one of them, in turn: the next with each page" checked={step.in_turn} change={(in_turn) => change({ in_turn })} /></div>}
        <TextField label="Minutes to wait for an answer" value={step.minutes} change={(minutes) => change({ minutes })} width={5} maxLength={8} error={faultOf(step)} />
        <fieldset className="nhsuk-fieldset">
          <legend className="nhsuk-fieldset__legend">For pages of</legend>
          <div className="nhsuk-checkboxes nhsuk-checkboxes--small ctac-inline">
            {everySeverity.map((severity) => (
              <Checkbox key={severity} label={severity} checked={step.severities.includes(severity)}
                change={(on) => { const to = everySeverity.filter((it) => (it === severity ? on : step.severities.includes(it))); if (to.length > 0) change({ severities: to }) }} />
            ))}
          </div>
        </fieldset>
        <div className="nhsuk-checkboxes nhsuk-checkboxes--small">
          <Checkbox label="At some hours of the week only" checked={step.hours !== undefined} change={(on) => change({ hours: on ? workingHours() : undefined })} />
        </div>
        {step.hours && <HoursEditor hours={step.hours} name={name} change={(hours) => change({ hours })} />}
        <div className="ctac-row">
          {nth > 0 && <button type="button" className={small} onClick={() => move(-1)}>Move {name} up</button>}
          {nth < count - 1 && <button type="button" className={small} onClick={() => move(1)}>Move {name} down</button>}
          {count > 1 && <button type="button" className={small} onClick={remove}>Remove {name}</button>}
        </div>
      </fieldset>
    </li>
  )
}

function AddTarget({ name, step, change }: { name: string; step: StepDraft; change: (to: Partial<StepDraft>) => void }) {
  const people = usePeople().filter((it) => it.active)
  const rotas = (useQuery(rotasQuery).data ?? []).filter((it) => !it.retired)
  const teams = useQuery(teamsQuery).data ?? []
  const has = new Set(step.targets.map(valueOf))
  const groups: [string, [value: string, words: string][]][] = [
    ['On call in', rotas.map((it) => [`rota/${it.id}`, it.name])],
    ['Standing in for', rotas.map((it) => [`deputy/${it.id}`, `Deputy of ${it.name}`])],
    ['Teams', teams.map((it) => [`team/${it.id}`, it.name])],
    ['Everybody in a role', [['leads', 'Incident leads of the affected organisations'], ...roles.map((it): [string, string] => [`role/${it}`, rolesOf(it)])]],
    ['People', people.map((it) => [`person/${it.id}`, `${it.name ?? 'Name erased'}${it.reachable === false ? ' (cannot be reached)' : ''}`])],
  ]
  const add = (value: string) => {
    const target = targetOf(value)
    if (target) change({ targets: [...step.targets, target] })
  }
  return (
    <Field label={`Add whom ${name} pages`}>
      {(control) => (
        <select {...control} className="nhsuk-select" value="" onChange={(event) => add(event.target.value)}>
          <option value="">Choose</option>
          {groups.map(([label, options]) => {
            const left = options.filter(([value]) => !has.has(value))
            return left.length > 0 && <optgroup key={label} label={label}>{left.map(([value, words]) => <option key={value} value={value}>{words}</option>)}</optgroup>
          })}
        </select>
      )}
    </Field>
  )
}
