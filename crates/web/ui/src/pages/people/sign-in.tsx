// How somebody signs in, for who administers them: giving a sign-in to who has none, and a new first password to who forgot.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, whole, type Schema } from '../../api/client'
import { Confirm } from '../../parts/confirm'
import { TextField } from '../../parts/field'
import { Form } from '../../parts/form'
import { Loading } from '../../parts/loading'
import type { PersonView } from '../../parts/people'
import { Refused } from '../../parts/refused'
import { Secret } from '../../parts/secret'
import { drawPassword } from './password'

export function SignIn({ person }: { person: PersonView }) {
  const path = { params: { path: { id: person.id } } }
  const stands = useQuery({ queryKey: ['people', person.id, 'sign-in'], queryFn: () => whole(api.GET('/api/v1/people/{id}/sign-in', path)) })
  const [made, setMade] = useState<{ username: string; password: string }>()
  const give = async (username: string) => {
    const password = drawPassword()
    await api.PUT('/api/v1/people/{id}/sign-in', { ...path, body: { username, password } })
    setMade({ username, password })
    await stands.refetch()
  }
  return (
    <section aria-labelledby="sign-in">
      <h2 id="sign-in">Sign-in</h2>
      {made && <Secret name={`The first password of ${made.username}`} value={made.password}>Tell it to them yourself, not by the network that may be down. They choose their own when they first sign in.</Secret>}
      {stands.isPending && <Loading what="how they sign in" />}
      {stands.isError && <Refused error={stands.error} again={() => void stands.refetch()} />}
      {stands.data && <Given key={stands.data.username ?? ''} stands={stands.data} give={give} />}
    </section>
  )
}

function Given({ stands, give }: { stands: Schema<'SignInView'>; give: (username: string) => Promise<void> }) {
  const [username, setUsername] = useState(stands.username ?? '')
  const name = <TextField label="With what name they sign in" value={username} change={setUsername} autoComplete="off" width={20} required />
  if (!stands.username) {
    return (
      <>
        <p>They do not sign in, so they can prove no contact: nobody can page them. A first password is drawn, and shown once.</p>
        <Form does="Give them a sign-in" save={() => give(username.trim())}>{name}</Form>
      </>
    )
  }
  return (
    <>
      <p>They sign in as <strong>{stands.username}</strong>{stands.first_password && ', and have yet to choose a password of their own'}.</p>
      <Confirm kind="secondary" button="Set a new first password" title="Set a new first password?" does="Set it" act={() => give(username.trim())}>
        <p>For somebody who forgot theirs. It is drawn, and shown to you once. They are signed out everywhere, and choose their own when they next sign in. It is recorded that you did this.</p>
        {name}
      </Confirm>
    </>
  )
}
