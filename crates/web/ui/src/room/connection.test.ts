// The connection by itself, against a socket and a clock of the test's: what it says, when it tries again, and when it is over.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Connection, type Link } from './connection'
import type { Frame } from './frames'
import type { Line } from './line'
import { BREACHES, RETRY_MOST, SILENT, UPGRADES } from './limits'
import { FakeService, INCIDENT, note, welcome } from './testing'

let service: FakeService
let link: Link & { frames: Frame[]; downs: [string, number | null][]; why: string | undefined; line: Line | undefined; last: number }
let connection: Connection

beforeEach(() => {
  vi.useFakeTimers()
  service = new FakeService()
  link = {
    frames: [], downs: [], why: undefined, line: undefined, last: 0,
    after() { return this.last },
    frame(frame) { this.frames.push(frame) },
    found() {},
    up(line) { this.line = line },
    down(state, at) { this.downs.push([state, at]) },
    ended(why) { this.why = why },
  }
  connection = new Connection('CTAC-2026-0001', link, service)
})
afterEach(() => {
  connection.stop()
  vi.useRealTimers()
})

const settled = () => vi.advanceTimersByTimeAsync(0)

async function entered() {
  connection.start()
  await settled()
  service.last.open()
  service.last.hear(welcome(2))
}

describe('a connection', () => {
  it('finds the incident, says hello with the last entry it has, and hands frames on', async () => {
    link.last = 7
    connection.start()
    await settled()
    expect(service.asked[0]?.path).toBe('/api/v1/incidents/CTAC-2026-0001')
    service.last.open()
    expect(service.last.sent).toEqual([{ type: 'hello', protocol: 1, incident: INCIDENT, after: 7 }])
    service.last.hear(welcome(8))
    service.last.hear(note(8))
    service.last.hear({ type: 'of-a-newer-service' })
    expect(link.frames.map((frame) => frame.type)).toEqual(['welcome', 'entry'])
  })

  it('connects again after a drop, waiting longer each time, with a random part', async () => {
    service.random = () => 1
    await entered()
    service.last.drop()
    const waits = []
    for (let time = 0; time < 9; time++) {
      const at = link.downs.at(-1)?.[1] ?? 0
      waits.push(at - Date.now())
      await vi.advanceTimersByTimeAsync(at - Date.now())
      service.last.open()
      service.last.hear(welcome(2))
      service.last.drop()
      await settled()
    }
    expect(waits.slice(0, 4)).toEqual([500, 1_000, 2_000, 4_000])
    expect(waits.at(-1)).toBe(RETRY_MOST)
  })

  it('tries at once when the network is back', async () => {
    service.random = () => 1
    await entered()
    dispatchEvent(new Event('offline'))
    expect(link.downs.at(-1)?.[0]).toBe('offline')
    const before = service.sockets.length
    dispatchEvent(new Event('online'))
    await settled()
    expect(service.sockets.length).toBe(before + 1)
  })

  it('says to the rest of the page what it knows, and tries at once when anything else got through', async () => {
    service.random = () => 1
    await entered()
    expect(service.told).toEqual(['joined'])
    service.answer = () => { throw new TypeError('gone') }
    service.last.drop()
    await vi.advanceTimersByTimeAsync(RETRY_MOST)
    service.last.drop()
    await settled()
    expect(link.downs.at(-1)?.[0]).toBe('offline')
    expect(service.told.at(-1)).toBe('gone')
    service.answer = () => [200, { id: INCIDENT, readable: true }]
    const before = service.sockets.length
    service.reached()
    expect(service.sockets.length).toBe(before + 1)
    service.last.open()
    service.last.hear(welcome(2))
    expect(service.told.at(-1)).toBe('joined')
    // One that is up is left alone.
    service.reached()
    expect(service.sockets.length).toBe(before + 1)
  })

  it('takes a silent socket for dead', async () => {
    await entered()
    await vi.advanceTimersByTimeAsync(SILENT - 10_000)
    service.last.hear({ type: 'beat', head: 2 })
    await vi.advanceTimersByTimeAsync(SILENT - 10_000)
    expect(service.sockets.length).toBe(1)
    await vi.advanceTimersByTimeAsync(20_000)
    expect(service.sockets[0]?.closed).toBe(true)
    expect(service.sockets.length).toBe(2)
  })

  it.each(['revoked', 'signed-out'])('ends when the service says %s', async (reason) => {
    await entered()
    service.last.hear({ type: 'bye', reason })
    await vi.advanceTimersByTimeAsync(120_000)
    expect(link.why).toBe(reason)
    expect(service.sockets.length).toBe(1)
  })

  it('comes back after a restart of the service', async () => {
    await entered()
    service.last.hear({ type: 'bye', reason: 'restart' })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(service.sockets.length).toBe(2)
    expect(link.why).toBeUndefined()
  })

  it('says that it is too old when its frames are not understood again and again', async () => {
    connection.start()
    for (let time = 0; time < BREACHES; time++) {
      await vi.advanceTimersByTimeAsync(40_000)
      service.last.open()
      service.last.hear(welcome(2))
      service.last.hear({ type: 'bye', reason: 'protocol' })
    }
    await settled()
    expect(link.why).toBe('outdated')
  })

  it.each([[401, 'signed-out'], [404, 'revoked'], [403, 'revoked']])('asks by plain HTTP why a socket does not open: %s', async (status, why) => {
    connection.start(INCIDENT)
    await settled()
    service.answer = () => [status, {}]
    service.last.drop()
    await settled()
    expect(link.why).toBe(why)
  })

  it('fetches by plain HTTP where sockets never open though the service answers, and posts so too', async () => {
    const pages = [{ entries: [note(1)], head: 1 }]
    service.answer = (path, init) =>
      init?.method === 'POST' ? [201, { client_id: 'c', seq: 2 }]
        : path.includes('/entries') ? [200, pages.shift() ?? { entries: [], head: 1 }] : [200, { id: INCIDENT, readable: true }]
    connection.start()
    for (let time = 0; time < UPGRADES; time++) {
      await vi.advanceTimersByTimeAsync(40_000)
      service.last.drop()
      await settled()
    }
    await vi.waitFor(() => expect(link.frames.map((frame) => frame.type).slice(0, 2)).toEqual(['entry', 'beat']))
    expect(link.line?.by).toBe('polling')
    await expect(link.line?.post({ client_id: 'c', kind: 'entry.note', body: { text: 'x' } })).resolves.toEqual({ is: 'posted', seq: 2 })
    const posted = service.asked.find(({ init }) => init?.method === 'POST')
    expect(posted?.init?.headers).toMatchObject({ 'Idempotency-Key': 'c' })
  })

  it('is offline, not refused, when nothing answers', async () => {
    service.answer = () => {
      throw new TypeError('no network')
    }
    connection.start()
    await settled()
    expect(link.downs.at(-1)?.[0]).toBe('offline')
    expect(link.why).toBeUndefined()
  })
})
