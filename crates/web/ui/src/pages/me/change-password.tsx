// Changing one's password. A refusal is shown, and what was typed goes: a password does not stay on the page.
import { useState } from 'react'
import { Link } from 'wouter'
import { api } from '../../api/client'
import { Checkbox, TextField } from '../../parts/field'
import { Form } from '../../parts/form'
import { Notice } from '../../parts/notice'

export function ChangePassword({ changed }: { changed: () => void }) {
  const [current, setCurrent] = useState('')
  const [chosen, setChosen] = useState('')
  const [shown, setShown] = useState(false)
  const [said, setSaid] = useState('')
  const type = shown ? 'text' : 'password'
  const save = async () => {
    setSaid('')
    try {
      await api.PUT('/api/v1/me/password', { body: { current, new: chosen } })
    } finally {
      setCurrent('')
      setChosen('')
    }
    setSaid('Your password was changed. Every other browser that you were signed in with must sign in again.')
    changed()
  }
  return (
    <section aria-labelledby="password">
      <h2 id="password">Change my password</h2>
      <p>All other browsers in which you are signed in are signed out. Your API tokens go on: revoke those that you do not use under <Link href="/me/tokens">API tokens</Link>.</p>
      <Notice>{said}</Notice>
      <Form does="Change my password" save={save}>
        <TextField label="The password you have" type={type} value={current} change={setCurrent} autoComplete="current-password" width={20} required />
        <TextField label="The new password" hint="At least 12 characters; 15 or more are better. Three or four unrelated words are good." type={type} value={chosen} change={setChosen} autoComplete="new-password" width={20} required />
        <div className="nhsuk-form-group"><div className="nhsuk-checkboxes nhsuk-checkboxes--small"><Checkbox label="Show what I type" checked={shown} change={setShown} /></div></div>
      </Form>
    </section>
  )
}
