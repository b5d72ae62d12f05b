// "If this fired now, who would be contacted, how, when": the service's own answer, as a time line in words.
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { api, whole, type Schema } from '../../api/client'
import type { Severity } from '../../api/objects'
import { SelectField, TextField } from '../../parts/field'
import { Person } from '../../parts/people'
import { Refused } from '../../parts/refused'
import { secondsOf } from '../../parts/instants'
import { Time } from '../../parts/time'
import { instantTyped } from '../../parts/wall-time'
import { WhenField } from '../../parts/when'
import { afterOf, channelOf, severityOptions } from '../../parts/words'

type Explained = Schema<'ExplainedPage'>
type ExplainedStep = Schema<'ExplainedStep'>

/** Steps that one look shows; the rest by a button. */
const PIECE = 12

export function Simulator({ policy }: { policy: string }) {
  const [severity, setSeverity] = useState<Severity>('S1')
  const [at, setAt] = useState('')
  const [incident, setIncident] = useState('')
  const ask = useMutation({
    mutationFn: () => {
      const when = instantTyped(at)
      const body = { severity, ...(when && { at: when }), ...(incident.trim() && { incident: incident.trim() }) }
      return whole(api.POST('/api/v1/policies/{id}/explain', { params: { path: { id: policy } }, body }))
    },
  })
  const go = (event: FormEvent) => { event.preventDefault(); ask.mutate() }
  return (
    <section aria-labelledby="simulator">
      <h2 id="simulator">Who would be paged?</h2>
      <p>If nobody answered, and every message went out. Nothing is sent.</p>
      <form onSubmit={go} noValidate>
        <SelectField label="A page of severity" value={severity} change={(value) => setSeverity(value as Severity)} options={severityOptions} />
        <div className="ctac-row">
          <WhenField label="Raised at" hint="UK time. Empty: now" value={at} change={setAt} />
          <TextField label="About an incident" hint="Its reference, if its leads are meant" value={incident} change={setIncident} width={20} autoComplete="off" />
        </div>
        <button className="nhsuk-button" aria-disabled={ask.isPending || undefined}>Show who would be paged</button>
      </form>
      {ask.isError && <Refused error={ask.error} />}
      <div aria-live="polite">{ask.data && <Answer explained={ask.data} />}</div>
    </section>
  )
}

function Answer({ explained }: { explained: Explained }) {
  const [shown, setShown] = useState(PIECE)
  const { steps } = explained
  return (
    <div>
      <p>A page of {explained.severity}, raised <Time at={explained.at} />, by version {explained.version} of {explained.name}:</p>
      <ol className="ctac-line">
        {steps.slice(0, shown).map((step) => <StepLine key={`${step.round} ${step.step}`} step={step} raised={explained.at} />)}
      </ol>
      {steps.length > shown && <button type="button" className="nhsuk-button nhsuk-button--secondary" onClick={() => setShown(shown + PIECE)}>More: {steps.length - shown} steps</button>}
      {explained.cut && <p>There are more steps than the service tells at once.</p>}
      <h3>Nobody is left to ask <Time at={explained.exhausted_at} /></h3>
      <p>{after(explained.at, explained.exhausted_at)} the page has run out of people, and the cell’s administrators are paged:</p>
      <ol className="ctac-line">{explained.administrators.slice(0, PIECE).map((step) => <StepLine key={`${step.round} ${step.step}`} step={step} raised={explained.at} />)}</ol>
    </div>
  )
}

const after = (from: string, to: string) => {
  const words = afterOf(Math.round((Date.parse(to) - Date.parse(from)) / 1_000))
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function StepLine({ step, raised }: { step: ExplainedStep; raised: string }) {
  const messages = step.asked
    .flatMap(({ person, because, messages: sent }) => sent.map((message) => ({ person, because, message })))
    .sort((one, other) => one.message.at.localeCompare(other.message.at))
  return (
    <li>
      <h4 className="nhsuk-heading-s">Step {step.step + 1}{step.round > 0 && `, time ${step.round + 1} through`}: {after(raised, step.at).toLowerCase()} <span className="ctac-todo__small">{secondsOf(new Date(step.at))}</span></h4>
      {step.skipped && <p>Passed over: {step.skipped}.</p>}
      <ul>
        {messages.map(({ person, because, message }, nth) => (
          <li key={nth}><strong><Person id={person} whose /></strong>: {channelOf(message.channel).toLowerCase()}{message.hint && ` to ${message.hint}`}, {after(raised, message.at).toLowerCase()}. <span className="ctac-todo__small">{because}</span></li>
        ))}
        {step.unreachable.map((miss) => <li key={miss.person}><strong>Not told: <Person id={miss.person} whose /></strong> ({miss.because}): {miss.why}</li>)}
        {step.nobody.map((why) => <li key={why}><strong>Nobody:</strong> {why}</li>)}
      </ul>
    </li>
  )
}
