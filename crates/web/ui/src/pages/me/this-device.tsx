// Pushes to this very browser: subscribed here, proved by the code that its notification shows.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Act } from '../../parts/act'
import { Loading } from '../../parts/loading'
import { Refused } from '../../parts/refused'
import { pushState, subscribe, unsubscribe } from '../../push/push'

export function ThisDevice({ person, changed }: { person: string; changed: (said: string) => Promise<void> }) {
  const queries = useQueryClient()
  const state = useQuery({ queryKey: ['push'], queryFn: pushState, retry: false })
  const done = async (words: string) => { await queries.invalidateQueries({ queryKey: ['push'] }); await changed(words) }
  return (
    <section aria-labelledby="this-device">
      <h2 id="this-device">Notifications on this device</h2>
      {state.isPending && <Loading what="what this browser can do" />}
      {state.isError && <Refused error={state.error} again={() => void state.refetch()} />}
      {state.data?.is === 'impossible' && <p>{state.data.why}</p>}
      {state.data?.is === 'off' && <Act kind="secondary" does={() => subscribe(person)} done={() => void done('This device was added. Type the code that its notification shows, beside it above.')}>Page me on this device</Act>}
      {state.data?.is === 'on' && <TurnOff person={person} contact={state.data.contact} done={() => void done('This device is paged no more.')} />}
    </section>
  )
}

function TurnOff({ person, contact, done }: { person: string; contact: string | undefined; done: () => void }) {
  return (
    <>
      <p>This browser shows notifications. Whether you are paged by them stands beside its contact above.</p>
      <Act kind="secondary" does={() => unsubscribe(person, contact)} done={done}>Stop notifications on this device</Act>
    </>
  )
}
