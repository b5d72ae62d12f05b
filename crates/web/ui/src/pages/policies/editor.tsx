// The editor of a policy: its name, its steps in order, how often all of it is repeated, and what that comes to in words.
import { useState } from 'react'
import { api, whole, type Schema } from '../../api/client'
import { as, match, objects, type Step } from '../../api/objects'
import { SelectField, TextField } from '../../parts/field'
import { Form } from '../../parts/form'
import { draftOf, emptyStep, faultOf, moved, stepOf, type StepDraft } from './draft'
import { Sentences } from './sentences'
import { StepEditor } from './step-editor'

type Policy = Schema<'PolicyView'>

/** As the rules' limits. */
const STEPS = 20
const REPEATS = 9

interface Props {
  /** None: a new one. */
  policy?: Policy
  saved: (id?: string) => void
  leave: () => void
}

export function PolicyEditor({ policy, saved, leave }: Props) {
  const [base, setBase] = useState(policy)
  const [name, setName] = useState(policy?.name ?? '')
  const [repeats, setRepeats] = useState(String(policy?.repeats ?? 2))
  const [steps, setSteps] = useState<StepDraft[]>(() => policy?.steps.map((it) => draftOf(as<Step>(it))) ?? [emptyStep()])
  const change = (nth: number, to: Partial<StepDraft>) => setSteps(steps.map((step, at) => (at === nth ? { ...step, ...to } : step)))
  const take = (it: Policy) => {
    setBase(it)
    setName(it.name)
    setRepeats(String(it.repeats))
    setSteps(it.steps.map((step) => draftOf(as<Step>(step))))
  }
  const [made, setMade] = useState<string>()
  const save = async (version: number) => {
    if (steps.some(faultOf)) throw new Error('A wait is not a number of minutes. Correct it: nothing was saved.')
    const body = { name: name.trim(), repeats: Number(repeats), steps: objects(steps.map(stepOf)) }
    if (base) await api.PUT('/api/v1/policies/{id}', { params: { path: { id: base.id }, header: match(version) }, body })
    else setMade((await whole(api.POST('/api/v1/policies', { body }))).id)
  }
  const edits = base && {
    version: base.version,
    latest: () => whole(api.GET('/api/v1/policies/{id}', { params: { path: { id: base.id } } })),
    show: (it: Policy) => <><p><strong>{it.name}</strong></p><Sentences steps={it.steps} repeats={it.repeats} /></>,
    take,
  }
  return (
    <Form does={base ? 'Save the policy' : 'Make the policy'} save={save} saved={() => saved(made)} leave={leave} edits={edits}>
      <TextField label="Name" value={name} change={setName} maxLength={200} autoComplete="off" />
      <ol className="ctac-steps">
        {steps.map((step, nth) => (
          <StepEditor key={step.key} step={step} nth={nth} count={steps.length} change={(to) => change(nth, to)}
            move={(by) => setSteps(moved(steps, nth, by))} remove={() => setSteps(steps.filter((_, at) => at !== nth))} />
        ))}
      </ol>
      {steps.length < STEPS && <p><button type="button" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={() => setSteps([...steps, emptyStep()])}>Add a step</button></p>}
      <SelectField label="After the last step" value={repeats} change={setRepeats}
        options={Array.from({ length: REPEATS + 1 }, (_, count) => [String(count), count === 0 ? 'nothing is repeated' : count === 1 ? 'all of it once more' : `all of it ${count} times more`])} />
      <div className="nhsuk-inset-text" aria-live="polite">
        <h2 className="nhsuk-heading-s">So it will be</h2>
        <Sentences steps={steps.map(stepOf)} repeats={Number(repeats)} />
      </div>
    </Form>
  )
}
