// A policy's steps as a numbered list of sentences.
import { as, type Step } from '../../api/objects'
import { useNames } from './asks'
import { endOf, stepOf } from './say'

export function Sentences({ steps, repeats }: { steps: unknown[]; repeats: number }) {
  const names = useNames()
  const all = steps.map((it) => as<Step>(it))
  return (
    <>
      <ol>{all.map((step, nth) => <li key={nth}>{stepOf(step, names)}</li>)}</ol>
      <p>{endOf(all, repeats)}</p>
    </>
  )
}
