// One of one's own contacts: what it is, whether it is proved, what speaks against it, its place in the order.
import { useState } from 'react'
import { api, type Schema } from '../../api/client'
import { Act } from '../../parts/act'
import { Confirm } from '../../parts/confirm'
import { TextField } from '../../parts/field'
import { Form } from '../../parts/form'
import { Time } from '../../parts/time'
import { channelOf } from '../../parts/words'

type Contact = Schema<'Contact'>

/** What speaks against a contact, and what its person is to do. */
const flags: Record<string, [what: string, todo: string]> = {
  'opted-out': ['You texted STOP', 'Nothing is texted there until you text START to the number that the messages came from. Then send a code.'],
  'no-texts': ['It takes no texts', 'It may be a landline. Add a mobile number, or add this one for calls.'],
  bounced: ['It refused our messages', 'If it is right and works again, send a code and type it: that lifts this. Otherwise remove it.'],
  gone: ['Switched off on the device', 'Switch notifications on again there and send a code; or remove it and add the device anew.'],
}

interface Props {
  contact: Contact
  person: string
  place: number
  count: number
  changed: (said: string) => void
  move: (by: -1 | 1) => Promise<unknown>
  drag: { start: () => void; over: () => void; drop: () => void; isOver: boolean }
}

export function ContactItem({ contact, person, place, count, changed, move, drag }: Props) {
  const name = `${channelOf(contact.channel)} ${contact.hint}`
  const params = { params: { path: { id: person, contact: contact.id } } }
  const flag = contact.flag ? (flags[contact.flag] ?? ['Messages do not arrive', 'Send a code, and type it: that lifts this.']) : undefined
  const paged = contact.verified && !flag
  return (
    <li className={`ctac-contact${drag.isOver ? ' ctac-contact--over' : ''}`} draggable={count > 1}
      onDragStart={(event) => { event.dataTransfer.effectAllowed = 'move'; event.dataTransfer.setData('text/plain', contact.id); drag.start() }}
      onDragOver={(event) => { event.preventDefault(); drag.over() }} onDrop={(event) => { event.preventDefault(); drag.drop() }}>
      <h3 className="nhsuk-heading-s">{channelOf(contact.channel)} <span className="ctac-hint">{contact.hint}</span></h3>
      <p>
        {paged && <strong className="nhsuk-tag nhsuk-tag--green">Verified: you are paged here</strong>}
        {!contact.verified && !flag && <strong className="nhsuk-tag nhsuk-tag--yellow">Not verified: you are not paged here</strong>}
        {flag && <strong className="nhsuk-tag nhsuk-tag--red">{flag[0]}: you are not paged here</strong>}
      </p>
      {flag && <p>{flag[1]}</p>}
      {!paged && <Prove contact={contact} person={person} name={name} changed={changed} />}
      <div className="ctac-row">
        {place > 0 && <Act small kind="secondary" does={() => move(-1)}>Move up<span className="nhsuk-u-visually-hidden">: {name}</span></Act>}
        {place < count - 1 && <Act small kind="secondary" does={() => move(1)}>Move down<span className="nhsuk-u-visually-hidden">: {name}</span></Act>}
        <Confirm small button={`Remove ${contact.hint}`} title={`Remove ${name}?`} does="Remove it" act={() => api.DELETE('/api/v1/people/{id}/contacts/{contact}', params)} done={() => changed(`${name} was removed, and its address erased.`)}>
          <p>{paged ? 'You will not be paged there any more. ' : ''}Its address is erased. To have it again, add it and prove it anew.</p>
        </Confirm>
      </div>
    </li>
  )
}

/** A code is sent to the contact and typed here. */
function Prove({ contact, person, name, changed }: { contact: Contact; person: string; name: string; changed: (said: string) => void }) {
  const [code, setCode] = useState('')
  const [sent, setSent] = useState<Schema<'CodeSent'>>()
  const params = { params: { path: { id: person, contact: contact.id } } }
  const send = async () => { setSent((await api.POST('/api/v1/people/{id}/contacts/{contact}/verification', params)).data) }
  const verify = async () => {
    await api.POST('/api/v1/people/{id}/contacts/{contact}/verify', { ...params, body: { code } })
    changed(`${name} is verified: you are paged there from now on.`)
  }
  return (
    <div className="ctac-prove">
      <Act small kind="secondary" does={send}>{sent ? 'Send another code' : 'Send a code'}<span className="nhsuk-u-visually-hidden"> to {name}</span></Act>
      <p role="status">{sent && <>A code is on its way {contact.channel === 'voice' ? 'in a call' : 'there'}. It works until <Time at={sent.until} />; {sent.tries_left} tries.</>}</p>
      <Form does="Verify" save={verify}>
        <TextField label={`The code that was sent to ${contact.hint}`} hint="Six digits" value={code} change={setCode} inputMode="numeric" autoComplete="one-time-code" width={10} maxLength={20} />
      </Form>
    </div>
  )
}
