// Pushes to this browser. For a profile page:
//
//   const state = await pushState()            what this browser can do and does now
//   const contact = await subscribe(person)    asks for permission, subscribes, adds the contact, sends its code by that very channel
//   await unsubscribe(person, contact)         takes the contact away (where given), then the subscription
//
// Then `POST …/contacts/{contact}/verify` with the code that the notification shows, as for every other contact; only now is it
// paged. Call `subscribe` in a click's handler: browsers ask for permission only then. Its errors are `Cannot`, with words for
// people, or the service's `Problem`. The contact of this browser is known by the id that is kept here: the service shows no address.
import { api, whole } from '../api/client'

/** What this browser can do. */
export type PushState =
  /** It can; nothing is set up. */
  | { is: 'off' }
  /** It is subscribed; `contact` is what this browser added, where it still knows. */
  | { is: 'on'; contact: string | undefined }
  /** It cannot; `why` says what to do, for people. */
  | { is: 'impossible'; why: string }

/** Why a subscription was not made, in words for people. */
export class Cannot extends Error {}

const KEY = 'ctac-push-contact'

/** What this browser can do and does now. */
export async function pushState(): Promise<PushState> {
  const why = impossible()
  if (why !== undefined) return { is: 'impossible', why }
  if ((await serverKey()) === undefined) return { is: 'impossible', why: 'This service sends no pushes to browsers.' }
  const registration = await navigator.serviceWorker.getRegistration('/app/')
  const subscription = await registration?.pushManager.getSubscription()
  return subscription ? { is: 'on', contact: localStorage.getItem(KEY) ?? undefined } : { is: 'off' }
}

/** Subscribes this browser for a person, and has the code sent that proves it. Answers the contact's id. */
export async function subscribe(person: string): Promise<string> {
  const why = impossible()
  if (why !== undefined) throw new Cannot(why)
  const key = await serverKey()
  if (key === undefined) throw new Cannot('This service sends no pushes to browsers.')
  if ((await Notification.requestPermission()) !== 'granted') throw new Cannot('This browser may not show notifications. Allow it in the settings of this site, then try again.')
  const registration = await navigator.serviceWorker.ready
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) })
  try {
    const address = JSON.stringify(subscription)
    const { contacts } = await whole(api.POST('/api/v1/people/{id}/contacts', { params: { path: { id: person } }, body: { channel: 'push', address } }))
    // The answer is the person: what was added is the last in their order.
    const contact = contacts?.filter((it) => it.channel === 'push' && !it.verified).at(-1)?.id
    if (contact === undefined) throw new Cannot('The service did not say what it added. Look at your contacts, and remove it there.')
    localStorage.setItem(KEY, contact)
    await api.POST('/api/v1/people/{id}/contacts/{contact}/verification', { params: { path: { id: person, contact } } })
    return contact
  } catch (error) {
    // What the service does not know must not stay: the browser would say that it is on.
    await subscription.unsubscribe()
    throw error
  }
}

/** Ends it: the contact first, so that nothing is sent to an address that is gone. */
export async function unsubscribe(person: string, contact: string | undefined): Promise<void> {
  if (contact !== undefined) await api.DELETE('/api/v1/people/{id}/contacts/{contact}', { params: { path: { id: person, contact } } })
  const registration = await navigator.serviceWorker.getRegistration('/app/')
  await (await registration?.pushManager.getSubscription())?.unsubscribe()
  localStorage.removeItem(KEY)
}

/** The service's public key; undefined where nothing pushes to browsers. */
async function serverKey(): Promise<string | undefined> {
  return (await whole(api.GET('/api/v1/service'))).push_key ?? undefined
}

function impossible(): string | undefined {
  if (!isSecureContext) return 'Notifications need an address that begins with https://.'
  if (!('serviceWorker' in navigator) || !('PushManager' in globalThis) || !('Notification' in globalThis)) {
    return 'This browser shows no pushes. On an iPhone or iPad, first add the application to the home screen.'
  }
  if (Notification.permission === 'denied') return 'This browser was told to show no notifications of this site. Allow it in the settings of the site.'
  return undefined
}

/** Bytes of base64url without padding. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0))
}
