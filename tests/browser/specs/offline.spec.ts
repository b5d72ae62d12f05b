// Without a network, and after it: the shell and what helps opens and says of when it is; nothing of it outlives a sign-out on any page;
// and a push is answered from its notification, with the application shut.
import type { Browser, Page, Worker } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, signedIn, sizes, visitor, type Visitor } from '../support/browser'
import { Client } from '../support/client'
import { DEAD } from '../support/faults'
import { look } from '../support/look'
import { Service } from '../support/service'

let service: Service
let browser: Browser
let dahlia: Visitor
let client: Client
let rota = ''
let incident: { id: string; reference: string }

beforeAll(async () => {
  ;[service, browser] = await Promise.all([Service.start(), launch()])
  client = await Client.signIn(service, 'dahlia')
  const { items } = await client.get<{ items: { id: string; name: string }[] }>('/api/v1/rotas')
  rota = items.find((it) => it.name === 'Duty responder')?.id ?? ''
  const lead = await Client.signIn(service, 'gorse')
  incident = await lead.declare('Imaging archive unreachable')
  await lead.bringIn(incident.id, client.person)
  await lead.note(incident.id, 'Kept on the device')
  dahlia = await signedIn(browser, service, 'dahlia', { viewport: sizes.phone, permissions: ['notifications'] })
})

afterAll(async () => {
  await browser?.close()
  await service?.stop()
})

/** What the worker keeps of the service's answers, by their paths. */
const kept = (page: Page): Promise<string[]> => page.evaluate(async () => {
  if (!(await caches.has('ctac-answers'))) return []
  const cache = await caches.open('ctac-answers')
  return (await cache.keys()).map((it) => new URL(it.url).pathname)
})
const rooms = (page: Page): Promise<number> => page.evaluate(() => new Promise<number>((done) => {
  indexedDB.open('ctac-room').onsuccess = (event) => {
    const db = (event.target as IDBOpenDBRequest).result
    if (!db.objectStoreNames.contains('entries')) { db.close(); return done(0) }
    db.transaction('entries').objectStore('entries').count().onsuccess = (counted) => { db.close(); done((counted.target as IDBRequest<number>).result) }
  }
}))
const line = (page: Page) => page.locator('.ctac-connection')

describe('a push', () => {
  it('is shown by the worker, and acknowledged from its notification', async () => {
    const { page, context } = dahlia
    await page.goto('/app/')
    await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated')
    const [worker] = context.serviceWorkers()
    await service.alert('Imaging archive unreachable', 'imaging')
    const link = await acknowledgeLink()
    // As the browser does when a push arrives.
    const devtools = await context.newCDPSession(page)
    const registered = new Promise<string>((found) => devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => { if (registrations[0]) found(registrations[0].registrationId) }))
    await devtools.send('ServiceWorker.enable')
    const data = JSON.stringify({ notification: 'n1', headline: 'S2 page', body: 'Somebody is needed', code: '1234', link })
    await devtools.send('ServiceWorker.deliverPushMessage', { origin: service.url, registrationId: await registered, data })
    await expect.poll(() => shown(worker!)).toEqual([{ title: 'S2 page', actions: ['acknowledge', 'cannot'] }])
    await page.close()
    await press(worker!, 'acknowledge')
    await expect.poll(async () => (await shown(worker!)).map((it) => it.title)).toEqual([expect.stringMatching(/acknowledged/i)])
    const { items } = await client.get<{ items: { status: { is: string } }[] }>('/api/v1/pages')
    expect(items.some((it) => it.status.is === 'acknowledged')).toBe(true)
    dahlia.page = await context.newPage()
  })
})

