// Posts in the core whole: none is lost or sent under two names, whatever the connection, the disk and other tabs do.
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { closeKept, keptPosts } from './keep'
import { ASLEEP } from './limits'
import { RoomCore } from './room'
import { FakeService, INCIDENT, ME, note, until, welcome } from './testing'

let service: FakeService
let cores: [RoomCore, () => void][] = []

beforeEach(() => {
  service = new FakeService()
  localStorage.clear()
})
afterEach(async () => {
  for (const [core, leave] of cores) {
    leave()
    await core.close()
  }
  cores = []
  await closeKept()
  await new Promise((gone) => (indexedDB.deleteDatabase('ctac-room').onsuccess = gone))
})

function enter(person = ME, at: FakeService = service): RoomCore {
  const core = new RoomCore('CTAC-2026-0001', person, at)
  cores.push([core, core.enter()])
  return core
}

async function live(head = 2, state: object = {}) {
  const core = enter()
  await until(() => service.sockets.length > 0)
  service.last.open()
  service.last.hear(welcome(head, state))
  for (let seq = 1; seq <= head; seq++) service.last.hear(note(seq))
  await until(() => core.snapshot().state === 'live')
  return core
}

describe('a post', () => {
  it('waits, is sent, and is shown as saved under its number', async () => {
    const core = await live()
    const id = core.post('entry.note', { text: 'x' })
    expect(core.snapshot().waiting.length + 1).toBeGreaterThan(0)
    await until(() => service.last.said('post').length === 1)
    expect(service.last.said('post')[0]).toEqual({ type: 'post', client_id: id, kind: 'entry.note', body: { text: 'x' } })
    service.last.hear({ type: 'posted', client_id: id, seq: 3 })
    await until(() => core.snapshot().waiting[0]?.state.is === 'saved')
    expect(await keptPosts(ME, INCIDENT)).toEqual([])
  })

  it('is sent again under the same name after a drop, in the order they were written', async () => {
    const core = await live()
    const ids = ['one', 'two', 'three'].map((text) => core.post('entry.note', { text }))
    await until(() => service.last.said('post').length === 1)
    service.last.drop()
    await until(() => service.sockets.length === 2)
    service.last.open()
    service.last.hear(welcome(2))
    for (const [at, client_id] of ids.entries()) {
      await until(() => service.last.said('post').length === at + 1)
      service.last.hear({ type: 'posted', client_id, seq: 3 + at })
    }
    expect(service.last.said('post').map((frame) => frame['client_id'])).toEqual(ids)
  })

  it('survives the page being closed', async () => {
    const core = await live()
    service.last.drop()
    const id = core.post('entry.decision', { decision: 'Isolate', reason: 'why' })
    await core.keptPost(id)
    const later = enter()
    await until(() => later.snapshot().waiting.length === 1)
    expect(later.snapshot().waiting[0]).toMatchObject({ clientId: id, state: { is: 'waiting' } })
  })

  it('that the rules refuse is kept with why; the next ones go', async () => {
    const core = await live()
    const [bad, good] = [core.post('entry.note', { text: '' }), core.post('entry.note', { text: 'y' })]
    await until(() => service.last.said('post').length === 1)
    service.last.hear({ type: 'refused', client_id: bad, problem: { status: 422, title: 'Refused', detail: 'text: say something' } })
    await until(() => service.last.said('post').length === 2)
    expect(service.last.said('post')[1]).toMatchObject({ client_id: good })
    expect(core.snapshot().waiting.find((post) => post.clientId === bad)?.state).toEqual({ is: 'refused', title: 'Refused', detail: 'text: say something' })
    await until(async () => (await keptPosts(ME, INCIDENT)).some((post) => post.state.is === 'refused'))
    const anew = core.retry(bad, { body: { text: 'better' } })
    expect(anew).not.toBe(bad)
    await until(() => core.snapshot().waiting.every((post) => post.clientId !== bad))
  })

  it('that the service is too busy for is not refused, but sent again', async () => {
    const core = await live()
    const id = core.post('entry.note', { text: 'x' })
    await until(() => service.last.said('post').length === 1)
    service.last.hear({ type: 'refused', client_id: id, problem: { status: 503, title: 'Busy', retry_after: 0.01 } })
    await until(() => service.last.said('post').length === 2)
    expect(service.last.said('post')[1]).toMatchObject({ client_id: id })
    expect(core.snapshot().waiting[0]?.state.is).toBe('waiting')
  })

  it('that the disk refuses is said to be in this page alone, until it is recorded', async () => {
    const core = await live()
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    const id = core.post('entry.note', { text: 'x' })
    let safe = false
    void core.keptPost(id).then(() => (safe = true))
    await until(() => !core.snapshot().kept)
    expect(safe).toBe(false)
    expect(core.snapshot().waiting).toMatchObject([{ clientId: id, body: { text: 'x' } }])
    await until(() => service.last.said('post').length === 1)
    service.last.hear({ type: 'posted', client_id: id, seq: 3 })
    await until(() => safe)
    put.mockRestore()
  })

  it('goes by another tab once the one whose turn it is sleeps', async () => {
    const asked: { options: LockOptions; run: () => Promise<void> }[] = []
    const request = (_: string, options: LockOptions, run: () => Promise<void>) => {
      asked.push({ options, run })
      // A turn that is taken is had at once; one that is asked for never comes.
      return options.steal ? run() : new Promise<never>(() => undefined)
    }
    vi.stubGlobal('navigator', Object.create(navigator, { locks: { value: { request } } }))
    const core = await live()
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
    service.last.drop()
    await until(() => service.sockets.length === 2)
    service.last.open()
    service.last.hear(welcome(2))
    core.post('entry.note', { text: 'x' })
    await vi.advanceTimersByTimeAsync(ASLEEP / 2)
    expect(asked.some(({ options }) => options.steal)).toBe(false)
    await vi.advanceTimersByTimeAsync(ASLEEP)
    vi.useRealTimers()
    await until(() => service.last.said('post').length === 1)
    expect(asked.filter(({ options }) => options.steal)).toHaveLength(1)
    vi.unstubAllGlobals()
  })

  it('is sent by one of two tabs, and saved in both', async () => {
    const locks = { held: Promise.resolve(), request: (_: string, __: object, run: () => Promise<void>) => {
      const turn = locks.held.then(run, run)
      locks.held = turn.catch(() => undefined)
      return turn
    } }
    vi.stubGlobal('navigator', Object.create(navigator, { locks: { value: locks } }))
    const one = await live()
    const first = service.last
    const two = enter()
    await until(() => service.sockets.length === 2)
    const second = service.last
    second.open()
    second.hear(welcome(2))
    const id = two.post('entry.note', { text: 'x' })
    await until(() => first.said('post').length === 1)
    expect(second.said('post')).toEqual([])
    first.hear({ type: 'posted', client_id: id, seq: 3 })
    await until(() => [one, two].every((core) => core.snapshot().waiting[0]?.state.is === 'saved'))
    vi.unstubAllGlobals()
  })
})
