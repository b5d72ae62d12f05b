// The core whole: what it shows of frames, what it keeps on the device, and that no post is lost or sent under two names.
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { closeKept, forgetRooms, keptEntries, keptPosts, keptRoom } from './keep'
import { openRoom, openRooms, RoomCore } from './room'
import { FakeService, HOME, INCIDENT, incident, ME, note, until, welcome } from './testing'

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

const seqs = (core: RoomCore) => core.snapshot().entries.map((entry) => entry.seq)

describe('what is shown', () => {
  it('is live only once every entry up to the head is here', async () => {
    const core = enter()
    await until(() => service.sockets.length > 0)
    service.last.open()
    service.last.hear(welcome(2))
    service.last.hear(note(1))
    await until(() => core.snapshot().entries.length === 1)
    expect(core.snapshot().state).toBe('catching-up')
    service.last.hear(note(2))
    await until(() => core.snapshot().state === 'live')
    expect(core.snapshot().incident?.title).toBe('Mail is down')
  })

  it('takes entities of later entries whole and passes over those of older ones', async () => {
    const action = { id: 'a', seq: 1, text: 'Call', owner: ME, due: null, done: true }
    const core = enter()
    await until(() => service.sockets.length > 0)
    service.last.open()
    service.last.hear(welcome(2, { actions: [action] }))
    service.last.hear(note(1, { changed: [{ entity: 'action', ...action, done: false }] }))
    service.last.hear(note(2))
    service.last.hear(note(3, { changed: [{ entity: 'marked', seq: 1, struck_by: 3, erased: false }, { entity: 'member', person: ME, membership: { role: 'lead' } }] }))
    await until(() => core.snapshot().entries.length === 3)
    expect(core.snapshot().actions).toEqual([action])
    expect(core.snapshot().marked.get(1)?.struck_by).toBe(3)
    expect(core.snapshot().members.get(ME)?.role).toBe('lead')
  })

  it('sees a number that was passed over, and fetches from the last it has', async () => {
    const core = await live()
    service.last.hear(note(4))
    await until(() => service.sockets.length === 2)
    service.last.open()
    expect(service.last.sent[0]).toMatchObject({ type: 'hello', after: 2 })
    service.last.hear(welcome(4))
    service.last.hear(note(3))
    service.last.hear(note(4))
    await until(() => core.snapshot().state === 'live')
    expect(seqs(core)).toEqual([1, 2, 3, 4])
  })

  it('sees by the beats that it is behind, and connects again when nothing comes', async () => {
    const core = await live()
    service.last.hear({ type: 'beat', head: 5 })
    await until(() => core.snapshot().state === 'catching-up')
    expect(service.sockets.length).toBe(1)
    service.last.hear({ type: 'beat', head: 5 })
    await until(() => service.sockets.length === 2)
  })

  it('shows an entry once, whatever comes again', async () => {
    const core = await live()
    service.last.hear(note(2))
    service.last.hear(note(3))
    await until(() => core.snapshot().entries.length === 3)
    expect(seqs(core)).toEqual([1, 2, 3])
  })

  it('forgets what was erased', async () => {
    const core = await live()
    service.last.hear(note(3, { kind: 'entry.erased', changed: [{ entity: 'marked', seq: 1, struck_by: null, erased: true }] }))
    await until(() => core.snapshot().entries.length === 3)
    expect(core.snapshot().entries[0]).toMatchObject({ body: null })
    await until(async () => (await keptEntries(ME, INCIDENT)).some((it) => it.seq === 1 && it.type === 'entry' && it.body === null))
  })
})

