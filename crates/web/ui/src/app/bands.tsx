// The bands that mark what must not be taken for real: an exercise, messages that ring nobody's phone.
import { useSyncExternalStore } from 'react'
import { useQuery } from '@tanstack/react-query'
import { serviceQuery } from './service'
import { watchExercise, isExercise } from '../parts/exercise'

export function Bands() {
  const exercise = useSyncExternalStore(watchExercise, isExercise)
  const simulator = useQuery(serviceQuery).data?.simulator ?? false
  return (
    <>
      {simulator && (
        <p className="ctac-band ctac-band--simulator">
          SIMULATOR: messages go to the <a href="/simulator">built-in phone</a>, nobody's real phone rings
        </p>
      )}
      {exercise && <p className="ctac-band ctac-band--exercise" role="status">EXERCISE EXERCISE EXERCISE: nothing on this page is real</p>}
    </>
  )
}
