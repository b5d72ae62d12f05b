// The fields of one act and its button. What is typed is kept on the device until the service has taken it; a refusal stands beside
// the button and loses nothing. What is grave is asked in a dialog that says what it does.
import { useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Confirm } from '../../parts/confirm'
import { useDraft } from '../../parts/draft'
import { Radios, SelectField, TextArea, TextField } from '../../parts/field'
import { peopleQuery } from '../../parts/people'
import { Refused } from '../../parts/refused'
import { WhenField } from '../../parts/when'
import { missing, type ActSpec, type Command, type FieldSpec, type Values } from './acts'

interface Props {
  spec: ActSpec
  /** What it is about, for the draft's key: the run and the step. */
  about: string
  send: (command: Command) => Promise<unknown>
  done?: () => void
}

const empty = (): Values => ({})

export function ActForm({ spec, about, send, done }: Props) {
  const [values, change, forget] = useDraft(`${about}/${spec.word}`, empty)
  const set = (name: string, value: string) => change({ [name]: value })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const act = useMutation({ mutationFn: () => send(spec.command(values)), onSuccess: () => { forget(); done?.() } })
  const submit = () => {
    const wrong = missing(spec.fields, values)
    setErrors(wrong)
    if (Object.keys(wrong).length === 0 && !act.isPending) act.mutate()
  }
  const aside = spec.fields.filter((field) => field.aside)
  return (
    <form className="ctac-rb-form" noValidate onSubmit={(event) => { event.preventDefault(); submit() }}>
      <Fields fields={spec.fields.filter((field) => !field.aside)} values={values} set={set} errors={errors} />
      {aside.length > 0 && (
        <details className="nhsuk-details">
          <summary className="nhsuk-details__summary"><span className="nhsuk-details__summary-text">It happened earlier, or there is more to say</span></summary>
          <div className="nhsuk-details__text"><Fields fields={aside} values={values} set={set} errors={errors} /></div>
        </details>
      )}
      <button type="submit" className="nhsuk-button" aria-disabled={act.isPending || undefined}>{spec.does}</button>
      <span className="nhsuk-u-visually-hidden" role="status">{act.isPending ? 'Under way' : ''}</span>
      {act.isError && <Refused error={act.error} />}
    </form>
  )
}

/** The same, asked in a dialog. */
export function GraveAct({ spec, about, send, done, small }: Props & { small?: boolean }) {
  const [values, change, forget] = useDraft(`${about}/${spec.word}`, empty)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const act = async () => {
    const wrong = missing(spec.fields, values)
    setErrors(wrong)
    if (Object.keys(wrong).length > 0) throw new Error(Object.values(wrong)[0])
    await send(spec.command(values))
    forget()
  }
  return (
    <Confirm button={spec.opens} title={spec.opens.replace(' …', '?')} does={spec.does} kind={spec.final ? 'warning' : 'secondary'} small={small} act={act} done={done}>
      <p>{spec.grave}</p>
      <Fields fields={spec.fields} values={values} set={(name, value) => change({ [name]: value })} errors={errors} />
    </Confirm>
  )
}

interface FieldsProps { fields: FieldSpec[]; values: Values; set: (name: string, value: string) => void; errors: Record<string, string> }

function Fields({ fields, values, set, errors }: FieldsProps) {
  return fields.map((field) => <One key={field.name} field={field} value={values[field.name] ?? ''} change={(value) => set(field.name, value)} error={errors[field.name]} />)
}

function One({ field, value, change, error }: { field: FieldSpec; value: string; change: (value: string) => void; error: string | undefined }) {
  const common = { label: field.label, hint: field.hint, error, value, change }
  switch (field.as) {
    case 'text': return <TextArea {...common} rows={2} maxLength={2_000} />
    case 'when': return <WhenField {...common} />
    case 'choice': return <SelectField {...common} options={field.options ?? []} />
    case 'radios': return <Radios {...common} options={(field.options ?? []).map(([option, words]) => ({ value: option, words }))} />
    case 'person': return <PersonField {...common} />
    case 'line': return <TextField {...common} maxLength={2_000} />
  }
}

function PersonField(common: { label: string; hint: string | undefined; error: string | undefined; value: string; change: (value: string) => void }) {
  const { data = [] } = useQuery(peopleQuery)
  const options = data.filter((person) => person.active).map((person): [string, string] => [person.id, person.name ?? person.id]).sort((one, other) => one[1].localeCompare(other[1]))
  return <SelectField {...common} options={[['', 'Choose'], ...options]} />
}
