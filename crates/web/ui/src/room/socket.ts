// One WebSocket of a room: opens, says hello, hands frames on, matches answers to posts, notices silence, and is over once.
import { parse, type Frame } from './frames'
import { ANSWER, SILENT, STALE } from './limits'
import { answerOf, type Answer, type Line, type LineEvents, type Ports, type PostFrame } from './line'

export const SUBPROTOCOL = 'ctac.room.v1'

export function dial(ports: Ports, incident: string, events: LineEvents): Line {
  const socket = ports.socket(`/api/v1/incidents/${incident}/room`, SUBPROTOCOL)
  const asked = new Map<string, { answered: (answer: Answer) => void; broke: () => void }>()
  let heard = Date.now()
  let opened = false
  let over = false

  const watch = setInterval(() => {
    if (Date.now() - heard > SILENT) end()
  }, 5_000)

  function end(bye?: string) {
    if (over) return
    over = true
    clearInterval(watch)
    socket.onmessage = socket.onclose = socket.onopen = null
    socket.close()
    for (const { broke } of asked.values()) broke()
    events.over({ opened, bye })
  }

  function hear(frame: Frame) {
    if (frame.type === 'bye') return end(frame.reason)
    if (frame.type === 'welcome') opened = true
    if (frame.type === 'posted') asked.get(frame.client_id)?.answered({ is: 'posted', seq: frame.seq })
    if (frame.type === 'refused') asked.get(frame.client_id)?.answered(answerOf(frame.problem))
    events.frame(frame)
  }

  socket.onopen = () => say({ type: 'hello', protocol: 1, incident, after: events.after() })
  socket.onclose = () => end()
  socket.onmessage = ({ data }) => {
    heard = Date.now()
    const frame = parse(data)
    // As if it said so itself: one of us two is too old for the other, or what is between us breaks what passes.
    if (frame === 'broken') return end('protocol')
    if (frame !== 'unknown') hear(frame)
  }

  function say(frame: object) {
    if (socket.readyState === 1) socket.send(JSON.stringify(frame))
  }

  function post(frame: PostFrame): Promise<Answer> {
    return new Promise<Answer>((answered, failed) => {
      if (over) return failed(new Error('The connection is over.'))
      const late = setTimeout(end, ANSWER)
      const settle = () => {
        clearTimeout(late)
        asked.delete(frame.client_id)
      }
      asked.set(frame.client_id, {
        answered: (answer) => (settle(), answered(answer)),
        broke: () => (settle(), failed(new Error('The connection broke.'))),
      })
      say({ type: 'post', ...frame })
    })
  }

  return { by: 'socket', say, post, close: () => end(), check: () => Date.now() - heard > STALE && end() }
}
