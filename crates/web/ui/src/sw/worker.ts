// The service worker: the application opens without a network, what was kept can be read and says of when it is, and a push is
// shown with its answers. Built by scripts/worker.mjs to /app/sw.js; what it decides stands in rules.ts.
import { ANSWERS } from '../app/leaving'
import { withoutRed } from './red'
import { answerOf, askedOf, AS_OF, isAway, marked, outdated, ours, pushed, type Pushed } from './rules'
import { covering, cut, needless, stretchOf } from './stretches'

/** The built files below /app/ and a name for this build, put in by the build. */
declare const CTAC_FILES: string[]
declare const CTAC_BUILD: string

const worker = self as unknown as ServiceWorkerGlobalScope
const BUILDS = 'ctac-build-'
const BUILD = BUILDS + CTAC_BUILD
const DOCUMENT = '/app/index.html'
/** Under it stands whose answers are kept. */
const OWNER = '/app/kept-for'

worker.addEventListener('install', (event) => event.waitUntil(caches.open(BUILD).then((cache) => cache.addAll(CTAC_FILES))))

worker.addEventListener('activate', (event) => event.waitUntil(tidy()))

// Only a person says when a page is loaded anew: app/update.ts.
worker.addEventListener('message', (event) => {
  if (event.data === 'use-new-version') void worker.skipWaiting()
})

worker.addEventListener('fetch', (event) => {
  const asked = askedOf(event.request, worker.location.origin)
  if (asked === 'document') event.respondWith(file(DOCUMENT))
  else if (asked === 'file') event.respondWith(file(event.request))
  else if (asked === 'kept') event.respondWith(answer(event))
})

worker.addEventListener('push', (event) => {
  event.waitUntil(show(pushed(event.data?.text(), worker.location.origin)))
})

worker.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(clicked(event.action, event.notification.data as Pushed))
})

async function tidy() {
  await Promise.all(outdated(await caches.keys(), BUILDS, BUILD).map((name) => caches.delete(name)))
  await worker.clients.claim()
}

/** A file of any build that is kept; else from the service. */
async function file(asked: Request | string): Promise<Response> {
  // A file is what it is: whatever a request says besides, and its codings are the network's business.
  const known = { ignoreVary: true, ignoreSearch: true }
  const own = await caches.open(BUILD)
  return (await own.match(asked, known)) ?? (await caches.match(asked, known)) ?? fetch(asked)
}

/** From the service; what was kept, marked, only where the service cannot be reached. */
async function answer(event: FetchEvent): Promise<Response> {
  let came: Response | undefined
  let failure: unknown
  try {
    came = await fetch(event.request)
    if (came.status === 401) await caches.delete(ANSWERS)
    if (!isAway(came.status)) {
      if (came.ok) event.waitUntil(keep(event.request, came.clone()))
      return came
    }
  } catch (error) {
    failure = error
  }
  const kept = await known(event.request.url)
  if (kept) return marked(kept)
  if (came) return came
  throw failure
}

/** What is kept as an answer to this address: as it was asked for, or the part of what was asked for a longer stretch of time. */
async function known(address: string): Promise<Response | undefined> {
  const cache = await caches.open(ANSWERS)
  const same = await cache.match(address, { ignoreVary: true })
  const stretch = stretchOf(address)
  if (same || !stretch) return same
  const longer = covering(address, (await cache.keys()).map((it) => it.url))
  const kept = longer && (await cache.match(longer, { ignoreVary: true }))
  const part = kept && cut(await kept.clone().json().catch(() => undefined), stretch)
  return kept && part ? new Response(JSON.stringify(part), { headers: kept.headers }) : undefined
}

/** Keeps an answer; once somebody else is signed in, nothing of the one before. */
async function keep(request: Request, came: Response) {
  // What the service itself could not vouch for any more is no better than what is kept already.
  if (came.headers.has('age') || !came.headers.has(AS_OF)) return
  if (new URL(request.url).pathname === '/api/v1/me') await belongsTo((await came.clone().json() as { person: string }).person)
  const cache = await caches.open(ANSWERS)
  const text = withoutRed(await came.text(), came.headers.get('content-type') ?? '')
  if (text === undefined) return void (await cache.delete(request, { ignoreVary: true }))
  // The place of what was kept before would be kept too: the latest comes last.
  await cache.delete(request, { ignoreVary: true })
  await cache.put(request, new Response(text, { headers: came.headers }))
  for (const address of needless(request.url, (await cache.keys()).map((it) => it.url))) await cache.delete(address, { ignoreVary: true })
}

async function belongsTo(person: string) {
  const cache = await caches.open(ANSWERS)
  const owner = await (await cache.match(OWNER))?.text()
  if (owner !== undefined && owner !== person) await caches.delete(ANSWERS)
  if (owner !== person) await (await caches.open(ANSWERS)).put(OWNER, new Response(person))
}

/** The words are as they were sent: CLEAR, with nothing of the incident but its reference. */
function show(message: Pushed): Promise<void> {
  const answers = [{ action: 'acknowledge', title: 'Acknowledge' }, { action: 'cannot', title: 'Cannot attend' }]
  return worker.registration.showNotification(message.headline, {
    body: message.body,
    tag: message.notification,
    data: message,
    icon: '/app/icons/192.png',
    badge: '/app/icons/badge.png',
    requireInteraction: true,
    ...({ renotify: true, vibrate: [400, 200, 400, 200, 400], actions: message.kind === 'page' ? answers : [] } as object),
  })
}

/** A button answers and says what came of it; anything else, and an answer that did not arrive, opens the link. */
async function clicked(action: string, message: Pushed): Promise<void> {
  const answer = answerOf(action)
  const link = ours(message.link ?? '', worker.location.origin)
  if (!answer || !link) return open(link ?? '/app/')
  try {
    const came = await fetch(link, { method: 'POST', body: new URLSearchParams({ answer }), headers: { accept: 'application/json' } })
    if (!came.ok) throw new Error(`the service answered ${came.status}`)
    const { said } = (await came.json()) as { said: string }
    await worker.registration.showNotification(said, { body: message.headline, tag: message.notification, data: { ...message, kind: 'other' } })
  } catch {
    await worker.registration.showNotification('Your answer did not arrive', {
      body: `${message.headline}. Press here to answer on the page, or reply to the text message.`,
      tag: message.notification,
      data: { ...message, kind: 'other' },
      requireInteraction: true,
    })
    await open(link).catch(() => undefined)
  }
}

/** A window that shows it already is used; a new one where there is none. */
async function open(address: string): Promise<void> {
  const target = new URL(address, worker.location.origin).href
  const windows = await worker.clients.matchAll({ type: 'window' })
  const shown = windows.find((window) => window.url === target)
  await (shown ? shown.focus() : worker.clients.openWindow(target))
}
