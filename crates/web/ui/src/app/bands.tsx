// The bands that mark what must not be taken for real: an exercise, messages that ring nobody's phone.
import { useSyncExternalStore } from 'react'
import { watchExercise, isExercise } from '../parts/exercise'

export function Bands() {
  const exercise = useSyncExternalStore(watchExercise, isExercise)
  if (!exercise) return null
  return <p className="ctac-band ctac-band--exercise" role="status">EXERCISE EXERCISE EXERCISE: nothing on this page is real</p>
}