describe('without a service', () => {
  it('what helps was fetched while there was one', async () => {
    const { page } = dahlia
    await page.goto(`/app/incidents/${incident.reference}`)
    await page.getByText('Kept on the device').waitFor()
    await expect.poll(() => kept(page), { timeout: 60_000 }).toEqual(expect.arrayContaining([`/api/v1/rotas/${rota}/shifts`, '/api/v1/people', expect.stringMatching(/\/procedure$/)]))
    await page.waitForFunction(() => localStorage.getItem('ctac-kept-at') !== null, undefined, { timeout: 60_000 })
    expect((await kept(page)).filter((path) => path.endsWith('/procedure')).length).toBeGreaterThan(10)
    expect((await kept(page)).filter((path) => /incidents|alerts|pages/.test(path)), 'nothing of an incident').toEqual([])
    await expect.poll(() => rooms(page)).toBeGreaterThan(0)
  })

  it('the room and the line of the shell say the same, when it is away and when it is back', async () => {
    const { page } = dahlia
    dahlia.expects(DEAD)
    await service.kill()
    await page.locator('.ctac-room-line--offline').waitFor({ timeout: 30_000 })
    await expect.poll(() => line(page).getAttribute('data-is'), { timeout: 3_000 }).toBe('offline')
    await look(page, 'offline-room')
    await service.restart()
    await page.locator('.ctac-room-line--live').waitFor({ timeout: 40_000 })
    await expect.poll(() => line(page).getAttribute('data-is'), { timeout: 3_000 }).toBe('online')
    await service.kill()
  })

  it('one’s own duty, the rota at any view, contacts and action cards open, and say of when they are', async () => {
    const { page } = dahlia
    await page.goto('/app/me/duty')
    await page.getByRole('button', { name: /^Offer as a swap/ }).first().waitFor()
    await expect.poll(() => line(page).innerText()).toMatch(/Offline since .* What you see is of/)
    await look(page, 'offline-duty')
    await page.goto(`/app/on-call/${rota}`)
    await page.getByRole('grid').waitFor()
    const heading = page.locator('#ctac-board')
    for (const step of ['Later', 'Later', 'Later', 'Month', 'Later', 'Calendar']) {
      const before = await heading.innerText()
      await page.getByRole('button', { name: step, exact: true }).click()
      if (step === 'Later') await expect.poll(() => heading.innerText()).not.toBe(before)
      await expect.poll(() => page.getByText('Loading the shifts').count()).toBe(0)
      expect(await page.getByRole('alert').count(), step).toBe(0)
    }
    await look(page, 'offline-rota')
    await page.goto('/app/people')
    await page.getByText('Elder Example').first().waitFor()
    await page.goto('/app/runbooks')
    await page.getByRole('link', { name: 'Judge how bad it is' }).click()
    await page.getByRole('link', { name: /Action cards/ }).click()
    await page.getByRole('heading', { level: 1, name: /^Action cards/ }).waitFor()
    await look(page, 'offline-cards')
    await service.restart()
  })
})

describe('after a sign-out on a page without script', () => {
  it('nothing is kept of answers and rooms; a draft is, for its writer', async () => {
    const { page } = dahlia
    await page.goto(`/app/incidents/${incident.reference}`)
    await page.locator('.ctac-room-line--live').waitFor({ timeout: 40_000 })
    await page.getByRole('button', { name: 'Note', exact: true }).click()
    await page.locator('.ctac-composer textarea').first().fill('Half a thought')
    await expect.poll(() => rooms(page)).toBeGreaterThan(0)
    expect((await kept(page)).length).toBeGreaterThan(0)
    await page.goto('/')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL((url) => url.pathname === '/sign-in')
    await expect.poll(() => kept(page)).toEqual([])
    await expect.poll(() => rooms(page)).toBe(0)
    expect(await page.evaluate(() => Object.entries(localStorage).filter(([name]) => name.startsWith('ctac.draft.')).map(([, text]) => text).join())).toContain('Half a thought')
    expect(await page.evaluate(() => localStorage.getItem('ctac.room.person'))).toBeNull()
  })
})

/** The one-time link in the message to Dahlia. */
async function acknowledgeLink(): Promise<string> {
  const phone = await visitor(browser, service)
  const link = phone.page.locator('section.phone').filter({ hasText: 'Dahlia' }).getByRole('link', { name: 'Open the link' }).first()
  await expect.poll(async () => {
    await phone.page.goto('/simulator')
    return link.count()
  }, { timeout: 20_000 }).toBeGreaterThan(0)
  const address = new URL((await link.getAttribute('href')) ?? '', service.url).href
  await phone.context.close()
  return address
}

const shown = (worker: Worker) => worker.evaluate(async () => {
  const { registration } = globalThis as unknown as { registration: ServiceWorkerRegistration }
  const all = (await registration.getNotifications()) as (Notification & { actions: { action: string }[] })[]
  return all.map(({ title, actions }) => ({ title, actions: actions.map((it) => it.action) }))
})

/** Presses a button of the notification that is shown. */
const press = (worker: Worker, action: string) => worker.evaluate(async (action) => {
  const here = globalThis as unknown as { registration: ServiceWorkerRegistration; NotificationEvent: new (type: string, init: object) => Event; dispatchEvent(event: Event): void }
  const [notification] = await here.registration.getNotifications()
  const event = new here.NotificationEvent('notificationclick', { notification, action })
  let under: Promise<unknown> = Promise.resolve()
  // Only the browser's own event may hold the worker awake.
  Object.defineProperty(event, 'waitUntil', { value: (work: Promise<unknown>) => (under = work) })
  here.dispatchEvent(event)
  await under
}, action)
