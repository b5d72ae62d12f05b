// Routing rules while they are edited: on what condition, and then what.
import { useQuery } from '@tanstack/react-query'
import type { AlertSeverity, Marking, Route, Severity } from '../../api/objects'
import { SelectField, TextField } from '../../parts/field'
import { alertSeverities, severityOptions } from '../../parts/words'
import { policiesQuery } from '../policies/asks'
import { moved } from '../policies/draft'
import { key, pair, recorded, type PairDraft, type RouteDraft, type RuleDraft } from './draft'

const small = 'nhsuk-button nhsuk-button--secondary nhsuk-button--small'
const acts: [Route['do'], string][] = [['record', 'Record it; nobody is woken'], ['page', 'Page somebody'], ['declare', 'Declare an incident, and page somebody']]
const markings: [Marking, string][] = [['clear', 'TLP:CLEAR'], ['green', 'TLP:GREEN'], ['amber', 'TLP:AMBER'], ['amber-strict', 'TLP:AMBER+STRICT'], ['red', 'TLP:RED']]

export function RouteEditor({ route, label, change }: { route: RouteDraft; label: string; change: (route: RouteDraft) => void }) {
  const policies = useQuery(policiesQuery).data ?? []
  return (
    <div className="ctac-row">
      <SelectField label={label} value={route.do} change={(value) => change({ ...route, do: value as Route['do'] })} options={acts} />
      {route.do !== 'record' && (
        <>
          <SelectField label="By the policy" value={route.policy} change={(policy) => change({ ...route, policy })} options={[['', 'Choose'], ...policies.map((it): [string, string] => [it.id, it.name])]} />
          <SelectField label="As severity" value={route.severity} change={(value) => change({ ...route, severity: value as Severity })} options={severityOptions.map(([it]) => [it, it])} />
        </>
      )}
      {route.do === 'declare' && <SelectField label="Marked" value={route.marking} change={(value) => change({ ...route, marking: value as Marking })} options={markings} />}
    </div>
  )
}

/** A condition: a least severity, and fields that have a value. */
export function ConditionEditor({ least, fields, change }: { least: AlertSeverity | ''; fields: PairDraft[]; change: (to: { least?: AlertSeverity | ''; fields?: PairDraft[] }) => void }) {
  return (
    <>
      <SelectField label="Where its severity is at least" value={least} change={(value) => change({ least: value as AlertSeverity | '' })} options={[['', 'Any severity'], ...alertSeverities.map((it): [string, string] => [it, it])]} />
      <Pairs pairs={fields} change={(to) => change({ fields: to })} name="Field" value="Has the value" nameHint="source, component, group, class or details.NAME" valueHint="A * at its end stands for any rest" add="Add a condition on a field" />
    </>
  )
}

interface PairsProps {
  pairs: PairDraft[]
  change: (pairs: PairDraft[]) => void
  name: string
  value: string
  nameHint?: string
  valueHint?: string
  add: string
  /** Where the value is one of a few. */
  values?: string[]
}

/** Names with values, as many as one likes. */
export function Pairs({ pairs, change, name, value, nameHint, valueHint, add, values }: PairsProps) {
  const set = (nth: number, to: Partial<PairDraft>) => change(pairs.map((it, at) => (at === nth ? { ...it, ...to } : it)))
  return (
    <>
      {pairs.map((it, nth) => (
        <div className="ctac-row" key={it.key}>
          <TextField label={`${name} ${nth + 1}`} hint={nameHint} value={it.name} change={(to) => set(nth, { name: to })} width={20} autoComplete="off" />
          {values
            ? <SelectField label={`${value} ${nth + 1}`} value={it.value} change={(to) => set(nth, { value: to })} options={values.map((word) => [word, word])} />
            : <TextField label={`${value} ${nth + 1}`} hint={valueHint} value={it.value} change={(to) => set(nth, { value: to })} width={20} autoComplete="off" />}
          <button type="button" className={small} onClick={() => change(pairs.filter((_, at) => at !== nth))}>Remove<span className="nhsuk-u-visually-hidden"> {name.toLowerCase()} {nth + 1}</span></button>
        </div>
      ))}
      <p><button type="button" className={small} onClick={() => change([...pairs, pair('', values?.[0] ?? '')])}>{add}</button></p>
    </>
  )
}

export function RulesEditor({ rules, change }: { rules: RuleDraft[]; change: (rules: RuleDraft[]) => void }) {
  const set = (nth: number, to: Partial<RuleDraft>) => change(rules.map((it, at) => (at === nth ? { ...it, ...to } : it)))
  return (
    <>
      <ol className="ctac-steps">
        {rules.map((rule, nth) => (
          <li className="ctac-piece" key={rule.key}>
            <fieldset className="nhsuk-fieldset">
              <legend className="nhsuk-fieldset__legend nhsuk-fieldset__legend--m">Rule {nth + 1}</legend>
              <ConditionEditor least={rule.least} fields={rule.fields} change={(to) => set(nth, to)} />
              <RouteEditor route={rule.then} label="Then" change={(then) => set(nth, { then })} />
              <div className="ctac-row">
                {nth > 0 && <button type="button" className={small} onClick={() => change(moved(rules, nth, -1))}>Move rule {nth + 1} up</button>}
                {nth < rules.length - 1 && <button type="button" className={small} onClick={() => change(moved(rules, nth, 1))}>Move rule {nth + 1} down</button>}
                <button type="button" className={small} onClick={() => change(rules.filter((_, at) => at !== nth))}>Remove rule {nth + 1}</button>
              </div>
            </fieldset>
          </li>
        ))}
      </ol>
      <p><button type="button" className={small} onClick={() => change([...rules, { key: key(), least: 'error', fields: [], then: { ...recorded, do: 'page' } }])}>Add a rule</button></p>
    </>
  )
}
