// What a runbook is started with, as fields; and what was typed, as the service takes it.
import { TextField } from '../../parts/field'
import { instantTyped } from '../../parts/wall-time'
import { WhenField } from '../../parts/when'
import { hintOf } from './queries'
import type { Procedure } from './tree'

type Input = Procedure['inputs'][number]
type Typed = Record<string, string>

const isInstant = (input: Input): boolean => input.expected.startsWith('an instant')

export function Inputs({ inputs, typed, change }: { inputs: Input[]; typed: Typed; change: (typed: Typed) => void }) {
  return inputs.map((input) => {
    const label = input.value == null ? input.label : `${input.label} (optional)`
    const value = typed[input.name] ?? ''
    const set = (to: string) => change({ ...typed, [input.name]: to })
    return isInstant(input)
      ? <WhenField key={input.name} label={label} hint={input.value == null ? 'UK time' : `UK time. ${input.value} unless said`} value={value} change={set} />
      : <TextField key={input.name} label={label} hint={hintOf(input)} value={value} change={set} />
  })
}

/** An input that was left empty has the runbook's own value, or is asked for by the service. Throws where a time is not whole. */
export function given(inputs: Input[], typed: Typed): Typed {
  const instants = new Set(inputs.filter(isInstant).map((it) => it.name))
  const some = Object.entries(typed).filter(([, value]) => value.trim() !== '')
  return Object.fromEntries(some.map(([name, value]) => [name, instants.has(name) ? instantTyped(value) ?? '' : value]))
}
