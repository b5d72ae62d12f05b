// What one can do about an entry: strike it through with a reason, or ask whoever wrote a withheld one. Both are posts, kept until
// they are recorded.
import { useState, type FormEvent } from 'react'
import { TextArea } from '../../parts/field'
import type { Room } from '../../room/use-room'

interface Props {
  seq: number
  room: Pick<Room, 'post'>
}

export function Correct({ seq, room }: Props) {
  const [open, setOpen] = useState(false)
  const [instead, setInstead] = useState('')
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (reason.trim() === '') return setMissing(true)
    room.post('entry.corrected', { seq, reason: reason.trim(), ...(instead.trim() && { text: instead.trim() }) })
    setOpen(false)
  }
  if (!open) return <button type="button" className="ctac-quiet" onClick={() => setOpen(true)}>Correct entry #{seq}</button>
  return (
    <form onSubmit={send} noValidate>
      <p className="ctac-entry__note">It stays readable, struck through, with a link to your correction.</p>
      <TextArea label="What it should say" hint="Leave it empty to strike it through only" rows={2} value={instead} change={setInstead} />
      <TextArea label="Why" rows={2} value={reason} change={setReason} error={missing ? 'Say why it is corrected' : undefined} />
      <button type="submit" className="nhsuk-button nhsuk-button--small">Correct</button>{' '}
      <button type="button" className="ctac-quiet" onClick={() => setOpen(false)}>Leave it</button>
    </form>
  )
}

export function AskOriginator({ seq, room }: Props & { room: Pick<Room, 'post' | 'you'> }) {
  const [open, setOpen] = useState(false)
  const [asked, setAsked] = useState(false)
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (reason.trim() === '') return setMissing(true)
    room.post('entry.asked', { seq, reason: reason.trim() })
    setAsked(true)
    setOpen(false)
  }
  if (!room.you?.may_post) return null
  if (asked) return <p role="status">Your question is on its way: it becomes an entry that every member sees.</p>
  if (!open) return <button type="button" className="ctac-quiet" onClick={() => setOpen(true)}>Ask the originator of entry #{seq}</button>
  return (
    <form onSubmit={send} noValidate>
      <TextArea label={`Why do you need to read entry #${seq}?`} hint="Every member sees your question" rows={2} value={reason} change={setReason}
        error={missing ? 'Say why you need it' : undefined} />
      <button type="submit" className="nhsuk-button nhsuk-button--small">Ask</button>{' '}
      <button type="button" className="ctac-quiet" onClick={() => setOpen(false)}>Leave it</button>
    </form>
  )
}