describe('what is kept', () => {
  it('opens at once and without a connection, as of when it was true', async () => {
    await live()
    await until(async () => (await keptEntries(ME, INCIDENT)).length === 2 && (await keptRoom(ME, INCIDENT)) !== undefined)
    const away = new FakeService()
    away.answer = () => {
      throw new TypeError('no network')
    }
    const core = enter(ME, away)
    await until(() => core.snapshot().entries.length === 2)
    expect(core.snapshot().incident?.reference).toBe('CTAC-2026-0001')
    expect(core.snapshot().state).not.toBe('live')
    expect(core.snapshot().asOf).toBeLessThanOrEqual(Date.now())
  })

  it('never holds the text of a RED entry, which comes again when connected', async () => {
    await live(1)
    service.last.hear(note(2, { marking: 'red', named: [ME], body: { text: 'a secret' } }))
    await until(async () => (await keptEntries(ME, INCIDENT)).length === 2)
    const kept = await keptEntries(ME, INCIDENT)
    expect(JSON.stringify(kept)).not.toContain('secret')
    service.answer = (path) => (path.includes('/entries') ? [200, { entries: [note(2, { marking: 'red', body: { text: 'a secret' } })], head: 2 }] : [200, { id: INCIDENT, readable: true }])
    const again = enter()
    await until(() => service.sockets.length === 2)
    service.last.open()
    expect(service.last.sent[0]).toMatchObject({ after: 2 })
    service.last.hear(welcome(2))
    await until(() => JSON.stringify(again.snapshot().entries).includes('secret'))
  })

  it.each(['revoked', 'signed-out'])('is gone when the service says %s, on the screen and on the disk', async (reason) => {
    const core = await live()
    await until(async () => (await keptEntries(ME, INCIDENT)).length === 2)
    service.last.hear({ type: 'bye', reason })
    await until(() => core.snapshot().state === 'ended')
    expect(core.snapshot().entries).toEqual([])
    expect(core.snapshot().incident).toBeNull()
    await until(async () => (await keptEntries(ME, INCIDENT)).length === 0)
    expect(await keptRoom(ME, INCIDENT)).toBeUndefined()
  })

  it('is nothing of a RED incident, and of a RED action no word', async () => {
    const secret = { id: 'a', seq: 1, text: 'a secret', owner: ME, due: null, done: false }
    const open = { ...secret, id: 'b', seq: 2, text: 'for all' }
    const core = enter()
    await until(() => service.sockets.length > 0)
    service.last.open()
    service.last.hear(welcome(2, { actions: [secret, open] }))
    service.last.hear(note(1, { kind: 'action.set', marking: 'red', body: { text: 'a secret' } }))
    service.last.hear(note(2, { kind: 'action.set', body: { text: 'for all' } }))
    await until(async () => (await keptRoom(ME, INCIDENT)) !== undefined)
    const kept = await keptRoom(ME, INCIDENT)
    expect(kept?.view.actions).toEqual([open])
    expect(core.snapshot().actions).toEqual([secret, open])
    service.last.hear(note(3, { kind: 'incident.marked', changed: [{ entity: 'incident', ...incident(3), marking: 'red' }] }))
    await until(async () => (await keptRoom(ME, INCIDENT)) === undefined && (await keptEntries(ME, INCIDENT)).length === 0)
    service.last.hear(note(4, { marking: 'red' }))
    await until(() => core.snapshot().entries.length === 4)
    await core.close()
    expect(await keptRoom(ME, INCIDENT)).toBeUndefined()
  })

  it('does not come back from a tab that was left open when somebody signed out in another', async () => {
    const core = await live()
    await until(async () => (await keptEntries(ME, INCIDENT)).length === 2)
    await forgetRooms()
    service.last.hear(note(3))
    await until(() => core.snapshot().entries.length === 3)
    await core.close()
    expect(await keptEntries(ME, INCIDENT)).toEqual([])
    expect(await keptRoom(ME, INCIDENT)).toBeUndefined()
  })

  it('is gone when somebody else signs in; their posts are not', async () => {
    const mine = await live()
    service.last.drop()
    mine.post('entry.note', { text: 'for me alone' })
    await until(async () => (await keptPosts(ME, INCIDENT)).length === 1 && (await keptEntries(ME, INCIDENT)).length === 2)
    const other = enter(HOME)
    await until(() => localStorage.getItem('ctac.room.person') === HOME)
    expect(await keptEntries(ME, INCIDENT)).toEqual([])
    expect(await keptPosts(ME, INCIDENT)).toHaveLength(1)
    expect(other.snapshot().waiting).toEqual([])
  })
})

describe('memory', () => {
  it('holds the rooms that are shown and a few that were, however many are opened in a week', () => {
    const leave = openRoom('CTAC-2026-0001', ME).enter()
    const shown = openRoom('CTAC-2026-0001', ME)
    for (let number = 2; number < 40; number += 1) openRoom(`CTAC-2026-${String(number).padStart(4, '0')}`, ME)
    expect(openRooms()).toBeLessThanOrEqual(5)
    expect(openRoom('CTAC-2026-0001', ME)).toBe(shown)
    leave()
  })
})
