// My contacts: where I am paged, proved by a code; their order; adding one; a test page whenever I want one.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { api, whole } from '../../api/client'
import type { Channel, Severity } from '../../api/objects'
import { useMe, type Me } from '../../me'
import { Act } from '../../parts/act'
import { Radios, SelectField, TextField } from '../../parts/field'
import { Form } from '../../parts/form'
import { Loading } from '../../parts/loading'
import { Notice } from '../../parts/notice'
import { usePeople } from '../../parts/people'
import { Time } from '../../parts/time'
import { channelOf, severityOptions } from '../../parts/words'
import { ContactItem } from './contact'
import { MyPage } from './frame'
import { ThisDevice } from './this-device'

export default function Contacts() {
  const me = useMe()
  return <MyPage title="My contacts">{me ? <Mine me={me} /> : <Loading what="your contacts" />}</MyPage>
}

function Mine({ me }: { me: Me }) {
  const [said, setSaid] = useState('')
  const queries = useQueryClient()
  const changed = async (words: string) => {
    setSaid(words)
    await Promise.all(['me', 'people'].map((key) => queries.invalidateQueries({ queryKey: [key] })))
  }
  return (
    <>
      <p>You are paged only where you have proved to be, by a code that is sent there. Nobody else sees your numbers and addresses; who administers you sees whether you can be reached, and by which channels.</p>
      <Notice>{said}</Notice>
      <Ordered me={me} changed={changed} />
      <ThisDevice person={me.person} changed={changed} />
      <AddContact person={me.person} changed={changed} />
      <TestPage me={me} />
    </>
  )
}

function Ordered({ me, changed }: { me: Me; changed: (said: string) => Promise<void> }) {
  const [dragged, setDragged] = useState<string>()
  const [over, setOver] = useState<string>()
  const contacts = me.contacts
  const save = async (order: string[]) => {
    await api.PUT('/api/v1/people/{id}/contact-order', { params: { path: { id: me.person } }, body: { contacts: order } })
    await changed('The order was saved.')
  }
  const moved = (id: string, to: number) => {
    const rest = contacts.map((it) => it.id).filter((it) => it !== id)
    rest.splice(to, 0, id)
    return save(rest)
  }
  const [failed, setFailed] = useState('')
  return (
    <section aria-labelledby="reached">
      <h2 id="reached">How you are reached</h2>
      {contacts.length === 0 && <p><strong>You have no contact: nobody can page you. Add one below.</strong></p>}
      <ol className="ctac-contacts">
        {contacts.map((contact, place) => (
          <ContactItem key={contact.id} contact={contact} person={me.person} place={place} count={contacts.length} changed={(words) => void changed(words)}
            move={(by) => moved(contact.id, place + by)}
            drag={{
              start: () => setDragged(contact.id),
              over: () => setOver(contact.id),
              isOver: over === contact.id && dragged !== undefined && dragged !== contact.id,
              drop: () => {
                setOver(undefined)
                if (dragged && dragged !== contact.id) moved(dragged, place).then(() => setFailed(''), (error: unknown) => setFailed(error instanceof Error ? error.message : 'The order was not saved.'))
                setDragged(undefined)
              },
            }} />
        ))}
      </ol>
      {failed && <p role="alert" className="nhsuk-error-message">{failed}</p>}
      {contacts.length > 1 && <p className="nhsuk-hint">Drag one, or use the buttons. Once you have moved one, contacts of one channel are tried in this order: the second a minute after the first while you have not answered, and so on. Until then all of one channel are told at once.</p>}
    </section>
  )
}

const kinds: { value: Channel; words: string; hint: string }[] = [
  { value: 'sms', words: channelOf('sms'), hint: 'A mobile number, such as 07700 900123' },
  { value: 'voice', words: channelOf('voice'), hint: 'Any telephone number; the code is spoken' },
  { value: 'email', words: channelOf('email'), hint: 'An address that you read without your organisation’s network' },
  { value: 'push', words: `${channelOf('push')} elsewhere`, hint: 'ntfy:TOPIC, teams:URL or webhook:URL' },
]

function AddContact({ person, changed }: { person: string; changed: (said: string) => Promise<void> }) {
  const [channel, setChannel] = useState<Channel>('sms')
  const [address, setAddress] = useState('')
  const add = async () => {
    const { data } = await api.POST('/api/v1/people/{id}/contacts', { params: { path: { id: person } }, body: { channel, address: address.trim() } })
    setAddress('')
    const made = data?.contacts?.filter((it) => it.channel === channel && !it.verified).at(-1)
    await changed(`${channelOf(channel)} ${made?.hint ?? ''} was added. You are paged there once you have verified it: send it a code.`)
  }
  return (
    <section aria-labelledby="add-contact">
      <h2 id="add-contact">Add a contact</h2>
      <Form does="Add it" save={add}>
        <Radios label="What it is" value={channel} change={(value) => setChannel(value as Channel)} options={kinds} />
        <TextField label="Number or address" value={address} change={setAddress} autoComplete="off" inputMode={channel === 'email' ? 'email' : channel === 'push' ? 'text' : 'tel'} />
      </Form>
    </section>
  )
}

function TestPage({ me }: { me: Me }) {
  const [severity, setSeverity] = useState<Severity>('S1')
  const [until, setUntil] = useState<string | null>()
  const person = usePeople().find((it) => it.id === me.person)
  const monthly = useQuery({ queryKey: ['test-pages'], queryFn: () => whole(api.GET('/api/v1/test-pages')) }).data
  const test = async () => {
    const { data } = await api.POST('/api/v1/people/{id}/test-page', { params: { path: { id: me.person } }, body: { severity } })
    setUntil(data?.until ?? null)
  }
  return (
    <section aria-labelledby="test">
      <h2 id="test">Test page</h2>
      {person?.not_proven && <p><strong>You did not answer your last test page: it is not known whether you can be reached. Check your contacts above, then send yourself a test page.</strong></p>}
      <p>{person?.proven_at ? <>You were last proved to be reached <Time at={person.proven_at} />.</> : 'You were never yet proved to be reached.'} {monthly && (monthly.on ? `You are tested once a month, at an hour of your working day, as if it were ${monthly.severity}.` : 'The cell’s monthly tests are switched off.')}</p>
      {person?.reachable === false ? <p>Verify a contact first.</p> : (
        <>
          <SelectField label="As if it were" hint="Your rules for it are followed. Every message says TEST, and nobody else is woken." value={severity} change={(value) => setSeverity(value as Severity)} options={severityOptions} />
          <Act kind="secondary" does={test}>Page me, as a test</Act>
          <p role="status">{until !== undefined && <>The test page is on its way. Answer it as you would answer any page{until && <>, before <Time at={until} /></>}. It is on <Link href="/">Now</Link> too.</>}</p>
        </>
      )}
    </section>
  )
}
